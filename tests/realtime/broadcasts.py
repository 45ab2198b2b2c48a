"""What tests of hints need: everything one listener is told, and waiting for what has to come."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from realtime.broadcast import Broadcast, Listener, opened_broadcast
from realtime.topics import Hint
from tests.patience import PATIENCE


async def until(met: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    """Wait for a condition; TimeoutError when it does not come."""
    async with asyncio.timeout(seconds):
        while not met():
            await asyncio.sleep(0.01)


async def next_hint(listener: Listener, *, seconds: float = PATIENCE) -> Hint:
    """The next one, soon."""
    async with asyncio.timeout(seconds):
        return await listener.next()


async def until_told(listener: Listener, hint: Hint, *, seconds: float = PATIENCE) -> None:
    """Wait for this hint; others may come before."""
    async with asyncio.timeout(seconds):
        while await listener.next() != hint:
            pass


@asynccontextmanager
async def processes(url: str, count: int = 2) -> AsyncIterator[list[Broadcast]]:
    """As many as so many processes would open."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(opened_broadcast(url)) for _ in range(count)]
