"""Reads on a healthy network, and the pool: deadlines, limits, aborts, more tasks than connections."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import column, func, select, table

from domain.errors import Refusal, TooSlow, Unavailable
from persistence.connections import SESSION
from persistence.database import Database, Session, Statement, connect
from tests.observers import Observer
from tests.persistence.marks import ADD, ALL, LIMIT, NAP, ONE, WIDE, fill, numbers

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def dsn(bare_dsn: str) -> str:
    return bare_dsn


@pytest.fixture
async def strict(dsn: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A pool whose server loses patience long before we do, however slow the machine."""
    monkeypatch.setitem(SESSION, "statement_timeout", "300")
    async with connect(dsn, connections=4) as opened:
        yield opened


async def test_the_three_reads_and_their_empty_answers(watch: Observer, database: Database) -> None:
    assert await database.fetch(ALL) == []
    assert await database.fetch_row(ALL) is None
    assert await database.fetch_value(ALL) is None
    assert await database.write(lambda session: session.execute(ADD, number=4)) == 1
    assert [tuple(row) for row in await database.fetch(WIDE)] == [(4, 0)]
    assert await database.fetch_value(ALL) == 4
    assert database.statements == 6
    assert await database.is_ready() is True
    assert database.pool_size() == (1, 1)


async def test_a_read_cannot_write(watch: Observer, database: Database) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await database.fetch(ADD, number=1)
    assert await numbers(database) == []


async def test_a_statement_that_is_wrong_is_neither_repeated_nor_unavailable(database: Database) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await database.fetch(Statement(select(table("nowhere", column("id")).c.id)))
    assert database.pool_size() == (1, 1)


async def test_a_value_that_cannot_be_sent_leaves_nothing_open(watch: Observer, database: Database) -> None:
    with pytest.raises(asyncpg.DataError):
        await database.fetch(NAP, seconds="soon")
    with pytest.raises(asyncpg.DataError):
        await database.write(lambda session: session.fetch(NAP, seconds="soon"))
    assert await watch.busy() == 0
    assert await database.write(lambda session: session.execute(ADD, number=1)) == 1
    assert database.pool_size() == (1, 1)


async def test_a_question_that_takes_too_long_ends_on_the_server_too(watch: Observer, strict: Database) -> None:
    reads = [strict.fetch(NAP, seconds=600) for _ in range(3)]
    writing = strict.write(lambda session: session.fetch(NAP, seconds=600))
    outcomes = await asyncio.gather(*reads, writing, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [TooSlow] * 4
    assert await watch.busy() == 0
    opened, idle = strict.pool_size()
    assert opened == idle > 0


async def test_a_question_may_take_two_and_a_half_seconds(database: Database) -> None:
    assert await database.fetch_value(LIMIT) == "2500ms"


async def test_a_question_that_fills_the_disk_is_too_slow(database: Database) -> None:
    numbers = select(func.generate_series(1, 2_000_000).label("n")).subquery()
    big = Statement(select(numbers.c.n).order_by(func.random()).offset(1_000_000).limit(1))

    async def work(session: Session) -> None:
        await session.script("SET LOCAL temp_file_limit = '1MB'; SET LOCAL work_mem = '64kB'")
        await session.fetch(big)

    with pytest.raises(TooSlow):
        await database.write(work)


async def test_a_transaction_that_is_forgotten_does_not_hold_its_locks_for_ever(database: Database) -> None:
    limit = Statement(select(func.current_setting("idle_in_transaction_session_timeout")))
    assert await database.fetch_value(limit) == "10s"


async def test_limits_that_a_role_may_not_set_are_left_out(dsn: str, watch: Observer, database: Database) -> None:
    limit = Statement(select(func.current_setting("temp_file_limit")))
    assert await watch.ask("CREATE ROLE ordinary LOGIN") is None
    try:
        async with connect(dsn.replace("postgres@", "ordinary@"), connections=1) as ordinary:
            assert await ordinary.fetch_value(limit) == "-1"
            assert await ordinary.fetch_value(LIMIT) == "2500ms"
        assert await database.fetch_value(limit) == "512MB"
    finally:
        await watch.ask("DROP ROLE ordinary")


async def test_an_aborted_read_ends_on_the_server_too(watch: Observer, database: Database) -> None:
    backend = Statement(select(func.pg_backend_pid()))
    before = await database.fetch_value(backend)
    reading = asyncio.create_task(database.fetch(NAP, seconds=2))
    await watch.until_busy(1)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await watch.busy() == 0
    assert await database.fetch_value(backend) == before


@pytest.mark.parametrize("is_warm", [True, False])
async def test_500_aborted_requests_leave_no_connection_taken(
    dsn: str, watch: Observer, is_warm: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing but the abort ends a statement here.
    monkeypatch.setitem(SESSION, "statement_timeout", "0")

    async def work(session: Session) -> None:
        await session.execute(ADD, number=1)
        await session.fetch(NAP, seconds=600)
        raise Refusal("never kept")

    async with connect(dsn, connections=10) as database:
        if is_warm:
            await fill(database)
        for wave in range(20):
            requests = [
                database.write(work) if number % 2 else database.fetch(NAP, seconds=600) for number in range(25)
            ]
            tasks = [asyncio.ensure_future(request) for request in requests]
            # Each wave gets a little further on its way.
            await asyncio.sleep(wave / 1000)
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError] * 25
            opened, idle = database.pool_size()
            assert opened == idle
        await watch.until_busy(0)
        assert await asyncio.gather(*[database.fetch_value(ONE) for _ in range(50)]) == [1] * 50
        assert await numbers(database) == []


async def test_more_tasks_than_connections_wait_for_their_turn(dsn: str, watch: Observer) -> None:
    async with connect(dsn, connections=3) as database:
        reads = [database.fetch_value(ONE) for _ in range(200)]
        writes = [database.write(lambda session, n=n: session.execute(ADD, number=n)) for n in range(100)]  # type: ignore[misc] # mypy cannot infer a lambda with a default
        assert set(await asyncio.gather(*reads, *writes)) == {1}
        assert await numbers(database) == list(range(100))
        assert database.pool_size() == (3, 3)


async def test_who_waits_too_long_for_a_connection_is_told(dsn: str, watch: Observer) -> None:
    enough = asyncio.Event()
    async with connect(dsn, connections=2) as database:

        async def hold(session: Session) -> bool:
            await session.fetch(ONE)
            return await enough.wait()

        holding = [asyncio.create_task(database.write(hold, seconds=600)) for _ in range(2)]
        await watch.until_busy(2)
        waiting = [database.fetch(ONE), database.write(lambda session: session.fetch(ONE)), database.is_ready()]
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [Unavailable, Unavailable, bool]
        assert outcomes[2] is False
        enough.set()
        assert await asyncio.gather(*holding) == [True, True]
        assert await database.is_ready() is True


async def test_closing_ends_what_still_runs(dsn: str, watch: Observer) -> None:
    async with connect(dsn, connections=2) as database:
        writing = asyncio.create_task(database.write(lambda session: session.fetch(NAP, seconds=600), seconds=900))
        await watch.until_busy(1)
    with pytest.raises(Unavailable):
        await writing
    with pytest.raises(Unavailable):
        await database.fetch(ONE)
    # The server looks twice a second whether anybody is still there.
    await watch.until_busy(0)
