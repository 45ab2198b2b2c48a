"""The table of what waits: put in by COPY, taken out by whoever comes first, in the transaction that stores it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as UUID_

from domain.errors import TooSlow, Unavailable
from domain.events import Event, Priority, Quarantined
from persistence import quarantine
from persistence.database import Database, Session, Statement
from persistence.events import COLUMNS as STAGED

COLUMNS: Final = Event.__struct_fields__
COUNTED_EXACTLY: Final = 20_000

_POSITIONS = bindparam("positions", type_=ARRAY(BigInteger))

KNOWN = Statement(
    text("SELECT id FROM event_ids WHERE id = ANY(:ids)").bindparams(bindparam("ids", type_=ARRAY(UUID_(as_uuid=True))))
)

# A table that fills and empties all day has statistics of some other hour: left alone, a plan made when it was empty
# reads and sorts a million rows for a hundred. By the index, then by the place itself, is right at any size.
BY_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
BY_ANY = BY_INDEX.replace("= off", "= DEFAULT")


_staged: Final = attrgetter(*STAGED)


def _taking(found: str) -> str:
    return f"""
    WITH taken AS (
        DELETE FROM inbox WHERE ctid = ANY(ARRAY({found} FOR UPDATE SKIP LOCKED)) RETURNING {", ".join(STAGED)}
    )
    INSERT INTO incoming_events ({", ".join(STAGED)}) SELECT * FROM taken
    """  # noqa: S608 - names of ours


def _first(column: str, condition: str) -> str:
    return f"SELECT {column} FROM inbox WHERE {condition} AND position >= :floor ORDER BY position LIMIT :most"  # noqa: S608 - words of ours


_MOST, _FLOOR = bindparam("most", type_=BigInteger), bindparam("floor", type_=BigInteger)
_URGENT, _ANY = "priority > 0 AND attempts = 0", "attempts = 0"
TAKE_URGENT = Statement(text(_taking(_first("ctid", _URGENT))).bindparams(_MOST, _FLOOR))
TAKE = Statement(text(_taking(_first("ctid", _ANY))).bindparams(_MOST, _FLOOR))
TAKE_THESE = Statement(text(_taking("SELECT ctid FROM inbox WHERE position = ANY(:positions)")).bindparams(_POSITIONS))
URGENT = Statement(text(_first("position", _URGENT)).bindparams(_MOST, _FLOOR))
WAITING = Statement(text(_first("position", _ANY)).bindparams(_MOST, _FLOOR))
TRIED = Statement(text("SELECT position FROM inbox WHERE attempts > 0 ORDER BY position LIMIT :most").bindparams(_MOST))
ENDS = Statement(
    text("""
    SELECT (SELECT position FROM inbox WHERE attempts = 0 AND position >= :floor ORDER BY position LIMIT 1),
           (SELECT last_value FROM inbox_position_seq)
    """).bindparams(_FLOOR)
)
CHARGE = Statement(
    text(f"""
    UPDATE inbox SET attempts = attempts + 1 WHERE position = ANY(:positions)
    RETURNING attempts, {", ".join(COLUMNS)}
    """).bindparams(_POSITIONS)  # noqa: S608 - names of ours
)
DROP = Statement(text("DELETE FROM inbox WHERE position = ANY(:positions)").bindparams(_POSITIONS))
SPREAD = Statement(text("SELECT coalesce(max(position) - min(position) + 1, 0) FROM inbox"))
COUNT = Statement(text("SELECT count(*) FROM inbox"))
# The rows between the first and the last are what waits, but for a few that are gone already.
DEPTH = Statement(
    text(f"""
    SELECT CASE WHEN spread < {COUNTED_EXACTLY} THEN (SELECT count(*) FROM inbox) ELSE spread END,
           (SELECT received_at FROM inbox ORDER BY position LIMIT 1)
    FROM (SELECT coalesce(max(position) - min(position) + 1, 0) AS spread FROM inbox) AS ends
    """)  # noqa: S608 - a number of ours
)
FORGET = Statement(text("DELETE FROM inbox WHERE owner_id = :owner").bindparams(bindparam("owner", type_=BigInteger)))

# What an event itself can be to blame for. Anything else that PostgreSQL says is about us or the server.
_OF_DATA: Final = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.CardinalityViolationError,
    asyncpg.ProgramLimitExceededError,
    asyncpg.RaiseError,
)


def is_of_data(error: Exception) -> bool:
    """Whether storing failed for what is in the events, so that fewer of them may go through."""
    if isinstance(error, asyncpg.PostgresError):
        return isinstance(error, _OF_DATA)
    return not isinstance(error, Unavailable | TooSlow | OSError)


async def put(session: Session, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> set[UUID]:
    """Add them, but for events whose ids have been stored before; those ids. The transaction goes `BY_INDEX`."""
    stored: set[UUID] = set()
    if events:
        stored = {row[0] for row in await session.fetch(KNOWN, ids=[event.id for event in events])}
        fresh: Iterable[Event] = (event for event in events if event.id not in stored) if stored else events
        await session.copy("inbox", COLUMNS, map(msgspec.structs.astuple, fresh))
    if quarantined:
        await quarantine.add(session, quarantined)
    return stored


async def known(database: Database, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the ids whose events have been stored."""
    return {row[0] for row in await database.fetch(KNOWN, ids=ids)}


