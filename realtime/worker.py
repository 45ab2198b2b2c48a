"""The worker: takes what waits, stores and counts it, batch after batch, until it is told to stop."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import structlog

from domain.errors import TooSlow, Unavailable
from realtime.inbox import After, Inbox, Store

LARGEST_BATCH: Final = 10_000
SHORTEST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 0.5
LONGEST_BACKOFF: Final = 5.0
STOP_SECONDS: Final = 4.0

Told = Callable[[int, float], None]
"""Is told of every batch: how many events it had, and how many seconds it took."""

_log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker does: from where, how it is stored, and who hears of it.

    `rung` is set when there may be something to do: one who is idle looks at once, and not at its next turn.
    """

    inbox: Inbox
    store: Store
    batch_size: int = 100
    after: After | None = None
    told: Told | None = None
    rung: asyncio.Event | None = None


class Pace:
    """How much is taken at once, and how long a worker waits before the next."""

    def __init__(self, batch_size: int) -> None:
        """Begin with batches of this size."""
        self._least = self.size = batch_size
        self._most = self._ceiling = max(batch_size, LARGEST_BATCH)
        self.pause = 0.0

    def worked(self, events: int) -> None:
        """A batch was worked: full ones double the next, up to 10,000; without any, the pauses grow."""
        if events < self.size:
            self.size = max(self.size // 2, min(self._least, self._ceiling))
        elif self.size < self._ceiling:
            self.size = min(self.size * 2, self._ceiling)
        else:
            self.size = self._ceiling = min(self._ceiling + self._ceiling // 10 + 1, self._most)
        self.pause = 0.0 if events else min(max(self.pause * 1.5, SHORTEST_PAUSE), LONGEST_PAUSE)

    def too_slow(self) -> None:
        """A batch took too long: half as many are tried, and then carefully more."""
        self.size = self._ceiling = max(self.size // 2, 1)
        self.pause = SHORTEST_PAUSE

    def failed(self) -> None:
        """Nothing could be worked: longer and longer pauses, no two workers' alike."""
        longest = min(max(self.pause * 2, SHORTEST_PAUSE * 2), LONGEST_BACKOFF)
        self.pause = random.uniform(longest / 2, longest)  # noqa: S311 - nobody gains by guessing it


async def work_forever(work: Work, stop: asyncio.Event) -> None:
    """Work until `stop` is set; a batch begun is finished. Any number may run side by side.

    Survives whatever goes wrong: what waits stays where it is and is tried again.
    """
    now = asyncio.get_running_loop().time
    pace = Pace(work.batch_size)
    is_well = True
    while not stop.is_set():
        began = now()
        if work.rung is not None:
            work.rung.clear()  # first: what is put from here on may not be in this batch
        try:
            events = await work.inbox.work(pace.size, work.store, work.after)
        except TooSlow:
            _log.warning("batch took too long", batch_size=pace.size)
            pace.too_slow()
        except Exception as error:
            if is_well:
                # Said once; what it says may hold what is in an event, and its kind does not.
                complain = _log.warning if isinstance(error, Unavailable) else _log.error
                complain("events cannot be worked, and wait; the worker keeps trying", error=type(error).__name__)
            is_well = False
            pace.failed()
        else:
            if not is_well:
                _log.info("the worker works again")
            is_well = True
            pace.worked(events)
            if events and work.told is not None:
                work.told(events, now() - began)
        if pace.pause:
            # The first pause after a batch is kept, so that what comes one by one is not worked one by one; and so is
            # one after a failure, whoever rings.
            is_idle = is_well and pace.pause > SHORTEST_PAUSE
            await _pause([stop, work.rung] if is_idle and work.rung is not None else [stop], pace.pause)


async def _pause(ends: Sequence[asyncio.Event], seconds: float) -> None:
    """For so long, or until one of these is set."""
    waiting = [asyncio.ensure_future(each.wait()) for each in ends]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()


@asynccontextmanager
async def workers(work: Work, *, loops: int = 1) -> AsyncIterator[None]:
    """So many loops working for the time of the block; at its end they finish their batches, for at most 4 s."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(work_forever(work, stop)) for _ in range(loops)]
    try:
        yield
    finally:
        stop.set()
        _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
        for task in late:  # its transaction is undone, and the batch another's
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, asyncio.CancelledError):
                raise outcome
