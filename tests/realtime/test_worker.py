"""The worker goes on whatever happens, and stops when it is told to."""

import asyncio
import math
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.errors import TooSlow, Unavailable
from domain.events import Event
from persistence.database import Database, Session, Statement, connect
from realtime.inbox import After, Inbox, Store
from realtime.inbox.opened import open_inbox
from realtime.inbox.ringing import RingingInbox
from realtime.worker import LARGEST_BATCH, SHORTEST_PAUSE, Pace, Work, work_forever, workers
from tests.conftest import database_named
from tests.faults import network
from tests.patience import PATIENCE
from tests.realtime.inboxes import event, events, ids, keep, prepare, worked

ROOT = Path(__file__).parents[2]
STORED = Statement(text("SELECT id FROM events"))
WAITING = Statement(text("SELECT count(*) FROM inbox"))


@pytest.fixture
async def inbox(database: Database) -> AsyncIterator[Inbox]:
    """An empty one in PostgreSQL."""
    await prepare(database)
    async with open_inbox(database) as opened:
        yield opened


async def until_worked(database: Database, told: Sequence[Event]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not set(ids(told)) <= set(await worked(database)):
            await asyncio.sleep(0.02)


def test_full_batches_grow_and_others_shrink() -> None:
    pace = Pace(100)
    sizes = []
    for _ in range(9):
        pace.worked(pace.size)
        sizes.append(pace.size)
    assert sizes == [200, 400, 800, 1_600, 3_200, 6_400, LARGEST_BATCH, LARGEST_BATCH, LARGEST_BATCH]
    assert pace.pause == 0
    pace.worked(7)
    assert (pace.size, pace.pause) == (5_000, 0)
    for _ in range(9):
        pace.worked(7)
    assert pace.size == 100


def test_a_batch_larger_than_the_largest_is_what_was_asked_for() -> None:
    pace = Pace(50_000)
    pace.worked(50_000)
    assert pace.size == 50_000


def test_without_anything_to_do_pauses_grow_to_half_a_second() -> None:
    pace = Pace(100)
    pauses = []
    for _ in range(8):
        pace.worked(0)
        pauses.append(round(pace.pause, 3))
    assert pauses == [0.05, 0.075, 0.113, 0.169, 0.253, 0.38, 0.5, 0.5]
    pace.worked(1)
    assert pace.pause == 0


def test_what_takes_too_long_is_halved_and_grows_carefully() -> None:
    pace = Pace(100)
    for _ in range(10):
        pace.too_slow()
    assert pace.size == 1
    sizes = []
    for _ in range(12):
        pace.worked(pace.size)
        sizes.append(pace.size)
    assert sizes == [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16]
    pace.worked(0)
    assert pace.size == 16


def test_failures_are_followed_by_longer_pauses_that_differ() -> None:
    pace = Pace(100)
    for _ in range(20):
        pace.failed()
        assert 0.05 <= pace.pause <= 5.0
    assert pace.pause >= 0.5


async def test_everything_is_worked_by_loops_side_by_side(inbox: Inbox, database: Database) -> None:
    told = events(1_000)
    batches: list[tuple[int, float]] = []
    async with workers(Work(inbox, keep, 50, told=lambda *batch: batches.append(batch)), loops=3):
        await inbox.put(told, [])
        await until_worked(database, told)
    assert Counter(await worked(database)) == Counter(ids(told))
    assert sum(count for count, _ in batches) == 1_000
    assert all(0 < taken < PATIENCE for _, taken in batches)


async def test_a_batch_begun_is_finished_when_the_worker_is_told_to_stop(inbox: Inbox, database: Database) -> None:
    begun, stop = asyncio.Event(), asyncio.Event()

    async def slow(session: Session) -> None:
        begun.set()
        await stop.wait()
        await keep(session)

    told = events(10)
    await inbox.put(told, [])
    working = asyncio.create_task(work_forever(Work(inbox, slow, 5), stop))
    async with asyncio.timeout(PATIENCE):
        await begun.wait()
    stop.set()
    await working
    assert await worked(database) == ids(told[:5])


async def test_a_batch_that_does_not_end_is_left_to_others(
    inbox: Inbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("realtime.worker.STOP_SECONDS", 0.1)
    begun = asyncio.Event()

    async def hang(session: Session) -> None:
        await keep(session)
        begun.set()
        await asyncio.Event().wait()

    await inbox.put(told := events(3), [])
    async with workers(Work(inbox, hang)), asyncio.timeout(PATIENCE):
        await begun.wait()
    assert await inbox.work(10, keep) == 3
    assert await worked(database) == ids(told)


async def test_a_worker_survives_a_database_that_goes_away(database: Database, dsn: str) -> None:
    await prepare(database)
    told = events(200)
    async with (
        network(dsn) as way,
        connect(way.dsn, connections=3) as across,
        open_inbox(across) as inbox,
        workers(Work(Watched(inbox, failed := asyncio.Event()), keep, 10), loops=2),  # type: ignore[arg-type] # only worked
    ):
        await inbox.put(told[:100], [])
        way.refuse()
        async with asyncio.timeout(PATIENCE):
            await failed.wait()
        await way.restore()
        await inbox.put(told[100:], [])
        await until_worked(database, told)
    assert Counter(await worked(database)) == Counter(ids(told))


class Watched:
    """An inbox that tells when it could not be worked."""

    def __init__(self, inbox: Inbox, failed: asyncio.Event) -> None:
        self._inbox, self._failed = inbox, failed

    async def work(self, most: int, store: Store, after: After | None = None) -> int:
        try:
            return await self._inbox.work(most, store, after)
        except Unavailable:
            self._failed.set()
            raise


class Moody:
    """An inbox that fails in every way before it works."""

    def __init__(self, *moods: Exception | int) -> None:
        self.moods = list(moods)
        self.asked: list[int] = []
        self.done = asyncio.Event()

    async def work(self, most: int, store: Store, after: After | None = None) -> int:
        self.asked.append(most)
        if not self.moods:
            self.done.set()
            return 0
        mood = self.moods.pop(0)
        if isinstance(mood, Exception):
            raise mood
        return mood


class Counted:
    """An inbox in which nothing waits, or that is away; counts how often it was looked into."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error
        self.looks = 0
        self.looked = asyncio.Event()

    async def work(self, most: int, store: Store, after: After | None = None) -> int:
        del most, store, after
        self.looks += 1
        self.looked.set()
        if self._error is not None:
            raise self._error
        return 0

    async def looks_again(self) -> None:
        self.looked.clear()
        await self.looked.wait()


async def test_one_who_is_idle_looks_as_soon_as_it_is_rung_for(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its pauses grow without end: twenty more looks would take hours.
    monkeypatch.setattr("realtime.worker.LONGEST_PAUSE", math.inf)
    inbox, rung = Counted(), asyncio.Event()
    async with asyncio.timeout(PATIENCE), workers(Work(inbox, keep, rung=rung)):  # type: ignore[arg-type] # only worked
        while inbox.looks < 4:
            await inbox.looks_again()
        for _ in range(20):
            rung.set()
            await inbox.looks_again()


async def test_after_a_failure_ringing_changes_nothing() -> None:
    inbox, rung, now = Counted(Unavailable("away")), asyncio.Event(), asyncio.get_running_loop().time
    async with asyncio.timeout(PATIENCE), workers(Work(inbox, keep, rung=rung)):  # type: ignore[arg-type] # only worked
        began = now()
        for _ in range(4):
            await inbox.looks_again()
            rung.set()
    assert now() - began > 3 * SHORTEST_PAUSE


async def test_what_is_put_rings_and_is_kept(inbox: Inbox, database: Database) -> None:
    ringing, told = RingingInbox(inbox), events(3)
    async with asyncio.timeout(PATIENCE), workers(Work(ringing, keep, rung=ringing.rung)):
        await ringing.put(told, [])
        await until_worked(database, told)
    assert (await ringing.depth()).events == 0


async def test_nothing_ends_a_worker_but_being_told_to() -> None:
    inbox = Moody(Unavailable("not now"), RuntimeError("a fault of ours"), 100, TooSlow("too slow"), KeyError("x"), 100)
    async with asyncio.timeout(PATIENCE), workers(Work(inbox, keep)):  # type: ignore[arg-type] # only worked
        await inbox.done.wait()
    assert inbox.asked[:7] == [100, 100, 100, 200, 100, 100, 111]


@asynccontextmanager
async def working(dsn: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker as a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "work", *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env={**os.environ, "DATABASE_URL": dsn},
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ready(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while b'"ready"' not in await process.stdout.readline():
            assert process.returncode is None


async def until_none_waits(database: Database) -> None:
    async with asyncio.timeout(PATIENCE):
        while await database.fetch_value(WAITING):
            await asyncio.sleep(0.02)


async def test_the_command_works_what_comes_until_it_is_stopped(dsn: str, database: Database) -> None:
    told = [event(owner=None) for _ in range(500)]
    async with open_inbox(database) as inbox, working(dsn, "--loops", "2") as process:
        await ready(process)
        await inbox.put(told, [])
        await until_none_waits(database)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0
    stored = Counter(row[0] for row in await database.fetch(STORED))
    assert {each: stored[each] for each in ids(told)} == dict.fromkeys(ids(told), 1)


async def test_what_a_killed_worker_had_in_hand_is_worked_by_the_next(dsn: str, database: Database) -> None:
    told = [event(owner=None) for _ in range(20_000)]
    async with open_inbox(database) as inbox:
        for start in range(0, len(told), 2_000):
            await inbox.put(told[start : start + 2_000], [])
        async with working(dsn) as process:
            await ready(process)
            process.kill()
        async with working(dsn), working(dsn):
            await until_none_waits(database)
    stored = Counter(row[0] for row in await database.fetch(STORED))
    assert {each: stored[each] for each in ids(told)} == dict.fromkeys(ids(told), 1)


async def test_the_command_says_what_it_lacks(server_dsn: str) -> None:
    async with working(database_named(server_dsn, "postgres")) as process:
        _, complaint = await process.communicate()
        assert process.returncode == 1
        assert complaint.decode() == "The database is not migrated. Run `python -m server migrate` first.\n"
