"""An inbox whose workers hear at once that something waits."""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

from domain.events import Event, Quarantined
from realtime.inbox import After, Depth, Inbox, Store


class RingingInbox:
    """See Inbox; `rung` is set whenever something was put here. What nobody rang for is found by looking."""

    def __init__(self, inbox: Inbox, ring: Callable[[], None] | None = None) -> None:
        """All is kept in this one; `ring` tells the workers of other processes."""
        self._inbox, self._ring = inbox, ring
        self.rung = asyncio.Event()

    async def put(self, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> frozenset[UUID]:
        """See Inbox."""
        known = await self._inbox.put(events, quarantined)
        self.rung.set()
        if self._ring is not None:
            self._ring()
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
