"""Background work on a real queue: done, retried, done once by several, taken over from the dead."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from persistence.database import Database, Session, Statement
from persistence.queues import OUTWARD, TaskCounts, defer, take_over, task_counts
from persistence.schedules import CONCURRENCY, Chore, Pace, Postponed, scheduling
from tests.builders import utc
from tests.patience import PATIENCE
from tests.server.house import until

FAST = Pace(poll=0.02, heartbeat=0.2, silence=timedelta(seconds=20), retry=0, reconnect=0.05, grace=0.1)
SCHEMA = Path(__file__).parents[2] / "persistence" / "migrations" / "procrastinate.sql"


class Notes:
    """What has been done, and what was said of it."""

    def __init__(self, failures: int = 0) -> None:
        self.arguments: list[dict[str, Any]] = []
        self.outcomes: list[tuple[str, str]] = []
        self.failures = failures
        self.running = self.most_running = 0

    async def run(self, now: datetime, arguments: Mapping[str, Any]) -> None:
        assert now.utcoffset() == timedelta(0)
        self.arguments.append(dict(arguments))
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await asyncio.sleep(0)
        self.running -= 1
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not this time")

    def told(self, task: str, outcome: str, seconds: float) -> None:
        assert seconds >= 0
        self.outcomes.append((task, outcome))


async def asked(database: Database, task: str, **arguments: Any) -> int:
    return await database.write(lambda session: defer(session, task, arguments))


async def counts(database: Database, task: str) -> TaskCounts | None:
    found = {each.task: each for each in await task_counts(database, utc(2000, 1, 1))}
    return found.get(task)


async def eventually(condition: Callable[[], Any], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.02)


async def settled(database: Database, task: str, *, succeeded: int = 0, failed: int = 0) -> TaskCounts:
    async def is_settled() -> bool:
        found = await counts(database, task)
        return found is not None and (found.succeeded, found.failed) == (succeeded, failed)

    await eventually(is_settled)
    found = await counts(database, task)
    assert found is not None
    return found


def test_the_tables_are_those_of_the_installed_version() -> None:
    """After an upgrade of procrastinate with migrations of its own, a migration of ours has to follow."""
    assert (files("procrastinate.sql") / "schema.sql").read_text() == SCHEMA.read_text()


async def test_what_is_asked_for_with_a_change_is_done_once(dsn: str, database: Database) -> None:
    notes = Notes()
    async with scheduling(dsn, database, [Chore("tidy", notes.run)], on_job=notes.told, pace=FAST):
        await asked(database, "tidy", owner=7)
        found = await settled(database, "tidy", succeeded=1)
    assert notes.arguments == [{"owner": 7}]
    assert notes.outcomes == [("tidy", "succeeded")]
    assert (found.waiting, found.running, found.retries, found.last_failed_at) == (0, 0, 0, None)
    assert found.last_succeeded_at is not None
    assert found.mean_seconds is not None


async def test_a_change_undone_asks_for_nothing(database: Database) -> None:
    class Undone(Exception):  # noqa: N818 - a signal
        pass

    async def work(session: Any) -> None:
        await defer(session, "tidy", {})
        raise Undone

    with pytest.raises(Undone):
        await database.write(work)
    assert await counts(database, "tidy") is None


async def test_what_fails_is_tried_again_and_holds_nothing_up(dsn: str, database: Database) -> None:
    shaky, broken, sound = Notes(failures=2), Notes(failures=99), Notes()
    chores = [Chore("broken", broken.run), Chore("shaky", shaky.run), Chore("sound", sound.run)]
    async with scheduling(dsn, database, chores, on_job=shaky.told, pace=FAST):
        for chore in chores:
            await asked(database, chore.name)
        assert (await settled(database, "broken", failed=1)).retries == 5
        assert (await settled(database, "shaky", succeeded=1)).retries == 2
        await settled(database, "sound", succeeded=1)
    assert [len(each.arguments) for each in (broken, shaky, sound)] == [6, 3, 1]
    assert [outcome for task, outcome in shaky.outcomes if task == "shaky"] == ["failed", "failed", "succeeded"]


async def test_the_clock_asks_once_however_many_work_and_however_much_was_missed(dsn: str, database: Database) -> None:
    notes = Notes()
    daily = [Chore("daily", notes.run, cron="0 0 * * *")]
    async with scheduling(dsn, database, daily, pace=FAST), scheduling(dsn, database, daily, pace=FAST):
        await settled(database, "daily", succeeded=1)
    # Whoever starts later finds it done.
    async with scheduling(dsn, database, [*daily, Chore("mark", notes.run)], pace=FAST):
        await asked(database, "mark", mark=1)
        await settled(database, "mark", succeeded=1)
    assert notes.arguments == [{}, {"mark": 1}]


async def test_no_two_jobs_of_a_chore_run_at_once(dsn: str, database: Database) -> None:
    notes = Notes()
    chores = [Chore("tidy", notes.run)]
    for number in range(12):
        await asked(database, "tidy", number=number)
    async with scheduling(dsn, database, chores, pace=FAST), scheduling(dsn, database, chores, pace=FAST):
        await settled(database, "tidy", succeeded=12)
    assert notes.most_running == 1
    assert [each["number"] for each in notes.arguments] == list(range(12))


async def test_a_period_that_comes_while_a_job_fails_is_its_retry(dsn: str, database: Database) -> None:
    is_queued = asyncio.Event()
    runs = 0

    async def run(now: datetime, arguments: Mapping[str, Any]) -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            await is_queued.wait()
            raise RuntimeError("not this time")

    queued = Statement(
        text(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock) "
            "VALUES ('analytics', 'daily', 'daily', 'daily')"
        )
    )
    async with scheduling(dsn, database, [Chore("daily", run, cron="0 0 * * *")], pace=FAST):
        await until(lambda: runs == 1)
        await database.write(lambda session: session.execute(queued))
        is_queued.set()
        found = await settled(database, "daily", succeeded=1, failed=1)
    assert (found.waiting, found.running, runs) == (0, 0, 2)


async def test_jobs_of_a_dead_worker_are_taken_over(dsn: str, database: Database) -> None:
    notes = Notes()
    await asked(database, "tidy", mark="orphan")
    died = Statement(
        text(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 h') "
            "RETURNING id) UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead"
        )
    )
    await database.write(lambda session: session.execute(died))
    async with scheduling(dsn, database, [Chore("tidy", notes.run)], pace=FAST):
        found = await settled(database, "tidy", succeeded=1)
    assert (found.retries, notes.arguments) == (1, [{"mark": "orphan"}])


async def test_a_job_of_which_nothing_was_heard_for_hours_is_taken_over(database: Database) -> None:
    await asked(database, "tidy")
    lost = """
        WITH alive AS (INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id)
        UPDATE procrastinate_jobs SET status = 'doing', worker_id = alive.id FROM alive;
    """
    await database.write(lambda session: session.script(lost))
    assert await take_over(database, timedelta(seconds=60)) == 0
    long_ago = "UPDATE procrastinate_events SET at = at - interval '7 hours'"
    await database.write(lambda session: session.script(long_ago))
    assert await take_over(database, timedelta(seconds=60)) == 1
    found = await counts(database, "tidy")
    assert found is not None
    assert (found.waiting, found.running) == (1, 0)


async def test_lost_connections_are_made_anew(dsn: str, database: Database) -> None:
    notes = Notes()
    cut = Statement(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'career-copilot-schedules' AND datname = current_database()"
        )
    )
    async with scheduling(dsn, database, [Chore("tidy", notes.run)], pace=FAST):
        for number in range(1, 4):
            await asked(database, "tidy", number=number)
            await settled(database, "tidy", succeeded=number)
            await database.fetch(cut)
    assert [each["number"] for each in notes.arguments] == [1, 2, 3]


async def test_a_job_that_kills_its_worker_each_time_is_given_up(database: Database) -> None:
    await asked(database, "deadly")
    died = Statement(text("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'"))
    for _ in range(6):
        await database.write(lambda session: session.execute(died))
        assert await take_over(database, timedelta(seconds=60)) == 1
    found = await counts(database, "deadly")
    assert found is not None
    assert (found.failed, found.waiting, found.retries) == (1, 0, 5)


async def test_a_worker_that_is_told_to_stop_gives_its_job_back(dsn: str, database: Database) -> None:
    began: asyncio.Queue[datetime] = asyncio.Queue()

    async def run(now: datetime, arguments: Mapping[str, Any]) -> None:
        began.put_nowait(now)
        if began.qsize() == 1 and len(seen) == 0:
            await asyncio.Event().wait()

    seen: list[datetime] = []
    await asked(database, "long")
    async with scheduling(dsn, database, [Chore("long", run)], pace=FAST):
        seen_first = await began.get()
        began_again = asyncio.create_task(began.get())
    assert not began_again.done()
    seen.append(seen_first)
    async with scheduling(dsn, database, [Chore("long", run)], pace=FAST):
        assert await began_again >= seen_first
        assert (await settled(database, "long", succeeded=1)).retries == 1
    assert datetime.now(UTC) > seen_first


async def test_what_waits_for_others_keeps_nothing_of_ours_waiting(dsn: str, database: Database) -> None:
    over, notes = asyncio.Event(), Notes()
    begun = 0

    async def wait(now: datetime, arguments: Mapping[str, Any]) -> None:
        nonlocal begun
        begun += 1
        await over.wait()

    async def ask(session: Session) -> None:
        for number in range(CONCURRENCY[OUTWARD] + 1):
            await defer(session, "far", {}, lock=f"far/{number}", queue=OUTWARD)

    await database.write(ask)
    await asked(database, "near")
    chores = [Chore("far", wait, queue=OUTWARD), Chore("near", notes.run)]
    async with scheduling(dsn, database, chores, pace=FAST):
        await settled(database, "near", succeeded=1)
        await until(lambda: begun == CONCURRENCY[OUTWARD], within=PATIENCE)
        over.set()
        await settled(database, "far", succeeded=CONCURRENCY[OUTWARD] + 1)


async def test_what_is_put_off_is_not_tried_before(dsn: str, database: Database) -> None:
    waits = [timedelta(0), timedelta(hours=2)]

    async def run(now: datetime, arguments: Mapping[str, Any]) -> None:
        raise Postponed(waits.pop(0))

    due = Statement(text("SELECT scheduled_at FROM procrastinate_jobs WHERE attempts = 2"))
    notes = Notes()
    await asked(database, "later")
    before = datetime.now(UTC)
    async with scheduling(dsn, database, [Chore("later", run)], on_job=notes.told, pace=FAST):
        await eventually(lambda: database.fetch(due))
    assert await database.fetch_value(due) >= before + timedelta(hours=2)
    assert notes.outcomes == [("later", "postponed")] * 2


@pytest.mark.parametrize("steps", range(0, 120, 8))
async def test_it_can_be_told_to_stop_at_every_step_of_its_start(dsn: str, database: Database, steps: int) -> None:
    """A cancellation that comes while psycopg makes a connection is lost: once one worker in ten never ended."""
    before = asyncio.all_tasks()
    async with asyncio.timeout(PATIENCE):
        async with scheduling(dsn, database, [Chore("daily", Notes().run, cron="0 0 * * *")], pace=FAST):
            for _ in range(steps):
                await asyncio.sleep(0)
        await until(lambda: asyncio.all_tasks() <= before, within=8)


async def test_it_can_be_told_to_stop_while_the_database_does_not_answer(database: Database) -> None:
    before = asyncio.all_tasks()
    calls: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    async with await asyncio.start_server(lambda _, writer: calls.put_nowait(writer), "127.0.0.1", 0) as silent:
        dsn = f"postgresql://nobody@127.0.0.1:{silent.sockets[0].getsockname()[1]}/none"
        chores = [Chore("daily", Notes().run)]
        async with asyncio.timeout(PATIENCE):
            async with scheduling(dsn, database, chores, pace=replace(FAST, late=0.1)):
                call = await calls.get()
            # As at the end of a process: what makes connections is cancelled, once, and has to end by that.
            for each in (left := asyncio.all_tasks() - before):
                each.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        call.close()
        await call.wait_closed()
