"""Events sent through GraphQL: the same door as `POST /collect`, with the same verdicts."""

from datetime import datetime
from typing import Annotated, Any, NewType

import strawberry

from domain.errors import ErrorCode, Refusal, Unavailable
from realtime.door import TooManyError
from realtime.inbox import FullError
from realtime.ingestion import Answer, TooLargeError, UnreadableError
from resolvers.context import Context, Info
from resolvers.payloads import Payload, settle

Properties = NewType("Properties", dict[str, Any])
"""A JSON object."""


@strawberry.input(description="Something that happened.")
class EventInput:
    """An event as sent."""

    name: str = strawberry.field(description="What happened, such as job_view: a lower-case word, see the catalogue.")
    occurred_at: datetime = strawberry.field(description="When, by the clock of whoever saw it.")
    id: strawberry.ID | None = strawberry.field(
        default=None, description="A UUID; sent again with the same one, the event counts once. Made up if left out."
    )
    properties: Properties | None = strawberry.field(default=None, description="What else is known of it.")
    session_id: str | None = strawberry.field(default=None, description="The visit in which it happened.")
    user_id: str | None = strawberry.field(
        default=None, description="Whom it is about; heeded only from keys that may INGEST, else it is about you."
    )
    historical: bool = strawberry.field(default=False, description="Whether it may be older than events are kept.")
    consent: bool = strawberry.field(
        default=True, description="False drops it: the person does not want to be counted."
    )


@strawberry.input(description="Events, 1 to 1,000 (as the server is set).")
class RecordEventsInput:
    """Events and the clock of their sender."""

    events: list[EventInput] = strawberry.field(description="The events; each gets a verdict of its own.")
    sent_at: datetime | None = strawberry.field(
        default=None, description="What the sender's clock shows now: a wrong one is put right by it."
    )


async def record_events(
    info: Info, input: Annotated[RecordEventsInput, strawberry.argument(description="The events.")]
) -> Payload[Answer]:
    """Take events in."""
    return await settle(info.context, _record(info.context, input))


async def _record(context: Context, given: RecordEventsInput) -> Answer:
    entrance = context.entrance
    if entrance is None:
        raise Unavailable("This process takes no events in.")
    if given.sent_at is not None and given.sent_at.tzinfo is None:
        message = "`sentAt` has no time zone: write it as 2026-03-01T12:00:00Z."
        raise Refusal(message, path=("input", "sentAt"))
    try:
        batch = entrance.door.ingestion.read_events([_told(each) for each in given.events], sent_at=given.sent_at)
        return await entrance.take(batch, now=context.now)
    except (UnreadableError, TooLargeError) as error:
        raise Refusal(str(error), path=("input", "events")) from None
    except TooManyError as error:
        message = f"You send too many events: go on in {error.seconds:.0f} seconds."
        raise Refusal(message, code=ErrorCode.RATE_LIMITED, path=("input", "events")) from None
    except FullError as error:
        raise Unavailable("More events are waiting than can be worked just now.") from error


def _told(given: EventInput) -> dict[str, Any]:
    return {
        "id": given.id,
        "name": given.name,
        "occurredAt": given.occurred_at.isoformat(),
        "properties": given.properties or {},
        "sessionId": given.session_id,
        "userId": given.user_id,
        "historical": given.historical,
        "consent": given.consent,
    }
