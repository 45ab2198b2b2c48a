"""Scheduled and retried work, run by procrastinate out of its queue in PostgreSQL, in any number of processes."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryDecision, RetryStrategy
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.worker import Worker

from domain.errors import TooSlow, Unavailable
from persistence.database import Database
from persistence.libpq import for_libpq
from persistence.queues import MOST_ATTEMPTS, OUTWARD, QUEUE, take_over

DAY: Final = 24 * 60 * 60
CONCURRENCY: Final = {QUEUE: 2, OUTWARD: 20}
# Both write arguments of jobs and what the database said; the outcome of each job is logged here.
TALKATIVE: Final = ("procrastinate", "psycopg.pool")

log = structlog.stdlib.get_logger("schedules")

OnJob = Callable[[str, str, float], None]
"""Is told the task, what became of it ("succeeded", "postponed" or "failed") and how many seconds it took."""


class Postponed(Exception):  # noqa: N818 - nothing is wrong with us
    """Raised by a chore: it cannot be done now, and is to be tried again, not before `wait` is over."""

    def __init__(self, wait: timedelta = timedelta(0)) -> None:
        """Without a `wait` it is tried again as what has failed is."""
        super().__init__(f"not before {wait.total_seconds():g} s are over")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Chore:
    """Work by name, done again until it succeeds: doing it twice must do no harm.

    `run` gets the moment it is run at (UTC) and the arguments it was asked for with. With `cron` (UTC) it is asked for
    by the clock: once a period however many processes run, and once however many periods were missed. No two jobs with
    the same `lock`, the name unless given, run at once. Of those in another `queue` none waits for any of these.
    """

    name: str
    run: Callable[[datetime, Mapping[str, Any]], Awaitable[object]]
    cron: str | None = None
    lock: str | None = None
    queue: str = QUEUE


@dataclass(frozen=True, slots=True)
class Pace:
    """How often is looked, in seconds. A failed job is retried after `retry`, `retry`², … seconds.

    When the process is told to stop, its jobs may go on for `grace`; then they are retried elsewhere. Whatever has not
    stopped after `late` does not stop by itself: its database does not answer.
    """

    poll: float = 5.0
    heartbeat: float = 10.0
    silence: timedelta = timedelta(seconds=60)
    retry: int = 4
    reconnect: float = 5.0
    grace: float = 1.0
    late: float = 3.0


class _Retries(RetryStrategy):
    """As often as any other job, and not before the time that was asked for."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        decision = super().get_retry_decision(exception=exception, job=job)
        if decision is None or decision.retry_at is None or not isinstance(exception, Postponed):
            return decision
        return RetryDecision(retry_at=max(decision.retry_at, datetime.now(UTC) + exception.wait))


class _Manager(JobManager):
    async def retry_job(self, job: Job, *arguments: Any, **options: Any) -> None:
        """Put it back, or give it up when the next period has queued the same again: that is the retry."""
        try:
            await super().retry_job(job, *arguments, **options)
        except UniqueViolation:
            await self.finish_job(job=job, status=Status.FAILED, delete_job=False)


@asynccontextmanager
async def scheduling(
    dsn: str, database: Database, chores: Sequence[Chore], *, on_job: OnJob | None = None, pace: Pace | None = None
) -> AsyncIterator[None]:
    """Work the queue, and put in what is due, for the time of the block.

    `dsn` is where `database` is. A database that goes away is waited for. At the end, jobs under way get a second;
    what is not done then goes back into the queue.
    """
    pace = pace or Pace()
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    stop = asyncio.Event()
    queues = [[each for each in chores if each.queue == queue] for queue in sorted({each.queue for each in chores})]
    working = [
        *(
            asyncio.create_task(_working(dsn, those, on_job, pace, stop), name=f"schedules of {those[0].queue}")
            for those in queues
        ),
        asyncio.create_task(_taking_over(database, pace, stop), name="schedules of the dead"),
    ]
    try:
        yield
    finally:
        stop.set()
        await _ended(working, pace.late)


async def _ended(working: Sequence[asyncio.Task[None]], late: float) -> None:
    """Wait for those who were told to stop; who is late is cancelled, again and again.

    Not at once and not once: with Python 3.11 a cancellation that comes while psycopg makes a connection may be lost.
    """
    pending = set(working)
    while pending:
        _, pending = await asyncio.wait(pending, timeout=late)
        for each in pending:
            each.cancel()


