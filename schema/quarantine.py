"""Events that could not be taken, for operators."""

from datetime import datetime

import strawberry

from domain.events import Reason
from resolvers import quarantine as resolve
from schema import events as _described  # noqa: F401 - importing it describes the reasons
from schema.connections import PageInfo
from schema.costs import METADATA_KEY, Cost
from schema.errors import payload
from schema.nodes import identified


@strawberry.type(description="An event that could not be taken, kept for 30 days.")
class QuarantinedEvent:
    """What came, and why not."""

    id: strawberry.ID = identified(resolve.KIND)
    reason: Reason = strawberry.field(description="Why it could not be taken.")
    field: str | None = strawberry.field(description="The way to what is wrong with it; null when it is all of it.")
    message: str = strawberry.field(description="What is wrong and what to do, in plain words.")
    name: str | None = strawberry.field(description="Its name; null when there was none to read.")
    event: str = strawberry.field(
        description="The event as it came, as JSON text, without what looked like addresses or tokens."
    )
    received_at: datetime = strawberry.field(description="When it came in (UTC).")
    attempts: int = strawberry.field(description="How often it was replayed and could not be taken again.")


@strawberry.type(description="How many events are held for a reason.")
class QuarantineReason:
    """Reason and count."""

    reason: Reason = strawberry.field(description="Why they could not be taken.")
    count: int = strawberry.field(description="How many are held.")


@strawberry.type(description="A held event and its place in the list.")
class QuarantinedEventEdge:
    """Item and cursor."""

    node: QuarantinedEvent = strawberry.field(description="The event.")
    cursor: str = strawberry.field(description="Where it stands; pass it as `after` to go on from here.")


@strawberry.type(description="A page of held events, and how many there are of each reason.")
class QuarantinedEventConnection:
    """Items, where they stand, and counts."""

    edges: list[QuarantinedEventEdge] = strawberry.field(description="The events with their cursors.")
    nodes: list[QuarantinedEvent] = strawberry.field(description="The events alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    reasons = strawberry.field(
        resolve.reasons,
        graphql_type=list[QuarantineReason],
        description="How many are held for each reason, the most first, whatever the page was asked for.",
        metadata={METADATA_KEY: Cost(own=5, items=len(Reason))},
    )


@strawberry.type(description="What became of events that were tried again.")
class QuarantineReplay:
    """Counts."""

    replayed: int = strawberry.field(description="Events that are accepted now, and count.")
    dropped: int = strawberry.field(description="Events let go because their people do not want them kept.")
    still_quarantined: int = strawberry.field(description="Events that could not be taken again; they stay.")


@strawberry.type(description="What became of events that were thrown away.")
class QuarantineDiscard:
    """A count."""

    discarded: int = strawberry.field(description="Events that are gone.")


ReplayQuarantinedEventsPayload = payload(
    "ReplayQuarantinedEvents", "replay", QuarantineReplay, "What became of them; null when there are errors."
)
DiscardQuarantinedEventsPayload = payload(
    "DiscardQuarantinedEvents", "discard", QuarantineDiscard, "What became of them; null when there are errors."
)
