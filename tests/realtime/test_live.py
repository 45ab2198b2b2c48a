"""Those who follow: what they are given, how seldom it is made, and that nothing of them stays."""

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import replace
from random import Random
from weakref import ref

import pytest

from domain.revisions import Part
from realtime.broadcast import Broadcast, opened_broadcast
from realtime.feeds import Feed
from realtime.frames import Ended, Frame
from realtime.live import Live
from realtime.topics import hint
from tests.patience import PATIENCE
from tests.realtime.followers import OWNER, Number, followed, until


@pytest.fixture
async def broadcast() -> AsyncIterator[Broadcast]:
    """Of this process alone."""
    async with opened_broadcast(None) as opened:
        yield opened


@pytest.fixture
def live(broadcast: Broadcast) -> Live:
    """Nobody follows yet."""
    return Live(broadcast)


async def test_the_state_now_and_then_what_changed(live: Live, broadcast: Broadcast) -> None:
    number = Number(3)
    async with live.follow(followed(number)) as feed:
        assert await feed.next() == Frame(b"3", "3")
        await number.grow(broadcast)
        assert await feed.next() == Frame(b"4", "4")
        assert (live.followers, live.streams) == (1, 1)
    assert number.asked == [None, "3"]
    assert (live.followers, live.streams) == (0, 0)


async def test_going_on_from_what_was_seen(live: Live) -> None:
    number = Number(3)
    async with live.follow(followed(number), after="2") as feed:
        assert await feed.next() == Frame(b"3", "3")
    assert number.asked == ["2"]


async def test_what_changes_while_the_first_answer_is_made_is_told(live: Live, broadcast: Broadcast) -> None:
    number = Number(3)
    number.gate.clear()
    async with live.follow(followed(number)) as feed:
        first = asyncio.create_task(feed.next())
        await until(lambda: len(number.asked) == 1)
        await number.grow(broadcast)
        number.gate.set()
        assert await first == Frame(b"3", "3")
        assert await feed.next() == Frame(b"4", "4")


async def test_a_hint_about_something_else_asks_nothing(live: Live, broadcast: Broadcast) -> None:
    number = Number(3)
    async with live.follow(followed(number)) as feed:
        await feed.next()
        await broadcast.announce([hint(OWNER, parts=[Part.ACTIVITY])])
        await number.grow(broadcast)
        assert await feed.next() == Frame(b"4", "4")
    assert number.asked == [None, "3"]


async def test_the_same_answer_is_not_sent_again(live: Live, broadcast: Broadcast) -> None:
    number = Number(3)
    async with live.follow(followed(number)) as feed:
        await feed.next()
        waiting = asyncio.create_task(feed.next())
        await number.grow(broadcast, by=0)
        await until(lambda: len(number.asked) == 2)
        await number.grow(broadcast)
        assert await waiting == Frame(b"4", "4")


async def test_a_burst_is_conflated_and_ends_with_the_final_state(live: Live, broadcast: Broadcast) -> None:
    number = Number()
    async with live.follow(followed(number, rate=10)) as feed:
        given = [await feed.next()]
        started = asyncio.get_running_loop().time()
        async with asyncio.timeout(PATIENCE):
            async with asyncio.TaskGroup() as group:
                burst = group.create_task(_burst(number, broadcast))
                while given[-1].payload != b"500":
                    given.append(await feed.next())
            assert burst.done()
        seconds = asyncio.get_running_loop().time() - started
    assert 2 <= len(number.asked) <= 2 + seconds * 10 + 1
    values = [int(frame.payload) for frame in given]
    assert values == sorted(set(values))


async def _burst(number: Number, broadcast: Broadcast) -> None:
    for _ in range(500):
        await number.grow(broadcast)
        await asyncio.sleep(0.001)


async def test_one_answer_for_a_thousand(live: Live, broadcast: Broadcast) -> None:
    number = Number(3)
    given: list[list[Frame]] = [[] for _ in range(1_000)]

    async def follow(mine: list[Frame]) -> None:
        async with live.follow(followed(number)) as feed:
            while len(mine) < 4:
                mine.append(await feed.next())

    tasks = [asyncio.create_task(follow(mine)) for mine in given]
    await until(lambda: all(len(mine) == 1 for mine in given))
    assert (live.followers, live.streams, len(number.asked)) == (1_000, 1, 1)
    for told in (2, 3, 4):
        await number.grow(broadcast)
        await until(lambda told=told: all(len(mine) == told for mine in given))  # type: ignore[misc] # bound now
        assert len(number.asked) == told
    await asyncio.gather(*tasks)
    # The same bytes, not equal ones.
    assert len({id(mine[place].payload) for mine in given for place in range(4)}) == 4
    assert (live.followers, live.streams) == (0, 0)


