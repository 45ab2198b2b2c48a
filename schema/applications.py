"""Applications, their ledger, and the answers of the mutations on them."""

from datetime import datetime

import strawberry

from domain import applications as domain
from domain.applications import ApplicationStatus, Origin, Outcome, Stage
from persistence.applications import ApplicationOrder
from resolvers import applications as resolve
from schema.connections import PageInfo
from schema.costs import METADATA_KEY, Cost
from schema.enums import describe
from schema.errors import payload
from schema.jobs import Job, looked_up
from schema.nodes import Node, identified

describe(
    ApplicationOrder,
    "How a list of applications is sorted.",
    {
        ApplicationOrder.NEWEST: "Submitted last first; what has no date comes last.",
        ApplicationOrder.OLDEST: "Submitted first first; what has no date comes first.",
        ApplicationOrder.LAST_MOVED: "Moved last first.",
        ApplicationOrder.LONGEST_SILENCE: "Moved longest ago first; what has no date comes last.",
    },
)


@strawberry.type(description="An entry of the append-only ledger of an application.")
class Transition:
    """A dated move, a correction, or a retraction."""

    id: strawberry.ID = identified("Transition")
    stage: Stage | None = strawberry.field(description="The stage it moved to; null for other moves.")
    outcome: Outcome | None = strawberry.field(description="The ending it recorded; null for other moves.")
    is_reopening: bool = strawberry.field(description="Whether it opened an ended application again.")
    is_retraction: bool = strawberry.field(description="Whether it only takes an earlier entry back.")
    occurred_at: datetime | None = strawberry.field(description="When it happened; null when not known.")
    application = looked_up("application", "application_id", "Application", "What it is about.")
    recorded_at: datetime = strawberry.field(description="When it was written down.")
    origin: Origin = strawberry.field(description="Who wrote it.")
    replaces = strawberry.field(
        resolve.replaces,
        graphql_type="Transition | None",
        description="The entry it corrects or takes back; null for a first telling.",
    )


@strawberry.type(description="How long an open application has heard nothing.")
class Silence:
    """Since when, and whether that is long."""

    since: datetime = strawberry.field(description="The last move (UTC).")
    days: int = strawberry.field(description="Local days since then.")
    is_long: bool = strawberry.field(description="Whether it is past the owner's limit, `ghostedAfterDays`.")


@strawberry.type(description="One attempt to get one job.")
class Application(Node):
    """Status, dates, and what hangs on it."""

    id: strawberry.ID = identified("Application")
    job = looked_up("job", "job_id", Job, "What it is for.")
    status: ApplicationStatus = strawberry.field(description="The outcome if there is one, else the stage.")
    stage: Stage = strawberry.field(description="How far it has come, ended or not.")
    outcome: Outcome | None = strawberry.field(description="How it ended; null while open.")
    applied_at: datetime | None = strawberry.field(description="When it was submitted; null when not, or not known.")
    responded_at: datetime | None = strawberry.field(description="First human answer; null when none, or not known.")
    interviewed_at: datetime | None = strawberry.field(description="First interview; null when none, or not known.")
    offered_at: datetime | None = strawberry.field(description="The offer; null when none, or not known.")
    closed_at: datetime | None = strawberry.field(description="When it ended; null while open, or not known.")
    source: str | None = strawberry.field(description="Where the job was found; null when not known.")
    resume_version: str | None = strawberry.field(description="Version of the résumé sent; null when not known.")
    notes: str | None = strawberry.field(description="The owner's notes; null when there are none.")
    created_at: datetime = strawberry.field(description="When it was first written down here.")
    transitions = looked_up(
        "transitions", "id", list[Transition], "Its ledger, in the order written; corrected entries stay readable."
    )
    silence = strawberry.field(
        resolve.silence,
        graphql_type=Silence | None,
        description="How long it has heard nothing; null when ended, not submitted, or without a date.",
        metadata={METADATA_KEY: Cost(own=0)},  # told by what has been read of the application
    )

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        """Which domain objects these are."""
        return isinstance(value, domain.Application)


@strawberry.type(description="An application and its place in the list.")
class ApplicationEdge:
    """Item and cursor."""

    node: Application = strawberry.field(description="The application.")
    cursor: str = strawberry.field(description="Where it stands; pass it as `after` or `before`.")


@strawberry.type(description="A page of applications.")
class ApplicationConnection:
    """Items and where they stand."""

    edges: list[ApplicationEdge] = strawberry.field(description="The applications with their cursors.")
    nodes: list[Application] = strawberry.field(description="The applications alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count = strawberry.field(
        resolve.total_count,
        graphql_type=int,
        description="How many the filter lets through, on all pages.",
        # Once for a page, not once for each of its rows: it is in the price of the list.
        metadata={METADATA_KEY: Cost(own=0)},
    )


_CHANGED = "The application as it is now; null when there are errors."
RecordApplicationPayload = payload("RecordApplication", "application", Application, _CHANGED)
AdvanceApplicationPayload = payload("AdvanceApplication", "application", Application, _CHANGED)
CloseApplicationPayload = payload("CloseApplication", "application", Application, _CHANGED)
ReopenApplicationPayload = payload("ReopenApplication", "application", Application, _CHANGED)
CorrectApplicationPayload = payload("CorrectApplication", "application", Application, _CHANGED)
AnnotateApplicationPayload = payload("AnnotateApplication", "application", Application, _CHANGED)
