"""Two inboxes as one: while the first is away the second takes in, and what it took is worked all the same."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final, TypeVar
from uuid import UUID

import structlog

from domain.errors import Unavailable
from domain.events import Event, Quarantined
from realtime.inbox import After, Depth, Inbox, Store

LOOK_SECONDS: Final = 0.5
SHORTEST_REST: Final = 1.0
LONGEST_REST: Final = 16.0

T = TypeVar("T")

_log = structlog.get_logger("inbox")


class FallbackInbox:
    """See Inbox. Puts into the first, or while that is away into the second; works both.

    The two must share what they remember, so that a sender who tries again is told of a duplicate whichever took it.
    """

    def __init__(self, first: Inbox, second: Inbox, is_ready: Callable[[], Awaitable[bool]], *, lasting: Inbox) -> None:
        """`is_ready` tells, soon and without raising, whether the first may be put into again.

        `lasting` is that of the two without which no event can be stored.
        """
        self._first, self._second, self._is_ready = first, second, is_ready
        self._lasting, self._other = lasting, second if lasting is first else first
        self._returning: asyncio.Task[None] | None = None
        self._rest, self._rests_until = 0.0, -math.inf
        self._now = asyncio.get_running_loop().time

    async def put(self, events: Sequence[Event], quarantined: Sequence[Quarantined]) -> frozenset[UUID]:
        """See Inbox."""
        if self._returning is None:
            try:
                return await self._first.put(events, quarantined)
            except Unavailable as error:
                self._leave(error)
        # Should the first have taken them after all, both have them; the worker counts an id once.
        return await self._second.put(events, quarantined)

    def _leave(self, error: Unavailable) -> None:
        """From here on nobody waits to find out that the first is away: one task asks for all."""
        if self._returning is None:
            reason = type(error.__cause__ or error).__name__
            _log.warning("the first inbox is away, the second takes in", first=type(self._first).__name__, error=reason)
            self._returning = asyncio.create_task(self._return())

    async def _return(self) -> None:
        while True:
            if await self._is_ready():
                break
            await asyncio.sleep(LOOK_SECONDS)
        _log.info("the first inbox takes in again")
        self._returning = None

    async def work(self, most: int, store: Store, after: After | None = None) -> int:
        """See Inbox; a batch of each."""
        done = await self._lasting.work(most, store, after)
        more = await self._of_other(lambda inbox: inbox.work(most, store, after))
        return done + (more or 0)

    async def depth(self) -> Depth:
        """Of both; of the lasting one alone while the other is away."""
        depth = await self._lasting.depth()
        more = await self._of_other(lambda inbox: inbox.depth())
        if more is None:
            return depth
        moments = [moment for moment in (depth.oldest_at, more.oldest_at) if moment is not None]
        return Depth(depth.events + more.events, min(moments, default=None))

    async def _of_other(self, ask: Callable[[Inbox], Awaitable[T]]) -> T | None:
        """None while it is away: the lasting one goes on without it, and is not held up by asking all the time."""
        if self._now() < self._rests_until:
            return None
        try:
            answer = await ask(self._other)
        except Unavailable:
            self._rest = min(max(self._rest * 2, SHORTEST_REST), LONGEST_REST)
            self._rests_until = self._now() + self._rest
            return None
        self._rest = 0.0
        return answer

    async def forget(self, owner_id: int) -> None:
        """See Inbox; Unavailable unless both are there, because either may have some."""
        await self._second.forget(owner_id)
        await self._first.forget(owner_id)

    async def close(self) -> None:
        """Ask no more whether the first is back."""
        if self._returning is not None:
            self._returning.cancel()
            with suppress(asyncio.CancelledError):
                await self._returning
