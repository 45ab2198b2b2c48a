"""Events of applications as they come out of the inbox, and their way into the tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

import orjson

from domain.users import User
from persistence import events
from persistence.database import Database, Session
from tests.builders import on

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it comes out of the inbox."""

    owner: int | None
    name: str
    at: datetime
    properties: dict[str, Any]
    id: UUID
    context: dict[str, Any] | None = None

    @property
    def row(self) -> tuple[Any, ...]:
        """As a row of the staging table."""
        context = None if self.context is None else orjson.dumps(self.context).decode()
        properties = orjson.dumps(self.properties).decode()
        return (self.id, self.owner, self.name, self.at, self.at, None, properties, context)


def told(owner: User | None, name: str, day: str, reference: str | None = "A1", **properties: Any) -> Told:
    """An event at noon of that day; its id tells nothing of when it came."""
    if reference is not None:
        properties["applicationId"] = reference
    number = Random(next(_numbers)).getrandbits(128)
    return Told(None if owner is None else owner.id, name, on(day), properties, UUID(int=number))


def created(owner: User, day: str, reference: str = "A1", **properties: Any) -> Told:
    """An application made known."""
    return told(owner, "application_created", day, reference, **{"title": "Engineer", "company": "Acme", **properties})


def changed(owner: User, day: str, status: str, reference: str = "A1") -> Told:
    """A change of its status."""
    return told(owner, "application_status_change", day, reference, status=status)


async def store(database: Database, *batches: Iterable[Told]) -> None:
    """Store the events, batch by batch."""
    for batch in batches:
        rows = [each.row for each in batch]

        async def work(session: Session, rows: Sequence[tuple[Any, ...]] = rows) -> None:
            await events.stage(session)
            await session.copy("incoming_events", events.COLUMNS, rows)
            await events.store(session)

        await database.write(work)
