"""Months of events: made ahead, retired, dropped, and gone on with after anything."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import Date, DateTime, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as UUID_

from persistence import partitions
from persistence.database import Database, Session, Statement
from persistence.partitions import after, drop, ensure_ahead, month_of, prune_ids, retire
from tests.builders import on, utc

ID, MOMENT = bindparam("id", type_=UUID_(as_uuid=True)), bindparam("moment", type_=DateTime(timezone=True))
NOW = utc(2031, 3, 15)


ENSURE = Statement(
    text("SELECT ensure_events_partition(CAST(:moment AS date))").bindparams(bindparam("moment", type_=Date()))
)
KNOW = Statement(
    text("INSERT INTO event_ids VALUES (:id, date_trunc('month', :moment AT TIME ZONE 'UTC'))").bindparams(ID, MOMENT)
)
ADD = Statement(
    text("INSERT INTO events (id, name, occurred_at) VALUES (:id, 'page_view', :moment)").bindparams(ID, MOMENT)
)


async def stored(database: Database, *days: str) -> list[UUID]:
    """Events at noon of days, in partitions of their months, with their ids."""
    moments = [on(day) for day in days]
    ids = [uuid4() for _ in days]

    async def work(session: Session) -> None:
        for each, moment in zip(ids, moments, strict=True):
            await session.execute(ENSURE, moment=moment.date())
            await session.execute(KNOW, id=each, moment=moment)
            await session.execute(ADD, id=each, moment=moment)

    await database.write(work)
    return ids


async def count(database: Database, table: str) -> int:
    return int(await database.fetch_value(Statement(text(f"SELECT count(*) FROM {table}"))))  # noqa: S608 - ours


@pytest.mark.parametrize(
    ("month", "months", "later"),
    [
        (date(2026, 1, 1), 1, date(2026, 2, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 1), 3, date(2027, 2, 1)),
        (date(2026, 5, 1), 0, date(2026, 5, 1)),
    ],
)
def test_months_follow_each_other(month: date, months: int, later: date) -> None:
    assert after(month, months) == later


@pytest.mark.parametrize("table", ["events_y2026m07", "retired_y2026m07_20270801"])
def test_a_table_tells_its_month(table: str) -> None:
    assert month_of(table) == date(2026, 7, 1)


async def test_months_are_made_ahead_once(database: Database) -> None:
    before = await partitions.partitions(database)
    await ensure_ahead(database, NOW, months=3)
    made = [f"events_y2031m0{month}" for month in (3, 4, 5, 6)]
    assert await partitions.partitions(database) == [*before, *made]
    await ensure_ahead(database, NOW, months=3)
    assert await partitions.partitions(database) == [*before, *made]


async def test_a_month_is_retired_when_all_of_it_is_too_old(database: Database) -> None:
    await stored(database, "2026-01-31", "2026-02-01")
    mine = "events_y2026m02"
    # A year after the last instant of January.
    names = await retire(database, utc(2027, 2, 1, 0), 365)
    assert "retired_y2026m01_20270201" in names
    assert mine in await partitions.partitions(database)
    assert await count(database, "events") == 1
    assert await count(database, "retired_y2026m01_20270201") == 1
    assert await retire(database, utc(2027, 2, 1, 0), 365) == names


async def test_a_dropped_month_takes_its_ids_along_and_no_others(database: Database) -> None:
    _, second = await stored(database, "2026-01-10", "2026-02-01")
    await retire(database, utc(2027, 2, 1, 0), 365)
    # The same month again: events dated back came in after it was retired.
    (third,) = await stored(database, "2026-01-20")
    for table in await database.write(partitions.retired):
        await drop(database, table)
    found = await database.fetch(Statement(text("SELECT id FROM event_ids")))
    assert {row[0] for row in found} == {second, third}
    assert await database.write(partitions.retired) == []


async def test_a_month_may_be_dropped_twice(database: Database) -> None:
    await stored(database, "2026-01-10")
    (*_, last) = await retire(database, utc(2027, 2, 1, 0), 365)
    await drop(database, last)
    await drop(database, last)


@pytest.mark.parametrize("table", ["events", "events_y2026m01", "users", "retired_y2026m01_20270201; DROP TABLE users"])
async def test_nothing_else_is_dropped(database: Database, table: str) -> None:
    with pytest.raises(ValueError, match="is not retired"):
        await drop(database, table)


async def test_ids_of_erased_events_go_with_their_months(database: Database) -> None:
    await stored(database, "2026-01-10", "2031-01-01")
    await database.write(lambda session: session.script("DELETE FROM events"))
    await retire(database, utc(2031, 3, 1, 0), 31)
    await prune_ids(database)
    found = await database.fetch(Statement(text("SELECT month FROM event_ids")))
    assert [row[0] for row in found] == [date(2031, 1, 1)]


async def test_who_uses_the_table_is_waited_for_and_holds_up_nobody_else(dsn: str, database: Database) -> None:
    await stored(database, "2026-01-10")
    reader = await asyncpg.connect(dsn)
    try:
        transaction = reader.transaction()
        await transaction.start()
        await reader.fetch("SELECT * FROM events")
        retiring = asyncio.create_task(retire(database, utc(2027, 2, 1, 0), 365))
        for _ in range(5):  # each of its waits ends before a question takes long
            assert await count(database, "events") == 1
        assert not retiring.done()
        await transaction.commit()
        assert "retired_y2026m01_20270201" in await retiring
    finally:
        await reader.close()
