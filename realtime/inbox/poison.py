"""Events that cannot be stored: told apart from their neighbours, and put aside."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeVar

import orjson
import structlog

from domain.events import Event, Quarantined, Reason
from persistence.inbox import is_of_data

TRIES: Final = 5

T = TypeVar("T")
_log = structlog.get_logger("inbox")


def poisoned(event: Event) -> Quarantined:
    """The event for the quarantine, in the shape in which it would be sent, with what was found out about it."""
    return Quarantined(
        reason=Reason.POISONED,
        message=f"It could not be stored in {TRIES} tries, and nothing was counted from it. The rest of its batch was "
        "stored. Replay it after an update of this software, or discard it.",
        event=orjson.dumps(
            {
                "id": str(event.id),
                "name": event.name,
                "occurredAt": event.occurred_at,
                "sessionId": event.session_id,
                "properties": _document(event.properties),
                "context": None if event.context is None else _document(event.context),
            }
        ).decode(),
        received_at=event.received_at,
        event_id=str(event.id),
        owner_id=event.owner_id,
        name=event.name,
    )


def _document(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


async def isolate(
    items: Sequence[T],
    store: Callable[[Sequence[T]], Awaitable[int]],
    blame: Callable[[T], Awaitable[int]],
) -> int:
    """Store halves, and halves of what fails, until all is stored but what fails by itself; that is blamed.

    Answers the sum of what `store` and `blame` answer. Raises what is not for the data, with the rest left as it is.
    """
    done = 0
    parts = [items]
    while parts:
        part = parts.pop()
        try:
            done += await store(part)
        except Exception as error:
            if not is_of_data(error):
                raise
            if len(part) > 1:
                middle = len(part) // 2
                parts += [part[middle:], part[:middle]]
                continue
            # The words of the error may hold what is in the event.
            _log.warning("an event cannot be stored", error=type(error).__name__)
            done += await blame(part[0])
    return done
