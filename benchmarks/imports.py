"""A log of 50,000 rows through `import`: time, peak memory of the process, and how many statements it takes."""

import asyncio
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from benchmarks.stages import Ground
from domain.access import EVERYTHING, Grant
from persistence.database import connect
from persistence.users import Users
from resolvers.context import Context
from resolvers.imports import take

ROWS: Final = 50_000
HEADER: Final = ("Company", "Position", "Status", "Date Applied", "Source", "Location")
STATUSES: Final = ("Applied", "Rejected", "Interview", "Ghosted", "Offer", "Phone screen", "Withdrawn")


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing took: seconds, statements, and megabytes at the peak, of which `idle` before it began."""

    rows: int
    seconds: float
    statements: int
    peak: float
    idle: float


def write_log(path: Path, rows: int) -> None:
    """A log such as a very long search would leave."""
    first = date(2019, 1, 1)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            day = first + timedelta(days=number % 2_500)
            status = STATUSES[number % len(STATUSES)]
            company, place = f"Company {number % 4_000}", f"City {number % 300}"
            writer.writerow([company, f"Engineer {number % 90}", status, day.isoformat(), "LinkedIn", place])


def measure(ground: Ground, rows: int = ROWS) -> Imported:
    """Import in a process of its own, so that the peak is that of the import."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        write_log(path, rows)
        environment = {**os.environ, "DATABASE_URL": ground.dsn}
        command = [sys.executable, "-m", "benchmarks.imports", str(path), f"benchmark:import-{rows}"]
        found = subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 - ours
    return Imported(rows=rows, **orjson.loads(found.stdout))


async def _import(path: Path, subject: str) -> dict[str, Any]:
    async with connect(os.environ["DATABASE_URL"], connections=2) as database:
        owner = await Users(database).ensure(subject, email=f"{subject}@example.com")
        context = Context(database, owner, Grant(owner.role, EVERYTHING), datetime.now(UTC))
        idle, before, started = _peak(), database.statements, time.perf_counter()
        await take(context, path, mapping={}, dry_run=False)
        return {
            "seconds": time.perf_counter() - started,
            "statements": database.statements - before,
            "peak": _peak(),
            "idle": idle,
        }


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(asyncio.run(_import(Path(sys.argv[1]), sys.argv[2]))))
