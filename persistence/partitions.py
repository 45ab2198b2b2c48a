"""Months of events: made ahead of time, and taken out when they are too old, without holding anybody up for long.

A month that is too old is first detached under another name, which takes a moment; from then on nobody writes to it, so
that it can be archived at leisure and dropped. Whatever is cut short is gone on with the next time.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final, TypeVar

import asyncpg
from sqlalchemy import Date, bindparam, text

from domain.errors import Unavailable
from persistence.database import Database, Session, Statement

T = TypeVar("T")

RETIRED: Final = re.compile(r"retired_y(\d{4})m(\d\d)_(\d{8})")
LOCK_MILLISECONDS: Final = 500  # whoever comes after us waits as long at most
TRIES: Final = 10
PAUSE_SECONDS: Final = 0.5
DROP_SECONDS: Final = 900.0

_ENSURE = Statement(text("SELECT ensure_events_partition(:month)").bindparams(bindparam("month", type_=Date())))
_REMEMBER = Statement(
    text("INSERT INTO retired_months VALUES (:month) ON CONFLICT DO NOTHING").bindparams(
        bindparam("month", type_=Date())
    )
)
_PARTITIONS = Statement(
    text("SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'events'::regclass")
)
_RETIRED = Statement(
    text(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^retired_y[0-9]{4}m[0-9]{2}_[0-9]{8}$' "
        "AND pg_table_is_visible(oid) ORDER BY relname"
    )
)
# Ids of events that are gone otherwise, such as an erased person's.
_PRUNE = Statement(
    text("DELETE FROM event_ids WHERE month < :month").bindparams(bindparam("month", type_=Date())),
)


def month_of(table: str) -> date:
    """The first day of the UTC month whose events are in a partition, retired or not."""
    year, month = table.split("_")[1][1:].split("m")
    return date(int(year), int(month), 1)


def after(month: date, months: int = 1) -> date:
    """The first day of a later month."""
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)


async def ensure_ahead(database: Database, now: datetime, months: int = 3) -> None:
    """Make the partitions of this month and so many more."""
    first = now.astimezone(UTC).date().replace(day=1)
    for ahead in range(months + 1):
        await _patiently(database, partial(_ensure, month=after(first, ahead)))


async def _ensure(session: Session, month: date) -> None:
    await session.fetch(_ENSURE, month=month)


async def partitions(database: Database) -> list[str]:
    """The partitions of `events`, oldest first."""
    return sorted(row[0] for row in await database.fetch(_PARTITIONS))


async def retired(session: Session) -> list[str]:
    """Months on their way out, oldest first."""
    return [row[0] for row in await session.fetch(_RETIRED)]


async def retire(database: Database, now: datetime, days: int) -> list[str]:
    """Detach every month that ended more than so many days ago; the names under which all of them wait now.

    A month detached twice on one day (events dated back came in between) waits for the next day.
    """
    limit = (now - timedelta(days=days)).astimezone(UTC)
    for partition in await partitions(database):
        month = month_of(partition)
        if datetime(*after(month).timetuple()[:3], tzinfo=UTC) <= limit:
            name = f"retired_y{month:%Y}m{month:%m}_{now:%Y%m%d}"
            await _patiently(database, partial(_detach, partition=partition, name=name))
    return await database.write(retired)


async def _detach(session: Session, partition: str, name: str) -> None:
    if name not in await retired(session):
        await session.execute(_REMEMBER, month=month_of(partition))
        await session.script(
            f"ALTER TABLE events DETACH PARTITION {partition}; ALTER TABLE {partition} RENAME TO {name}"
        )


async def drop(database: Database, table: str) -> None:
    """Drop a retired month, and forget the ids of its events."""
    if not RETIRED.fullmatch(table):
        raise ValueError(f"{table} is not retired")

    async def work(session: Session) -> None:
        if table in await retired(session):
            await session.script(f"DELETE FROM event_ids USING {table} AS gone WHERE event_ids.id = gone.id")  # noqa: S608 - checked above
            await session.script(f"DROP TABLE {table}")

    await database.write(work, seconds=DROP_SECONDS)


async def is_empty(database: Database, table: str) -> bool:
    """Whether a retired month has no events."""
    if not RETIRED.fullmatch(table):
        raise ValueError(f"{table} is not retired")
    return not await database.fetch_value(Statement(text(f"SELECT EXISTS (SELECT FROM {table})")))  # noqa: S608 - checked


async def prune_ids(database: Database) -> int:
    """Forget ids of months that no event is left of; how many."""
    first = month_of((await partitions(database))[0])
    return await database.write(lambda session: session.execute(_PRUNE, month=first), seconds=DROP_SECONDS)


async def _patiently(database: Database, work: Callable[[Session], Awaitable[T]]) -> T:
    async def attempt(session: Session) -> T:
        await session.script(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")
        return await work(session)

    for _ in range(TRIES):
        try:
            return await database.write(attempt)
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(PAUSE_SECONDS)
    raise Unavailable("The table of events was in use all the time.")
