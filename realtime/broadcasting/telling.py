"""The publishing side of Redis: whoever publishes never waits, and what could not be sent is sent later."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import islice
from typing import Final

import structlog
from redis.exceptions import RedisError

from realtime.broadcasting.pauses import Pauses

AT_ONCE: Final = 500
MOST_WAITING: Final = 10_000
ROUND_SECONDS: Final = 2.0
LAST_SECONDS: Final = 0.5

Publish = Callable[[Sequence[tuple[str, str]]], Awaitable[None]]
"""Publishes messages by their channels; RedisError, OSError or TimeoutError when they have to be sent again."""

_log = structlog.get_logger("broadcast")


class Telling:
    """Messages on their way to Redis, in the background."""

    def __init__(self, publish: Publish, *, instead: tuple[str, str]) -> None:
        """`instead` is the channel and the message for which all others are given up when too many wait."""
        self._publish, self._instead = publish, instead
        self._waiting: dict[tuple[str, str], None] = {}
        self._under_way = 0
        self._is_some, self._is_none = asyncio.Event(), asyncio.Event()
        self._is_none.set()
        self._pauses = Pauses()
        self._is_well = True

    def __len__(self) -> int:
        """How many have not been sent."""
        return len(self._waiting) + self._under_way

    def put(self, channel: str, message: str) -> None:
        """Send it soon; the same one waiting twice is sent once."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            self._waiting[self._instead] = None
        if self._instead not in self._waiting:
            self._waiting[channel, message] = None
        self._is_some.set()
        self._is_none.clear()

    async def stay(self) -> None:
        """Send until cancelled."""
        while True:
            await self._is_some.wait()
            batch = list(islice(self._waiting, AT_ONCE))
            try:
                self._under_way = len(batch)
                for each in batch:
                    del self._waiting[each]
                await self._send(batch)
            except (RedisError, OSError, TimeoutError) as error:
                if self._is_well:
                    _log.warning("hints cannot be sent, and wait", error=type(error).__name__)
                self._is_well = False
                self._under_way = 0
                for channel, message in batch:
                    self.put(channel, message)
                await self._pauses.next()
            else:
                self._under_way = 0
                if not self._waiting:
                    self._is_some.clear()
                    self._is_none.set()

    async def _send(self, batch: list[tuple[str, str]]) -> None:
        async with asyncio.timeout(ROUND_SECONDS):
            await self._publish(batch)
        self._pauses.reset()
        if not self._is_well:
            _log.info("hints are sent again")
        self._is_well = True

    async def finish(self) -> None:
        """Wait until all is sent, for at most half a second."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await self._is_none.wait()
