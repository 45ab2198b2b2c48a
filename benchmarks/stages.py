"""The ground the rivals stand on: a PostgreSQL with the demo in it, and servers as processes of their own."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import asyncpg

from benchmarks.machines import Cores, pin
from benchmarks.rivals import SUBJECT
from domain.access import Role
from domain.demo import generate
from persistence.database import connect
from persistence.demo import seed
from persistence.embedded import embedded, throwaway
from persistence.migrations import upgrade
from server.auth import issue

ADA: Final = "demo:ada"
LONG: Final = "benchmark:long"
APPLICATIONS: Final = 5_000
SECRET: Final = "a secret of the benchmark alone, which guards nothing at all"  # noqa: S105 - as it says
STARTS_WITHIN: Final = 30.0

# Somebody with a long log: the course of Ada's applications over and over, each time a day earlier, to public jobs.
LENGTHEN: Final = """
WITH me AS (INSERT INTO users (subject, time_zone) VALUES ($1, 'Europe/Berlin') RETURNING id),
jobs AS (SELECT array_agg(id ORDER BY id) AS ids FROM jobs WHERE owner_id IS NULL)
INSERT INTO applications (owner_id, job_id, stage, outcome, reached, applied_at, responded_at, interviewed_at,
                          offered_at, closed_at, last_moved_at, source, created_at)
SELECT me.id, ids[1 + (row_number() OVER (ORDER BY round, a.id)) % array_length(ids, 1)], stage, outcome, reached,
       applied_at - back, responded_at - back, interviewed_at - back, offered_at - back, closed_at - back,
       last_moved_at - back, source, a.created_at
FROM me, jobs, applications a, generate_series(0, 1000) AS round, make_interval(days => round::int) AS back
WHERE a.owner_id = (SELECT id FROM users WHERE subject = $2) ORDER BY round, a.id LIMIT $3
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """The database, what process it is, and who runs on which core."""

    dsn: str
    version: str
    postmaster: int
    cores: Cores


@contextmanager
def ground(*, is_durable: bool = False) -> Iterator[Ground]:
    """A migrated database with the demo, and a person with a long log; nothing of it remains.

    Where events are taken in it is durable, as in production: what is committed is on disk.
    """
    cores = Cores.shared_out()
    pin(0, cores.database)  # PostgreSQL inherits it
    with _durable() if is_durable else throwaway() as dsn:
        pin(0, cores.load)
        folder = parse_qs(urlsplit(dsn).query)["host"][0]
        postmaster = int((Path(folder) / "postmaster.pid").read_text().split()[0])
        yield Ground(dsn, asyncio.run(_fill(dsn)), postmaster, cores)


@contextmanager
def _durable() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="career-copilot-benchmark-"))
    folder.chmod(0o711)  # as root PostgreSQL runs under another account and has to come through
    try:
        with embedded(folder, durable=True) as dsn:
            yield dsn
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _fill(dsn: str) -> str:
    await upgrade(dsn)
    async with connect(dsn, connections=2) as database:
        await seed(database, generate(1, datetime.now(UTC)))
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(LENGTHEN, LONG, ADA, APPLICATIONS)
        await connection.execute("VACUUM ANALYZE")
        version: str = await connection.fetchval("SHOW server_version")
        return version
    finally:
        await connection.close()


def token(subject: str, role: Role = Role.MEMBER) -> str:
    """A token for an hour."""
    hour = timedelta(hours=1)
    return issue(subject, role, secret=SECRET, now=datetime.now(UTC), lifetime=hour, audience=None)


@dataclass(frozen=True, slots=True)
class Served:
    """A server that is up."""

    port: int
    pid: int


@contextmanager
def served(
    grounds: Ground, *command: str, subject: str = ADA, settings: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """`python -m …` with a port at the end, until the end of the block."""
    port = _free_port()
    with started(grounds, *command, str(port), settings={SUBJECT: subject, **(settings or {})}) as process:
        pin(process.pid, grounds.cores.server)
        _wait_for(port, process)
        yield Served(port, process.pid)


@contextmanager
def started(grounds: Ground, *command: str, settings: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """`python -m …` until the end of the block."""
    environment = {
        **os.environ,
        "DATABASE_URL": grounds.dsn,
        "ANALYTICS_CACHE_TTL_MINUTES": "0",
        "AUTH_JWT_SECRET": SECRET,
        **settings,
    }
    process = subprocess.Popen(  # noqa: S603 - commands of ours
        [sys.executable, "-m", *command], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    latest = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < latest and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"{process.args!r} did not start")