async def stage_these(session: Session, events: Sequence[Event]) -> None:
    """Put events from elsewhere into the staging table."""
    await session.copy("incoming_events", STAGED, map(_staged, events))


async def ends(session: Session, floor: int) -> tuple[int | None, int]:
    """(the first position from `floor` on that waits, the last one given to anybody)."""
    await session.script(BY_INDEX)
    (row,) = await session.fetch(ENDS, floor=floor)
    return row[0], row[1]


async def take(session: Session, most: int, floor: int) -> int:
    """Move at most so many from `floor` on into the staging table, urgent ones first; how many.

    Tried ones are left where they are.
    """
    await session.script(BY_INDEX)
    taken = await session.execute(TAKE_URGENT, most=most, floor=floor)
    if taken < most:
        taken += await session.execute(TAKE, most=most - taken, floor=floor)
    await session.script(BY_ANY)
    return taken


async def take_these(session: Session, positions: Sequence[int]) -> int:
    """Move these into the staging table, as far as they are still there; how many."""
    await session.script(BY_INDEX)
    taken = await session.execute(TAKE_THESE, positions=positions)
    await session.script(BY_ANY)
    return taken


async def waiting(session: Session, most: int, floor: int) -> list[int]:
    """The positions that `take` would take next."""
    await session.script(BY_INDEX)
    found = [row[0] for row in await session.fetch(URGENT, most=most, floor=floor)]
    if len(found) < most:
        seen = set(found)
        found += [row[0] for row in await session.fetch(WAITING, most=most, floor=floor) if row[0] not in seen]
    return found[:most]


async def tried(database: Database, most: int) -> list[int]:
    """The positions of events that have failed by themselves before."""
    return [row[0] for row in await database.fetch(TRIED, most=most)]


async def charge(session: Session, position: int) -> tuple[int, Event] | None:
    """Count a failed try: (tries in all, the event), or None when it is gone."""
    rows = await session.fetch(CHARGE, positions=[position])
    if not rows:
        return None
    values: dict[str, Any] = dict(rows[0])
    attempts = values.pop("attempts")
    return attempts, Event(**{**values, "priority": Priority(values["priority"])})


async def drop(session: Session, position: int) -> None:
    """Take one out."""
    await session.execute(DROP, positions=[position])


async def at_most(database: Database) -> int:
    """How many wait, or more than do; costs nothing however many it is."""
    return int(await database.fetch_value(SPREAD))


async def count(database: Database) -> int:
    """How many wait, counted one by one."""
    return int(await database.fetch_value(COUNT))


async def depth(database: Database) -> tuple[int, datetime | None]:
    """(how many wait, nearly so beyond 20,000; when the oldest of them was received)."""
    (row,) = await database.fetch(DEPTH)
    return row[0], row[1]


async def forget(session: Session, owner_id: int) -> None:
    """Take out every event of an account."""
    await session.execute(FORGET, owner=owner_id)
