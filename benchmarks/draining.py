"""Events worked by `python -m server work`, ledger and roll-ups included, against a bare COPY of the same rows."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

import asyncpg

from benchmarks.machines import family_seconds, pin, processor_seconds
from benchmarks.mixes import COLUMNS, INDEXED, PEOPLE, PEOPLE_OF_OURS, SHAPED, ZONES, Mix, Told
from benchmarks.stages import STARTS_WITHIN, Ground, started
from realtime.worker import LARGEST_BATCH

EVENTS: Final = 100_000
COPIED: Final = "(b) bare COPY, with our indexes"
COPIED_BARELY: Final = "bare COPY, without any index"
ONE: Final = "(d) ours, one worker"
TWO: Final = "(d) ours, two workers"
STALLED_AFTER: Final = 60.0
LOOK_EVERY: Final = 0.02

# What is stored is counted in the same transaction: reading this costs the worker nothing.
STORED: Final = "SELECT coalesce(sum(events), 0)::bigint FROM platform_daily"
CHECKED: Final = """
SELECT (SELECT count(*) FROM events WHERE received_at = $1),
       (SELECT count(*) FROM applications WHERE import_key LIKE $2)
"""

_runs = count(1_000)


@dataclass(slots=True)
class Drained:
    """What one rival did in all rounds; processor seconds of the clients, or workers, and of PostgreSQL."""

    rates: list[float] = field(default_factory=list)
    events: int = 0
    client: float = 0.0
    database: float = 0.0

    @property
    def per_second(self) -> float:
        """Events a second, in the middle one of the rounds."""
        return median(self.rates)

    def share(self, of: "Drained") -> float:
        """How much of another's speed it has."""
        return self.per_second / of.per_second


@dataclass(frozen=True, slots=True)
class _Moment:
    """A reading of the clock, of what is stored, and of the processor time of both sides."""

    at: float
    events: int
    client: float
    database: float

    def until(self, later: "_Moment", drained: Drained) -> None:
        """Add what happened from here to there."""
        drained.rates.append((later.events - self.events) / (later.at - self.at))
        drained.events += later.events - self.events
        drained.client += later.client - self.client
        drained.database += later.database - self.database


async def measure(ground: Ground, *, rounds: int, events: int = EVENTS) -> dict[str, Drained]:
    """Every rival in every round, with rows of its own; all of them may use every core."""
    drained = {name: Drained() for name in (COPIED, COPIED_BARELY, ONE, TWO)}
    pin(ground.postmaster, ground.cores.all)
    pin(0, ground.cores.all)
    connection = await asyncpg.connect(ground.dsn)
    try:
        people = await connection.fetch(PEOPLE_OF_OURS, PEOPLE, list(ZONES))
        for name, indexes in (("copied", INDEXED), ("copied_barely", "")):
            await connection.execute(f"{SHAPED};{indexes}".format(name=name))
        for number in range(rounds):
            for name, each in drained.items() if number % 2 == 0 else reversed(drained.items()):
                mix = Mix([row[0] for row in people], next(_runs), datetime.now(UTC))
                rows = list(mix.rows(events))
                if name in (COPIED, COPIED_BARELY):
                    await _copy(ground, connection, "copied" if name == COPIED else "copied_barely", rows, each)
                else:
                    await _work(ground, connection, rows, 1 if name == ONE else 2, each)
                    await _check(connection, mix, events)
    finally:
        await connection.close()
        pin(ground.postmaster, ground.cores.database)
        pin(0, ground.cores.load)
    return drained


async def _copy(ground: Ground, connection: Any, table: str, rows: Sequence[Told], drained: Drained) -> None:
    def now(events: int) -> _Moment:
        return _Moment(perf_counter(), events, process_time(), family_seconds(ground.postmaster))

    began = now(0)
    for first in range(0, len(rows), LARGEST_BATCH):
        part = rows[first : first + LARGEST_BATCH]
        await connection.copy_records_to_table(table, columns=COLUMNS, records=part)
    began.until(now(len(rows)), drained)


async def _work(ground: Ground, connection: Any, rows: Sequence[Told], workers: int, drained: Drained) -> None:
    """From when the first batch is stored: how long a process takes to start is no question here."""
    before = await connection.fetchval(STORED)
    await connection.copy_records_to_table("inbox", columns=COLUMNS, records=rows)
    await connection.execute("ANALYZE inbox")
    settings = {"ANALYTICS_ENABLE_METRICS": "false"}  # they would count themselves
    with ExitStack() as stack:
        processes = [
            stack.enter_context(started(ground, "server", "work", settings=settings)).pid for _ in range(workers)
        ]

        async def stored(wanted: int, within: float) -> _Moment:
            async with asyncio.timeout(within):
                while True:
                    events = await connection.fetchval(STORED)
                    if events >= wanted:
                        client = sum(map(processor_seconds, processes))
                        return _Moment(perf_counter(), events, client, family_seconds(ground.postmaster))
                    await asyncio.sleep(LOOK_EVERY)

        first = await stored(before + 1, STARTS_WITHIN)
        first.until(await stored(before + len(rows), STALLED_AFTER), drained)


async def _check(connection: Any, mix: Mix, events: int) -> None:
    stored, applications = await connection.fetchrow(CHECKED, mix.now, f"event:{mix.run}-%")
    if (stored, applications) != (events, mix.applications(events)):
        raise AssertionError(f"{stored} events and {applications} applications are there")
