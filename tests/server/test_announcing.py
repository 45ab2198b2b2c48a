"""Every command that changes something has it announced, and says when others cannot hear of it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from domain.revisions import Part
from persistence.database import Database
from realtime.broadcast import opened_broadcast
from realtime.inbox.opened import open_inbox
from realtime.topics import PLATFORM, hint, lost, owner_channel
from server.announcing import broadcast_gauges
from server.telemetry import Telemetry
from tests.builders import person
from tests.patience import PATIENCE
from tests.realtime.broadcasts import next_hint, until_told
from tests.realtime.inboxes import event
from tests.redis_servers import redis_server

ROOT = Path(__file__).parents[2]
SECRET = "a secret of these tests and of nobody else"
LOG = "Company,Title,Status,Applied at\nAcme,Baker,Applied,2026-02-01\n"


@asynccontextmanager
async def command(dsn: str, *arguments: str, redis_url: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
    """One of ours, running; gone afterwards."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", *arguments),
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": dsn,
            "REDIS_URL": redis_url,
            "AUTH_JWT_SECRET": SECRET,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.communicate()


async def until_ready(process: asyncio.subprocess.Process) -> str:
    """What it said until it was ready."""
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(PATIENCE):
        while '"ready"' not in said:
            line = (await process.stdout.readline()).decode()
            assert line, f"it ended: {said}"
            said += line
    return said


async def test_a_worker_has_everybody_look_again_and_tells_what_it_stores(dsn: str, database: Database) -> None:
    ada = await person(database, "ada")
    async with (
        redis_server() as redis,
        opened_broadcast(redis.url) as broadcast,
        broadcast.listen([owner_channel(ada.id)]) as listener,
        open_inbox(database) as inbox,
        command(dsn, "work", redis_url=redis.url) as worker,
    ):
        assert "REDIS_URL" not in await until_ready(worker)
        assert await next_hint(listener) == lost(ada.id)
        await inbox.put([event("job_view", owner=ada.id)], ())
        assert await next_hint(listener) == hint(ada.id, parts={Part.ACTIVITY}, names={"job_view"})


async def test_an_import_from_the_command_line_is_told(dsn: str, database: Database, tmp_path: Path) -> None:
    ada = await person(database, "ada")
    log = tmp_path / "log.csv"
    log.write_text(LOG)
    arguments = ("import", str(log), "--user", ada.subject)
    async with (
        redis_server() as redis,
        opened_broadcast(redis.url) as broadcast,
        broadcast.listen([owner_channel(ada.id), PLATFORM]) as listener,
    ):
        async with command(dsn, *arguments, redis_url=redis.url) as importing:
            await until_told(listener, hint(ada.id, parts={Part.LEDGER}), seconds=PATIENCE)
            assert await importing.wait() == 0
        await redis.kill()
        async with command(dsn, *arguments, redis_url=redis.url) as again, asyncio.timeout(PATIENCE):
            assert await again.wait() == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("work",), "REDIS_URL is not set: what this worker stores"),
        (("serve", "--port", "0", "--workers", "2"), "REDIS_URL is not set: of 2 processes each tells only its own"),
    ],
)
async def test_processes_that_cannot_tell_each_other_say_so(dsn: str, arguments: tuple[str, ...], words: str) -> None:
    async with command(dsn, *arguments) as process:
        assert words in await until_ready(process)


async def test_one_process_needs_nobody(dsn: str) -> None:
    async with command(dsn, "serve", "--port", "0") as process:
        assert "REDIS_URL" not in await until_ready(process)


async def test_who_listens_is_shown() -> None:
    telemetry = Telemetry()
    async with opened_broadcast(None) as broadcast, broadcast.listen([PLATFORM]), broadcast.listen([PLATFORM]):
        broadcast_gauges(telemetry, broadcast.statistics)
        shown = {name: telemetry.registry.get_sample_value(name) for name in ("hint_listeners", "hint_channels")}
        assert shown == {"hint_listeners": 2, "hint_channels": 1}
        assert {telemetry.registry.get_sample_value(f"hint{name}") for name in ("s_unsent", "s_away", "_losses")} == {0}
