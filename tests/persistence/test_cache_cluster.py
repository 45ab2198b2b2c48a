"""The cache over a cluster of Redis: what one process has computed the others find, and without it nothing fails."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.exceptions import RedisError

from domain.caching import Family
from persistence.cache import Source
from persistence.cache.keys import pattern
from persistence.cache.shared import opened
from tests.patience import PATIENCE
from tests.persistence.caches import NOW, Counting, cache, key
from tests.redis_servers import RedisCluster, redis_cluster

OWNERS = range(1, 31)
PATIENT = 5.0
"""Seconds for an answer where slowness is not what is tried."""


@pytest.fixture
async def cluster() -> AsyncIterator[RedisCluster]:
    async with redis_cluster() as made:
        yield made


async def test_what_one_has_computed_the_others_find_and_forget(cluster: RedisCluster) -> None:
    async with opened(cluster.url, within=PATIENT) as shared:
        one, other = cache(shared), cache(shared)
        for owner in OWNERS:
            await one.get(key(owner=owner), int, Counting(owner), now=NOW)
        await one.settled()
        found = [await other.get(key(owner=each), int, Counting(0), now=NOW) for each in OWNERS]
        assert [(each.value, each.source) for each in found] == [(owner, Source.SHARED) for owner in OWNERS]
        await one.get(key(Family.METRICS, owner=7), int, Counting(7), now=NOW)
        await one.settled()
        assert [await shared.drop(pattern(owner)) for owner in (7, 7, 8)] == [2, 0, 1]
        assert (shared.failures, shared.is_away) == (0, False)


async def test_it_is_left_alone_while_it_is_not_whole_and_used_again_after(cluster: RedisCluster) -> None:
    async with opened(cluster.url, within=PATIENT, rest=0.05) as shared:
        one = cache(shared)
        await one.get(key(), int, Counting(1), now=NOW)
        await one.settled()
        for each in cluster.servers:
            await each.kill()
        assert (await cache(shared).get(key(), int, Counting(2), now=NOW)).value == 2
        assert (shared.is_away, await shared.is_ready()) == (True, False)
        with pytest.raises((RedisError, TimeoutError)):
            await shared.drop(pattern(1))
        for each in cluster.servers:
            await each.start()
        await cluster.until_well()
        async with asyncio.timeout(PATIENCE):
            while shared.is_away:
                await asyncio.sleep(0.05)
        await one.get(key(owner=2), int, Counting(3), now=NOW)
        await one.settled()
        assert (await cache(shared).get(key(owner=2), int, Counting(4), now=NOW)).value == 3
