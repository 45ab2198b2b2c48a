"""How the system fares, for operators. Numbers that may outgrow 32 bits are Floats without a fraction."""

from datetime import datetime
from typing import Any

import strawberry

from domain.periods import Interval
from resolvers import performance as resolve
from schema.costs import METADATA_KEY, Cost
from schema.ranges import DateRange, Freshness, Rate

_OFF = "counted in buckets and off by two thirds at most; null without requests."
_KINDS = {METADATA_KEY: Cost(own=0, items=1)}
_WEEK = "over the last 7 days of the range at most"


@strawberry.type(description="Requests that were counted together.")
class Measured:
    """Numbers."""

    count: float = strawberry.field(description="How many requests have ended.")
    failures: float = strawberry.field(description="How many of them failed by our fault.")
    error_rate: Rate | None = strawberry.field(
        description="Share of the requests that failed by our fault; null above 2,147,483,647 requests."
    )
    per_second: float | None = strawberry.field(description="Requests a second; null for no time.")
    mean_milliseconds: float | None = strawberry.field(description="The mean time; null without requests.")
    p50_milliseconds: float | None = strawberry.field(description=f"The median time, {_OFF}")
    p95_milliseconds: float | None = strawberry.field(description=f"What 95 of 100 took at most, {_OFF}")
    p99_milliseconds: float | None = strawberry.field(description=f"What 99 of 100 took at most, {_OFF}")


@strawberry.type(description="The requests of one operation.")
class OperationPerformance(Measured):
    """An operation by our own name for it."""

    operation: str = strawberry.field(
        description="Its root fields joined by `+`, or method and path of another address; `other` for rare "
        "combinations, `unfinished` for GraphQL requests given up before an answer."
    )


@strawberry.type(description="The requests of one bucket of time.")
class PerformancePoint(Measured):
    """A bucket."""

    start_at: datetime = strawberry.field(description="When the bucket begins (UTC).")
    is_partial: bool = strawberry.field(description="Whether the bucket is not over.")


@strawberry.type(description="All requests of the range, by operation and over time.")
class RequestPerformance(Measured):
    """The whole and its parts."""

    operations: list[OperationPerformance] = strawberry.field(
        description="Every operation that was asked for, the most asked for first.", metadata=_KINDS
    )
    interval: Interval = strawberry.field(description="How wide the points are: HOUR up to 31 days, then DAY.")
    points: list[PerformancePoint] = strawberry.field(
        description="Every bucket of the range in order, those without requests too.", metadata=_KINDS
    )
    freshness: Freshness = strawberry.field(description="How old the numbers are.")


@strawberry.type(description="Errors of one kind at one place of our code.")
class Fault:
    """An error, known by its fingerprint."""

    fingerprint: str = strawberry.field(description="The same for errors of one kind at one place, whatever they say.")
    kind: str = strawberry.field(description="The type of the exception.")
    code: str = strawberry.field(description="The code that clients were told.")
    count: float = strawberry.field(description="How often it happened.")
    last_at: datetime = strawberry.field(description="When it was last written down (UTC).")


@strawberry.type(description=f"Errors of ours, {_WEEK}.")
class FaultPerformance:
    """A list."""

    kinds: list[Fault] = strawberry.field(description="Up to 100 kinds, the last that happened first.", metadata=_KINDS)


@strawberry.type(description="A table with its indexes; a partitioned one as a whole.")
class StorageUse:
    """Name and size."""

    name: str = strawberry.field(description="Its name.")
    rows: float = strawberry.field(description="How many rows PostgreSQL takes it to have.")
    bytes: float = strawberry.field(description="Its size with its indexes, in bytes.")
    growth_bytes: float | None = strawberry.field(
        description="How much it has grown since `grownSinceAt`, in bytes; null when no older size is known."
    )
    grown_since_at: datetime | None = strawberry.field(
        description="When its size in the range was first written down (UTC); null when it never was."
    )


@strawberry.type(description="An index; one of a partitioned table as a whole.")
class IndexUse:
    """Name, size, use."""

    name: str = strawberry.field(description="Its name.")
    table: str = strawberry.field(description="The table it is of.")
    bytes: float = strawberry.field(description="Its size in bytes.")
    scans: float = strawberry.field(description="How often it was used since PostgreSQL began to count.")


@strawberry.type(description="What PostgreSQL counts of the whole database since it began to.")
class DatabaseActivity:
    """Counters."""

    connections: int = strawberry.field(description="Connections of everybody, now.")
    transactions: float = strawberry.field(description="Transactions that ended.")
    mean_transaction_milliseconds: float | None = strawberry.field(
        description="Time a transaction spent in statements, on average; null before the first."
    )
    buffer_hit_rate: float | None = strawberry.field(
        description="Share of the blocks that were in memory, 0 to 1; null before the first."
    )
    bytes: float = strawberry.field(description="Size of the database in bytes.")


@strawberry.type(description="How the database fares.")
class DatabasePerformance:
    """Pool, counters, sizes, indexes."""

    connections_open: int = strawberry.field(description="Connections that the answering process holds.")
    connections_idle: int = strawberry.field(description="How many of those are idle.")
    statements: float = strawberry.field(description="Statements that the answering process has sent.")
    activity: DatabaseActivity = strawberry.field(description="What PostgreSQL counts.")
    tables: list[StorageUse] = strawberry.field(description="Up to 100 tables, the largest first.", metadata=_KINDS)
    indexes: list[IndexUse] = strawberry.field(description="Up to 100 indexes, the largest first.", metadata=_KINDS)


