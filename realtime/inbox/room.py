"""How much more an inbox takes, known well enough without counting at every call."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from realtime.inbox import FullError

FRESH_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 5.0


class Room:
    """Lets in at most so many events at a time."""

    def __init__(self, most: int, count: Callable[[], Awaitable[int]]) -> None:
        """`count` tells how many wait; it is asked at most about once a second."""
        self._most = most
        self._count = count
        self._waiting = 0
        self._counted_at: float | None = None
        self._lock = asyncio.Lock()

    async def admit(self, events: int) -> None:
        """Take them in, or raise FullError; what `count` raises when nobody has counted for a second."""
        now = asyncio.get_running_loop().time()
        if self._counted_at is None or now - self._counted_at > FRESH_SECONDS:
            await self._look()
        if self._waiting + events > self._most:
            raise FullError(RETRY_SECONDS)
        self._waiting += events

    async def _look(self) -> None:
        if self._lock.locked() and self._counted_at is not None:
            return  # somebody is counting; the last count is good enough meanwhile
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if self._counted_at is None or now - self._counted_at > FRESH_SECONDS:
                self._waiting = await self._count()
                self._counted_at = asyncio.get_running_loop().time()
