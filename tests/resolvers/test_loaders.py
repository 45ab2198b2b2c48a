"""Look-ups of whole levels: in order, once, together, and told when they fail."""

import asyncio

import pytest

from resolvers.loaders import LARGEST_BATCH, Lookup


class Source:
    """Finds squares, and remembers what it was asked."""

    def __init__(self, *, fails: bool = False) -> None:
        self.asked: list[list[int]] = []
        self.fails = fails
        self.gate = asyncio.Event()
        self.gate.set()

    async def find(self, keys: list[int]) -> list[int]:
        self.asked.append(keys)
        await self.gate.wait()
        if self.fails:
            raise ValueError("no squares today")
        return [key * key for key in keys]


async def test_a_level_has_its_values_in_order_and_asks_for_each_once() -> None:
    source = Source()
    lookup = Lookup(source.find)
    assert await lookup.level([3, 1, 3, 2]) == [9, 1, 9, 4]
    assert await lookup.level([2, 4]) == [4, 16]
    assert await lookup.level([]) == []
    assert source.asked == [[3, 1, 2], [4]]


async def test_row_by_row_knows_what_a_level_has_looked_up_and_the_other_way_round() -> None:
    source = Source()
    lookup = Lookup(source.find)
    lookup.learn({7: 49})
    await lookup.level([1])
    assert list(await asyncio.gather(lookup.load(1), lookup.load(7), lookup.load(2))) == [1, 49, 4]
    assert source.asked == [[1], [2]]
    lookup.clear(1)
    lookup.clear_many([7, 100])
    assert await lookup.level([1, 7]) == [1, 49]
    lookup.clear_all()
    assert await lookup.load(1) == 1
    assert source.asked == [[1], [2], [1, 7], [1]]


async def test_a_long_level_is_asked_in_parts() -> None:
    source = Source()
    keys = list(range(LARGEST_BATCH + 1))
    assert await Lookup(source.find).level(keys) == [key * key for key in keys]
    assert [len(part) for part in source.asked] == [LARGEST_BATCH, 1]


async def test_levels_of_one_moment_are_asked_together() -> None:
    source = Source()
    lookup = Lookup(source.find)
    assert list(await asyncio.gather(lookup.level([1, 2]), lookup.level([2, 3]))) == [[1, 4], [4, 9]]
    assert source.asked == [[1, 2, 3]]


async def test_a_failure_is_told_to_all_who_asked_and_to_all_who_ask_again() -> None:
    source = Source(fails=True)
    lookup = Lookup(source.find)
    first, second = await asyncio.gather(lookup.level([1]), lookup.level([2]), return_exceptions=True)
    assert isinstance(first, ValueError)
    assert isinstance(second, LookupError)
    for key in (1, 2):
        with pytest.raises(ValueError, match="no squares today"):
            await lookup.load(key)
    assert source.asked == [[1, 2]]


async def test_nobody_waits_for_one_who_was_cancelled() -> None:
    source = Source()
    source.gate.clear()
    lookup = Lookup(source.find)
    leader, follower = asyncio.create_task(lookup.level([1])), asyncio.create_task(lookup.level([2]))
    while not source.asked:
        await asyncio.sleep(0)
    leader.cancel()
    with pytest.raises(LookupError):
        await follower
    source.gate.set()
    assert await lookup.level([1, 2]) == [1, 4]
