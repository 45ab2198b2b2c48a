"""What is printed of those who stay connected."""

import uvloop

from benchmarks import arrivals, live
from benchmarks.live import CASES, OURS, RIVALS, Tallies
from benchmarks.quantiles import quantile
from benchmarks.stages import Ground
from benchmarks.tables import table

SAMPLES = 200


def print_live(ground: Ground, *, rounds: int, seconds: float) -> None:
    """Fan-out of one topic. The ground need not be durable: what is committed is one small row a change."""
    tallies = uvloop.run(live.measure(ground, rounds=rounds, seconds=seconds))
    for case in CASES:
        _print_case(tallies, case)


def _print_case(tallies: Tallies, case: live.Case) -> None:
    ours, rows = tallies[case, OURS], []
    for name in RIVALS:
        tally = tallies[case, name]
        rows.append(
            [
                name,
                f"{tally.per_second:,.0f}",
                f"{tally.share:.0%}",
                f"{ours.per_second / tally.per_second:.2f}" if tally.per_second else "",
                *(f"{1_000 * tally.quantile(share):,.0f}" for share in (0.5, 0.99)),
                f"{tally.middle('processor'):.0%}",
                f"{1e6 * tally.middle('processor') / tally.per_second:.1f}" if tally.per_second else "",
                f"{tally.middle('idle') / 1_024:.1f}",
                f"{tally.middle('busy') / 1_024:.1f}",
                f"{tally.windows[-1].size}",
            ]
        )
    head = ["", "deliveries/s", "of all", "ours is ×", "p50 ms", "p99 ms", "server CPU", "µs each"]
    head += ["KB a subscriber", "under load", "bytes a frame"]
    subscribers, rate = case
    print(f"### {subscribers:,} subscribers of one topic, {rate} changes a second\n\n{table(head, rows)}\n", flush=True)


def print_arrivals(ground: Ground) -> None:
    """From 202 to the frame. The ground is durable."""
    found = uvloop.run(arrivals.measure(ground, samples=SAMPLES))
    rows = [
        [name, *(f"{1_000 * quantile(ordered, share):.1f}" for share in (0.5, 0.95, 0.99))]
        for name, ordered in (("from 202 to the frame", found.frames), ("(from sending to 202)", found.accepted))
    ]
    head = [f"{SAMPLES} events, one at a time", "p50 ms", "p95 ms", "p99 ms"]
    print(f"### From `202` on `/collect` to the frame\n\n{table(head, rows)}\n", flush=True)
