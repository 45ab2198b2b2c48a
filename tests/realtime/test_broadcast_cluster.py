"""Hints through a cluster of Redis: every channel at its own place, whoever dies and whatever is moved."""

from collections.abc import AsyncIterator

import pytest

from domain.revisions import Part
from realtime.broadcasting.redis import EVERYONE
from realtime.topics import PLATFORM, hint, lost, owner_channel
from tests.realtime.broadcasts import next_hint, processes, until, until_told
from tests.redis_servers import RedisCluster, redis_cluster

LEDGER = Part.LEDGER
OWNERS = range(1, 13)


@pytest.fixture
async def cluster() -> AsyncIterator[RedisCluster]:
    async with redis_cluster() as made:
        yield made


async def test_every_channel_is_heard_wherever_it_belongs(cluster: RedisCluster) -> None:
    channels = [PLATFORM, *(owner_channel(each) for each in OWNERS)]
    assert len({cluster.owner(each).port for each in channels}) == 3
    async with processes(cluster.url) as (here, there), there.listen(channels) as listener:
        for owner in OWNERS:
            await here.announce([hint(owner, parts={LEDGER})])
            await until_told(listener, hint(owner, parts={LEDGER}))
        await here.announce([hint(None, names={"job_view"})])
        await until_told(listener, hint(None, names={"job_view"}))
        await here.announce_doubt()
        await until_told(listener, lost(7))
        assert (there.statistics().losses, there.statistics().is_away) == (0, False)
    assert here.statistics().unsent == 0


async def test_channels_come_and_go(cluster: RedisCluster) -> None:
    seven = owner_channel(7)
    async with processes(cluster.url) as (here, there):
        for number in range(5):
            told = hint(7, names={f"{number}"})
            async with there.listen([seven]) as one, there.listen([owner_channel(8)]):
                await here.announce([told])
                await until_told(one, told)
        assert there.statistics().losses == 0


async def test_one_who_died_and_came_back_makes_everybody_look_again(cluster: RedisCluster) -> None:
    seven = owner_channel(7)
    async with processes(cluster.url) as (here, there), there.listen([seven]) as listener:
        await here.announce([hint(7, names={"before"})])
        await until_told(listener, hint(7, names={"before"}))
        await cluster.owner(seven).kill()
        await until(lambda: there.statistics().is_away)
        await here.announce([hint(7, names={"meanwhile"})])
        await cluster.owner(seven).start()
        await cluster.until_well()
        await until_told(listener, lost(7), seconds=30)
        await until(lambda: here.statistics().unsent == 0, seconds=30)
        await here.announce([hint(7, names={"after"})])
        await until_told(listener, hint(7, names={"after"}), seconds=30)


@pytest.mark.parametrize("channel", [owner_channel(7), EVERYONE])
async def test_a_channel_may_be_moved(cluster: RedisCluster, channel: str) -> None:
    async with processes(cluster.url) as (here, there), there.listen([owner_channel(7)]) as listener:
        target = next(each for each in cluster.servers if each is not cluster.owner(channel))
        await cluster.move(channel, target)
        await until(lambda: there.statistics().losses == 1)
        await until_told(listener, lost(7), seconds=30)
        await here.announce([hint(7, names={"after"})])
        await until_told(listener, hint(7, names={"after"}), seconds=30)
        await here.announce_doubt()
        await until_told(listener, lost(7), seconds=30)


async def test_nobody_waits_for_a_cluster_that_is_not_there(cluster: RedisCluster) -> None:
    for each in cluster.servers:
        await each.kill()
    async with processes(cluster.url) as (here, there), here.listen([owner_channel(7)]) as listener:
        await here.announce([hint(7, names={"alone"})])
        assert await next_hint(listener) == hint(7, names={"alone"})
        assert there.statistics().is_away
        for each in cluster.servers:
            await each.start()
        await until_told(listener, lost(7), seconds=30)
        await there.announce([hint(7, names={"together"})])
        await until_told(listener, hint(7, names={"together"}), seconds=30)


@pytest.mark.parametrize(
    "url", ["redis+cluster://", "redis+cluster://a:1/3", "redis+cluster://a:1,", "http+cluster://a"]
)
async def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        async with processes(url, 1):
            pass