async def test_whoever_comes_is_not_given_what_was_found_before(live: Live) -> None:
    number = Number(3)
    number.gate.clear()
    async with live.follow(followed(number)) as early, live.follow(followed(number)) as late:
        first = asyncio.create_task(early.next())
        await until(lambda: len(number.asked) == 1)
        number.value = 4  # without a hint, which may still be on its way
        second = asyncio.create_task(late.next())
        await asyncio.sleep(0)
        number.gate.set()
        assert await first == Frame(b"3", "3")
        assert await second == Frame(b"4", "4")


async def test_a_slow_reader_skips_to_the_newest_and_delays_nobody(live: Live, broadcast: Broadcast) -> None:
    number = Number()
    async with live.follow(followed(number)) as slow, live.follow(followed(number)) as quick:
        assert await slow.next() == Frame(b"0", "0")
        assert await quick.next() == Frame(b"0", "0")
        for value in range(1, 6):
            await number.grow(broadcast)
            assert await quick.next() == Frame(b"%d" % value, str(value))
        asked = len(number.asked)
        assert await slow.next() == Frame(b"5", "5")
        assert len(number.asked) == asked
        await number.grow(broadcast)
        assert await slow.next() == await quick.next() == Frame(b"6", "6")


async def test_nobody_reads_and_nothing_is_asked(live: Live, broadcast: Broadcast) -> None:
    number = Number()
    async with live.follow(followed(number)) as feed:
        await feed.next()
        await _burst(number, broadcast)
        assert len(number.asked) == 1
        assert (await feed.next()).payload == b"500"


async def test_of_deltas_nobody_misses_one(live: Live, broadcast: Broadcast) -> None:
    entries = list(range(3))

    async def answer(after: str | None) -> Frame:
        seen = 0 if after is None else int(after)
        return Frame(repr(entries[seen:]).encode(), str(len(entries)))

    deltas = replace(followed(Number()), answer=answer, is_delta=True)
    async with live.follow(deltas, after="1") as slow, live.follow(deltas) as quick:
        assert (await slow.next()).payload == b"[1, 2]"
        assert (await quick.next()).payload == b"[0, 1, 2]"
        for entry in (3, 4):
            entries.append(entry)
            await broadcast.announce([hint(OWNER, parts=[Part.LEDGER])])
            assert (await quick.next()).payload == b"[%d]" % entry
        assert (await slow.next()).payload == b"[3, 4]"
        await broadcast.announce([hint(OWNER, parts=[Part.LEDGER])])
        waiting = asyncio.create_task(slow.next())
        entries.append(5)
        await broadcast.announce([hint(OWNER, parts=[Part.LEDGER])])
        assert (await waiting).payload == b"[5]"


async def test_a_reader_who_gives_up_waiting_loses_nothing(live: Live, broadcast: Broadcast) -> None:
    number = Number()
    random = Random(4)
    async with live.follow(followed(number)) as feed:
        last = await feed.next()
        for _ in range(200):
            await number.grow(broadcast)
            reading = asyncio.create_task(feed.next())
            for _ in range(random.randrange(6)):
                await asyncio.sleep(0)
            reading.cancel()
            try:
                last = await reading
            except asyncio.CancelledError:
                continue
        async with asyncio.timeout(PATIENCE):
            while last.payload != b"200":
                last = await feed.next()


async def test_what_cannot_be_reached_comes_by_itself_when_it_is_back(live: Live, broadcast: Broadcast) -> None:
    number = Number(3)
    async with live.follow(followed(number)) as feed:
        assert await feed.next() == Frame(b"3", "3")
        number.is_away = True
        waiting = asyncio.create_task(feed.next())
        await number.grow(broadcast)
        await until(lambda: len(number.asked) >= 4)
        assert not waiting.done()
        number.is_away = False
        assert await asyncio.wait_for(waiting, PATIENCE) == Frame(b"4", "4")


async def test_the_first_answer_waits_for_what_is_away_too(live: Live) -> None:
    number = Number(3, is_away=True)
    async with live.follow(followed(number)) as feed:
        waiting = asyncio.create_task(feed.next())
        await until(lambda: len(number.asked) >= 3)
        number.is_away = False
        assert await asyncio.wait_for(waiting, PATIENCE) == Frame(b"3", "3")


async def test_lost_hints_make_everybody_look_again(live: Live, broadcast: Broadcast) -> None:
    number = Number(3)
    async with live.follow(followed(number)) as feed:
        await feed.next()
        number.value = 9
        broadcast.look_again()
        assert await feed.next() == Frame(b"9", "9")


