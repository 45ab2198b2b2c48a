"""What becomes of events when Redis or PostgreSQL fail: nothing acknowledged is lost, nothing is counted twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from domain.errors import Unavailable
from domain.events import Event
from persistence.database import Database, Session, Statement, connect
from persistence.events import store
from realtime.inbox import FullError, Inbox
from realtime.inbox.opened import open_inbox
from realtime.inbox.postgres import PostgresInbox
from realtime.inbox.redis import RedisInbox
from realtime.inbox.streams import (
    BATCH,
    QUARANTINE,
    REALTIME,
    STREAMS,
    TRIED,
    WITHIN_SECONDS,
    New,
    Streams,
    client_of,
)
from tests.faults import Network, network
from tests.patience import PATIENCE
from tests.realtime.conftest import opened
from tests.realtime.inboxes import QUARANTINE as QUARANTINED
from tests.realtime.inboxes import event, ids, keep, prepare, quarantined, worked
from tests.redis_servers import RedisServer, redis_server

STORED = Statement(text("SELECT id FROM events"))


def anonymous(count: int) -> list[Event]:
    return [event(owner=None) for _ in range(count)]


async def counted(database: Database) -> Counter[UUID]:
    """How often each id was stored by the real store."""
    return Counter(row[0] for row in await database.fetch(STORED))


async def until_stored(inbox: Inbox, database: Database, told: Sequence[UUID]) -> None:
    """Work until all of them are stored, whatever goes wrong on the way."""
    async with asyncio.timeout(PATIENCE):
        while not set(told) <= set(await counted(database)):
            try:
                await inbox.work(1_000, store)
            except Unavailable:
                await asyncio.sleep(0.05)


async def send(inbox: Inbox, batch: Sequence[Event]) -> None:
    """As senders do: again and again, until it is acknowledged."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await inbox.put(batch, [])
            except (Unavailable, FullError):
                await asyncio.sleep(0.02)
            else:
                return


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of which inbox, in order, as `postgres.put` or `redis.work`."""
    asked: list[str] = []

    def told(inbox: type[PostgresInbox | RedisInbox], name: str) -> None:
        method = getattr(inbox, name)

        def ask(self: Inbox, *arguments: Any) -> Any:
            asked.append(f"{inbox.__name__.removesuffix('Inbox').lower()}.{name}")
            return method(self, *arguments)

        monkeypatch.setattr(inbox, name, ask)

    for inbox in (PostgresInbox, RedisInbox):
        for name in ("put", "work"):
            told(inbox, name)
    return asked


@pytest.fixture
async def way(dsn: str) -> AsyncIterator[Network]:
    """The network between the inbox and PostgreSQL."""
    async with network(dsn) as opened_way:
        yield opened_way


async def test_what_redis_acknowledged_outlives_it(database: Database, server: RedisServer) -> None:
    async with opened("redis", database, server.url) as inbox:
        batches = [anonymous(5) for _ in range(200)]

        async def sender(some: Sequence[Sequence[Event]]) -> None:
            for batch in some:
                await send(inbox, batch)

        sending = [asyncio.create_task(sender(batches[start::8])) for start in range(8)]
        for _ in range(3):
            await server.restart()
            with suppress(Unavailable):
                await inbox.work(100, store)
        await asyncio.gather(*sending)
        await server.restart()
        told = [each for batch in batches for each in ids(batch)]
        await until_stored(inbox, database, told)
        assert await counted(database) == Counter(told)


def test_redis_is_given_two_seconds() -> None:
    assert WITHIN_SECONDS == 2


async def test_a_silent_redis_is_given_up_on(database: Database, server: RedisServer) -> None:
    async with opened("redis", database, server.url) as inbox:
        await inbox.put(anonymous(1), [])
        server.pause()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(Unavailable):
                await inbox.put(anonymous(1), [])
            with pytest.raises(Unavailable):
                await inbox.depth()
        server.resume()
        await send(inbox, anonymous(1))


@pytest.mark.parametrize(
    ("appendonly", "appendfsync", "always_synced", "message"),
    [
        ("no", "always", False, "set `appendonly yes`"),
        ("yes", "everysec", True, "set `appendfsync always`"),
        ("yes", "everysec", False, None),
        ("yes", "always", True, None),
    ],
)
async def test_redis_is_believed_when_it_keeps_what_it_takes(
    appendonly: str, appendfsync: str, always_synced: bool, message: str | None
) -> None:
    async with redis_server(appendonly=appendonly, appendfsync=appendfsync) as started:
        client = client_of(started.url)
        streams = Streams(client, always_synced=always_synced)
        assert await streams.is_durable() is (message is None)
        if message is not None:
            with pytest.raises(Unavailable, match=message):
                await streams.ensure_durable()
        await client.config_set("maxmemory", "100mb")
        await client.config_set("maxmemory-policy", "allkeys-lru")
        assert not await streams.is_durable()
        await client.aclose()


async def test_nothing_is_acknowledged_by_a_redis_that_keeps_nothing(database: Database) -> None:
    async with redis_server(appendonly="no") as started, opened("redis", database, started.url) as inbox:
        with pytest.raises(Unavailable):
            await inbox.put(anonymous(1), [quarantined("id")])
        assert (await inbox.depth()).events == 0


async def test_what_a_dead_worker_had_in_hand_is_taken_over(database: Database, server: RedisServer) -> None:
    await prepare(database)
    async with opened("redis", database, server.url) as dead, opened("redis", database, server.url) as alive:
        told = anonymous(250)
        await dead.put(told, [])
        # Handed out and never settled, as after `kill -9`.
        assert await dead.work(100, keep) == 100
        async with asyncio.timeout(PATIENCE):
            while not set(ids(told)) <= set(await worked(database)):
                await alive.work(1_000, keep)


async def test_an_event_that_kills_its_workers_is_put_aside(database: Database, server: RedisServer) -> None:
    await prepare(database)
    client = client_of(server.url)
    streams = Streams(client, always_synced=True)
    good, bad = anonymous(3), anonymous(1)
    await streams.add([New(BATCH, good), New(REALTIME, bad)])
    await streams.read([REALTIME, BATCH], "dead-0", 10)
    for number in range(1, 5):
        for stream in (REALTIME, BATCH):
            assert len(await streams.claim(stream, f"dead-{number}", idle_seconds=0, count=10)) == 1
    async with opened("redis", database, server.url) as inbox, asyncio.timeout(PATIENCE):
        while not set(ids(good)) <= set(await worked(database)):
            await inbox.work(1_000, keep)
        rows = await database.fetch(QUARANTINED)
        assert [row["event_id"] for row in rows] == [str(bad[0].id)]
        assert Counter(await worked(database)) == Counter(ids(good))
    assert [await client.xlen(stream) for stream in STREAMS] == [0, 0, 0, 0]
    assert await streams.waiting() == 0
    await client.aclose()


async def test_what_is_stored_and_not_settled_counts_once(database: Database, server: RedisServer) -> None:
    told = anonymous(20)
    async with opened("redis", database, server.url) as inbox:
        await inbox.put(told, [])

        async def crash(_: object) -> None:
            await server.kill()

        assert await inbox.work(1_000, store, crash) == 20
        await server.start()
    # The process that had them is gone; another is handed them again.
    async with opened("redis", database, server.url) as inbox, asyncio.timeout(PATIENCE):
        while (await inbox.depth()).events:
            await inbox.work(1_000, store)
    assert await counted(database) == Counter(ids(told))


async def test_redis_takes_in_while_postgresql_is_down(
    database: Database, way: Network, server: RedisServer, tries: list[str]
) -> None:
    async with connect(way.dsn, connections=4) as across, opened("fallback", across, server.url) as inbox:
        told = anonymous(10)
        await inbox.put(told[:3], [])
        way.refuse()
        await inbox.put(told[3:6], [])
        await inbox.put(told[6:9], [quarantined("name")])
        # Only the first found out that PostgreSQL is down.
        assert tries == ["postgres.put", "postgres.put", "redis.put", "redis.put"]
        with pytest.raises(Unavailable):
            await inbox.work(100, store)
        await way.restore()
        await until_stored(inbox, database, ids(told[:9]))
        await send(inbox, told[9:])
        await until_stored(inbox, database, ids(told))
        # A sender that did not hear of it sends all of it again.
        assert await inbox.put(told, []) == frozenset(ids(told))
        assert await counted(database) == Counter(ids(told))
        assert [row["field"] for row in await database.fetch(QUARANTINED)] == ["name"]


async def test_a_black_hole_holds_up_the_first_only(
    database: Database, way: Network, server: RedisServer, tries: list[str]
) -> None:
    async with connect(way.dsn, connections=4) as across, opened("fallback", across, server.url) as inbox:
        told = anonymous(5)
        await inbox.put(told[:1], [])
        way.swallow()
        async with asyncio.timeout(PATIENCE):
            for each in told[1:]:
                await inbox.put([each], [])
        assert tries == ["postgres.put", "postgres.put", *["redis.put"] * 4]
        await way.restore()
        await until_stored(inbox, database, ids(told))
        assert await counted(database) == Counter(ids(told))


async def test_with_nowhere_to_put_them_nothing_is_acknowledged(
    database: Database, way: Network, server: RedisServer
) -> None:
    async with connect(way.dsn, connections=4) as across, opened("fallback", across, server.url) as inbox:
        told = anonymous(3)
        way.refuse()
        await server.kill()
        with pytest.raises(Unavailable):
            await inbox.put(told, [])
        await way.restore()
        await server.start()
        await send(inbox, told)
        await until_stored(inbox, database, ids(told))
        assert await counted(database) == Counter(ids(told))


async def test_postgresql_goes_on_without_redis(
    database: Database, server: RedisServer, tries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await prepare(database)
    # However slow the machine, it is too early to look for Redis again.
    monkeypatch.setattr("realtime.inbox.fallback.SHORTEST_REST", PATIENCE)
    monkeypatch.setattr("realtime.inbox.fallback.LONGEST_REST", PATIENCE)
    async with opened("fallback", database, server.url) as inbox:
        server.pause()
        told = anonymous(10)
        await inbox.put(told, [])
        assert await inbox.work(100, keep) == 10
        assert await inbox.work(100, keep) == 0
        # Redis is left alone from then on.
        assert tries == ["postgres.put", "postgres.work", "redis.work", "postgres.work"]
        assert (await inbox.depth()).events == 0
        server.resume()


async def test_redis_first_leaves_it_to_postgresql_while_redis_is_away(database: Database, server: RedisServer) -> None:
    async with open_inbox(database, redis_url=server.url, redis_first=True) as inbox:
        told = anonymous(4)
        await inbox.put(told[:2], [])
        await server.kill()
        await inbox.put(told[2:], [])
        await until_stored(inbox, database, ids(told[2:]))
        await server.start()
        await until_stored(inbox, database, ids(told))
        assert await counted(database) == Counter(ids(told))


@pytest.mark.parametrize("fail", [Network.reset, Network.refuse])
async def test_what_postgresql_acknowledged_is_stored_once(
    database: Database, way: Network, fail: Callable[[Network], None]
) -> None:
    async with connect(way.dsn, connections=4) as across, open_inbox(across) as inbox:
        batches = [anonymous(5) for _ in range(100)]
        sending = [asyncio.create_task(send(inbox, batch)) for batch in batches]
        for _ in range(5):
            fail(way)
            with suppress(Unavailable):
                await inbox.work(50, store)
            await way.restore()
        await asyncio.gather(*sending)
        told = [each for batch in batches for each in ids(batch)]
        await until_stored(inbox, database, told)
        assert await counted(database) == Counter(told)


async def test_a_lost_answer_to_commit_is_no_acknowledgement_and_no_double(database: Database, way: Network) -> None:
    async with connect(way.dsn, connections=4) as across, open_inbox(across) as inbox:
        told = anonymous(3)
        await inbox.put(anonymous(1), [])
        way.lose_answer_to(b"COMMIT")
        with pytest.raises(Unavailable, match="may or may not be there"):
            await inbox.put(told, [])
        assert await inbox.put(told, []) == frozenset()
        assert (await inbox.depth()).events == 7
        await until_stored(inbox, database, ids(told))
        assert await inbox.work(100, store) == 0
        assert (await counted(database)) & Counter(ids(told)) == Counter(ids(told))


async def test_a_caller_whose_event_cannot_be_written_fails_alone(database: Database) -> None:
    async with open_inbox(database) as inbox:
        bad = event("nul\x00", owner=None)
        good = [anonymous(2) for _ in range(5)]
        puts = [inbox.put(good[0], []), inbox.put([bad], []), *(inbox.put(each, []) for each in good[1:])]
        answers = await asyncio.gather(*puts, return_exceptions=True)
        assert [each for each in answers if isinstance(each, frozenset)] == [frozenset()] * 5
        assert isinstance(answers[1], Exception)
        assert (await inbox.depth()).events == 10


async def test_an_erased_person_is_forgotten_in_every_stream(database: Database, server: RedisServer) -> None:
    client = client_of(server.url)
    streams = Streams(client, always_synced=True)
    mine, other = [event(owner=7) for _ in range(2)], event(owner=8)
    await streams.add(
        [
            New(REALTIME, [mine[0]]),
            New(BATCH, [*mine, other]),
            New(TRIED, [mine[1]], 2),
            New(QUARANTINE, [quarantined("id")]),
        ]
    )
    async with opened("fallback", database, server.url) as inbox:
        await inbox.forget(7)
        assert (await inbox.depth()).events == 1
    assert [await client.xlen(stream) for stream in STREAMS] == [0, 1, 0, 0]
    assert [ids(entry.content) for entry in await streams.after(BATCH, "-", 10)] == [[other.id]]
    await client.aclose()


async def test_what_cannot_be_read_stays_and_holds_up_nothing(database: Database, server: RedisServer) -> None:
    await prepare(database)
    client = client_of(server.url)
    await client.xadd(BATCH, {"v": b"\xc1", "n": 1, "t": 0})
    await client.xadd(QUARANTINE, {"other": "fields"})
    async with opened("redis", database, server.url) as inbox:
        told = anonymous(5)
        await inbox.put(told, [quarantined("id")])
        async with asyncio.timeout(PATIENCE):
            while len(await worked(database)) < 5:
                await inbox.work(100, keep)
        assert await worked(database) == ids(told)
        assert [row["field"] for row in await database.fetch(QUARANTINED)] == ["id"]
        assert (await inbox.depth()).events == 0
    assert [await client.xlen(stream) for stream in (BATCH, QUARANTINE)] == [1, 1]
    await client.aclose()


async def test_consumers_long_gone_are_struck_off(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime.inbox.streams.IDLE_MILLISECONDS", -1)
    client = client_of(server.url)
    streams = Streams(client, always_synced=True)
    await streams.add([New(BATCH, anonymous(1))])
    await streams.read([BATCH], "busy", 1)
    await streams.read([BATCH], "idle", 1)
    await client.xgroup_createconsumer(BATCH, "workers", "idle")
    await streams.tidy()
    assert [each["name"] for each in await client.xinfo_consumers(BATCH, "workers")] == [b"busy"]
    await client.aclose()


async def test_a_batch_cut_off_while_it_is_stored_is_whole_again(database: Database, server: RedisServer) -> None:
    await prepare(database)

    async def fail(session: Session) -> None:
        await keep(session)
        raise Unavailable("not now")

    async with opened("redis", database, server.url) as inbox:
        told = anonymous(150)
        await inbox.put(told, [])
        for most in (10, 120, 1_000):
            with pytest.raises(Unavailable):
                await inbox.work(most, fail)
        assert await inbox.work(1_000, keep) == 150
        assert await worked(database) == ids(told)
