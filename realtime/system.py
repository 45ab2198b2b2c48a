"""What this process says of itself: counted in memory, and now and then put among the events, which have no owner."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from traceback import walk_tb
from typing import Final
from uuid import uuid4

import orjson
import structlog

from domain.events import Event, Reason, Verdict
from domain.performance import Ending, bucket_of
from realtime.inbox import Inbox

ROOT: Final = f"{Path(__file__).parents[1]}/"
OTHER: Final = "other"
# Others' code; and what carries questions to resolvers, by one way the first time and by another from then on.
NOT_TOLD: Final = re.compile(r"/(?:site-packages|schema/plans)/")
LABEL: Final = re.compile(r"[A-Za-z0-9_.:/+<> -]{1,120}")
MOST_EVENTS: Final = 500  # put in one interval; the rest waits for the next
MOST_SUMS: Final = 5_000  # kept; what is new beyond them is left out
MOST_LABELS: Final = {"operation": 200, "task": 100, "check": 20, "family": 50, "fingerprint": 200, "kind": 200}
MOST_FRAMES: Final = 10
PUT_SECONDS: Final = 3.0
CHECK_SECONDS: Final = 2.0

Label = str | int | bool
Checks = Mapping[str, Callable[[], Awaitable[bool]]]

_log = structlog.get_logger("system")


class Recorder:
    """Counts what happens and writes it down every `interval` seconds; counting never fails and never waits.

    Labels come from sets that are closed or, where they are not known beforehand, hold so many and no more: whatever
    is new after that is counted as `other`. No text that anybody sent gets in, nor what an exception says.
    """

    def __init__(
        self, *, interval: float = 60.0, is_enabled: bool = True, now: Callable[[], datetime] | None = None
    ) -> None:
        """Not enabled, nothing is counted and nothing written."""
        self._interval, self._is_enabled, self._now = interval, is_enabled, now or _now
        self._sums: dict[tuple[str, tuple[tuple[str, Label], ...]], dict[str, float]] = {}
        self._labels: dict[str, set[str]] = {name: set() for name in MOST_LABELS}
        self._unsent: list[Event] = []
        self.left_out = 0

    def request(self, operation: str, ending: Ending, seconds: float) -> None:
        """A request has ended."""
        labels: dict[str, Label] = {"operation": operation, "outcome": str(ending), "bucket": bucket_of(seconds)}
        self._add("api_request", labels, requests=1, seconds=seconds)

    def error(self, error: BaseException, code: str) -> None:
        """Something went wrong on our side; `code` is one of ours."""
        self._add("error", {"fingerprint": fingerprint(error), "kind": kind_of(error), "code": code}, count=1)

    def job(self, task: str, outcome: str, seconds: float) -> None:
        """Background work has ended: succeeded or failed."""
        self._add("background_job", {"task": task, "outcome": outcome}, count=1, seconds=seconds)

    def cache(self, family: str, seconds: float, *, is_hit: bool, count: int = 1) -> None:
        """Answers of a family were found, or not and computed, taking so many seconds together."""
        self._add("cache_hit" if is_hit else "cache_miss", {"family": family}, count=count, seconds=seconds)

    def verdict(self, verdict: Verdict, reason: Reason | None, count: int = 1) -> None:
        """Events got a verdict at the door."""
        self._add("events_received", {"verdict": str(verdict), "reason": str(reason or "")}, count=count)

    def batch(self, events: int, seconds: float) -> None:
        """A batch of events was worked."""
        self._add("batch_worked", {}, count=1, events=events, seconds=seconds)

    def check(self, name: str, seconds: float, *, is_healthy: bool) -> None:
        """A part that we depend on was looked at."""
        self._add("system_health_check", {"check": name, "isHealthy": is_healthy}, count=1, milliseconds=seconds * 1000)

    def _add(self, name: str, labels: Mapping[str, Label], **amounts: float) -> None:
        if not self._is_enabled:
            return
        key = name, tuple((label, self._bounded(label, value)) for label, value in labels.items())
        sums = self._sums.get(key)
        if sums is None:
            if len(self._sums) >= MOST_SUMS:
                self.left_out += 1
                return
            self._sums[key] = dict(amounts)
            return
        for amount, value in amounts.items():
            sums[amount] += value

    def _bounded(self, label: str, value: Label) -> Label:
        known = self._labels.get(label)
        if known is None or not isinstance(value, str) or value in known:
            return value
        if len(known) >= MOST_LABELS[label] or not LABEL.fullmatch(value):
            return OTHER
        known.add(value)
        return value

    def taken(self, now: datetime) -> list[Event]:
        """What was counted since the last time, as events; at most `MOST_EVENTS`, the rest next time."""
        keys = list(self._sums)[:MOST_EVENTS]
        made = []
        for key in keys:
            name, labels = key
            amounts = {amount: round(value, 6) for amount, value in self._sums.pop(key).items()}
            properties = orjson.dumps({**dict(labels), **amounts}).decode()
            made.append(Event(uuid4(), name, now, now, properties))
        # A fault of today need not keep the place of tomorrow's.
        self._labels["fingerprint"].clear()
        self._labels["kind"].clear()
        return made

    async def write(self, inbox: Inbox) -> None:
        """Put what was counted among the events. What could not be put is tried again, under the same ids."""
        if not self._unsent:
            self._unsent = self.taken(self._now())
        if not self._unsent:
            return
        try:
            async with asyncio.timeout(PUT_SECONDS):
                await inbox.put(self._unsent, ())
        except Exception as error:
            _log.warning("system events not written", events=len(self._unsent), exc_info=error)
        else:
            self._unsent = []

    @asynccontextmanager
    async def writing(self, inbox: Inbox, checks: Checks | None = None) -> AsyncIterator[None]:
        """Look at the parts and write every interval for the time of the block, and once more at its end."""
        if not self._is_enabled:
            yield
            return
        task = asyncio.create_task(self._keep_writing(inbox, checks or {}))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self.write(inbox)  # what is left from before, or what has come since
            if not self._unsent and self._sums:
                await self.write(inbox)

    async def _keep_writing(self, inbox: Inbox, checks: Checks) -> None:
        while True:
            await asyncio.sleep(self._interval)
            await asyncio.gather(*(self._look(name, passes) for name, passes in checks.items()))
            await self.write(inbox)

    async def _look(self, name: str, passes: Callable[[], Awaitable[bool]]) -> None:
        started, is_healthy = perf_counter(), False
        with suppress(Exception):
            async with asyncio.timeout(CHECK_SECONDS):
                is_healthy = await passes()
        self.check(name, perf_counter() - started, is_healthy=is_healthy)


def fingerprint(error: BaseException) -> str:
    """The same for faults of one kind that happen at one place of our code, whatever they say; 16 hex digits.

    Lines are left out, so that it outlives changes elsewhere in a module.
    """
    own = [
        f"{frame.f_code.co_filename.removeprefix(ROOT)}:{frame.f_code.co_qualname}"
        for frame, _ in walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith(ROOT) and not NOT_TOLD.search(frame.f_code.co_filename)
    ]
    return sha256("\n".join([kind_of(error), *own[-MOST_FRAMES:]]).encode()).hexdigest()[:16]


def kind_of(error: BaseException) -> str:
    """The type of an exception by its full name."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _now() -> datetime:
    return datetime.now(UTC)
