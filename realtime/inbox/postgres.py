"""The inbox in PostgreSQL: the default, and as durable as what is made of it."""

import asyncio
import math
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import structlog

from domain.errors import TooSlow, Unavailable
from domain.events import Event, Quarantined
from persistence import inbox, quarantine
from persistence.database import Database, Session
from persistence.events import stage
from persistence.inbox import is_of_data
from realtime.inbox import After, Depth, Store
from realtime.inbox.batches import Batches
from realtime.inbox.floors import Floor
from realtime.inbox.groups import Groups, Recent
from realtime.inbox.poison import TRIES, isolate, poisoned
from realtime.inbox.room import Room

RETRY_SECONDS: Final = 0.5
FORGET_SECONDS: Final = 20.0
RETRIED_AT_ONCE: Final = 100

_log = structlog.get_logger("inbox")


class PostgresInbox:
    """See Inbox. What several callers put at the same time is saved by one COPY in one transaction."""

    def __init__(
        self,
        database: Database,
        *,
        most_events: int,
        recent: Recent | None = None,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        """Hold at most about so many events. What failed by itself is tried again after `retry_seconds`."""
        self._database = database
        self._groups = Groups(self._save, recent=recent)
        self._room = Room(most_events, self._waiting)
        self._most_events = most_events
        self._retry_seconds = retry_seconds
        self._retry_at = -math.inf
        self._floor = Floor()

    async def put(self, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> frozenset[UUID]:
        """See Inbox."""
        if events:
            await self._room.admit(len(events))
        elif not quarantined:
            return frozenset()
        try:
            return await self._groups.put(events, quarantined)
        except TooSlow as error:
            raise Unavailable("The inbox takes too long to answer.") from error

    async def _save(self, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> set[UUID]:
        if not events and not quarantined:
            return set()
        return await self._database.write(
            lambda session: inbox.put(session, events, quarantined), settings=inbox.BY_INDEX
        )

    async def _waiting(self) -> int:
        waiting = await inbox.at_most(self._database)
        # Only near the limit is it worth counting: what lies between the first and the last may be gone already.
        return waiting if waiting < self._most_events else await inbox.count(self._database)

    async def work(self, most: int, store: Store, after: After | None = None) -> int:
        """See Inbox."""
        batches = Batches(self._database, store, after)
        done = await self._retry(batches)
        floor = self._floor.position(asyncio.get_running_loop().time())
        try:
            return done + await batches.work(lambda session: self._take(session, most, floor))
        except Exception as error:
            if not is_of_data(error):
                raise
            _log.warning("a batch cannot be stored as it is", error=type(error).__name__)
        positions = await self._database.write(lambda session: inbox.waiting(session, most, floor))
        return done + await self._isolate(positions, batches)

    async def _take(self, session: Session, most: int, floor: int) -> int:
        first, last = await inbox.ends(session, floor)
        self._floor.look(first, last, asyncio.get_running_loop().time())
        if first is None:
            return 0
        await stage(session)
        return await inbox.take(session, most, floor)

    async def _retry(self, batches: Batches) -> int:
        """Try again what failed by itself, apart from the others, so that they are not held up."""
        now = asyncio.get_running_loop().time()
        if now < self._retry_at:
            return 0
        self._retry_at = now + self._retry_seconds
        positions = await inbox.tried(self._database, RETRIED_AT_ONCE)
        return await self._isolate(positions, batches) if positions else 0

    async def _isolate(self, positions: Sequence[int], batches: Batches) -> int:
        async def take_these(session: Session, part: Sequence[int]) -> int:
            await stage(session)
            return await inbox.take_these(session, part)

        return await isolate(
            positions, lambda part: batches.work(lambda session: take_these(session, part)), self._blame
        )

    async def _blame(self, position: int) -> int:
        async def charge(session: Session) -> int:
            charged = await inbox.charge(session, position)
            if charged is None or charged[0] < TRIES:
                return 0
            await quarantine.add(session, [poisoned(charged[1])])
            await inbox.drop(session, position)
            return 1

        return await self._database.write(charge)

    async def depth(self) -> Depth:
        """See Inbox; nearly so beyond 20,000."""
        return Depth(*await inbox.depth(self._database))

    async def forget(self, owner_id: int) -> None:
        """See Inbox."""
        await self._database.write(lambda session: inbox.forget(session, owner_id), seconds=FORGET_SECONDS)

    async def close(self) -> None:
        """Wait for what is being put."""
        await self._groups.close()
