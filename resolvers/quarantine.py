"""Events that could not be taken: looked at, tried again, thrown away."""

from collections.abc import Sequence
from typing import Annotated, Final

import strawberry

from domain.errors import Refusal, Unavailable
from domain.events import Event, Quarantined, Reason
from domain.quarantine import MOST_AT_ONCE, Chosen, Discard, QuarantinedEvent, ReasonCount, Replay
from persistence import inbox
from persistence.database import Session
from persistence.quarantine import Quarantine
from realtime.replays import judged
from resolvers.arguments import After, First
from resolvers.context import Context, Info
from resolvers.inputs import optional_text, page_size
from resolvers.nodes import decode
from resolvers.pages import Page, cut, read_cursor, write_cursor
from resolvers.payloads import Payload, settle

DEFAULT_PAGE, LARGEST_PAGE = 20, 100
KIND: Final = "QuarantinedEvent"


@strawberry.input(description="Which held events to try again: either their ids, or all of one reason.")
class ReplayQuarantinedEventsInput:
    """Ids or a reason."""

    ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Ids of held events, up to 1,000.")
    reason: Reason | None = strawberry.field(
        default=None, description="Those held for this reason, up to 1,000, those tried least first."
    )


@strawberry.input(description="Which held events to throw away: either their ids, or all of one reason.")
class DiscardQuarantinedEventsInput:
    """Ids or a reason."""

    ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Ids of held events, up to 1,000.")
    reason: Reason | None = strawberry.field(default=None, description="Those held for this reason, up to 1,000.")


Given = ReplayQuarantinedEventsInput | DiscardQuarantinedEventsInput


async def quarantine(
    info: Info,
    first: First = None,
    after: After = None,
    reason: Annotated[Reason | None, strawberry.argument(description="Only those held for this reason.")] = None,
    name: Annotated[str | None, strawberry.argument(description="Only events of this name.")] = None,
) -> Page[QuarantinedEvent]:
    """A page of what is held, newest first; one statement."""
    size = page_size(first, None, default=DEFAULT_PAGE, largest=LARGEST_PAGE)
    before = None if after is None else read_cursor(after, 1, path=("after",))[0]
    found = await Quarantine(info.context.database).page(
        limit=size + 1, before=before, reason=reason, name=optional_text(name, path=("name",))
    )
    return cut(found, size, backward=False, has_cursor=after is not None, cursors=lambda each: write_cursor(each.id))


async def reasons(info: Info) -> Sequence[ReasonCount]:
    """How many are held for each reason; one statement."""
    return await Quarantine(info.context.database).reasons()


async def replay_quarantined_events(
    info: Info, input: Annotated[ReplayQuarantinedEventsInput, strawberry.argument(description="Which ones.")]
) -> Payload[Replay]:
    """Bring them to the door again, by the rules for past events; six statements, and one for each that stays."""
    return await settle(info.context, _replay(info.context, input))


async def discard_quarantined_events(
    info: Info, input: Annotated[DiscardQuarantinedEventsInput, strawberry.argument(description="Which ones.")]
) -> Payload[Discard]:
    """Throw them away; one statement."""
    return await settle(info.context, _discard(info.context, input))


async def _discard(context: Context, given: Given) -> Discard:
    return Discard(await Quarantine(context.database).discard(_chosen(given)))


async def _replay(context: Context, given: Given) -> Replay:
    if context.entrance is None:
        raise Unavailable("This process takes no events in.")
    held, ingestion = Quarantine(context.database), context.entrance.door.ingestion
    released: dict[int, Event | None] = {}
    kept: dict[int, Quarantined] = {}
    for each in await held.find(_chosen(given)):
        found = judged(each, ingestion, now=context.now)
        if isinstance(found, Quarantined):
            kept[each.id] = found
        else:
            released[each.id] = found
    going, staying = await held.settle(released, kept, _put)
    replayed = sum(released[each] is not None for each in going)
    return Replay(replayed, len(going) - replayed, len(staying))


async def _put(session: Session, events: Sequence[Event]) -> None:
    await inbox.put(session, events, ())


def _chosen(given: Given) -> Chosen:
    if (given.ids is None) == (given.reason is None):
        raise Refusal("Give `ids` or a `reason`: exactly one of them.", path=("input",))
    if given.ids is None:
        return Chosen(None, given.reason)
    if not 1 <= len(given.ids) <= MOST_AT_ONCE:
        raise Refusal(f"`ids` has {len(given.ids):,} ids: give 1 to {MOST_AT_ONCE:,}.", path=("input", "ids"))
    return Chosen([decode(each, KIND, path=("input", "ids")) for each in given.ids], None)
