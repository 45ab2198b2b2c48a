"""Hints from whoever changes something to whoever shows it, in this process and in others."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Final

import structlog
from broadcaster import Broadcast as Broadcaster

from realtime.broadcasting.redis import EVERYONE, RedisBackend
from realtime.topics import INBOX, Hint, decoded, encoded, lost, merged, owner_of

AT_ONCE: Final = 100

_log = structlog.get_logger("broadcast")


@dataclass(frozen=True, slots=True)
class BroadcastStatistics:
    """How many listen in this process, on how many channels; how often the way here was lost; what is still unsent."""

    listeners: int
    channels: int
    losses: int
    unsent: int
    is_away: bool


class Listener:
    """One who waits for hints. What piles up is merged, one hint a channel, so it never grows."""

    def __init__(self) -> None:
        """Nothing has been told yet."""
        self._pending: dict[str, Hint] = {}
        self._is_told = asyncio.Event()

    async def next(self) -> Hint:
        """The next hint, as soon as there is one: all that came since the last of its channel.

        One `is_lost` comes after the connection to other processes was lost and is back.
        """
        while not self._pending:
            self._is_told.clear()
            await self._is_told.wait()
        return self._pending.pop(next(iter(self._pending)))

    def tell(self, channel: str, hint: Hint) -> None:
        """Something changed."""
        waiting = self._pending.get(channel)
        self._pending[channel] = hint if waiting is None else merged(waiting, hint)
        self._is_told.set()


@dataclass(eq=False, slots=True)
class _Channel:
    """One subscription of broadcaster, and who of ours listens to it."""

    name: str
    ready: asyncio.Future[None]
    listeners: set[Listener] = field(default_factory=set)
    pump: asyncio.Task[None] | None = None

    def tell(self, hint: Hint) -> None:
        for listener in self.listeners:
            listener.tell(self.name, hint)


class Broadcast:
    """Announces and listens; made by `opened_broadcast`."""

    def __init__(self, broadcaster: Broadcaster, redis: RedisBackend | None = None) -> None:
        """`redis` is the backend of the broadcaster, where it is that."""
        self._broadcaster, self._redis = broadcaster, redis
        self._channels: dict[str, _Channel] = {}
        self._ending: dict[str, asyncio.Task[None]] = {}

    async def announce(self, hints: Iterable[Hint]) -> None:
        """Tell everybody who listens, in all processes. Never raises, and never waits for anything."""
        messages: dict[Hint, str] = {}
        try:
            for number, each in enumerate(hints, start=1):
                content = replace(each, owner_id=None)  # thousands of owners may be told the same
                if content not in messages:
                    messages[content] = encoded(content).decode()
                await self._broadcaster.publish(each.channel, messages[content])
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
        except Exception:  # what is announced has happened: it must not fail for that
            _log.exception("hints could not be announced")

    async def announce_doubt(self) -> None:
        """Have every listener in all processes look again: hints may have been lost that nobody else knows of."""
        self.look_again()
        if self._redis is not None:
            self._redis.tell_others(EVERYONE)

    def ring(self) -> None:
        """Wake the workers of other processes: something was put into the inbox. Costs nothing without any others."""
        if self._redis is not None:
            self._redis.tell_others(INBOX)

    @asynccontextmanager
    async def ringing(self, rung: asyncio.Event) -> AsyncIterator[None]:
        """Set `rung` whenever another process rings, for the time of the block."""
        async with self.listen([INBOX]) as listener:
            task = asyncio.create_task(_ring(listener, rung))
            try:
                yield
            finally:
                task.cancel()
                await asyncio.wait([task])

    @asynccontextmanager
    async def listen(self, channels: Collection[str]) -> AsyncIterator[Listener]:
        """Hear everything that is announced on these channels from the moment the block begins.

        Does not wait for a Redis that is away: when it is back, the listener is told.
        """
        listener = Listener()
        entered = [self._enter(name, listener) for name in dict.fromkeys(channels)]
        try:
            for each in entered:
                await asyncio.shield(each.ready)
            yield listener
        finally:
            for each in entered:
                self._leave(each, listener)

    def look_again(self) -> None:
        """Tell all listeners of this process that hints may have been lost."""
        for name, channel in self._channels.items():
            channel.tell(lost(owner_of(name)))

    def statistics(self) -> BroadcastStatistics:
        """Numbers for whoever watches."""
        hearing = None if self._redis is None else self._redis.hearing
        return BroadcastStatistics(
            listeners=sum(len(each.listeners) for each in self._channels.values()),
            channels=len(self._channels),
            losses=0 if hearing is None else hearing.losses,
            unsent=0 if self._redis is None else len(self._redis.telling),
            is_away=hearing is not None and not hearing.is_connected.is_set(),
        )

    async def close(self) -> None:
        """Let go of all channels."""
        for channel in list(self._channels.values()):
            for listener in list(channel.listeners):
                self._leave(channel, listener)
        if self._ending:
            await asyncio.wait(list(self._ending.values()))

    def _enter(self, name: str, listener: Listener) -> _Channel:
        channel = self._channels.get(name)
        if channel is None:
            channel = self._channels[name] = _Channel(name, asyncio.get_running_loop().create_future())
            channel.pump = asyncio.create_task(self._pump(channel, self._ending.get(name)))
        channel.listeners.add(listener)
        return channel

    def _leave(self, channel: _Channel, listener: Listener) -> None:
        channel.listeners.discard(listener)
        if channel.listeners or channel.pump is None or self._channels.get(channel.name) is not channel:
            return
        del self._channels[channel.name]
        pump = self._ending[channel.name] = channel.pump
        pump.add_done_callback(self._ended(channel.name))
        # One that still subscribes is left to: broadcaster cannot be interrupted there.
        if channel.ready.done():
            pump.cancel()

    def _ended(self, name: str) -> Callable[[asyncio.Task[None]], None]:
        def ended(pump: asyncio.Task[None]) -> None:
            if self._ending.get(name) is pump:
                del self._ending[name]

        return ended

    async def _pump(self, channel: _Channel, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            async with self._broadcaster.subscribe(channel.name) as subscriber:
                channel.ready.set_result(None)
                while channel.listeners:
                    event = await subscriber.get()
                    channel.tell(decoded(channel.name, event.message))
        except Exception as error:
            # A fault of ours: whoever is coming hears of it, and does not wait for ever.
            _log.exception("a channel is heard no more", channel=channel.name)
            if not channel.ready.done():
                channel.ready.set_exception(error)


async def _ring(listener: Listener, rung: asyncio.Event) -> None:
    while True:
        await listener.next()
        rung.set()


@asynccontextmanager
async def opened_broadcast(redis_url: str | None) -> AsyncIterator[Broadcast]:
    """For the time of the block; at its end what is unsent is sent, for at most half a second.

    Without `redis_url` nobody outside this process is told. Redis need not be there; ValueError for what is no address.
    """
    if redis_url is None:
        backend, broadcaster = None, Broadcaster("memory://")
    else:
        backend = RedisBackend(redis_url, back=lambda: broadcast.look_again())
        broadcaster = Broadcaster(backend=backend)
    broadcast = Broadcast(broadcaster, backend)
    async with broadcaster:
        try:
            yield broadcast
        finally:
            await broadcast.close()
