"""Events worked by `python -m server work`, ledger and roll-ups included, against a bare COPY of the same rows."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from statistics import median
from time import perf_counter
from typing import Any, Final

import asyncpg

from benchmarks.machines import pin
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


@dataclass(frozen=True, slots=True)
class Drained:
    """Events a second of each rival, in the middle one of the rounds."""

    rates: dict[str, list[float]]

    def per_second(self, name: str) -> float:
        """Events a second."""
        return median(self.rates[name])

    def share(self, name: str, of: str = COPIED) -> float:
        """How much of another's speed it has."""
        return self.per_second(name) / self.per_second(of)


async def measure(ground: Ground, *, rounds: int, events: int = EVENTS) -> Drained:
    """Every rival in every round, with rows of its own; all of them may use every core."""
    rates: dict[str, list[float]] = {COPIED: [], COPIED_BARELY: [], ONE: [], TWO: []}
    pin(ground.postmaster, ground.cores.all)
    pin(0, ground.cores.all)
    connection = await asyncpg.connect(ground.dsn)
    try:
        people = await connection.fetch(PEOPLE_OF_OURS, PEOPLE, list(ZONES))
        for name, indexes in (("copied", f";{INDEXED}"), ("copied_barely", ";")):
            await connection.execute(f"{SHAPED}{indexes}".format(name=name))
        for number in range(rounds):
            for name, each in rates.items() if number % 2 == 0 else reversed(rates.items()):
                mix = Mix([row[0] for row in people], next(_runs), datetime.now(UTC))
                rows = list(mix.rows(events))
                if name in (COPIED, COPIED_BARELY):
                    each.append(await _copy(connection, "copied" if name == COPIED else "copied_barely", rows))
                else:
                    each.append(await _work(ground, connection, rows, workers=1 if name == ONE else 2))
                    await _check(connection, mix, events)
    finally:
        await connection.close()
        pin(ground.postmaster, ground.cores.database)
        pin(0, ground.cores.load)
    return Drained(rates)


async def _copy(connection: Any, table: str, rows: Sequence[Told]) -> float:
    began = perf_counter()
    for first in range(0, len(rows), LARGEST_BATCH):
        part = rows[first : first + LARGEST_BATCH]
        await connection.copy_records_to_table(table, columns=COLUMNS, records=part)
    return len(rows) / (perf_counter() - began)


async def _work(ground: Ground, connection: Any, rows: Sequence[Told], *, workers: int) -> float:
    """From when the first batch is stored: how long a process takes to start is no question here."""
    before = await connection.fetchval(STORED)
    await connection.copy_records_to_table("inbox", columns=COLUMNS, records=rows)
    await connection.execute("ANALYZE inbox")
    settings = {"ANALYTICS_ENABLE_METRICS": "false"}  # they would count themselves
    with ExitStack() as stack:
        for _ in range(workers):
            stack.enter_context(started(ground, "server", "work", settings=settings))
        first = await _stored(connection, before + 1, STARTS_WITHIN)
        last = await _stored(connection, before + len(rows), STALLED_AFTER)
    return (last[1] - first[1]) / (last[0] - first[0])


async def _stored(connection: Any, wanted: int, within: float) -> tuple[float, int]:
    """(when so many events were stored, how many they were)."""
    async with asyncio.timeout(within):
        while True:
            stored = await connection.fetchval(STORED)
            if stored >= wanted:
                return perf_counter(), stored
            await asyncio.sleep(LOOK_EVERY)


async def _check(connection: Any, mix: Mix, events: int) -> None:
    stored, applications = await connection.fetchrow(CHECKED, mix.now, f"event:{mix.run}-%")
    if (stored, applications) != (events, mix.applications(events)):
        raise AssertionError(f"{stored} events and {applications} applications are there")
