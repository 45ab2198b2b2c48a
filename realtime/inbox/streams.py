"""Streams of Redis as they serve an inbox: packed entries, consumed by a group, settled once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import msgspec
import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError, ResponseError

from domain.errors import Unavailable
from domain.events import Event, Quarantined

REALTIME: Final = "analytics:realtime"
BATCH: Final = "analytics:batch"
TRIED: Final = "analytics:tried"
QUARANTINE: Final = "analytics:quarantine"
STREAMS: Final = (REALTIME, BATCH, TRIED, QUARANTINE)
WAITING: Final = "analytics:waiting"
GROUP: Final = "workers"

ENTRY_EVENTS: Final = 100
WITHIN_SECONDS: Final = 2.0
SOCKET_SECONDS: Final = 1.5
CONNECT_SECONDS: Final = 1.0
CONNECTIONS: Final = 16
IDLE_MILLISECONDS: Final = 60 * 60 * 1000

# Whoever deletes an entry counts it out; a second one that worked it too does not.
SETTLE: Final = """
local gone = 0
for place = 2, #ARGV, 2 do
    redis.call('XACK', KEYS[1], ARGV[1], ARGV[place])
    if redis.call('XDEL', KEYS[1], ARGV[place]) == 1 then gone = gone + tonumber(ARGV[place + 1]) end
end
return redis.call('DECRBY', KEYS[2], gone)
"""

T = TypeVar("T")
_pack = msgspec.msgpack.Encoder().encode
_READ: Final[dict[str, Callable[[bytes], list[Any]]]] = {
    REALTIME: (_events := msgspec.msgpack.Decoder(list[Event]).decode),
    BATCH: _events,
    TRIED: _events,
    QUARANTINE: msgspec.msgpack.Decoder(list[Quarantined]).decode,
}
_log = structlog.get_logger("inbox")


@dataclass(frozen=True, slots=True)
class New:
    """What becomes an entry of a stream; `tries` is how often its one event has failed by itself."""

    stream: str
    content: Sequence[Event | Quarantined]
    tries: int = 0

    @property
    def events(self) -> int:
        """How many events wait with it."""
        return 0 if self.stream == QUARANTINE else len(self.content)


@dataclass(eq=False, slots=True)
class Entry:
    """An entry handed to us: events, or for its stream quarantined ones; `deliveries` counts whom it was handed to."""

    stream: str
    id: str
    content: list[Any]
    count: int
    tries: int
    deliveries: int = 1


def client_of(url: str) -> Redis:
    """A client that gives up on a silent Redis within 2 s. Close it with `aclose`."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=SOCKET_SECONDS,
        socket_timeout=SOCKET_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        retry=Retry(NoBackoff(), 1, supported_errors=(Disconnected,)),
        protocol=2,
    )
    return Redis.from_pool(pool)


