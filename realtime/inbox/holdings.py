"""What one worker process has been handed of the streams, and has not settled."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.errors import Unavailable
from domain.events import Event
from realtime.inbox.streams import BATCH, QUARANTINE, REALTIME, TRIED, Entry, New, Streams


@dataclass(eq=False, slots=True)
class Held:
    """An entry with the events of it that nobody is working at the moment, and how many are not stored yet."""

    entry: Entry
    events: list[Event] = field(default_factory=list)
    unstored: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Some events of an entry, being worked."""

    held: Held
    events: Sequence[Event]


class Holdings:
    """Any number of tasks may take from them; an entry is settled when all its events are stored."""

    def __init__(self, streams: Streams, consumer: str) -> None:
        """`consumer` is a name that nobody else has."""
        self._streams, self._consumer = streams, consumer
        self._held: dict[str, deque[Held]] = {REALTIME: deque(), BATCH: deque()}
        self._apart: dict[str, list[Entry]] = {TRIED: [], QUARANTINE: []}
        self._ids: set[tuple[str, str]] = set()
        self._done: list[Entry] = []
        self._new: list[New] = []
        self._events_an_entry = 10.0
        self._lock = asyncio.Lock()

    async def take(self, most: int) -> list[Part]:
        """At most so many events, urgent ones first."""
        async with self._lock:
            await self._fill(most)
        parts: list[Part] = []
        for queue in (self._held[REALTIME], self._held[BATCH]):
            while queue and most:
                held = queue[0]
                parts.append(Part(held, held.events[:most]))
                del held.events[:most]
                most -= len(parts[-1].events)
                if not held.events:
                    queue.popleft()
        return parts

    async def _fill(self, most: int) -> None:
        while (urgent := _count(self._held[REALTIME])) < most:
            every = urgent + _count(self._held[BATCH])
            # With enough in hand, only what is more urgent is worth having too.
            is_enough = every >= most
            streams = [REALTIME, QUARANTINE] if is_enough else [REALTIME, BATCH, QUARANTINE]
            lacking = most - (urgent if is_enough else every)
            entries = await self._streams.read(streams, self._consumer, max(1, int(lacking / self._events_an_entry)))
            self.keep(*entries)
            told = [entry.count for entry in entries if entry.count]
            if is_enough or not told:
                return
            self._events_an_entry = max(1.0, sum(told) / len(told))

    def keep(self, *entries: Entry) -> None:
        """Hold them until they are worked."""
        for entry in entries:
            self._ids.add((entry.stream, entry.id))
            if entry.stream in self._apart:
                self._apart[entry.stream].append(entry)
            else:
                self._held[entry.stream].append(Held(entry, list(entry.content), len(entry.content)))

    def give_back(self, parts: Sequence[Part]) -> None:
        """They could not be worked."""
        for part in reversed(parts):
            queue = self._held[part.held.entry.stream]
            if not part.held.events:
                queue.appendleft(part.held)
            part.held.events[:0] = part.events

    async def finish(self, parts: Sequence[Part]) -> None:
        """They are stored: settle what is whole."""
        for part in parts:
            part.held.unstored -= len(part.events)
            if part.held.unstored == 0:
                self._done.append(part.held.entry)
        await self._settle()

    def add(self, new: Sequence[New]) -> None:
        """Add them together with what is settled next."""
        self._new.extend(new)

    async def settle(self, entries: Sequence[Entry], new: Sequence[New] = ()) -> None:
        """They are done, and these follow from them."""
        self._done.extend(entries)
        self._new.extend(new)
        await self._settle()

    async def _settle(self) -> None:
        """What cannot be settled now is with the next: it is stored, and must not be worked again."""
        done, self._done, new, self._new = self._done, [], self._new, []
        if not done and not new:
            return
        try:
            await self._streams.settle(done, new)
        except BaseException as error:
            self._done, self._new = done + self._done, new + self._new
            if not isinstance(error, Unavailable):
                raise
        else:
            self._ids.difference_update((entry.stream, entry.id) for entry in done)

    async def tried(self, most: int) -> list[Entry]:
        """Events that have failed by themselves, to try again; whoever cannot gives them back with `keep`."""
        self.keep(*await self._streams.read([TRIED], self._consumer, most))
        return self._taken(TRIED)

    def quarantined(self) -> list[Entry]:
        """What came with the last `take` for the quarantine; whoever cannot put it there gives it back with `keep`."""
        return self._taken(QUARANTINE)

    def _taken(self, stream: str) -> list[Entry]:
        entries, self._apart[stream] = self._apart[stream], []
        return entries

    async def claim(self, stream: str, *, idle_seconds: float, count: int) -> list[Entry]:
        """What others have left; asked for so many at a time."""
        claimed: list[Entry] = []
        while True:
            found = await self._streams.claim(stream, self._consumer, idle_seconds=idle_seconds, count=count)
            claimed += [entry for entry in found if (stream, entry.id) not in self._ids]
            if len(found) < count:
                return claimed


def _count(queue: deque[Held]) -> int:
    return sum(len(held.events) for held in queue)
