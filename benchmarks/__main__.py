"""`make bench`: who is how fast, as ratios in one run; about a quarter of an hour. Nothing here asserts a time."""

import argparse
from contextlib import ExitStack
from datetime import UTC, datetime

import orjson
import uvloop

from benchmarks import imports, parts
from benchmarks.answers import is_same
from benchmarks.clients import request
from benchmarks.following import print_arrivals, print_live
from benchmarks.growth import SIZES
from benchmarks.ingestion import print_growth, print_ingestion
from benchmarks.loading import print_loading
from benchmarks.machines import describe
from benchmarks.questions import OVERVIEW, THOUSAND
from benchmarks.rounds import Contestant, Tallies, compete
from benchmarks.stages import ADA, LONG, Ground, ground, served, token
from benchmarks.tables import table

OURS = "ours, as `serve` runs it"
BY_HAND = "(a) one SQL statement, bare Starlette"
ALONE = "(b) Strawberry, no caches, no batches"
USUAL = "Strawberry with DataLoaders"
UNPLANNED = "(c) ours without plans"
EMPTY = "the load alone"
RIVALS = {
    OURS: ("server", "serve", "--port"),
    BY_HAND: ("benchmarks.serving", "written_by_hand"),
    ALONE: ("benchmarks.serving", "strawberry_alone"),
    USUAL: ("benchmarks.serving", "strawberry_as_usual"),
    UNPLANNED: ("benchmarks.serving", "unplanned"),
    EMPTY: ("benchmarks.serving", "empty"),
}
MANY = 32
PARTS = ("answers", "ingestion", "growth", "live", "dashboard")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=4, help="how often every rival has its turn")
    parser.add_argument("--seconds", type=float, default=1.5, help="how long a turn is")
    parser.add_argument("--events", type=int, default=SIZES[-1], help="millions of events to answer about at last")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part of it; may be repeated")
    given = parser.parse_args()
    wanted = given.only or PARTS
    if "answers" in wanted:
        _answers(given.rounds, given.seconds)
    if "ingestion" in wanted:
        with ground(is_durable=True) as grounds:
            _describe(grounds)
            print_ingestion(grounds, rounds=given.rounds, seconds=given.seconds)
    if "growth" in wanted:
        with ground() as grounds:
            _describe(grounds)
            print_growth(grounds, millions=given.events, seconds=2 * given.seconds)
    if "live" in wanted:
        with ground() as grounds:
            _describe(grounds)
            print_live(grounds, rounds=max(given.rounds - 1, 1), seconds=4 * given.seconds)
        with ground(is_durable=True) as grounds:
            print_arrivals(grounds)
    if "dashboard" in wanted:
        with ground() as grounds:
            _describe(grounds)
            print_loading(grounds, rounds=given.rounds)


def _describe(grounds: Ground) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d}, {describe(grounds.cores, grounds.version)}\n", flush=True)


def _answers(rounds: int, seconds: float) -> None:
    with ground() as grounds:
        _describe(grounds)
        overview = _contest(grounds, OVERVIEW, ADA, list(RIVALS), rounds, seconds)
        _print(f"The overview, {MANY} requests at once", overview, MANY)
        _print("The overview, one request at a time", overview, 1)
        names = [OURS, BY_HAND, USUAL, UNPLANNED]
        thousand = _contest(grounds, THOUSAND, LONG, names, max(rounds // 2, 1), seconds)
        _print("A list of 1,000 applications, 4 requests at once", thousand, 4)
        _print_import(imports.measure(grounds))
        _print_parts(uvloop.run(parts.measure(grounds)))


def _contest(grounds: Ground, query: str, subject: str, names: list[str], rounds: int, seconds: float) -> Tallies:
    message = request(query, token=token(subject))
    connections = (MANY, 1) if query is OVERVIEW else (4,)
    with ExitStack() as stack:
        contestants = []
        for name in names:
            up = stack.enter_context(served(grounds, *RIVALS[name], subject=subject))
            path = b"/thousand" if name == BY_HAND and query is THOUSAND else b"/graphql"
            contestants.append(Contestant(name, up, message.replace(b"/graphql", path, 1)))
        work = compete(contestants, grounds.postmaster, rounds=rounds, seconds=seconds, connections=connections)
        return uvloop.run(work)


def _print(title: str, tallies: Tallies, connections: int) -> None:
    found = {name: tally for (name, count), tally in tallies.items() if count == connections}
    ours = found[OURS]
    expected = orjson.loads(ours.body)
    rows = []
    for name, tally in found.items():
        same = name == EMPTY or is_same(orjson.loads(tally.body), expected)
        rows.append(
            [
                name,
                f"{tally.per_second:,.0f}",
                f"{ours.per_second / tally.per_second:.2f}",
                f"{tally.quantile(0.5) * 1_000:.1f}",
                f"{tally.quantile(0.95) * 1_000:.1f}",
                f"{tally.each(tally.server):.2f}",
                f"{tally.each(tally.database):.2f}",
                "" if name == EMPTY else "yes" if same else "NO",
            ]
        )
    head = ["", "requests/s", "ours is ×", "p50 ms", "p95 ms", "server CPU ms", "PostgreSQL CPU ms", "same data"]
    print(f"### {title}\n\n{table(head, rows)}\n")


def _print_import(found: imports.Imported) -> None:
    head = ["`import` of a CSV", "rows/s", "seconds", "statements", "peak MB", "MB before it began"]
    row = [
        f"{found.rows:,} rows",
        f"{found.rows / found.seconds:,.0f}",
        f"{found.seconds:.1f}",
        f"{found.statements}",
        f"{found.peak:.0f}",
        f"{found.idle:.0f}",
    ]
    print(f"### A long log\n\n{table(head, [row])}\n")


def _print_parts(found: parts.Parts) -> None:
    rows = [
        ["talking to the database: sending, waking up, decoding", f"{found.client:.2f}"],
        ["resolvers: rows to objects, cohorts, series", f"{found.resolvers:.2f}"],
        ["completing the answer: look-ups, ids, columns, rows", f"{found.completion:.2f}"],
        ["encoding it", f"{found.encoding:.2f}"],
        ["(completing it by the reference executor instead)", f"{found.reference - found.resolvers:.2f}"],
    ]
    print(f"### The overview taken apart, without HTTP and sign-in\n\n{table(['', 'processor ms'], rows)}")


if __name__ == "__main__":
    main()