class Streams:
    """The commands, each answered within 2 s; Unavailable when it is not."""

    def __init__(self, redis: Redis, *, always_synced: bool) -> None:
        """`always_synced` takes nothing from a Redis that may lose the last second when its machine fails."""
        self._redis: Any = redis
        self._always_synced = always_synced

    async def ensure_durable(self) -> None:
        """Raise Unavailable unless what Redis takes survives it."""

        async def ask() -> dict[str, str]:
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.config_get("append*")
            pipeline.config_get("maxmemory*")
            found: dict[str, str] = {}
            for each in await pipeline.execute():
                found.update({_text(name): _text(value) for name, value in each.items()})
            return found

        told = await self._ask(ask)
        if told.get("appendonly") != "yes":
            raise Unavailable("Redis keeps nothing when it stops: set `appendonly yes`.")
        if self._always_synced and told.get("appendfsync") != "always":
            raise Unavailable("Redis may lose the last second: set `appendfsync always`.")
        if told.get("maxmemory", "0") != "0" and told.get("maxmemory-policy", "").startswith("allkeys"):
            raise Unavailable("Redis throws away what it has no room for: set `maxmemory-policy noeviction`.")

    async def is_durable(self) -> bool:
        """Whether it answers, and what it takes survives it."""
        try:
            await self.ensure_durable()
        except Unavailable:
            return False
        return True

    async def add(self, new: Sequence[New]) -> None:
        """Add them, all or none."""
        await self._transaction((), new)

    async def settle(self, done: Sequence[Entry], new: Sequence[New] = ()) -> None:
        """Take out what is done, once, and add what follows from it, in one transaction."""
        await self._transaction(done, new)

    async def _transaction(self, done: Sequence[Entry], new: Sequence[New]) -> None:
        async def ask() -> None:
            pipeline = self._redis.pipeline(transaction=True)
            for stream in {entry.stream for entry in done}:
                told = [part for entry in done if entry.stream == stream for part in (entry.id, entry.count)]
                pipeline.eval(SETTLE, 2, stream, WAITING, GROUP, *told)
            for each in new:
                fields = {"v": _pack(each.content), "n": each.events, "t": each.tries}
                pipeline.xadd(each.stream, fields)
            if events := sum(each.events for each in new):
                pipeline.incrby(WAITING, events)
            await pipeline.execute()

        await self._ask(ask)

    async def read(self, streams: Sequence[str], consumer: str, count: int) -> list[Entry]:
        """At most so many entries of each stream that nobody has been handed yet."""

        async def ask() -> Any:
            return await self._redis.xreadgroup(GROUP, consumer, dict.fromkeys(streams, ">"), count=count)

        found = await self._grouped(ask)
        return [entry for stream, entries in found or () for entry in _entries(_text(stream), entries)]

    async def claim(self, stream: str, consumer: str, *, idle_seconds: float, count: int) -> list[Entry]:
        """At most so many entries that others were handed and have not settled for so long: these are dead."""

        async def ask() -> list[Entry]:
            _, found, *_ = await self._redis.xautoclaim(
                stream, GROUP, consumer, int(idle_seconds * 1000), "0-0", count=count
            )
            entries = _entries(stream, [each for each in found if each[1]])
            if not entries:
                return []
            pending = await self._redis.xpending_range(
                stream, GROUP, entries[0].id, entries[-1].id, count=10 * count, consumername=consumer
            )
            times = {_text(each["message_id"]): each["times_delivered"] for each in pending}
            for entry in entries:
                entry.deliveries = times.get(entry.id, 1)
            return entries

        return await self._grouped(ask)

    async def tidy(self) -> None:
        """Strike consumers off the lists that have asked for nothing for an hour and have nothing in hand."""

        async def ask() -> None:
            for stream in STREAMS:
                for each in await self._redis.xinfo_consumers(stream, GROUP):
                    if each["pending"] == 0 and each["idle"] > IDLE_MILLISECONDS:
                        await self._redis.xgroup_delconsumer(stream, GROUP, each["name"])

        await self._grouped(ask)

    async def first(self, stream: str) -> Entry | None:
        """The oldest entry that is not settled."""
        found = await self._ask(lambda: self._redis.xrange(stream, count=1))
        return next(iter(_entries(stream, found)), None)

    async def after(self, stream: str, place: str, count: int) -> list[Entry]:
        """The next entries after a place (an id, or "-" for the beginning), whoever has them."""
        start = "-" if place == "-" else f"({place}"
        found = await self._ask(lambda: self._redis.xrange(stream, min=start, count=count))
        return _entries(stream, found)

    async def waiting(self) -> int:
        """How many events are in all streams."""
        return max(int(await self._ask(lambda: self._redis.get(WAITING)) or 0), 0)

    async def _grouped(self, ask: Callable[[], Awaitable[T]]) -> T:
        async def asked() -> T:
            try:
                return await ask()
            except ResponseError as error:
                if not str(error).startswith(("NOGROUP", "no such key")):
                    raise
            for stream in STREAMS:
                try:
                    await self._redis.xgroup_create(stream, GROUP, "0", mkstream=True)
                except ResponseError as error:
                    if not str(error).startswith("BUSYGROUP"):
                        raise
            return await ask()

        return await self._ask(asked)

    async def _ask(self, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                return await ask()
        except (RedisError, OSError, TimeoutError) as error:
            raise Unavailable("Redis does not answer.") from error


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _entries(stream: str, found: Sequence[tuple[bytes, dict[bytes, bytes]]]) -> list[Entry]:
    """What can be read of them. The rest stays where it is: a newer version may have written it."""
    entries = []
    for number, fields in found:
        try:
            content = _READ[stream](fields[b"v"])
            entries.append(Entry(stream, number.decode(), content, int(fields[b"n"]), int(fields[b"t"])))
        except (msgspec.MsgspecError, KeyError, ValueError, TypeError):
            _log.error("an entry of a stream cannot be read, and is left there", stream=stream, entry=number.decode())
    return entries