async def test_an_end_is_everybodys(live: Live, broadcast: Broadcast) -> None:
    ending: list[Ended] = []

    async def answer(after: str | None) -> Frame:
        if ending:
            raise ending[0]
        return await number.answer(after)

    number = Number()
    ends = replace(followed(number), answer=answer)
    async with live.follow(ends) as one, live.follow(ends) as other:
        await one.next()
        await other.next()
        ending.append(Ended("FORBIDDEN", "No more."))
        await number.grow(broadcast)
        for feed in (one, other, one):
            with pytest.raises(Ended, match="No more") as caught:
                await feed.next()
            assert caught.value.code == "FORBIDDEN"
        # Whoever comes now begins anew.
        ending.clear()
        async with live.follow(ends) as third:
            assert (await third.next()).payload == b"1"
            assert live.streams == 2
    assert live.streams == 0


async def test_an_end_of_one_is_nobody_elses(live: Live, broadcast: Broadcast) -> None:
    number = Number()
    async with live.follow(followed(number)) as one, live.follow(followed(number)) as other:
        await one.next()
        await other.next()
        waiting = asyncio.create_task(one.next())
        await asyncio.sleep(0)
        one.end(Ended("UNAUTHENTICATED", "Expired."))
        with pytest.raises(Ended, match="Expired"):
            await waiting
        await number.grow(broadcast)
        assert (await other.next()).payload == b"1"


async def test_an_end_while_the_first_answer_is_made(live: Live) -> None:
    number = Number(is_away=True)
    async with live.follow(followed(number)) as feed:
        waiting = asyncio.create_task(feed.next())
        await until(lambda: len(number.asked) >= 1)
        feed.end(Ended("UNAUTHENTICATED", "Expired."))
        with pytest.raises(Ended, match="Expired"):
            await asyncio.wait_for(waiting, PATIENCE)


async def test_a_fault_of_the_answer_reaches_those_who_wait_and_the_next_may_succeed(
    live: Live, broadcast: Broadcast
) -> None:
    faults = [False]

    async def answer(after: str | None) -> Frame:
        if faults[0]:
            raise ValueError("broken")
        return await number.answer(after)

    number = Number()
    async with live.follow(replace(followed(number), answer=answer)) as feed:
        await feed.next()
        faults[0] = True
        await number.grow(broadcast)
        with pytest.raises(ValueError, match="broken"):
            await feed.next()
        faults[0] = False
        await number.grow(broadcast)
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    frame = await feed.next()
                    break
                except ValueError:
                    await asyncio.sleep(0.01)
        assert frame.payload == b"2"


def timers() -> set[asyncio.TimerHandle]:
    """What the event loop is to do later."""
    scheduled: list[asyncio.TimerHandle] = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined] # asyncio's own loop
    return {each for each in scheduled if not each.cancelled()}


async def test_a_quiet_stream_does_nothing(live: Live) -> None:
    number, before = Number(), timers()
    async with live.follow(followed(number)) as feed:
        await feed.next()
        waiting = asyncio.create_task(feed.next())
        await asyncio.sleep(0)
        assert timers() <= before
        assert len(number.asked) == 1
        waiting.cancel()


async def test_two_thousand_who_come_and_go_leave_nothing(live: Live, broadcast: Broadcast) -> None:
    random = Random(2_000)
    numbers = [Number() for _ in range(5)]
    before, given = asyncio.all_tasks(), list[ref[Feed]]()

    async def come_and_go(number: Number, key: int) -> None:
        async with live.follow(followed(number, key=key)) as feed:
            given.append(ref(feed))
            while True:
                await feed.next()

    for _ in range(20):
        tasks = []
        for _ in range(100):
            key = random.randrange(5)
            tasks.append(asyncio.create_task(come_and_go(numbers[key], key)))
            await numbers[key].grow(broadcast)
            for _ in range(random.randrange(3)):
                await asyncio.sleep(0)
            random.choice(tasks).cancel()
        for task in tasks:
            task.cancel()
            if random.random() < 0.5:
                await asyncio.sleep(0)
        await asyncio.wait(tasks)
    await until(lambda: asyncio.all_tasks() == before)
    assert (live.followers, live.streams) == (0, 0)
    assert (broadcast.statistics().listeners, broadcast.statistics().channels) == (0, 0)
    del task, tasks  # cancelled, they hold what they were at
    gc.collect()
    assert len(given) > 1_000
    assert not [each for each in given if each() is not None]
