"""What inboxes are made of: where to begin to look, how much room there is, what was accepted lately."""

import asyncio

import pytest

from domain.errors import Unavailable
from realtime.inbox import FullError
from realtime.inbox.floors import ALL_SECONDS, Floor
from realtime.inbox.groups import REMEMBERED, Groups, Recent
from realtime.inbox.room import Room
from tests.realtime.inboxes import events, ids, quarantined


def test_the_floor_stays_below_what_was_given_out_in_the_last_seconds() -> None:
    floor = Floor()
    found = []
    for second in range(10):
        found.append(floor.position(float(second)))
        floor.look(None, second * 1_000, float(second))
    assert found == [0, 0, 0, 0, 0, 0, 0, 0, 0, 2_000]


def test_the_floor_stays_below_what_waits() -> None:
    floor = Floor()
    for second in range(10):
        floor.look(1_500, second * 1_000, float(second))
    assert floor.position(10.0) == 1_500


def test_now_and_then_all_is_looked_at() -> None:
    floor = Floor()
    for second in range(20):
        floor.look(None, second * 1_000, float(second))
    assert floor.position(20.0) > 0
    assert floor.position(ALL_SECONDS + 1) == 0
    floor.look(500, 40_000, ALL_SECONDS + 1)
    assert floor.position(ALL_SECONDS + 2) == 500


def test_the_latest_ids_are_remembered_and_old_ones_are_not() -> None:
    recent = Recent()
    recent.add(range(REMEMBERED))
    recent.add([-1])
    assert recent.among([0, -1, -2]) == {0, -1}
    recent.add(range(REMEMBERED, 2 * REMEMBERED))
    recent.add([-3])
    assert recent.among([0, REMEMBERED, -3]) == {REMEMBERED, -3}


async def test_room_is_counted_once_a_second_and_not_at_every_call() -> None:
    counted = 0

    async def count() -> int:
        nonlocal counted
        counted += 1
        return 90

    room = Room(100, count)
    await asyncio.gather(*(room.admit(1) for _ in range(10)))
    with pytest.raises(FullError) as caught:
        await room.admit(1)
    assert (counted, caught.value.seconds) == (1, 5.0)


async def test_a_group_that_cannot_be_saved_fails_whole_and_the_next_is_saved() -> None:
    saved: list[int] = []

    async def save(some: object, aside: object) -> list[object]:
        assert isinstance(some, list)
        saved.append(len(some))
        if len(saved) == 1:
            raise Unavailable("not now")
        return []

    groups = Groups(save)  # type: ignore[arg-type] # answers no ids
    told = [events(2) for _ in range(3)]
    answers = await asyncio.gather(*(groups.put(each, []) for each in told), return_exceptions=True)
    assert [type(each) for each in answers] == [Unavailable] * 3
    # What failed was not accepted: the same ids are news.
    assert await groups.put(told[0], []) == frozenset()
    assert await groups.put(told[0], []) == frozenset(ids(told[0]))
    assert saved == [6, 2, 0]
    await groups.close()


async def test_groups_are_no_larger_than_they_may_be() -> None:
    sizes: list[int] = []

    async def save(some: object, aside: object) -> list[object]:
        assert isinstance(some, list)
        assert isinstance(aside, list)
        sizes.append(len(some) + len(aside))
        return []

    groups = Groups(save, most_events=5)  # type: ignore[arg-type] # answers no ids
    await asyncio.gather(*(groups.put(events(count), [quarantined("id")]) for count in (1, 1, 1, 9, 1)))
    assert sizes == [4, 2, 10, 2]
    await groups.close()


async def test_who_waits_when_the_saver_is_cut_off_is_told() -> None:
    begun = asyncio.Event()

    async def hang(some: object, aside: object) -> list[object]:
        begun.set()
        return await asyncio.Future()

    groups = Groups(hang)  # type: ignore[arg-type] # answers no ids
    first = asyncio.create_task(groups.put(events(1), []))
    await begun.wait()
    second = asyncio.create_task(groups.put(events(1), []))
    await asyncio.sleep(0)
    saver = groups._saver
    assert saver is not None
    saver.cancel()
    answers = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(each) for each in answers] == [Unavailable] * 2
