"""An inbox whose workers, where they are in the same process, hear at once that something waits."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from domain.events import Event, Quarantined
from realtime.inbox import After, Depth, Inbox, Store


class RingingInbox:
    """See Inbox; `rung` is set whenever something was put here. What others put is found by looking."""

    def __init__(self, inbox: Inbox) -> None:
        """All is kept in this one."""
        self._inbox = inbox
        self.rung = asyncio.Event()

    async def put(self, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> frozenset[UUID]:
        """See Inbox."""
        known = await self._inbox.put(events, quarantined)
        self.rung.set()
        return known

    async def work(self, most: int, store: Store, after: After | None = None) -> int:
        """See Inbox."""
        return await self._inbox.work(most, store, after)

    async def depth(self) -> Depth:
        """See Inbox."""
        return await self._inbox.depth()

    async def forget(self, owner_id: int) -> None:
        """See Inbox."""
        await self._inbox.forget(owner_id)
