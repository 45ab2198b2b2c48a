"""Who tells many subscribers of one topic how often, how late, and at what cost."""

import asyncio
import gc
import resource
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from benchmarks.followers import Heard, follow, leave
from benchmarks.machines import processor_seconds
from benchmarks.quantiles import quantile
from benchmarks.stages import ADA, Ground, served, token

PLAIN: Final = "(a) Strawberry and broadcaster"
BARE: Final = "(b) prepared bytes, bare ASGI"
OURS: Final = "(c) ours"
SERVING: Final = "benchmarks.serving"
RIVALS: Final = {
    PLAIN: (SERVING, "benchmarks.announcers:plain"),
    BARE: (SERVING, "benchmarks.announcers:bare"),
    OURS: (SERVING, "benchmarks.announcers:followed"),
}
CASES: Final = ((1_000, 10), (1_000, 100), (5_000, 10))
FILES: Final = 12_000
SETTLING: Final = 1.0
PAGE: Final = resource.getpagesize()

Case = tuple[int, int]
"""Subscribers, and changes a second."""


@dataclass(frozen=True, slots=True)
class Window:
    """One rival for some seconds.

    `frames` came; `latencies` are seconds from the beginning of a change to the frame; `processor` is the share of a
    core that the server used; `idle` and `busy` the bytes of resident memory for each subscriber, before and after it.
    """

    frames: int
    seconds: float
    latencies: tuple[float, ...]
    processor: float
    idle: float
    busy: float
    size: int

    @property
    def per_second(self) -> float:
        """Deliveries a second."""
        return self.frames / self.seconds


@dataclass(slots=True)
class Tally:
    """All windows of one rival in one case."""

    case: Case
    windows: list[Window] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Deliveries a second, in the middle one."""
        return median(each.per_second for each in self.windows)

    @property
    def share(self) -> float:
        """How much of all there was to deliver came; what was late before a window may come within it."""
        subscribers, rate = self.case
        return min(self.per_second / (subscribers * rate), 1.0)

    def quantile(self, share: float) -> float:
        """The latency that this share of the deliveries of all windows keeps below; infinite when nothing came."""
        return quantile((latency for each in self.windows for latency in each.latencies), share)

    def middle(self, name: str) -> float:
        """The median of a number of the windows."""
        return float(median(getattr(each, name) for each in self.windows))


Tallies = dict[tuple[Case, str], Tally]


async def measure(ground: Ground, *, rounds: int, seconds: float) -> Tallies:
    """Every rival in every case, in turns; each time on a server of its own."""
    _allow_files()
    tallies = {(case, name): Tally(case) for case in CASES for name in RIVALS}
    for number in range(rounds):
        for (case, name), tally in tallies.items() if number % 2 == 0 else reversed(tallies.items()):
            tally.windows.append(await _window(ground, name, case, seconds))
    return tallies


async def _window(ground: Ground, name: str, case: Case, seconds: float) -> Window:
    with served(ground, *RIVALS[name]) as up:
        # What the first of all cost is not what each costs.
        await leave(await follow(up.port, Heard(), count=20, token=token(ADA)))
        heard, before, (subscribers, rate) = Heard(), resident(up.pid), case
        followers = await follow(up.port, heard, count=subscribers, token=token(ADA))
        idle = resident(up.pid) - before
        try:
            await _begin(up.port, rate)
            await asyncio.sleep(SETTLING)
            gc.collect()
            gc.disable()
            heard.latencies.clear()
            frames, spent, began = heard.frames, processor_seconds(up.pid), perf_counter()
            await asyncio.sleep(seconds)
            took = perf_counter() - began
            frames, spent = heard.frames - frames, processor_seconds(up.pid) - spent
            busy = resident(up.pid) - before
        finally:
            gc.enable()
            await leave(followers)
        per = (idle / subscribers, busy / subscribers)
        return Window(frames, took, tuple(heard.latencies), spent / took, *per, heard.bytes)


async def _begin(port: int, rate: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /begin/{rate} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n".encode())
    answer = await reader.readline()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    if b" 204 " not in answer:
        raise AssertionError(f"the server did not begin: {answer!r}")


def resident(pid: int) -> int:
    """Bytes of a process that are in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def _allow_files() -> None:
    """As many connections as there are subscribers; servers that are started inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < FILES:
        most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] <= max(subscribers for subscribers, _ in CASES):
        raise OSError("5,000 subscribers need more open files than this system allows: see `ulimit -Hn`")
