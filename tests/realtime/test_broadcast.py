"""Hints within a process and between processes, while nothing goes wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from domain.revisions import Part
from realtime.broadcast import Broadcast, BroadcastStatistics, Listener, opened_broadcast
from realtime.broadcasting.redis import EVERYONE
from realtime.topics import MOST_NAMES, PLATFORM, Hint, hint, lost, owner_channel
from tests.patience import PATIENCE
from tests.realtime.broadcasts import next_hint, processes, until
from tests.redis_servers import RedisServer, redis_server

LEDGER, ACTIVITY = Part.LEDGER, Part.ACTIVITY
SEVEN = owner_channel(7)
QUIET = BroadcastStatistics(listeners=0, channels=0, losses=0, unsent=0, is_away=False)


@pytest.fixture(params=["memory", "redis"])
async def broadcast(request: pytest.FixtureRequest) -> AsyncIterator[Broadcast]:
    async with AsyncExitStack() as stack:
        url = (await stack.enter_async_context(redis_server())).url if request.param == "redis" else None
        yield await stack.enter_async_context(opened_broadcast(url))


async def test_everybody_who_listens_to_a_channel_is_told(broadcast: Broadcast) -> None:
    async with broadcast.listen([SEVEN]) as one, broadcast.listen([SEVEN, PLATFORM]) as two:
        told = [hint(7, parts={LEDGER}), hint(8, parts={LEDGER}), hint(None, names={"job_view"})]
        await broadcast.announce(told)
        assert await next_hint(one) == Hint(7, frozenset({LEDGER}))
        assert {await next_hint(two), await next_hint(two)} == {told[0], told[2]}


async def test_what_piles_up_is_merged_and_does_not_grow(broadcast: Broadcast) -> None:
    async with broadcast.listen([SEVEN]) as slow, broadcast.listen([SEVEN]) as fast:
        for number in range(1_000):
            await broadcast.announce([hint(7, parts={ACTIVITY}, names={f"name_{number % 50}"})])
        await broadcast.announce([hint(7, parts={LEDGER}, names={"last"})])
        while LEDGER not in (await next_hint(fast)).parts:
            pass
        everything = await next_hint(slow)
        assert everything.parts == {LEDGER, ACTIVITY}
        assert everything.names == {f"name_{number}" for number in range(50)} | {"last"}
        for number in range(MOST_NAMES + 1):
            await broadcast.announce([hint(7, parts={ACTIVITY}, names={f"other_{number}"})])
        await broadcast.announce([hint(7, parts={LEDGER}, names={"last"})])
        while LEDGER not in (await next_hint(fast)).parts:
            pass
        assert await next_hint(slow) == Hint(7, frozenset({LEDGER, ACTIVITY}), frozenset())


async def test_two_hundred_first_listeners_all_get_the_next_message(broadcast: Broadcast) -> None:
    for number in range(100):
        everybody = asyncio.Barrier(201)

        async def listen(channel: str, everybody: asyncio.Barrier) -> Hint:
            async with broadcast.listen([channel]) as listener:
                await everybody.wait()
                return await listener.next()

        listening = [asyncio.create_task(listen(owner_channel(number), everybody)) for _ in range(200)]
        async with asyncio.timeout(PATIENCE):
            await everybody.wait()
            await broadcast.announce([hint(number, parts={LEDGER})])
            assert await asyncio.gather(*listening) == [Hint(number, frozenset({LEDGER}))] * 200


async def test_two_hundred_first_listeners_hear_another_process(server: RedisServer) -> None:
    async with processes(server.url) as (here, there):
        for number in range(100):
            async with AsyncExitStack() as stack, asyncio.timeout(PATIENCE):
                channel = owner_channel(number)
                entering = (stack.enter_async_context(here.listen([channel])) for _ in range(200))
                listeners = await asyncio.gather(*entering)
                await there.announce([hint(number, parts={LEDGER})])
                told = await asyncio.gather(*(each.next() for each in listeners))
                assert told == [Hint(number, frozenset({LEDGER}))] * 200


async def test_thousands_of_channels_at_once_are_one_question_to_redis(server: RedisServer) -> None:
    async with processes(server.url) as (here, there), AsyncExitStack() as stack, asyncio.timeout(PATIENCE):
        channels = [owner_channel(number) for number in range(2_000)]
        listeners = await asyncio.gather(*(stack.enter_async_context(here.listen([each])) for each in channels))
        await there.announce([hint(number, parts={LEDGER}) for number in range(2_000)])
        told = await asyncio.gather(*(each.next() for each in listeners))
        assert told == [hint(number, parts={LEDGER}) for number in range(2_000)]
        assert (here.statistics().losses, here.statistics().channels) == (0, 2_000)


async def test_what_is_announced_here_comes_once(server: RedisServer) -> None:
    async with processes(server.url) as (here, there), here.listen([SEVEN]) as listener:
        await here.announce([hint(7, parts={LEDGER}, names={"mine"})])
        assert (await next_hint(listener)).names == {"mine"}
        await until(lambda: here.statistics().unsent == 0)
        await there.announce([hint(7, parts={LEDGER}, names={"theirs"})])
        assert (await next_hint(listener)).names == {"theirs"}


async def test_what_a_process_says_at_its_end_is_heard(server: RedisServer) -> None:
    async with opened_broadcast(server.url) as here, here.listen([SEVEN]) as listener:
        async with opened_broadcast(server.url) as short:
            await short.announce([hint(7, parts={LEDGER})])
        assert await next_hint(listener) == Hint(7, frozenset({LEDGER}))


async def test_who_doubts_has_everybody_look_again(server: RedisServer) -> None:
    async with processes(server.url) as (here, there), here.listen([SEVEN]) as one, there.listen([PLATFORM]) as two:
        await here.announce_doubt()
        assert (await next_hint(one), await next_hint(two)) == (lost(7), lost(None))


async def test_what_cannot_be_read_has_listeners_look_again(server: RedisServer) -> None:
    async with opened_broadcast(server.url) as here, here.listen([SEVEN]) as listener:
        client = Redis.from_url(server.url, protocol=2)
        await client.publish(SEVEN, b"\xff\x00 what is this?")
        assert await next_hint(listener) == lost(7)
        await client.publish(EVERYONE, b"")
        assert await next_hint(listener) == lost(7)
        await client.aclose()


async def test_nothing_is_left_of_two_thousand_who_came_and_went(broadcast: Broadcast) -> None:
    before = len(asyncio.all_tasks())

    async def visit(number: int) -> None:
        async with broadcast.listen([owner_channel(number % 50), PLATFORM]) as listener:
            if number % 3 == 0:
                await listener.next()

    for first in range(0, 2_000, 200):
        visits = [asyncio.create_task(visit(number)) for number in range(first, first + 200)]
        await asyncio.sleep(0)
        for each in visits[::7]:  # some are cut off on their way in
            each.cancel()
        await broadcast.announce([hint(None)])
        await asyncio.sleep(0)
        for each in visits:
            each.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
    await until(lambda: len(asyncio.all_tasks()) == before)
    assert broadcast.statistics() == QUIET


async def test_redis_is_left_no_subscription(server: RedisServer) -> None:
    client = Redis.from_url(server.url, protocol=2)
    async with opened_broadcast(server.url) as broadcast:

        async def visit(number: int) -> None:
            async with broadcast.listen([owner_channel(number % 20)]):
                pass

        for _ in range(10):
            await asyncio.gather(*(visit(number) for number in range(200)))
        async with asyncio.timeout(PATIENCE):
            while await client.pubsub_channels() != [EVERYONE.encode()]:
                await asyncio.sleep(0.01)
        assert broadcast.statistics() == QUIET
    async with asyncio.timeout(PATIENCE):
        while await client.pubsub_channels() != []:
            await asyncio.sleep(0.01)
    await client.aclose()


async def test_a_channel_is_heard_again_by_who_comes_as_the_last_leaves(broadcast: Broadcast) -> None:
    async def listen() -> Listener:
        async with broadcast.listen([SEVEN]) as listener:
            return listener

    for _ in range(100):
        async with broadcast.listen([SEVEN]):
            leaving = asyncio.create_task(listen())
        async with broadcast.listen([SEVEN]) as listener:
            await leaving
            await broadcast.announce([hint(7, parts={LEDGER})])
            assert await next_hint(listener) == Hint(7, frozenset({LEDGER}))


async def test_announcing_never_fails(broadcast: Broadcast) -> None:
    async with broadcast.listen([SEVEN]) as listener:
        await broadcast.announce(hint(7 // number) for number in (1, 0))
        assert await next_hint(listener) == Hint(7)


async def test_a_wrong_address_is_refused() -> None:
    with pytest.raises(ValueError, match="Redis URL must specify one of"):
        async with opened_broadcast("http://localhost"):
            pass
