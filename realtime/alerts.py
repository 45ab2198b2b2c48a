"""Alerts by events: after a commit, the rules of those whose metrics it touched are judged, and who follows is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from domain.errors import TooSlow, Unavailable
from realtime.announcements import Announce
from realtime.topics import Hint, hint, merged

ALERT_RAISED: Final = "alert_raised"
"""What hints call it."""

MOST_WAITING: Final = 10_000
PAUSE_SECONDS: Final = 1.0

Evaluate = Callable[[int, Hint], Awaitable[int]]
"""Judges the rules of an owner that a hint concerns; how many alerts were raised."""

_log = structlog.get_logger("alerts")


def of_alerts(owner_id: int) -> list[Hint]:
    """Alerts of the owner were raised."""
    return [hint(owner_id, names={ALERT_RAISED})]


class Alerting:
    """Tells hints on, and judges what they touch in the background: of one owner, once a round, however many came.

    What is lost here (more than 10,000 owners at once, or the end of the process) the clock finds.
    """

    def __init__(self, evaluate: Evaluate, announce: Announce, *, pause: float = PAUSE_SECONDS) -> None:
        """`pause` is how many seconds lie between two rounds; without anything to do there are none."""
        self._evaluate, self._announce, self._pause = evaluate, announce, pause
        self._waiting: dict[int, Hint] = {}
        self._is_some = asyncio.Event()

    def __len__(self) -> int:
        """How many owners wait."""
        return len(self._waiting)

    async def announce(self, hints: Iterable[Hint]) -> None:
        """As `Broadcast.announce`; never waits for a judgement."""
        told = list(hints)
        for each in told:
            self._touch(each)
        await self._announce(told)

    def _touch(self, told: Hint) -> None:
        owner_id = told.owner_id
        if owner_id is None or not told.parts:
            return
        if owner_id in self._waiting:
            self._waiting[owner_id] = merged(self._waiting[owner_id], told)
        elif len(self._waiting) < MOST_WAITING:
            self._waiting[owner_id] = told
        self._is_some.set()

    async def stay(self) -> None:
        """Judge until cancelled."""
        while True:
            await self._is_some.wait()
            self._is_some.clear()
            waiting, self._waiting = self._waiting, {}
            for owner_id, told in waiting.items():
                await self._judge(owner_id, told)
            await asyncio.sleep(self._pause)

    async def _judge(self, owner_id: int, told: Hint) -> None:
        try:
            raised = await self._evaluate(owner_id, told)
        except (Unavailable, TooSlow) as error:
            _log.warning("alerts not judged, and left to the clock", error=type(error).__name__)
        except Exception as error:
            _log.error("alerts not judged", error=type(error).__name__, exc_info=error)
        else:
            if raised:
                await self._announce(of_alerts(owner_id))


@asynccontextmanager
async def alerting(evaluate: Evaluate, announce: Announce, *, pause: float = PAUSE_SECONDS) -> AsyncIterator[Alerting]:
    """Judge for the time of the block."""
    made = Alerting(evaluate, announce, pause=pause)
    task = asyncio.create_task(made.stay(), name="alerts")
    try:
        yield made
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
