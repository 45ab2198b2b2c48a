"""Hints while Redis is killed, stopped, slow or not there at all."""

import asyncio

import pytest
from redis.asyncio import Redis

from domain.revisions import Part
from realtime.broadcast import Broadcast, Listener, opened_broadcast
from realtime.broadcasting import telling
from realtime.broadcasting.redis import EVERYONE
from realtime.topics import PLATFORM, Hint, hint, lost, owner_channel
from tests.patience import PATIENCE
from tests.realtime.broadcasts import next_hint, processes, until, until_told
from tests.redis_servers import RedisServer, redis_server

LEDGER = Part.LEDGER
SEVEN = owner_channel(7)
ROUNDS_AWAY = 40


async def announce_at_once(broadcast: Broadcast, *hints: Hint) -> None:
    """Within a few turns of the event loop: nobody waits for a Redis that does not answer."""
    announcing = asyncio.ensure_future(broadcast.announce(hints))
    for _ in range(10):
        await asyncio.sleep(0)
    assert announcing.done()
    await announcing


async def hears(listener: Listener, broadcast: Broadcast, name: str) -> None:
    """Live again: what is announced there is heard here."""
    await broadcast.announce([hint(7, parts={LEDGER}, names={name})])
    await until_told(listener, hint(7, parts={LEDGER}, names={name}))


async def test_everybody_looks_again_after_redis_was_killed(server: RedisServer) -> None:
    async with processes(server.url) as (here, there), here.listen([SEVEN]) as one, there.listen([SEVEN]) as two:
        await hears(two, here, "before")
        assert (await next_hint(one)).names == {"before"}
        await server.kill()
        await until(lambda: here.statistics().is_away and there.statistics().is_away)
        async with here.listen([PLATFORM]) as late, here.listen([owner_channel(8)]):
            await announce_at_once(here, hint(7, parts={LEDGER}, names={"meanwhile"}))
            # In its own process nobody waits for Redis.
            assert (await next_hint(one)).names == {"meanwhile"}
            for _ in range(ROUNDS_AWAY):
                await announce_at_once(here, hint(8, parts={LEDGER}, names={"meanwhile"}))
                await asyncio.sleep(0.05)
            await server.start()
            assert await next_hint(one) == lost(7)
            assert await next_hint(two) == lost(7)
            assert await next_hint(late) == lost(None)
            await hears(one, there, "after")
            await hears(two, here, "after")
            await there.announce([hint(None, names={"platform"})])
            assert await next_hint(late) == hint(None, names={"platform"})
        assert (here.statistics().losses, here.statistics().is_away) == (1, False)


async def test_what_could_not_be_sent_is_sent_when_redis_is_back(server: RedisServer) -> None:
    async with processes(server.url) as (here, there):
        await server.kill()
        await until(lambda: here.statistics().is_away)
        for _ in range(100):
            await here.announce([hint(7, parts={LEDGER}, names={"meanwhile"}), hint(8)])
        assert here.statistics().unsent == 2
        async with there.listen([SEVEN]) as listener:
            await server.start()
            assert (await next_hint(listener)).is_lost
            await until(lambda: here.statistics().unsent == 0)


async def test_a_black_hole_is_noticed(server: RedisServer) -> None:
    async with processes(server.url) as (here, there), here.listen([SEVEN]) as one, there.listen([SEVEN]) as two:
        await hears(two, here, "before")
        server.pause()
        try:
            async with here.listen([PLATFORM]) as late:  # is not kept waiting for ever
                await announce_at_once(here, hint(7, parts={LEDGER}, names={"meanwhile"}))
                await until(lambda: here.statistics().is_away and there.statistics().is_away)
                server.resume()
                await until_told(one, lost(7))
                await until_told(two, lost(7))
                assert await next_hint(late) == lost(None)
                await hears(one, there, "after")
                await hears(two, here, "after")
        finally:
            server.resume()


async def test_nobody_who_comes_during_a_black_hole_is_forgotten(server: RedisServer) -> None:
    async with processes(server.url) as (here, there):

        async def follow(number: int) -> list[Hint]:
            await asyncio.sleep(number / 200)  # so that some find the connection, others none, others a new one
            async with here.listen([owner_channel(number)]) as listener:
                first = await listener.next()
                ready.add(number)
                return [first, await listener.next()]

        ready: set[int] = set()
        server.pause()
        following = [asyncio.create_task(follow(number)) for number in range(500)]
        try:
            await until(lambda: here.statistics().is_away and here.statistics().listeners == 500)
        finally:
            server.resume()
        await until(lambda: len(ready) == 500)
        await there.announce([hint(number, parts={LEDGER}) for number in range(500)])
        async with asyncio.timeout(PATIENCE):
            told = await asyncio.gather(*following)
        assert [each[0] for each in told] == [lost(number) for number in range(500)]
        assert [each[1] for each in told] == [hint(number, parts={LEDGER}) for number in range(500)]


