"""Answers that are kept: in the process, and in Redis where there is one. What is found is never older than its owner's
own last change, because keys carry the revision of what they are made from (see docs/decisions/0013)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from time import perf_counter
from typing import Any, Final, Generic, TypeVar, cast

from domain.caching import CacheStatistics, Family, lifetimes
from persistence.cache.codec import decode, encode
from persistence.cache.counters import Counters
from persistence.cache.flights import Flights
from persistence.cache.keys import Key, common, own, pattern
from persistence.cache.memory import Entry, Memory
from persistence.cache.shared import Shared
from persistence.cache.shared import opened as shared_opened
from persistence.cache.versions import code_version

__all__ = ["Cache", "Cached", "Key", "Memory", "Shared", "Source", "code_version", "common", "opened", "own"]

LARGEST_SHARED: Final = 1024**2

T = TypeVar("T")
Watcher = Callable[[Family, float, bool], None]


class Source(Enum):
    """Where an answer came from."""

    MEMORY = auto()
    SHARED = auto()
    JOINED = auto()
    COMPUTED = auto()


@dataclass(frozen=True, slots=True)
class Cached(Generic[T]):
    """An answer and the moment (UTC) it is about."""

    value: T
    computed_at: datetime
    source: Source

    @property
    def is_hit(self) -> bool:
        """Whether it was there before it was asked for."""
        return self.source in (Source.MEMORY, Source.SHARED)


class Cache:
    """Finds answers, or has them counted once and keeps them."""

    def __init__(
        self,
        memory: Memory,
        shared: Shared | None,
        lifetimes: Mapping[Family, timedelta],
        *,
        version: str,
        on_answer: Watcher | None = None,
    ) -> None:
        """Nothing outlives the lifetime of its family, nor a change of `version`, which names the code.

        `on_answer(family, seconds, is_hit)` is called for every answer.
        """
        self._memory, self._shared, self._lifetimes, self._version = memory, shared, lifetimes, version
        self._flights: Flights[Cached[Any]] = Flights()
        self._counters = {family: Counters() for family in Family}
        self._sharing: set[asyncio.Task[None]] = set()
        self.on_answer = on_answer

    async def get(self, key: Key, kind: type[T], compute: Callable[[], Awaitable[T]], *, now: datetime) -> Cached[T]:
        """The answer under `key`, a `kind` as msgspec can read it, found or computed; `now` (UTC) is when it is asked.

        All who ask at the same time share one computation. What `compute` raises is raised for all of them, and nothing
        is kept.
        """
        lifetime = self._lifetimes[key.family]
        if not lifetime:
            return Cached(await compute(), now, Source.COMPUTED)
        began, counters, name = perf_counter(), self._counters[key.family], key.text(self._version)
        entry = self._memory.get(name, now=now)
        if entry is not None:
            found = Cached(cast(T, entry.value), entry.computed_at, Source.MEMORY)
        else:
            try:
                found, is_joined = await self._flights.join(
                    name, lambda: self._find(key.family, name, kind, compute, now=now)
                )
            except Exception:
                counters.failed += 1
                raise
            if is_joined and found.source is Source.COMPUTED:
                found = replace(found, source=Source.JOINED)
        self._count(key.family, found.source, perf_counter() - began)
        return found

    async def _find(
        self, family: Family, name: str, kind: type[T], compute: Callable[[], Awaitable[T]], *, now: datetime
    ) -> Cached[T]:
        lifetime, counters = self._lifetimes[family], self._counters[family]
        data = None if self._shared is None else await self._shared.get(name)
        if data is not None:
            envelope = decode(data, name, kind)
            if envelope is None:
                counters.unreadable += 1
            elif now - envelope.computed_at < lifetime:
                made = envelope.computed_at
                self._memory.put(name, Entry(envelope.value, made, made + lifetime, len(data)), now=now)
                return Cached(envelope.value, envelope.computed_at, Source.SHARED)
        value = await compute()
        data = encode(name, now, value)
        counters.stored_bytes += len(data)
        self._memory.put(name, Entry(value, now, now + lifetime, len(data)), now=now)
        if self._shared is not None and not self._shared.is_away and len(data) <= LARGEST_SHARED:
            self._later(self._shared.put(name, data, lifetime))
        return Cached(value, now, Source.COMPUTED)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Nobody waits for an answer to be stored."""
        task = asyncio.create_task(work)
        self._sharing.add(task)
        task.add_done_callback(self._sharing.discard)

    def _count(self, family: Family, source: Source, seconds: float) -> None:
        counters = self._counters[family]
        if source is Source.MEMORY:
            counters.memory_hits += 1
        elif source is Source.SHARED:
            counters.shared_hits += 1
        elif source is Source.JOINED:
            counters.joined += 1
        else:
            counters.computed += 1
        is_hit = source in (Source.MEMORY, Source.SHARED)
        if is_hit:
            counters.hit_seconds += seconds
        else:
            counters.miss_seconds += seconds
        if self.on_answer is not None:
            self.on_answer(family, seconds, is_hit)

    async def forget(self, owner: int) -> None:
        """Drop what is kept of an owner who is to be forgotten, here and in Redis, which raises when it is away.

        Other processes cannot find it any more, for nobody is this owner, and drop it when its lifetime is over.
        """
        self._memory.drop_owner(owner)
        if self._shared is not None:
            await self._shared.drop(pattern(owner))

    def statistics(self) -> CacheStatistics:
        """How it does, since it was opened."""
        shared = self._shared
        return CacheStatistics(
            families=tuple(counters.read(family) for family, counters in self._counters.items()),
            entries=len(self._memory),
            size=self._memory.size,
            is_shared=shared is not None,
            is_shared_away=shared is not None and shared.is_away,
            shared_failures=0 if shared is None else shared.failures,
        )

    async def is_shared_ready(self) -> bool:
        """Whether Redis answers; True where there is none to answer."""
        return self._shared is None or await self._shared.is_ready()

    async def settled(self) -> None:
        """Wait until everything computed so far has been shared, or could not be."""
        while self._sharing:
            await asyncio.wait(list(self._sharing))


@asynccontextmanager
async def opened(
    *, redis_url: str | None, minutes: float, version: str | None = None, on_answer: Watcher | None = None
) -> AsyncIterator[Cache]:
    """A cache for the time of the block, by the settings; 0 `minutes` keep nothing."""
    async with AsyncExitStack() as stack:
        shared = None if redis_url is None else await stack.enter_async_context(shared_opened(redis_url))
        cache = Cache(Memory(), shared, lifetimes(minutes), version=version or code_version(), on_answer=on_answer)
        stack.push_async_callback(cache.settled)
        yield cache
