"""What followers of a subscription are given, and how an answer that several wait for is made once."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from contextvars import Context
from dataclasses import dataclass
from random import uniform
from typing import Any, Final

from domain.errors import TooSlow, Unavailable

FIRST_PAUSE_SECONDS: Final = 0.1
LONGEST_PAUSE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One answer of a subscription, encoded once for everybody who follows it.

    `payload` is the JSON of an execution result. `sequence` is the state it tells; None where nobody knows, as of an
    answer that failed.
    """

    payload: bytes
    sequence: str | None = None


class Ended(Exception):  # noqa: N818 - that it is over, which may be nobody's fault
    """Nothing more will come: `code` for programs, `reason` for people."""

    def __init__(self, code: str, reason: str) -> None:
        """`reason` says what to do about it."""
        super().__init__(reason)
        self.code, self.reason = code, reason

    def anew(self) -> "Ended":
        """The same, to be raised once more: one that is raised everywhere would keep every place in its traceback."""
        return Ended(self.code, self.reason)


Answer = Callable[[str | None], Awaitable[Frame]]
"""The state now, for somebody who has seen the state of this sequence; None for somebody who has seen nothing."""


class Answers:
    """Makes the answers of one subscription, each in a task of its own, so that nobody who leaves takes it along."""

    def __init__(self, answer: Answer) -> None:
        """While `answer` raises Unavailable or TooSlow it is asked again, forever.

        With pauses in between, which differ, so that not everybody asks at one moment.
        """
        self._answer = answer
        self._tasks: set[asyncio.Task[Frame]] = set()
        self._made: dict[Hashable, tuple[int, asyncio.Task[Frame]]] = {}
        self._begun: dict[str | None, asyncio.Task[Frame]] = {}
        self._next: dict[str | None, asyncio.Task[Frame]] = {}

    def of(self, version: int, group: Hashable, after: str | None) -> asyncio.Task[Frame]:
        """The answer of a version, the same for a whole group. Older versions are forgotten."""
        known = self._made.get(group)
        if known is None or known[0] < version:
            # Whoever is slow may still be in a group that nobody will ever be in again.
            self._made = {each: made for each, made in self._made.items() if made[0] >= version}
            known = self._made[group] = version, self._started(self._asked(after))
        return known[1]

    def begun_from_now(self, after: str | None) -> asyncio.Task[Frame]:
        """An answer that is begun after this call. All who call while one is being made share the one after it."""
        following = self._next.get(after)
        if following is None:
            following = self._next[after] = self._started(self._following(after))
        return following

    async def close(self) -> None:
        """Give up what is being made."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _following(self, after: str | None) -> Frame:
        before = self._begun.get(after)
        if before is not None:
            await asyncio.wait([before])
        me = self._begun[after] = self._next.pop(after)
        try:
            return await self._asked(after)
        finally:
            if self._begun.get(after) is me:
                del self._begun[after]

    async def _asked(self, after: str | None) -> Frame:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return await self._answer(after)
            except (Unavailable, TooSlow):
                await asyncio.sleep(uniform(pause / 2, pause))  # noqa: S311 - to spread them, not to hide anything
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _started(self, asking: Coroutine[Any, Any, Frame]) -> asyncio.Task[Frame]:
        # In a context of its own: what is logged on the way belongs to all who follow, not to the first of them.
        task = asyncio.get_running_loop().create_task(asking, context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Frame]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Those who waited know; when all have left, nobody wants to.
            task.exception()
