"""What one connection, one person and one address may take, and what those cost who do not read or vanish."""

import asyncio
import gc
import os
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from server.problems import Problem
from server.seats import Seats
from server.sockets.connections import Bounds
from server.sockets.wires import Wire
from tests.patience import PATIENCE
from tests.server.house import House, house, until
from tests.server.sockets.raws import PING, Raw, framed, message
from tests.server.sockets.talks import acknowledged, talking
from tests.server.towers import Stay

MB = 2**20


def resident() -> int:
    """Bytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_the_limits_are_those_promised() -> None:
    assert (Bounds().operations, Seats().per_user, Seats().per_address) == (20, 10, 100)
    assert Wire.take_within == 30


async def test_a_connection_has_twenty_operations(home: House) -> None:
    async with acknowledged(home) as talk:
        for number in range(20):
            await talk.subscribe(id=str(number))
            assert (await talk.hear())["type"] == "next"
        for query in ("subscription{ticks}", "{hello}"):
            await talk.subscribe(query, id="one more")
            answer = await talk.hear()
            assert (answer["id"], answer["type"]) == ("one more", "error")
            assert answer["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
        await talk.say("complete", id="7")
        await until(lambda: len(home.stay.tower.feeds) == 19)
        await talk.subscribe(id="one more")
        assert (await talk.hear())["type"] == "next"
    await until(lambda: not home.stay.tower.feeds)


async def test_a_person_has_ten_connections(home: House) -> None:
    async with AsyncExitStack() as stack, asyncio.timeout(PATIENCE):
        held = [await stack.enter_async_context(talking(home)) for _ in range(11)]
        for talk in held[:10]:
            await talk.init()
        await held[10].say("connection_init", payload={"authorization": "Bearer ada"})
        code, reason = await held[10].closed()
        assert code == 4429
        assert "10 live connections of this person" in reason
        async with acknowledged(home, "Bearer grace"):
            pass
    await until(lambda: home.stay.seats.keys == 0)
    async with acknowledged(home):
        pass


async def test_an_address_has_so_many_connections() -> None:
    async with house(stay=Stay(seats=Seats(per_address=3))) as home:
        async with talking(home), talking(home), talking(home):
            with pytest.raises(InvalidStatus) as refused:
                async with talking(home):
                    pass
            response = refused.value.response
            assert (response.status_code, response.headers["retry-after"]) == (429, "5")
            assert b'"TOO_MANY_CONNECTIONS"' in (response.body or b"")
            async with talking(home, additional_headers={"x-forwarded-for": "2001:db8::1"}):
                pass
        await until(lambda: home.stay.seats.keys == 0)


def test_a_household_of_ipv6_is_one_address() -> None:
    seats = Seats(per_address=1)
    with seats.of_address("2001:db8:0:1::1"), seats.of_address("2001:db8:0:2::1"), seats.of_address(None):
        with pytest.raises(Problem, match="1 live connections of this address"), seats.of_address("2001:db8:0:1:9::"):
            pass
        assert seats.keys == 3
    assert seats.keys == 0


async def test_one_who_does_not_read_holds_up_nobody_and_gets_the_newest_then(home: House) -> None:
    tower, slow = home.stay.tower, await Raw.following(home, buffer=4_096)
    async with acknowledged(home) as quick:
        await quick.subscribe()
        assert (await quick.hear())["payload"]["data"] == {"ticks": 0}
        for number in range(200):
            tower.tell(f"{number} {'x' * (MB // 4)}")
            assert (await quick.hear())["payload"]["data"]["ticks"].startswith(f"{number} ")
        tower.tell("the end")
        assert (await quick.hear())["payload"]["data"] == {"ticks": "the end"}
        read = await slow.until(b'"the end"')
        assert read.count(b'"next"') < 100
        assert read.count(b'"the end"') == 1
    slow.vanish()
    await until(lambda: not tower.feeds)


async def test_a_hundred_who_do_not_read_cost_less_than_50_mb() -> None:
    async with house(stay=Stay(seats=Seats(per_user=200, per_address=200))) as home:
        stalled = [await Raw.following(home, buffer=4_096) for _ in range(100)]
        gc.collect()
        before, feeds = resident(), list(home.stay.tower.feeds)
        for number in range(60):
            seen = [len(feed.given) for feed in feeds]
            home.stay.tower.tell(f"{number} {'x' * (MB // 4)}")
            for _ in range(20):
                await asyncio.sleep(0)
        assert max(seen) < 60
        assert resident() - before < 50 * MB
        for raw in stalled:
            raw.vanish()
        await until(lambda: home.stay.open == 0)


async def test_one_who_does_not_read_for_long_is_given_up(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wire, "take_within", 0.3)
    raw = await Raw.following(home, buffer=4_096)
    async with asyncio.timeout(PATIENCE):
        while home.stay.tower.feeds:
            home.stay.tower.tell("x" * MB)
            await asyncio.sleep(0.01)
    await until(lambda: home.stay.open == 0)
    raw.vanish()


async def test_pings_of_one_who_does_not_read_are_not_hoarded(home: House) -> None:
    raw = await Raw.following(home, buffer=4_096)
    home.stay.tower.tell("x" * 8 * MB)
    pings = framed(b"p" * 125, first=PING) * 1_000
    gc.collect()
    before = resident()
    for _ in range(200):
        await raw.send(pings)
    assert resident() - before < 20 * MB
    raw.vanish()
    await until(lambda: home.stay.open == 0)


@pytest.mark.parametrize(
    "flood",
    [message("ping") * 5_000, framed(b"{", first=0x01) + framed(b"", first=0x00) * 20_000],
    ids=["messages", "crumbs"],
)
async def test_a_flood_is_cut_off(home: House, flood: bytes) -> None:
    raw = await Raw.connected(home)
    await raw.send(flood)
    assert b"\x88" in await raw.until(b"Too much at once.")
    await until(lambda: home.stay.open == 0)
    raw.vanish()


async def test_two_thousand_who_vanish_leave_nothing() -> None:
    async with house(stay=Stay(seats=Seats(per_user=100, per_address=1_000))) as home:

        async def come_and_go(times: int, user: int) -> None:
            for _ in range(times):
                (await Raw.following(home, user=user)).vanish()

        async def crowd(each: int) -> None:
            async with asyncio.TaskGroup() as group:
                for user in range(25):
                    group.create_task(come_and_go(each, user))
            await until(lambda: home.stay.open == 0)
            gc.collect()

        await crowd(40)
        tasks, before = len(asyncio.all_tasks()), resident()
        await crowd(40)
        assert len(asyncio.all_tasks()) == tasks
        assert resident() - before < 4 * MB
        assert home.stay.tower.entered == 2_000
        assert not home.stay.tower.feeds
        assert home.stay.seats.keys == 0