async def _working(dsn: str, chores: Sequence[Chore], on_job: OnJob | None, pace: Pace, stop: asyncio.Event) -> None:
    """Work the one queue that these chores are in, until told to stop."""
    while not stop.is_set():
        # A new application each time: after a lost connection it is a new worker, and the jobs of the old one are
        # known to be nobody's.
        app = application(dsn, chores, pace)
        worker = Worker(
            app,
            queues=[chores[0].queue],
            concurrency=CONCURRENCY[chores[0].queue],
            fetch_job_polling_interval=pace.poll,
            shutdown_graceful_timeout=pace.grace,
            listen_notify=False,
            install_signal_handlers=False,
            update_heartbeat_interval=pace.heartbeat,
            stalled_worker_timeout=pace.silence.total_seconds(),
            worker_middleware=[_watched(on_job)],
        )
        try:
            await app.open_async()
            if not stop.is_set():
                await _run(worker, stop)
        except Exception as error:
            log.warning("schedules interrupted", exc_info=error)
        finally:
            # Also when it was not opened to its end: what makes its connections would keep the process from ending.
            await app.close_async()
        await _pause(pace.reconnect, stop)


async def _run(worker: Worker, stop: asyncio.Event) -> None:
    """Let it work until told to stop. Whoever tells it before it runs is not heard."""

    async def tell() -> None:
        await stop.wait()
        worker.stop()  # type: ignore[no-untyped-call] # it returns nothing, and does not say so

    telling = asyncio.create_task(tell())
    try:
        await worker.run()  # type: ignore[no-untyped-call] # it returns nothing, and does not say so
    finally:
        telling.cancel()


async def _taking_over(database: Database, pace: Pace, stop: asyncio.Event) -> None:
    while not stop.is_set():
        with suppress(Unavailable, TooSlow):
            if taken := await take_over(database, pace.silence):
                log.warning("jobs of dead workers taken over", jobs=taken)
        await _pause(pace.silence.total_seconds() / 2, stop)


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


def application(dsn: str, chores: Sequence[Chore], pace: Pace) -> App:
    """Procrastinate's application with a task for each chore."""
    connector = PsycopgConnector(
        conninfo=for_libpq(dsn),
        min_size=1,
        max_size=3,
        timeout=10.0,
        kwargs={"application_name": "career-copilot-schedules", "connect_timeout": 10},
    )
    # A whole day late is still in time: what should have run at night runs in the morning the process starts.
    app = App(connector=connector, periodic_defaults={"max_delay": DAY})
    app.job_manager = _Manager(connector)
    for chore in chores:
        task = app.task(
            name=chore.name,
            queue=chore.queue,
            lock=chore.lock or chore.name,
            queueing_lock=None if chore.cron is None else chore.name,
            retry=_Retries(max_attempts=MOST_ATTEMPTS - 1, exponential_wait=pace.retry),
        )(_called(chore))
        if chore.cron is not None:
            app.periodic(cron=chore.cron)(task)
    return app


def _called(chore: Chore) -> Callable[..., Awaitable[None]]:
    async def run(*, timestamp: int | None = None, **arguments: Any) -> None:
        del timestamp  # when it was due; what it does depends on when it is done
        await chore.run(datetime.now(UTC), arguments)

    return run


def _watched(on_job: OnJob | None) -> Callable[[Callable[[], Awaitable[Any]], JobContext, Worker], Awaitable[Any]]:
    async def watch(call: Callable[[], Awaitable[Any]], context: JobContext, _: Worker) -> Any:
        name, began, outcome = context.job.task_name, time.perf_counter(), "failed"
        try:
            result = await call()
            outcome = "succeeded"
        except Postponed as error:
            outcome, wait = "postponed", error.wait.total_seconds()
            log.warning("job postponed", task=name, attempt=context.job.attempts + 1, seconds=wait)
            raise
        except Exception as error:
            log.error("job failed", task=name, attempt=context.job.attempts + 1, exc_info=error)
            raise
        finally:
            seconds = time.perf_counter() - began
            log.info("job", task=name, outcome=outcome, seconds=round(seconds, 3))
            if on_job is not None:
                on_job(name, outcome, seconds)
        return result

    return watch
