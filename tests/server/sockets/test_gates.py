"""What a connection waits for: as asyncio's own, in what is used of them."""

import asyncio

import pytest

from server.sockets.gates import Gate, Messages
from tests.patience import PATIENCE


async def test_all_pass_when_a_gate_is_opened_and_none_while_it_is_closed() -> None:
    gate = Gate()
    await gate.wait()
    gate.clear()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    await asyncio.wait([waiting[1]])
    assert (gate.is_set(), [each.done() for each in waiting]) == (False, [False, True, False])
    gate.set()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(waiting[0], waiting[2])
    assert gate.is_set()


async def test_messages_are_read_in_their_order_by_one_who_may_give_up() -> None:
    messages = Messages()
    reader = asyncio.create_task(messages.get())
    await asyncio.sleep(0)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    for number in range(3):
        messages.put_nowait(number)
    assert (messages.qsize(), messages.empty()) == (3, False)
    assert [await messages.get() for _ in range(3)] == [0, 1, 2]
    late = asyncio.create_task(messages.get())
    await asyncio.sleep(0)
    messages.put_nowait("last")
    messages.put_nowait("and one more")
    async with asyncio.timeout(PATIENCE):
        assert await late == "last"
    assert messages.qsize() == 1
