"""A network that resets, refuses and swallows: no request fails that need not, and none waits for ever.

What a black hole has swallowed is never answered: whoever is told anything at all has been told by our own deadlines.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvloop

from domain.errors import Unavailable
from persistence import connections
from persistence.database import Database, Session, Statement, connect
from tests.faults import Network, network
from tests.observers import Observer, observer
from tests.patience import PATIENCE
from tests.persistence.marks import ADD, NAP, ONE, fill, numbers

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def dsn(bare_dsn: str) -> str:
    return bare_dsn


@pytest.fixture
async def net(dsn: str) -> AsyncIterator[Network]:
    async with network(dsn) as opened:
        yield opened


@pytest.fixture
async def database(net: Network) -> AsyncIterator[Database]:
    """Ten open connections through the network."""
    async with connect(net.dsn, connections=10) as opened:
        await fill(opened)
        yield opened
        net.reset()  # closing need not wait for what a black hole holds


def test_the_deadlines_leave_time_to_tell_within_three_seconds() -> None:
    assert connections.STATEMENT_SECONDS < connections.ANSWER_SECONDS < 3
    assert connections.PING_SECONDS + connections.CONNECT_SECONDS < connections.ANSWER_SECONDS
    assert connections.CLOSE_SECONDS < 3


async def ask_50_times(database: Database, statement: Statement = ONE, **parameters: Any) -> list[Any]:
    return await asyncio.gather(
        *[database.fetch_value(statement, **parameters) for _ in range(50)], return_exceptions=True
    )


def kinds(outcomes: list[Any]) -> set[Any]:
    return {type(outcome) if isinstance(outcome, Exception) else outcome for outcome in outcomes}


def strike(fault: str, net: Network, watch: Observer) -> None:
    """Cut all connections: on the way, or at the server before anybody here can notice."""
    if fault == "reset":
        assert len(net) == 10
        net.reset()
    else:
        assert watch.hang_up() == 10


async def test_no_read_fails_when_all_connections_died_unnoticed(database: Database, watch: Observer) -> None:
    assert watch.hang_up() == 10
    assert kinds(await ask_50_times(database)) == {1}


@pytest.mark.parametrize("fault", ["reset", "hang up"])
async def test_no_read_fails_when_all_connections_die_under_it(
    database: Database, watch: Observer, net: Network, fault: str
) -> None:
    reading = asyncio.create_task(ask_50_times(database, NAP, seconds=0.1))
    await watch.until_busy(10)
    strike(fault, net, watch)
    assert kinds(await reading) == {None}


async def test_no_read_fails_when_a_new_connection_is_reset_too(database: Database, net: Network) -> None:
    net.reset()
    net.lose_answer_to(b"user\0postgres\0")
    assert kinds(await ask_50_times(database)) == {1}


@pytest.mark.parametrize("fault", ["reset", "hang up"])
async def test_no_write_fails_that_was_not_at_its_end(
    database: Database, watch: Observer, net: Network, fault: str
) -> None:
    is_over, runs = asyncio.Event(), []

    async def work(session: Session, number: int) -> int:
        runs.append(number)
        await session.execute(ADD, number=number)
        await is_over.wait()
        return await session.execute(ADD, number=50 + number)

    writing = asyncio.gather(
        *[database.write(lambda session, n=n: work(session, n)) for n in range(50)]  # type: ignore[misc] # mypy cannot infer a lambda with a default
    )
    await watch.until_busy(10)
    strike(fault, net, watch)
    is_over.set()
    assert await writing == [1] * 50
    assert await numbers(database) == list(range(100))
    assert len(runs) == 60


async def test_a_write_is_repeated_as_often_as_there_may_be_dead_connections(
    database: Database, watch: Observer, net: Network
) -> None:
    runs = []

    async def work(session: Session) -> None:
        runs.append(session)
        await session.execute(ADD, number=7)
        if len(runs) <= 10:
            net.reset()
            await watch.until_busy(0)

    await database.write(work)
    assert len(runs) == 11
    assert await numbers(database) == [7]


async def test_a_write_whose_last_answer_was_lost_is_told_and_not_repeated(
    database: Database, watch: Observer, net: Network
) -> None:
    runs = []

    async def work(session: Session) -> None:
        runs.append(session)
        await session.execute(ADD, number=7)

    net.lose_answer_to(b"COMMIT")
    with pytest.raises(Unavailable, match="may or may not be there"):
        await database.write(work)
    assert len(runs) == 1
    assert await numbers(database) == [7]


async def test_a_black_hole_is_told_in_time_and_forgotten_when_it_is_gone(
    database: Database, watch: Observer, net: Network
) -> None:
    has_begun = asyncio.Event()

    async def end_in_the_hole(session: Session) -> None:
        await session.execute(ADD, number=1)
        net.swallow()
        has_begun.set()

    async with asyncio.timeout(PATIENCE):
        ending = asyncio.create_task(database.write(end_in_the_hole))
        await has_begun.wait()
        writing = [database.write(lambda session: session.execute(ADD, number=2)) for _ in range(20)]
        asking = [database.fetch_value(ONE) for _ in range(50)]
        outcomes = await asyncio.gather(*writing, *asking, database.is_ready(), return_exceptions=True)
        assert kinds(outcomes) == {Unavailable, False}
        with pytest.raises(Unavailable, match="may or may not be there"):
            await ending
    await net.restore()
    assert kinds(await ask_50_times(database)) == {1}
    assert await database.is_ready() is True


async def test_connections_that_a_black_hole_kept_are_found_out(
    database: Database, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    net.swallow()
    with monkeypatch.context() as still:
        # However slow the machine, the connections were heard from just now.
        still.setattr(connections, "FRESH_SECONDS", PATIENCE)
        outcomes = await asyncio.gather(*[database.fetch(ONE) for _ in range(3)], return_exceptions=True)
    assert kinds(outcomes) == {Unavailable}
    assert database.pool_size() == (7, 7)
    await net.restore()
    assert await database.fetch_value(ONE) == 1
    assert kinds(await ask_50_times(database)) == {1}


async def test_an_abort_in_a_black_hole_does_not_hang(database: Database, watch: Observer, net: Network) -> None:
    reading = asyncio.create_task(database.fetch(NAP, seconds=2))
    writing = asyncio.create_task(database.write(lambda session: session.fetch(NAP, seconds=2)))
    await watch.until_busy(2)
    net.swallow()
    async with asyncio.timeout(PATIENCE):
        for task in reading, writing:
            task.cancel()
        outcomes = await asyncio.gather(reading, writing, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError] * 2
    assert database.pool_size() == (8, 8)


async def test_closing_in_a_black_hole_does_not_hang(net: Network) -> None:
    async with asyncio.timeout(PATIENCE), connect(net.dsn, connections=10) as database:
        await fill(database)
        net.swallow()


async def test_opening_in_a_black_hole_does_not_hang(net: Network) -> None:
    net.swallow()
    with pytest.raises(Unavailable):
        async with asyncio.timeout(PATIENCE), connect(net.dsn):
            pass


async def test_a_database_that_is_down_is_told_at_once_and_found_again(database: Database, net: Network) -> None:
    net.refuse()
    # Nobody waits for a deadline: that would be told as "does not answer in time".
    assert {str(outcome) for outcome in await ask_50_times(database)} == {"The database cannot be reached."}
    with pytest.raises(Unavailable, match="cannot be reached"):
        await database.write(lambda session: session.fetch(ONE))
    assert await database.is_ready() is False
    with pytest.raises(Unavailable, match="cannot be reached"):
        async with connect(net.dsn):
            pass
    await net.restore()
    assert await database.is_ready() is True
    assert kinds(await ask_50_times(database)) == {1}


@pytest.mark.parametrize(
    ("dsn", "reason"),
    [("nonsense", "invalid DSN"), ("postgresql://postgres@127.0.0.1:1/x", "onnect"), ("{}_gone", "does not exist")],
)
async def test_opening_tells_the_operator_why_it_cannot(server_dsn: str, dsn: str, reason: str) -> None:
    path, question, rest = server_dsn.partition("?")
    with pytest.raises(Unavailable, match=reason):
        async with connect(dsn.format(path) + question + rest):
            pass


async def test_the_loop_of_the_server_keeps_the_promises_too(dsn: str) -> None:
    async def story() -> None:
        async with observer(dsn) as watch, network(dsn) as net, connect(net.dsn, connections=10) as database:
            await fill(database)
            reading = asyncio.create_task(ask_50_times(database, NAP, seconds=0.05))
            await watch.until_busy(10)
            strike("reset", net, watch)
            assert kinds(await reading) == {None}
            net.swallow()
            assert kinds(await ask_50_times(database)) == {Unavailable}
            await net.restore()
            assert kinds(await ask_50_times(database)) == {1}

    await asyncio.to_thread(uvloop.run, story())