@strawberry.type(description="How many events were told something at the door.")
class VerdictCount:
    """Verdict, reason, count."""

    verdict: str = strawberry.field(description="What they were told: accepted, duplicate, quarantined or dropped.")
    reason: str | None = strawberry.field(description="Why; null when they were accepted or known.")
    count: float = strawberry.field(description="How many.")


@strawberry.type(description="Batches of events that were worked.")
class BatchCount:
    """Counts."""

    batches: float = strawberry.field(description="How many batches.")
    events: float = strawberry.field(description="How many events.")
    events_per_second: float | None = strawberry.field(description="Events a second of work; null without work.")


@strawberry.type(description=f"How events come in; verdicts and batches {_WEEK}.")
class IngestionPerformance:
    """What waits, was told, was worked, is held."""

    inbox_events: float = strawberry.field(description="Events that wait to be worked, now.")
    inbox_oldest_seconds: float = strawberry.field(description="How long the oldest of them has waited; 0 for none.")
    verdicts: list[VerdictCount] = strawberry.field(description="By verdict and reason.", metadata=_KINDS)
    accepted_per_second: float | None = strawberry.field(description="Events accepted a second; null for no time.")
    worked: BatchCount = strawberry.field(description="What workers have done.")
    quarantined: int = strawberry.field(description="Events that are held for an operator, now.")


@strawberry.type(description="How often answers of a family were found in the cache.")
class CacheUse:
    """Hits and misses."""

    hits: float = strawberry.field(description="Answers that were found.")
    misses: float = strawberry.field(description="Answers that had to be made.")
    hit_rate: float | None = strawberry.field(description="Share that was found, 0 to 1; null before anybody asked.")
    miss_rate: float | None = strawberry.field(description="Share that was made, 0 to 1; null before anybody asked.")
    hit_milliseconds: float | None = strawberry.field(description="Mean time of one that was found; null without any.")
    miss_milliseconds: float | None = strawberry.field(description="Mean time of one that was made; null without any.")


@strawberry.type(description="How often answers of one family were found in the cache.")
class FamilyCacheUse(CacheUse):
    """A family."""

    family: str = strawberry.field(description="The family, such as SUMMARY.")


@strawberry.type(description=f"How the caches of all processes fare, {_WEEK}.")
class CachePerformance(CacheUse):
    """The whole and its families."""

    families: list[FamilyCacheUse] = strawberry.field(description="By family.", metadata=_KINDS)


@strawberry.type(description="How the jobs of one task fare.")
class TaskPerformance:
    """Counts and moments."""

    task: str = strawberry.field(description="The task.")
    waiting: int = strawberry.field(name="queued", description="Jobs that wait, now.")
    running: int = strawberry.field(description="Jobs that run, now.")
    succeeded: int = strawberry.field(description="Jobs of the range that succeeded.")
    failed: int = strawberry.field(description="Jobs of the range that failed for good.")
    retries: int = strawberry.field(description="How often one of them was tried again.")
    last_succeeded_at: datetime | None = strawberry.field(description="When one last succeeded (UTC); null if never.")
    last_failed_at: datetime | None = strawberry.field(description="When one last failed (UTC); null if never.")
    mean_seconds: float | None = strawberry.field(description="Mean time of those that succeeded; null without any.")


@strawberry.type(description="How background work fares.")
class JobPerformance:
    """A list."""

    tasks: list[TaskPerformance] = strawberry.field(description="By task.", metadata=_KINDS)


@strawberry.type(description="How a part was when processes looked at it.")
class HealthCheck:
    """A part."""

    name: str = strawberry.field(description="The part, such as postgresql.")
    is_healthy: bool = strawberry.field(description="Whether it was well the last time.")
    milliseconds: float = strawberry.field(description="How long it took to tell, the last time.")
    checked_at: datetime = strawberry.field(description="When that was (UTC).")
    healthy: float = strawberry.field(description="How often it was found well.")
    unhealthy: float = strawberry.field(description="How often it was not.")


@strawberry.type(description=f"How the parts were that processes look at every interval, {_WEEK}.")
class HealthPerformance:
    """A list."""

    checks: list[HealthCheck] = strawberry.field(description="By part.", metadata=_KINDS)


def _part(resolver: Any, kind: Any, description: str) -> Any:
    """A field that may fail alone."""
    told = f"{description}; null when it cannot be told."
    return strawberry.field(resolver, graphql_type=kind | None, description=told, metadata={METADATA_KEY: Cost(own=20)})


@strawberry.type(description="How the system fares. A part that cannot be told is null, with an error that says why.")
class Performance:
    """Parts, each asked for by itself."""

    range: DateRange = strawberry.field(description="The dates it is about, in your time zone.")
    requests = _part(resolve.requests, RequestPerformance, "How fast requests are answered and how many fail")
    faults = _part(resolve.faults, FaultPerformance, "What went wrong on our side")
    database = _part(resolve.database, DatabasePerformance, "Connections, sizes, growth, use of indexes")
    ingestion = _part(resolve.ingestion, IngestionPerformance, "What waits, was told at the door, was worked")
    cache = _part(resolve.cache, CachePerformance, "How often answers are found, and what that saves")
    jobs = _part(resolve.jobs, JobPerformance, "Background work")
    health = _part(resolve.health, HealthPerformance, "Parts we depend on")
