"""`work`: the background worker as a process of its own; `serve --with-worker` has the same inside."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated

import structlog
import typer

from domain.errors import ErrorCode, Refusal
from persistence.clusters import is_cluster
from persistence.database import Database, connect
from persistence.events import store
from persistence.migrations import is_current
from realtime.announcements import after_batch
from realtime.inbox import After, Inbox
from realtime.inbox.opened import open_inbox
from realtime.inbox.ringing import RingingInbox
from realtime.system import Recorder
from realtime.worker import Told, Work, workers
from server import logs
from server.alerting import opened_alerting
from server.announcing import opened_broadcast
from server.chores import doing_chores
from server.commands.neighbours import NO_CLUSTER
from server.commands.opened import NOT_MIGRATED, tell
from server.places import ensured_database, with_push_key
from server.settings import Settings

ALONE = (
    "REDIS_URL is not set: what this worker stores reaches those who follow it live only when they ask again."
    " Set it here and where you serve, or serve --with-worker."
)
Loops = Annotated[int, typer.Option(min=1, max=32, help="How many batches are worked side by side.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(work)


def work(loops: Loops = 1) -> None:
    """Work what comes in, in the background, until stopped. The database has to be migrated."""
    settings = Settings()
    logs.configure(level=settings.log_level)
    with ensured_database(settings, tell=tell) as dsn:
        if settings.database_url is None:
            settings = with_push_key(settings)
        asyncio.run(_work(settings, dsn, loops))


@asynccontextmanager
async def opened_inbox(settings: Settings, database: Database) -> AsyncIterator[Inbox]:
    """The inbox that the settings ask for. Refusal when they ask for Redis and name none, or a cluster."""
    if settings.analytics_inbox == "redis" and settings.redis_url is None:
        message = "ANALYTICS_INBOX=redis needs REDIS_URL: set it, or leave ANALYTICS_INBOX at postgres."
        raise Refusal(message, code=ErrorCode.CONFLICT)
    if settings.analytics_inbox == "redis" and is_cluster(settings.redis_address or ""):
        raise Refusal(NO_CLUSTER, code=ErrorCode.CONFLICT)
    async with open_inbox(
        database,
        redis_url=settings.redis_address,
        redis_first=settings.analytics_inbox == "redis",
        most_events=settings.analytics_inbox_events,
    ) as inbox:
        yield inbox


@asynccontextmanager
async def working(
    settings: Settings,
    inbox: Inbox,
    *,
    loops: int = 1,
    after: After | None = None,
    told: Told | None = None,
    rung: asyncio.Event | None = None,
) -> AsyncIterator[None]:
    """Work the inbox for the time of the block; a batch begun is finished.

    `after` hears of what was stored (persistence.events.Stored), `told` of every batch's events and seconds; `rung` is
    set when something was put.
    """
    async with workers(Work(inbox, store, settings.analytics_batch_size, after, told, rung), loops=loops):
        yield


async def _work(settings: Settings, dsn: str, loops: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    logs.log_loop_faults(loop)
    log = structlog.stdlib.get_logger("worker")
    if not await is_current(dsn):
        raise Refusal(NOT_MIGRATED, code=ErrorCode.CONFLICT)
    recorder = Recorder(
        interval=settings.analytics_metrics_interval_seconds, is_enabled=settings.analytics_enable_metrics
    )
    async with AsyncExitStack() as stack:
        # Each loop holds one while it works a batch, and one more for what it looks up.
        database = await stack.enter_async_context(
            connect(dsn, connections=max(loops + 2, settings.database_connections))
        )
        broadcast = await stack.enter_async_context(opened_broadcast(settings))
        inbox = RingingInbox(await stack.enter_async_context(opened_inbox(settings, database)), broadcast.ring)
        await stack.enter_async_context(recorder.writing(inbox))
        await stack.enter_async_context(broadcast.ringing(inbox.rung))
        if settings.redis_url is None:
            tell(ALONE)
        alerting = await stack.enter_async_context(opened_alerting(database, broadcast.announce))
        after = after_batch(alerting.announce)
        work = working(settings, inbox, loops=loops, after=after, told=recorder.batch, rung=inbox.rung)
        await stack.enter_async_context(work)
        chores = doing_chores(settings, dsn, database, inbox, announce=broadcast.announce, on_job=recorder.job)
        await stack.enter_async_context(chores)
        await broadcast.announce_doubt()
        log.info("ready", loops=loops)
        await stop.wait()
        log.info("stopping")
    log.info("stopped")
