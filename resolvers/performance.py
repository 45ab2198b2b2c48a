"""How the system fares, for operators. Each part is asked for by itself: one that fails takes no other along."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import strawberry

from domain.caching import Family
from domain.freshness import Freshness, rolled_up
from domain.performance import (
    BatchCount,
    CacheUse,
    CheckResult,
    DatabaseActivity,
    Fault,
    IndexUse,
    Measured,
    MomentMeasured,
    OperationMeasured,
    TableSize,
    VerdictCount,
    whole,
)
from domain.periods import DateRange, Interval, Period, bounds, start_of_day
from domain.periods import zone as zone_named
from persistence import inbox, performance
from persistence.quarantine import Quarantine
from persistence.queues import TaskCounts, task_counts
from resolvers.arguments import Range
from resolvers.caching import kept_for_all
from resolvers.context import Context, Info
from resolvers.ranges import asked, since

LONGEST_BY_HOUR: Final = 31
REPORTED: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Observed:
    """What time it is about: local dates, and the instants (UTC) from the first known hour to now or their end."""

    range: DateRange
    zone: str
    from_at: datetime
    until_at: datetime

    @property
    def reported(self) -> dict[str, datetime]:
        """The part of it that is read from single reports: its last seven days."""
        return {"from_at": max(self.from_at, self.until_at - REPORTED), "until_at": self.until_at}


@dataclass(frozen=True, slots=True)
class Requests(Measured):
    """All requests, by operation and over time."""

    operations: Sequence[OperationMeasured]
    interval: Interval
    points: Sequence[MomentMeasured]
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Faults:
    """Errors of ours, by kind."""

    kinds: Sequence[Fault]


@dataclass(frozen=True, slots=True)
class Health:
    """Parts that were looked at."""

    checks: Sequence[CheckResult]


@dataclass(frozen=True, slots=True)
class CacheFigures(CacheUse):
    """The caches of all processes together, as a whole and by family."""

    families: Sequence[CacheUse]


@dataclass(frozen=True, slots=True)
class Jobs:
    """Background work, by task."""

    tasks: Sequence[TaskCounts]


@dataclass(frozen=True, slots=True)
class DatabaseFigures:
    """What this process and PostgreSQL know of the database."""

    connections_open: int
    connections_idle: int
    statements: int
    activity: DatabaseActivity
    tables: Sequence[TableSize]
    indexes: Sequence[IndexUse]


@dataclass(frozen=True, slots=True)
class IngestionFigures:
    """What waits, what was told at the door, what was worked, and what is held."""

    inbox_events: int
    inbox_oldest_seconds: float
    verdicts: Sequence[VerdictCount]
    accepted_per_second: float | None
    worked: BatchCount
    quarantined: int


async def measure(info: Info, range: Range = None) -> Observed:
    """The range; one statement."""
    context = info.context
    first = await performance.first_hour(context.database)
    when = since(asked(context, range, Period.LAST_7_DAYS), first)
    where = zone_named(when.zone)
    from_at, until_at = start_of_day(when.dates.start, where), start_of_day(when.dates.until, where)
    until_at = max(from_at, min(until_at, context.now))
    return Observed(when.dates, when.zone, min(max(from_at, first or from_at), until_at), until_at)


async def requests(parent: strawberry.Parent[Observed], info: Info) -> Requests:
    """Requests of the range; two statements, at most once a minute."""
    return await kept_for_all(
        info.context,
        Family.PERFORMANCE,
        Requests,
        lambda: _requests(parent, info.context),
        start=parent.range.start,
        until=parent.range.until,
        zone=parent.zone,
    )


async def faults(parent: strawberry.Parent[Observed], info: Info) -> Faults:
    """Errors of ours; one statement."""
    return Faults(await performance.faults(info.context.database, **parent.reported))


async def health(parent: strawberry.Parent[Observed], info: Info) -> Health:
    """Parts that were looked at; one statement."""
    return Health(await performance.checks(info.context.database, **parent.reported))


async def cache(parent: strawberry.Parent[Observed], info: Info) -> CacheFigures:
    """How often answers were found; one statement."""
    families = await performance.cache_uses(info.context.database, **parent.reported)
    return CacheFigures(
        family="",
        hits=sum(each.hits for each in families),
        misses=sum(each.misses for each in families),
        hit_seconds=sum(each.hit_seconds for each in families),
        miss_seconds=sum(each.miss_seconds for each in families),
        families=families,
    )


async def jobs(parent: strawberry.Parent[Observed], info: Info) -> Jobs:
    """How background work fares; one statement."""
    return Jobs(await task_counts(info.context.database, parent.from_at))


async def database(parent: strawberry.Parent[Observed], info: Info) -> DatabaseFigures:
    """How the database fares; four statements."""
    asking = info.context.database
    activity, tables, indexes, known = await asyncio.gather(
        performance.activity(asking),
        performance.table_sizes(asking),
        performance.index_uses(asking),
        performance.known_sizes(asking, from_at=parent.from_at),
    )
    connections_open, connections_idle = asking.pool_size()
    return DatabaseFigures(
        connections_open, connections_idle, asking.statements, activity, _grown(tables, known), indexes
    )


async def ingestion(parent: strawberry.Parent[Observed], info: Info) -> IngestionFigures:
    """How events come in; four statements."""
    context, asking = info.context, info.context.database
    (waiting, oldest_at), verdicts, worked, held = await asyncio.gather(
        _depth(context),
        performance.verdicts(asking, **parent.reported),
        performance.batches(asking, **parent.reported),
        Quarantine(asking).reasons(),
    )
    seconds = (parent.reported["until_at"] - parent.reported["from_at"]).total_seconds()
    accepted = sum(each.count for each in verdicts if each.verdict == "accepted")
    return IngestionFigures(
        inbox_events=waiting,
        inbox_oldest_seconds=0.0 if oldest_at is None else max(0.0, (context.now - oldest_at).total_seconds()),
        verdicts=verdicts,
        accepted_per_second=accepted / seconds if seconds else None,
        worked=worked,
        quarantined=sum(each.count for each in held),
    )


async def _requests(parent: Observed, context: Context) -> Requests:
    database, seconds = context.database, (parent.until_at - parent.from_at).total_seconds()
    interval = Interval.HOUR if parent.range.days <= LONGEST_BY_HOUR else Interval.DAY
    edges = bounds(parent.range, interval, zone=zone_named(parent.zone), week_start=context.owner.week_start)
    (operations, points), (_, oldest_at) = await asyncio.gather(
        performance.requests(database, edges, now=context.now, observed_seconds=seconds), _depth(context)
    )
    total = whole(operations, observed_seconds=seconds)
    return Requests(
        total.buckets,
        total.failures,
        total.seconds,
        total.observed_seconds,
        operations,
        interval,
        points,
        rolled_up(context.now, waiting_since=oldest_at),
    )


async def _depth(context: Context) -> tuple[int, datetime | None]:
    """How much waits and since when, wherever that is."""
    if context.entrance is None:
        return await inbox.depth(context.database)
    depth = await context.entrance.door.inbox.depth()
    return depth.events, depth.oldest_at


def _grown(tables: Sequence[TableSize], known: tuple[datetime, Mapping[str, int]] | None) -> Sequence[TableSize]:
    """The tables with how much they have grown since those sizes were written down."""
    if known is None:
        return tables
    since_at, sizes = known
    return [
        replace(each, growth_bytes=each.bytes - sizes[each.name], grown_since_at=since_at)
        if each.name in sizes
        else each
        for each in tables
    ]
