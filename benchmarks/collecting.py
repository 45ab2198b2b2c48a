"""Events taken in over HTTP: ours against a row and a commit for each, on a PostgreSQL whose commits are on disk.

(a) is the code of the source document; the same without an ORM is measured beside it.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from statistics import median
from time import perf_counter
from typing import Final

import asyncpg

from benchmarks.machines import family_seconds, processor_seconds
from benchmarks.mixes import INDEXED, SHAPED, Mix
from benchmarks.mixes import ROW_BY_ROW as INSERT
from benchmarks.quantiles import quantile
from benchmarks.senders import Sent, requests, send
from benchmarks.stages import Ground, Served, served, token

OURS: Final = "(c) ours, `POST /collect`"
DOCUMENTED: Final = "(a) the source document's: `add`, `commit`"
ROW_BY_ROW: Final = "the same by bare asyncpg"
RIVALS: Final = (DOCUMENTED, ROW_BY_ROW, OURS)
CLIENTS: Final = 32
COMMITS: Final = 200
BATCHES: Final = (10, 500)
# More than either has ever answered: requests are made before the clock runs.
MOST_PER_SECOND: Final = {
    (OURS, 10): 80_000, (OURS, 500): 200_000, (ROW_BY_ROW, 10): 6_000, (ROW_BY_ROW, 500): 25_000,
    (DOCUMENTED, 10): 3_000, (DOCUMENTED, 500): 12_000,
}  # fmt: skip
SETTINGS: Final = {"ANALYTICS_USER_EVENTS_PER_MINUTE": "0"}

_runs = count()


@dataclass(slots=True)
class Collected:
    """What one rival did with batches of one size in all rounds."""

    rates: list[float]
    latencies: list[float]
    server: float = 0.0
    database: float = 0.0
    events: int = 0

    @property
    def per_second(self) -> float:
        """Events a second, in the middle one of the rounds."""
        return median(self.rates)

    def quantile(self, share: float) -> float:
        """The latency that this share of the answers keeps below."""
        return quantile(self.latencies, share)


@dataclass(frozen=True, slots=True)
class Contest:
    """By rival and size of batches; and ours at a fixed rate of `half` requests a second, in batches of 10.

    `commit` is how many seconds a row and its commit take by themselves, in the middle one.
    """

    commit: float
    collected: dict[tuple[str, int], Collected]
    half: float
    at_half: Sent

    def ratio(self, batch: int) -> float:
        """How many times as many events a second ours takes as the source document's."""
        return self.collected[OURS, batch].per_second / self.collected[DOCUMENTED, batch].per_second


async def measure(ground: Ground, *, rounds: int, seconds: float) -> Contest:
    """Every rival in every round, and then ours at half of its best."""
    await run(ground, SHAPED.format(name="rival_events"), INDEXED.format(name="rival_events"))
    commit = await _commit(ground)
    tokens = [token(f"benchmark:{number + 1}") for number in range(CLIENTS)]
    collected = {(name, batch): Collected([], []) for name in RIVALS for batch in BATCHES}
    with ExitStack() as stack:
        up = {
            DOCUMENTED: stack.enter_context(served(ground, "benchmarks.serving", "documented")),
            ROW_BY_ROW: stack.enter_context(served(ground, "benchmarks.serving", "row_by_row")),
            OURS: stack.enter_context(served(ground, "server", "serve", "--port", settings=SETTINGS)),
        }
        for name in up:
            await _send(up[name], tokens, name=name, batch=10, seconds=0.5)
        for number in range(rounds):
            for name, batch in collected if number % 2 == 0 else reversed(collected):
                await _measure(ground, up[name], tokens, name, batch, collected[name, batch], seconds)
                await run(ground, "TRUNCATE inbox, rival_events, analytics")
        half = collected[OURS, 10].per_second / 10 / 2
        at_half = await _send(up[OURS], tokens, name=OURS, batch=10, seconds=2 * rounds * seconds, per_second=half)
        await run(ground, "TRUNCATE inbox")
    return Contest(commit, collected, half, at_half)


async def _measure(
    ground: Ground, up: Served, tokens: list[str], name: str, batch: int, found: Collected, seconds: float
) -> None:
    server, database = processor_seconds(up.pid), family_seconds(ground.postmaster)
    sent = await _send(up, tokens, name=name, batch=batch, seconds=seconds)
    found.rates.append(sent.per_second * batch)
    found.latencies += sent.latencies
    found.events += len(sent.latencies) * batch
    found.server += processor_seconds(up.pid) - server
    found.database += family_seconds(ground.postmaster) - database


async def _send(
    up: Served, tokens: list[str], *, name: str, batch: int, seconds: float, per_second: float | None = None
) -> Sent:
    most = MOST_PER_SECOND[name, batch] / batch if per_second is None else per_second
    mix = Mix(owners=range(CLIENTS), run=next(_runs), now=datetime.now(UTC))
    prepared = requests(mix, count=int(most * seconds) + CLIENTS, batch=batch, tokens=tokens)
    return await send(up.port, prepared, batch=batch, connections=CLIENTS, seconds=seconds, per_second=per_second)


async def _commit(ground: Ground) -> float:
    connection, took = await asyncpg.connect(ground.dsn), []
    try:
        if [await connection.fetchval(f"SHOW {name}") for name in ("fsync", "synchronous_commit")] != ["on", "on"]:
            raise AssertionError("what is committed has to be on disk here")
        for id_, _, *others in Mix(range(1), next(_runs), datetime.now(UTC)).rows(COMMITS):
            began = perf_counter()
            await connection.execute(INSERT, id_, 1, *others)
            took.append(perf_counter() - began)
    finally:
        await connection.close()
    return median(took)


async def run(ground: Ground, *statements: str) -> None:
    """Statements of the benchmark's own, each in a transaction."""
    connection = await asyncpg.connect(ground.dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
