"""What is printed of events: taken in, worked, and answered about when there are many."""

import uvloop

from benchmarks import collecting, draining, growth
from benchmarks.collecting import BATCHES, CLIENTS
from benchmarks.draining import COPIED, EVENTS, Drained
from benchmarks.stages import Ground
from benchmarks.tables import table
from realtime.worker import LARGEST_BATCH


def print_ingestion(ground: Ground, *, rounds: int, seconds: float) -> None:
    """Both ways through the inbox: in by `POST /collect`, out by the worker. The ground is durable."""
    contest = uvloop.run(collecting.measure(ground, rounds=rounds, seconds=seconds))
    print(f"A row and its commit, on disk, by themselves: {1_000 * contest.commit:.1f} ms.\n")
    for batch in BATCHES:
        rows = []
        for (name, size), found in contest.collected.items():
            if size == batch:
                ratio = contest.collected[collecting.OURS, batch].per_second / found.per_second
                each = [f"{1e6 * spent / found.events:.0f}" for spent in (found.server, found.database)]
                latencies = [f"{1_000 * found.quantile(share):.0f}" for share in (0.5, 0.99)]
                rows.append([name, f"{found.per_second:,.0f}", f"{ratio:.1f}", *latencies, *each])
        head = ["", "events/s", "ours is ×", "p50 ms", "p99 ms", "server CPU µs", "PostgreSQL CPU µs"]
        print(f"### Events taken in, {CLIENTS} clients, batches of {batch}\n\n{table(head, rows)}\n")
    at_half = contest.at_half
    told = [f"{contest.half:,.0f}", *(f"{1_000 * at_half.quantile(share):.1f}" for share in (0.5, 0.95, 0.99))]
    head = ["`POST /collect` at half of that, batches of 10", "requests/s", "p50 ms", "p95 ms", "p99 ms"]
    print(
        f"### At half of the measured maximum\n\n{table(head, [[f'{len(at_half.latencies):,} requests', *told]])}\n",
        flush=True,
    )
    _print_drained(uvloop.run(draining.measure(ground, rounds=rounds)))


def _print_drained(drained: dict[str, Drained]) -> None:
    rows = []
    for name, each in drained.items():
        spent = [f"{1e6 * spent / each.events:.1f}" for spent in (each.client, each.database)]
        rows.append([name, f"{each.per_second:,.0f}", f"{each.share(drained[COPIED]):.2f}", *spent])
    head = [
        f"{EVENTS:,} events, at most {LARGEST_BATCH:,} at once",
        "events/s",
        "share of (b)",
        "client or worker CPU µs",
        "PostgreSQL CPU µs",
    ]
    print(f"### Events worked: de-duplicated, stored, ledger and roll-ups\n\n{table(head, rows)}\n", flush=True)


def print_growth(ground: Ground, *, millions: int, seconds: float) -> None:
    """The same questions at two sizes. Nothing is committed here, so the ground need not be durable."""
    grown = uvloop.run(growth.measure(ground, millions=millions, seconds=seconds))
    rows, costs = [], []
    for each in grown:
        asked = (each.overview, each.platform)
        spent = [
            f"{1_000 * value:.1f}" for of in asked for value in (of.quantile(0.5), of.quantile(0.95), of.processor)
        ]
        rows.append([f"{each.events:,}", *spent, f"{each.overview.statements} / {each.platform.statements}"])
        both = [f"{1_000 * each.counted:.2f}", f"{1_000 * each.raw:,.0f}", f"{each.raw / each.counted:,.0f}"]
        costs.append([f"{each.events:,}", *both, f"{each.seconds:.0f}"])
    times = ["p50 ms", "p95 ms", "CPU ms"]
    head = ["events stored", *(f"{name} {time}" for name in ("overview", "platform") for time in times), "statements"]
    print(f"### While events pile up\n\n{table(head, rows)}\n")
    head = ["events stored", "usage from roll-ups, ms", "from events, ms", "events are ×", "s to load them"]
    print(f"### What the platform used in 90 days, in SQL alone\n\n{table(head, costs)}\n", flush=True)
