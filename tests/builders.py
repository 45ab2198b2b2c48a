"""Rows for tests, made by the product's own code: people, applications with their ledgers, postings, events, files."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import StringIO
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import text

from domain.access import Role
from domain.applications import Application, Outcome, Reopening, Stage, Target
from domain.events import Event
from domain.openings import Opening
from domain.transitions import Move
from domain.users import User
from persistence import events, openings
from persistence.database import Database, Session, Statement
from persistence.events import Stored
from persistence.moves import Moves
from persistence.tables import metadata
from persistence.users import Users

SAVED, APPLIED, SCREENING, INTERVIEWING, OFFERED = Stage
ACCEPTED, DECLINED, REJECTED, WITHDRAWN, GHOSTED = Outcome
REOPENED = Reopening.REOPENED

When = datetime | date | str | None

_numbers = count(1)
_DUMPS = {
    table.name: Statement(text(f"SELECT row_to_json(each)::text FROM {table.name} AS each ORDER BY 1"))  # noqa: S608 - names of ours
    for table in metadata.sorted_tables
}


def utc(year: int, month: int, day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    """An instant."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def on(day: str, at: str = "12:00", zone: str = "UTC") -> datetime:
    """The instant at which a wall in that zone shows the day and the time."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(at), tzinfo=ZoneInfo(zone)).astimezone(UTC)


async def person(
    database: Database,
    name: str = "ada",
    *,
    zone: str = "UTC",
    week_start: int = 1,
    ghosted_after_days: int = 30,
    role: Role = Role.MEMBER,
) -> User:
    """A new account of that name, whatever accounts of that name there are."""
    number = next(_numbers)
    users = Users(database)
    made = await users.ensure(f"{name}-{number}", email=f"{name}-{number}@example.com", name=name, role=role)
    return await users.update(made.id, time_zone=zone, week_start=week_start, ghosted_after_days=ghosted_after_days)


def move(target: Target, when: When = None, *, zone: str = "UTC") -> Move:
    """A move at an instant, or on a day (at noon of the zone), or (None) nobody knows when."""
    if when is None or isinstance(when, datetime):
        return Move(target, when)
    return Move(target, on(when if isinstance(when, str) else when.isoformat(), zone=zone))


async def application(
    database: Database,
    owner: User,
    *moves: Move | tuple[Target, When] | Target,
    source: str | None = None,
    resume_version: str | None = None,
    notes: str | None = None,
    job: int | None = None,
    **opening: Any,
) -> Application:
    """An application with this ledger, for a stored job or for an opening told by its properties."""
    ledger = [
        each if isinstance(each, Move) else move(*each, zone=owner.time_zone) if isinstance(each, tuple) else move(each)
        for each in moves
    ]
    told = Opening(**{"company": "Acme", "title": "Engineer", **opening})
    return await Moves(database, owner).record(
        told if job is None else job, ledger, source=source, resume_version=resume_version, notes=notes
    )


async def posting(database: Database, **opening: Any) -> None:
    """A public posting."""
    await postings(database, [Opening(**{"company": "Acme", "title": "Engineer", **opening})])


async def postings(database: Database, told: Iterable[Opening], *, owner: User | None = None) -> None:
    """Public postings, or jobs in somebody's log that nobody has applied to."""

    async def work(session: Session) -> None:
        await openings.stage(session, [openings.record(line, each) for line, each in enumerate(told)])
        await openings.settle(session, None if owner is None else owner.id)

    await database.write(work)


async def event(
    database: Database,
    owner: User,
    name: str,
    at: datetime,
    *,
    session: str | None = None,
    properties: Mapping[str, Any] | None = None,
) -> None:
    """An event that has been stored, and counted."""
    await stored(database, happened(name, at, owner=owner.id, session=session, properties=properties))


def happened(
    name: str,
    at: datetime,
    *,
    owner: int | None = None,
    session: str | None = None,
    properties: Mapping[str, Any] | None = None,
    number: int | None = None,
) -> Event:
    """An event as the door accepts it, received when it happened; of an id by chance unless it is numbered."""
    return Event(
        id=UUID(int=next(_numbers) << 64 if number is None else number),
        name=name,
        occurred_at=at,
        received_at=at,
        properties=orjson.dumps(properties or {}).decode(),
        owner_id=owner,
        session_id=session,
    )


async def stored(database: Database, *batch: Event) -> Stored:
    """Store a batch of events, as a worker does."""

    async def work(session: Session) -> Stored:
        await events.stage(session)
        rows = [tuple(getattr(each, name) for name in events.COLUMNS) for each in batch]
        await session.copy("incoming_events", events.COLUMNS, rows)
        return await events.store(session)

    return await database.write(work)


def csv_file(rows: Sequence[Mapping[str, str]]) -> str:
    """The rows as a CSV file with the keys of the first as its header."""
    text = StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


async def dump(database: Database) -> dict[str, list[str]]:
    """Every row of every table as text: what a refused act must leave as it was."""
    found = {}
    for table in metadata.sorted_tables:
        rows = await database.fetch(_DUMPS[table.name])
        found[table.name] = [row[0] for row in rows]
    return found
