"""Redis between the processes: what one has computed the others find, and without it nobody waits and nothing fails."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from domain.caching import Family
from persistence.cache import Cache, Memory, Shared, Source
from persistence.cache.codec import encode
from persistence.cache.keys import pattern
from persistence.cache.shared import WITHIN_SECONDS, opened
from tests.patience import PATIENCE
from tests.persistence.caches import MINUTE, NOW, Counting, cache, key
from tests.redis_servers import RedisServer, redis_server


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[RedisServer]:
    async with redis_server(appendonly="no") as running:
        yield running


@pytest.fixture
def collected() -> Iterator[None]:
    """What is left to the collector is collected here, and not in a later test."""
    yield
    gc.collect()


def cut_off(test: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """For a test that ends connections while they are made: redis-py leaves those to the collector."""
    return pytest.mark.usefixtures("collected")(pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")(test))


@pytest.fixture
async def redis(server: RedisServer) -> AsyncIterator[Redis]:
    """A way to look inside; empty at the start."""
    client = Redis.from_url(server.url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def shared(server: RedisServer, redis: Redis) -> AsyncIterator[Shared]:
    async with opened(server.url, within=PATIENCE) as level:
        yield level


async def kept(one: Cache, value: object = 42, kind: Any = int, **given: Any) -> None:
    """What another process has computed, and shared."""
    await one.get(key(**given), kind, Counting(value), now=NOW)
    await one.settled()


async def test_what_one_process_has_computed_another_finds(shared: Shared) -> None:
    await kept(cache(shared))
    other, compute = cache(shared), Counting(0)
    found = [await other.get(key(), int, compute, now=NOW + MINUTE) for _ in range(2)]
    assert [(each.value, each.computed_at, each.source) for each in found] == [
        (42, NOW, Source.SHARED),
        (42, NOW, Source.MEMORY),
    ]
    assert compute.times == 0


async def test_what_was_found_in_redis_grows_no_older_than_what_was_computed_here(shared: Shared) -> None:
    await kept(cache(shared))
    other = cache(shared)
    await other.get(key(), int, Counting(0), now=NOW + 4 * MINUTE)
    assert (await other.get(key(), int, Counting(0), now=NOW + 5 * MINUTE)).value == 0


@pytest.mark.parametrize(("value", "kind"), [(0, int), ((), tuple[int, ...]), (None, int | None), ("", str)])
async def test_nothing_is_an_answer_too(shared: Shared, value: object, kind: Any) -> None:
    await kept(cache(shared), value, kind)
    found = await cache(shared).get(key(), kind, Counting("computed"), now=NOW)
    assert (found.value, found.source) == (value, Source.SHARED)


@pytest.mark.parametrize("garbage", [b"", b"\x00\xff", b"{}", b"\x93", encode("another key", NOW, 7)])
async def test_garbage_is_a_miss_and_is_replaced(shared: Shared, redis: Redis, garbage: bytes) -> None:
    name = key().text("1")
    await redis.set(name, garbage)
    one = cache(shared)
    found = await one.get(key(), int, Counting(), now=NOW)
    await one.settled()
    assert (found.value, found.source) == (42, Source.COMPUTED)
    assert await redis.get(name) == encode(name, NOW, 42)
    assert not shared.is_away


@pytest.mark.parametrize("value", ["text", None, 1.5, ["list"], {"a": 1}])
async def test_another_type_is_a_miss(shared: Shared, redis: Redis, value: object) -> None:
    name = key().text("1")
    await redis.set(name, encode(name, NOW, value))
    one = cache(shared)
    assert (await one.get(key(), int, Counting(), now=NOW)).source is Source.COMPUTED
    assert one.statistics().families[0].unreadable == 1


async def test_something_that_is_no_text_at_all_is_a_miss(shared: Shared, redis: Redis) -> None:
    await redis.rpush(key().text("1"), "of", "a", "list")
    assert (await cache(shared).get(key(), int, Counting(), now=NOW)).value == 42
    assert (shared.failures, shared.is_away) == (1, False)


async def test_another_version_of_the_code_shares_nothing(shared: Shared) -> None:
    await kept(cache(shared, version="old"))
    assert (await cache(shared, version="new").get(key(), int, Counting(), now=NOW)).source is Source.COMPUTED


async def test_redis_forgets_by_itself(shared: Shared, redis: Redis) -> None:
    await kept(cache(shared))
    await kept(cache(shared), family=Family.SKILLS)
    left = [await redis.pttl(key(family).text("1")) / 60_000 for family in (Family.SUMMARY, Family.SKILLS)]
    assert left == [pytest.approx(5, abs=0.5), pytest.approx(30, abs=0.5)]


async def test_what_is_too_large_stays_here(shared: Shared, redis: Redis) -> None:
    one = cache(shared, memory=Memory(size=10 * 1024**2))
    await kept(one, "x" * 2 * 1024**2, str)
    assert await redis.dbsize() == 0
    assert one.statistics().entries == 1


async def test_a_hundred_at_once_ask_redis_once(shared: Shared, redis: Redis) -> None:
    await redis.config_resetstat()
    one, compute = cache(shared), Counting()
    await asyncio.gather(*(one.get(key(), int, compute, now=NOW) for _ in range(100)))
    await one.settled()
    told = (await redis.info("commandstats"))["cmdstat_get"]
    assert (compute.times, told["calls"]) == (1, 1)


async def test_an_owner_who_is_forgotten_is_forgotten_in_redis(shared: Shared, redis: Redis) -> None:
    for owner in (1, 11, 2):
        await kept(cache(shared, version="old"), owner=owner)
        await kept(cache(shared), owner=owner, family=Family.FLOW)
    await cache(shared).forget(1)
    assert await redis.keys(pattern(1)) == []
    assert await redis.dbsize() == 4


async def test_two_thousand_keys_are_forgotten_too(shared: Shared, redis: Redis) -> None:
    await redis.mset({key(number=number).text("1"): b"" for number in range(2_000)})
    assert await shared.drop(pattern(1)) == 2_000
    assert await redis.dbsize() == 0


async def test_a_redis_that_is_killed_costs_no_answer_and_is_used_again_when_it_is_back() -> None:
    async with redis_server(appendonly="no") as server, opened(server.url, rest=0.05, within=PATIENCE) as shared:
        await asked(shared)
        assert not shared.is_away
        await server.kill()
        for _ in range(20):
            await asked(shared)
        assert shared.is_away
        # Nobody tries again after the first, or the two, who found out.
        assert shared.failures <= 2
        with pytest.raises(RedisError):
            await cache(shared).forget(1)
        await server.start()
        await until(lambda: not shared.is_away)
        await kept(cache(shared), revision="ledger2")
        found = await cache(shared).get(key(revision="ledger2"), int, Counting(0), now=NOW)
        assert (found.value, found.source) == (42, Source.SHARED)


def test_a_redis_that_hangs_is_waited_for_briefly() -> None:
    assert WITHIN_SECONDS == 0.1


@cut_off
async def test_a_redis_that_hangs_is_waited_for_once() -> None:
    async with redis_server(appendonly="no") as server, opened(server.url, rest=0.05) as shared:
        await asked(shared)
        server.pause()
        await asyncio.gather(*(asked(shared, number=number) for number in range(100)))
        assert shared.is_away
        failures = shared.failures
        for number in range(100, 200):
            await asked(shared, number=number)
        assert shared.failures == failures
        server.resume()
        await until(lambda: not shared.is_away)
        async with asyncio.timeout(PATIENCE):
            # A machine that is busy may be too slow for it now and then.
            await kept(cache(shared))
            while await shared.get(key().text("1")) is None:
                await kept(cache(shared))


@cut_off
async def test_an_address_where_everything_disappears_is_no_trouble() -> None:
    def swallow(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    held: list[asyncio.StreamWriter] = []
    hole = await asyncio.start_server(swallow, "127.0.0.1", 0)
    port = hole.sockets[0].getsockname()[1]
    async with opened(f"redis://127.0.0.1:{port}/0", rest=0.05) as shared:
        await asked(shared)
        assert (shared.failures, shared.is_away) == (1, True)
        await asked(shared, number=1)
        assert shared.failures == 1
        assert not await shared.is_ready()
    for writer in held:
        writer.transport.abort()
    hole.close()
    await hole.wait_closed()


async def test_who_asks_after_the_end_finds_nothing_and_connects_to_nobody(server: RedisServer, redis: Redis) -> None:
    async with opened(server.url, within=PATIENCE) as shared:
        await kept(cache(shared))
        assert await shared.get(key().text("1")) is not None
    clients = len(await redis.client_list())
    assert await shared.get(key().text("1")) is None
    await kept(cache(shared), revision="ledger2")
    assert (shared.failures, shared.is_away) == (0, False)
    assert len(await redis.client_list()) == clients == 1


async def test_redis_need_not_be_there_at_all(quiet: None) -> None:
    async with opened("redis://127.0.0.1:1/0") as shared:
        one = cache(shared)
        for number in range(10):
            assert (await one.get(key(number=number), int, Counting(), now=NOW)).value == 42
        assert one.statistics().is_shared_away
        assert not await one.is_shared_ready()


async def test_a_redis_without_memory_is_asked_all_the_same(shared: Shared, redis: Redis) -> None:
    await redis.config_set("maxmemory", "1")
    try:
        await kept(cache(shared))
        assert (shared.failures, shared.is_away) == (1, False)
    finally:
        await redis.config_set("maxmemory", "0")
    await kept(cache(shared))
    assert (await cache(shared).get(key(), int, Counting(0), now=NOW)).source is Source.SHARED


async def asked(shared: Shared, **given: Any) -> None:
    """Somebody is answered who asks for what nobody has asked for in this process."""
    one = cache(shared)
    async with asyncio.timeout(PATIENCE):
        assert (await one.get(key(**given), int, Counting(), now=NOW)).value == 42
        await one.settled()


async def until(condition: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)