async def test_a_connection_cut_by_redis_is_made_anew(server: RedisServer) -> None:
    client = Redis.from_url(server.url, protocol=2)
    async with processes(server.url) as (here, there), here.listen([SEVEN]) as listener:
        for number in range(5):
            await client.client_kill_filter(_type="pubsub")
            assert await next_hint(listener) == lost(7)
            await hears(listener, there, f"again_{number}")
        assert here.statistics().losses == 5
    await client.aclose()


async def test_a_process_may_begin_without_redis() -> None:
    async with redis_server() as server:
        await server.kill()
        async with opened_broadcast(server.url) as broadcast, broadcast.listen([SEVEN]) as listener:
            assert broadcast.statistics().is_away
            await announce_at_once(broadcast, hint(7, parts={LEDGER}))
            assert await next_hint(listener) == hint(7, parts={LEDGER})
            await server.start()
            assert await next_hint(listener) == lost(7)
            async with opened_broadcast(server.url) as other:
                await hears(listener, other, "other")


async def test_a_process_ends_without_redis(server: RedisServer) -> None:
    tasks = len(asyncio.all_tasks())
    async with opened_broadcast(server.url) as broadcast, broadcast.listen([SEVEN]):
        server.pause()
        await broadcast.announce([hint(7)])
    server.resume()
    await until(lambda: len(asyncio.all_tasks()) == tasks)


async def test_too_much_unsent_becomes_one_doubt(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_WAITING", 100)
    async with processes(server.url) as (here, there):
        await server.kill()
        await until(lambda: here.statistics().is_away)
        for number in range(1_000):
            await here.announce([hint(number, parts={LEDGER})])
            assert here.statistics().unsent <= 100
        assert here.statistics().unsent == 1
        async with there.listen([PLATFORM]) as listener:
            await server.start()
            assert await next_hint(listener) == lost(None)
            await until(lambda: not there.statistics().is_away)
            await until(lambda: here.statistics().unsent == 0)


async def test_a_redis_that_refuses_us_is_as_good_as_none(server: RedisServer) -> None:
    client = Redis.from_url(server.url, protocol=2)
    await client.acl_setuser("default", enabled=True, nopass=True, channels=[PLATFORM], reset_channels=True)
    async with opened_broadcast(server.url) as here, here.listen([SEVEN]) as listener:
        assert here.statistics().is_away
        await here.announce([hint(7, parts={LEDGER})])
        assert await next_hint(listener) == hint(7, parts={LEDGER})
        await client.acl_setuser("default", enabled=True, nopass=True, channels=[SEVEN, EVERYONE])
        assert await next_hint(listener) == lost(7)
    await client.aclose()


async def test_nothing_grows_while_redis_comes_and_goes(server: RedisServer) -> None:
    async with processes(server.url) as (here, there), here.listen([SEVEN]) as listener:
        await hears(listener, there, "first")
        tasks = len(asyncio.all_tasks())
        for number in range(5):
            await server.restart()
            await until_told(listener, lost(7))
            await hears(listener, there, f"again_{number}")
        await until(lambda: len(asyncio.all_tasks()) == tasks)


async def test_workers_of_other_processes_are_rung_for(server: RedisServer) -> None:
    rung, own = asyncio.Event(), asyncio.Event()
    async with processes(server.url) as (here, there), there.ringing(rung), here.ringing(own):
        for _ in range(3):
            rung.clear()
            here.ring()
            async with asyncio.timeout(PATIENCE):
                await rung.wait()
        # Who put it has a bell of its own.
        assert not own.is_set()
        # After a while without Redis nobody knows what was put meanwhile.
        rung.clear()
        await server.restart()
        async with asyncio.timeout(PATIENCE):
            await rung.wait()


async def test_without_redis_there_is_nobody_to_ring_for() -> None:
    rung = asyncio.Event()
    async with opened_broadcast(None) as alone, alone.ringing(rung):
        alone.ring()
        await alone.announce([hint(7)])
        assert not rung.is_set()
    assert alone.statistics().channels == 0
