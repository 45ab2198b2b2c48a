"""The inbox in Redis Streams: for when PostgreSQL is away, or by choice."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from uuid import UUID, uuid4

import structlog

from domain.errors import TooSlow, Unavailable
from domain.events import Event, Priority, Quarantined
from persistence import inbox, quarantine
from persistence.database import Database, Session
from persistence.events import stage
from persistence.inbox import is_of_data
from realtime.inbox import After, Depth, Store
from realtime.inbox.batches import Batches
from realtime.inbox.groups import Groups, Recent
from realtime.inbox.holdings import Holdings, Part
from realtime.inbox.poison import TRIES, isolate, poisoned
from realtime.inbox.room import Room
from realtime.inbox.streams import BATCH, ENTRY_EVENTS, QUARANTINE, REALTIME, STREAMS, TRIED, Entry, New, Streams

MOST_DELIVERIES: Final = 5
DEAD_SECONDS: Final = 30.0
RETRY_SECONDS: Final = 0.5
LOOK_SECONDS: Final = 5.0
KNOWN_SECONDS: Final = 0.5
AT_ONCE: Final = 100
GROUP_EVENTS: Final = 20_000

_log = structlog.get_logger("inbox")


class RedisInbox:
    """See Inbox. What several callers put at the same time is added by one transaction, many events to an entry.

    What is taken out is stored in PostgreSQL first and settled in Redis then: after a crash in between it is stored
    again, so `store` must know ids it has stored before.
    """

    def __init__(
        self,
        streams: Streams,
        database: Database,
        *,
        most_events: int,
        recent: Recent | None = None,
        retry_seconds: float = RETRY_SECONDS,
        dead_seconds: float = DEAD_SECONDS,
    ) -> None:
        """Hold at most so many events. What a consumer has not settled for `dead_seconds` is another's."""
        self._streams, self._database = streams, database
        self._groups = Groups(self._save, most_events=GROUP_EVENTS, recent=recent)
        self._room = Room(most_events, streams.waiting)
        self._holdings = Holdings(streams, f"worker-{uuid4()}")
        self._retry_seconds, self._dead_seconds = retry_seconds, dead_seconds
        self._retry_at = self._claim_at = self._ask_at = -math.inf
        self._now = asyncio.get_running_loop().time

    async def put(self, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> frozenset[UUID]:
        """See Inbox."""
        if events:
            await self._room.admit(len(events))
        elif not quarantined:
            return frozenset()
        return await self._groups.put(events, quarantined)

    async def _save(self, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> set[UUID]:
        await self._streams.ensure_durable()
        known = await self._known(events)
        high = [event for event in events if event.priority is Priority.HIGH and event.id not in known]
        normal = [event for event in events if event.priority is not Priority.HIGH and event.id not in known]
        new = [
            New(stream, content[start : start + ENTRY_EVENTS])
            for stream, content in ((REALTIME, high), (BATCH, normal), (QUARANTINE, quarantined))
            for start in range(0, len(content), ENTRY_EVENTS)
        ]
        if new:
            await self._streams.add(new)
        return known

    async def _known(self, events: Sequence[Event]) -> set[UUID]:
        """Those stored before, as far as PostgreSQL can tell at once: which counts once in any case."""
        if not events or self._now() < self._ask_at:
            return set()
        try:
            async with asyncio.timeout(KNOWN_SECONDS):
                return await inbox.known(self._database, [event.id for event in events])
        except (Unavailable, TooSlow, TimeoutError):
            self._ask_at = self._now() + LOOK_SECONDS
            return set()

    async def work(self, most: int, store: Store, after: After | None = None) -> int:
        """See Inbox."""
        batches = Batches(self._database, store, after)
        await self._claim()
        done = await self._retry(batches)
        parts = await self._holdings.take(most)
        try:
            await self._quarantine()
            if parts:
                done += await self._work(parts, batches)
        except BaseException:
            self._holdings.give_back(parts)
            raise
        await self._holdings.finish(parts)
        return done

    async def _work(self, parts: Sequence[Part], batches: Batches) -> int:
        events = [event for part in parts for event in part.events]
        try:
            return await batches.work(_staging(events))
        except Exception as error:
            if not is_of_data(error):
                raise
            _log.warning("a batch cannot be stored as it is", error=type(error).__name__)
        failed: list[Event] = []

        async def blame(event: Event) -> int:
            failed.append(event)
            return 0

        done = await isolate(events, lambda some: batches.work(_staging(some)), blame)
        # They wait apart from the others from here on.
        self._holdings.add([New(TRIED, [event], 1) for event in failed])
        return done

    async def _retry(self, batches: Batches) -> int:
        """Try again what failed by itself."""
        if self._now() < self._retry_at:
            return 0
        self._retry_at = self._now() + self._retry_seconds
        done = 0
        for entry in await self._holdings.tried(AT_ONCE):
            try:
                done += await batches.work(_staging(entry.content))
                await self._holdings.settle([entry])
            except Exception as error:
                if not is_of_data(error):
                    self._holdings.keep(entry)
                    raise
                done += await self._blame(entry)
            except BaseException:
                self._holdings.keep(entry)
                raise
        return done

    async def _blame(self, entry: Entry) -> int:
        tries = entry.tries + 1
        if tries < TRIES:
            await self._holdings.settle([entry], [New(TRIED, entry.content, tries)])
            return 0
        return await self._condemn(entry)

    async def _condemn(self, entry: Entry) -> int:
        found = [poisoned(event) for event in entry.content]
        await self._add_quarantined(found)
        await self._holdings.settle([entry])
        return len(found)

    async def _quarantine(self) -> None:
        """Move what was quarantined at the door to where operators look for it."""
        entries = self._holdings.quarantined()
        if not entries:
            return
        found: list[Quarantined] = [each for entry in entries for each in entry.content]
        try:
            await isolate(found, self._add_quarantined, _give_up)
        except BaseException:
            self._holdings.keep(*entries)
            raise
        await self._holdings.settle(entries)

    async def _add_quarantined(self, found: Sequence[Quarantined]) -> int:
        await self._database.write(lambda session: quarantine.add(session, found))
        return len(found)

    async def _claim(self) -> None:
        """Take over what dead workers have left; not while PostgreSQL is away, when all look dead."""
        if self._now() < self._claim_at or not await self._database.is_ready():
            return
        if self._claim_at < 0:
            await self._streams.tidy()
        self._claim_at = self._now() + min(LOOK_SECONDS, self._dead_seconds)
        for stream in STREAMS:
            for entry in await self._holdings.claim(stream, idle_seconds=self._dead_seconds, count=AT_ONCE):
                if entry.deliveries < MOST_DELIVERIES or stream == QUARANTINE:
                    self._holdings.keep(entry)
                elif entry.count > 1:
                    # Whoever had it died. One of its events may be why, so each goes its own way, with one more try.
                    await self._holdings.settle([entry], [New(TRIED, [each], TRIES - 1) for each in entry.content])
                else:
                    await self._condemn(entry)

    async def depth(self) -> Depth:
        """See Inbox."""
        firsts = [await self._streams.first(stream) for stream in (REALTIME, BATCH, TRIED)]
        moments = [entry.content[0].received_at for entry in firsts if entry is not None]
        return Depth(await self._streams.waiting(), min(moments, default=None))

    async def forget(self, owner_id: int) -> None:
        """See Inbox; what a worker has in hand already is for the store to drop."""
        for stream in STREAMS:
            place = "-"
            while entries := await self._streams.after(stream, place, AT_ONCE):
                place = entries[-1].id
                for entry in entries:
                    left = [each for each in entry.content if each.owner_id != owner_id]
                    if len(left) < len(entry.content):
                        new = [New(stream, left, entry.tries)] if left else []
                        await self._streams.settle([entry], new)

    async def close(self) -> None:
        """Wait for what is being put."""
        await self._groups.close()


async def _give_up(_: Quarantined) -> int:
    """Not even the quarantine can hold it, and nothing else may be held up by it."""
    _log.error("a quarantined event cannot be kept")
    return 0


def _staging(events: Sequence[Event]) -> Callable[[Session], Awaitable[int]]:
    async def take(session: Session) -> int:
        await stage(session)
        await inbox.stage_these(session, events)
        return len(events)

    return take
