"""Scheduled work: what is done in the background, when, and with what."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from delivery.push import Sender
from domain.quarantine import RETENTION as HELD
from persistence import cache as caches
from persistence import erasures, partitions, pushes, retention
from persistence.cache import Cache
from persistence.database import Database
from persistence.market import refresh_market
from persistence.queues import OUTWARD
from persistence.retention import Archive, archive_at
from persistence.schedules import Chore, OnJob, scheduling
from persistence.weeks import refresh_weeks
from realtime.announcements import Announce, of_sweep
from realtime.ghostings import propose
from realtime.inbox import Inbox
from realtime.sizes import write_sizes
from server.alerting import evaluate_everybody
from server.pushing import opened_pushing, push
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Means:
    """What chores are done with."""

    database: Database
    inbox: Inbox
    cache: Cache
    archive: Archive | None
    announce: Announce | None = None
    sender: Sender | None = None


@asynccontextmanager
async def doing_chores(
    settings: Settings,
    dsn: str,
    database: Database,
    inbox: Inbox,
    *,
    cache: Cache | None = None,
    announce: Announce | None = None,
    on_job: OnJob | None = None,
) -> AsyncIterator[None]:
    """Do what is due for the time of the block, in this process. Raises Refusal when the archive cannot be used.

    `cache` is the process's own; without one, what others share is opened only to forget in it.
    """
    archive = archive_at(settings.archive_url)
    async with AsyncExitStack() as stack:
        if cache is None:
            opened = caches.opened(redis_url=settings.redis_address, minutes=0, version="none")
            cache = await stack.enter_async_context(opened)
        sender = await stack.enter_async_context(opened_pushing(settings))
        means = Means(database, inbox, cache, archive, announce, sender)
        await stack.enter_async_context(scheduling(dsn, database, chores(settings, means), on_job=on_job))
        yield


def chores(settings: Settings, means: Means) -> list[Chore]:
    """Everything that is done in the background. Hours are of UTC: early in the morning of most who look for work."""
    database, days = means.database, settings.analytics_retention_days

    async def erase(_: datetime, asked: Mapping[str, Any]) -> None:
        await finish_erasure(means, int(asked["owner"]))

    often = every(settings.analytics_processing_interval_minutes)
    return [
        Chore("weeks", lambda *_: refresh_weeks(database), cron=often),
        Chore("market", lambda now, _: refresh_market(database, now.date()), cron=often),
        Chore("alerts", lambda now, _: evaluate_everybody(database, means.announce, now), cron=often),
        _daily("partitions", "0 0", lambda now: partitions.ensure_ahead(database, now)),
        _daily("retention", "0 2", lambda now: retention.retain(database, now, days, means.archive), erasures.LOCK),
        _daily("event_ids", "30 2", lambda _: partitions.prune_ids(database)),
        _daily("quarantine", "40 2", lambda now: retention.prune_quarantine(database, now, HELD.days)),
        _daily("table_sizes", "42 2", lambda now: write_sizes(database, means.inbox, now)),
        _daily("idempotency_keys", "45 2", lambda now: retention.prune_answers(database, now)),
        _daily("finished_jobs", "50 2", lambda now: retention.prune_jobs(database, now)),
        _daily("ghostings", "0 5", lambda now: propose(database, means.inbox, now)),
        Chore(erasures.TASK, erase, lock=erasures.LOCK),
        Chore(pushes.TASK, lambda now, asked: push(database, means.sender, now, asked), queue=OUTWARD),
    ]


async def finish_erasure(means: Means, owner_id: int) -> None:
    """Take a person who was erased out of everything that no transaction reaches."""
    await means.inbox.forget(owner_id)
    await erasures.sweep(means.database, owner_id)
    await means.cache.forget(owner_id)
    if means.archive is not None:
        await means.archive.forget(owner_id)
    await refresh_weeks(means.database)
    if means.announce is not None:
        await means.announce(of_sweep())


def every(minutes: int) -> str:
    """Cron for so many minutes; beyond an hour for whole hours, beyond a day for midnight."""
    if minutes < 60:
        return f"*/{minutes} * * * *"
    return f"0 */{minutes // 60} * * *" if minutes < 24 * 60 else "0 0 * * *"


def _daily(name: str, at: str, do: Callable[[datetime], Awaitable[object]], lock: str | None = None) -> Chore:
    return Chore(name, lambda now, _: do(now), cron=f"{at} * * *", lock=lock)
