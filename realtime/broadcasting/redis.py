"""Redis for broadcaster: it reconnects, says so, and never makes anybody wait."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from broadcaster import BroadcastBackend, Event
from redis.exceptions import RedisError

from realtime.broadcasting.hearing import Hearing
from realtime.broadcasting.telling import Telling
from realtime.broadcasting.ways import way_to

EVERYONE: Final = "analytics:everyone"
"""The channel on which all listeners of all processes are told to look again."""

FIRST_SECONDS: Final = 1.0


class RedisBackend(BroadcastBackend):
    """Within the process messages go from hand to hand, to the others through Redis."""

    def __init__(self, url: str, back: Callable[[], None]) -> None:
        """`back` is told whenever messages of any channel may have been missed. ValueError for what is no address."""
        self._back = back
        self._origin = secrets.token_hex(8)
        self._way = way_to(url)
        self.hearing = Hearing(self._way, EVERYONE, hear=self._hear, back=back)
        self.telling = Telling(self._way.send, instead=(EVERYONE, self._origin))
        self._here: set[str] = set()
        self._come: asyncio.Queue[Event] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    async def connect(self) -> None:
        """Begin; Redis need not be there, and is not waited for longer than a second."""
        self._tasks = [asyncio.create_task(self.hearing.stay()), asyncio.create_task(self.telling.stay())]
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_SECONDS):
                await self.hearing.is_connected.wait()

    async def disconnect(self) -> None:
        """Say what is still to be said, for at most half a second, and leave."""
        await self.telling.finish()
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        with suppress(RedisError, OSError):
            await self._way.close()

    async def subscribe(self, channel: str) -> None:
        """Hear a channel."""
        self._here.add(channel)
        await self.hearing.subscribe(channel)

    async def unsubscribe(self, channel: str) -> None:
        """Hear it no more."""
        self._here.discard(channel)
        self.hearing.unsubscribe(channel)

    async def publish(self, channel: str, message: str) -> None:
        """Tell this process now, and the others as soon as Redis is there."""
        if channel in self._here:
            self._come.put_nowait(Event(channel, message))
        self.telling.put(channel, self._origin + message)

    def tell_others(self, channel: str) -> None:
        """Only that there is something; on EVERYONE, have the other processes' listeners look again."""
        self.telling.put(channel, self._origin)

    async def next_published(self) -> Event:
        """What came in next, from here or there."""
        return await self._come.get()

    def _hear(self, channel: str, data: bytes) -> None:
        origin, message = data[: len(self._origin)], data[len(self._origin) :]
        if origin == self._origin.encode():
            return
        if channel == EVERYONE:
            self._back()
        elif channel in self._here:
            self._come.put_nowait(Event(channel, message.decode(errors="replace")))
