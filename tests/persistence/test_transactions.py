"""Transactions on a healthy network: all or nothing, repeated where that helps, impossible to misuse in silence."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest

from domain.errors import Refusal, TooSlow, Unavailable
from persistence.connections import SESSION
from persistence.database import Database, Session, Statement, connect
from tests.observers import Observer
from tests.persistence.marks import ADD, ALL, CONFLICT, LIMIT, NAP, ONE, RAISE, VALUES, WIDE, numbers

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def dsn(bare_dsn: str) -> str:
    return bare_dsn


async def test_an_aborted_write_leaves_nothing(watch: Observer, database: Database) -> None:
    async def work(session: Session) -> None:
        await session.execute(ADD, number=1)
        await session.fetch(NAP, seconds=2)

    writing = asyncio.create_task(database.write(work))
    await watch.until_busy(1)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await watch.busy() == 0
    assert await numbers(database) == []
    assert database.pool_size() == (1, 1)


async def test_a_write_is_all_or_nothing(watch: Observer, database: Database) -> None:
    async def refuse(session: Session) -> None:
        await session.script("CREATE TEMPORARY TABLE staged (id int) ON COMMIT DROP")
        await session.copy("marks", ["id", "value"], ((number, 0) for number in range(1000)))
        assert await session.fetch_value(ALL) == 0
        raise Refusal("no")

    with pytest.raises(Refusal, match="no"):
        await database.write(refuse)
    assert await numbers(database) == []
    with pytest.raises(asyncpg.UniqueViolationError):
        await database.write(lambda session: twice(session, ADD, number=7))
    assert await numbers(database) == []
    assert await watch.busy() == 0


async def twice(session: Session, statement: Statement, **parameters: object) -> None:
    for _ in range(2):
        await session.execute(statement, **parameters)


async def test_an_error_that_is_swallowed_inside_is_not_taken_for_success(watch: Observer, database: Database) -> None:
    async def work(session: Session) -> None:
        with suppress(asyncpg.UniqueViolationError):
            await twice(session, ADD, number=7)

    with pytest.raises(RuntimeError, match="swallowed"):
        await database.write(work)
    assert await numbers(database) == []


async def test_seconds_lift_the_limit_for_that_transaction_only(
    dsn: str, watch: Observer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SESSION, "statement_timeout", "300")
    async with connect(dsn, connections=1) as database:

        async def work(session: Session) -> str:
            await session.fetch(NAP, seconds=0.4)
            return str(await session.fetch_value(LIMIT))

        assert await database.write(work, seconds=30) == "30s"
        assert await database.fetch_value(LIMIT) == "300ms"
        with pytest.raises(Refusal):
            await database.write(refuse, seconds=30)
        assert await database.fetch_value(LIMIT) == "300ms"
        with pytest.raises(TooSlow):
            await database.write(lambda session: session.fetch(NAP, seconds=600))
        assert await database.fetch_value(LIMIT) == "300ms"
        assert await database.write(lambda session: session.fetch_value(LIMIT), seconds=2) == "2s"


async def refuse(session: Session) -> None:
    raise Refusal("no")


async def test_inside_a_write_only_its_session_is_open(watch: Observer, database: Database) -> None:
    async def write_again(session: Session) -> None:
        await session.execute(ADD, number=1)
        await database.write(lambda inner: inner.execute(ADD, number=2))

    async def read_beside(session: Session) -> None:
        await session.execute(ADD, number=1)
        await asyncio.gather(database.fetch(ALL))

    for work in write_again, read_beside:
        with pytest.raises(RuntimeError, match=r"inside write\(\)"):
            await database.write(work)
    assert await numbers(database) == []


async def test_a_session_is_closed_with_its_transaction(watch: Observer, database: Database) -> None:
    async def work(session: Session) -> Session:
        return session

    leaked = await database.write(work)
    with pytest.raises(asyncpg.InterfaceError, match="released"):
        await leaked.execute(ADD, number=1)
    assert await numbers(database) == []


async def test_one_session_does_one_thing_at_a_time(watch: Observer, database: Database) -> None:
    runs = []

    async def work(session: Session) -> None:
        runs.append(session)
        await asyncio.gather(session.fetch(NAP, seconds=0.01), session.fetch(ONE))

    with pytest.raises(asyncpg.InterfaceError, match="another operation is in progress"):
        await database.write(work)
    assert len(runs) == 1
    assert await watch.busy() == 0


async def test_of_two_writes_that_block_each_other_both_get_done(watch: Observer, database: Database) -> None:
    await database.write(lambda session: session.copy("marks", ["id", "value"], [(1, 0), (2, 0)]))
    met, runs = asyncio.Barrier(2), []

    async def cross(session: Session, first: int, second: int) -> None:
        runs.append(first)
        await session.script("SET LOCAL deadlock_timeout = '10ms'")
        await session.execute(RAISE, number=first)
        if len(runs) <= 2:
            await met.wait()
        await session.execute(RAISE, number=second)

    await asyncio.gather(
        database.write(lambda session: cross(session, 1, 2)), database.write(lambda session: cross(session, 2, 1))
    )
    assert [row[0] for row in await database.fetch(VALUES)] == [2, 2]
    assert len(runs) >= 3  # whoever was undone may run into the other once more


async def test_a_conflict_is_tried_again_but_not_for_ever(watch: Observer, database: Database) -> None:
    runs: list[int] = []

    async def work(session: Session, conflicts: int) -> None:
        runs.append(conflicts)
        await session.execute(ADD, number=conflicts)
        if len(runs) <= conflicts:
            await session.script(CONFLICT)

    await database.write(lambda session: work(session, 2))
    assert len(runs) == 3
    assert await numbers(database) == [2]
    with pytest.raises(Unavailable):
        await database.write(lambda session: work(session, 1000))
    assert len(runs) == 3 + 5  # one more than there are connections
    assert await numbers(database) == [2]


async def test_a_migration_under_our_feet_fails_nothing(dsn: str, watch: Observer) -> None:
    async with connect(dsn, connections=1) as database:
        for type_ in "bigint", "numeric":
            assert await database.fetch(WIDE) == []
            await watch.ask(f"ALTER TABLE marks ALTER value TYPE {type_}")
            assert await database.write(lambda session: session.fetch(WIDE)) == []
