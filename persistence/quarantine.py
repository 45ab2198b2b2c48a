"""Events that could not be taken, kept with the reason until an operator decides."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, Final

from domain.events import Quarantined
from persistence.database import Session

COLUMNS: Final = ("reason", "message", "event", "received_at", "event_id", "owner_id", "name", "field")
_record = attrgetter(*COLUMNS)


def record(each: Quarantined) -> tuple[Any, ...]:
    """The event as a row of `COLUMNS`."""
    row: tuple[Any, ...] = _record(each)
    return row


async def add(session: Session, quarantined: Iterable[Quarantined]) -> None:
    """Keep them, in the order given."""
    await session.copy("quarantine", COLUMNS, map(record, quarantined))
