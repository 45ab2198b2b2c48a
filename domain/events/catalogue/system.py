"""What machines tell: errors, times, background work, health, cache, answers."""

from domain.events.catalogue.declarations import (
    Address,
    Count,
    Declaration,
    Line,
    Milliseconds,
    Number,
    PrivacyClass,
    Properties,
    Prose,
    Seconds,
    Senders,
    Word,
)


class Error(Properties):
    """Something went wrong. Ours are counted by fingerprint and say no message."""

    message: Prose | None = None
    kind: Line | None = None
    stack: Prose | None = None
    path: Address | None = None
    fingerprint: Word | None = None
    code: Word | None = None
    count: Count | None = None


class PageLoad(Properties):
    """How long a page took."""

    path: Address | None = None
    ms: Milliseconds | None = None


class Performance(Properties):
    """Anything measured."""

    metric: Word | None = None
    value: Number | None = None
    unit: Word | None = None
    path: Address | None = None


class BackgroundJob(Properties):
    """Runs of one task that ended the same way."""

    task: Line | None = None
    outcome: Word | None = None
    count: Count | None = None
    seconds: Number | None = None


class HealthCheck(Properties):
    """A part that was looked at."""

    check: Word | None = None
    is_healthy: bool | None = None
    count: Count | None = None
    milliseconds: Milliseconds | None = None


class CacheUse(Properties):
    """Answers of one family that were found in the cache, or not."""

    family: Word | None = None
    count: Count | None = None
    seconds: Number | None = None


class ApiRequest(Properties):
    """Requests of one operation that ended the same way and took about as long."""

    operation: Line
    outcome: Word
    bucket: Count
    requests: Count
    seconds: Number


class EventsReceived(Properties, kw_only=True):
    """Events that got one verdict at the door."""

    verdict: Word
    reason: Word | None = None
    count: Count


class BatchWorked(Properties):
    """Batches of events that were worked."""

    count: Count
    events: Count
    seconds: Seconds


class TableSizes(Properties):
    """How large tables are with their indexes, in bytes, by their names."""

    bytes: dict[str, Count]


def _technical(
    name: str, properties: type[Properties], description: str, senders: Senders = Senders.ANYONE
) -> Declaration:
    return Declaration(name, properties, description, PrivacyClass.TECHNICAL, senders=senders)


DECLARATIONS = (
    _technical("error", Error, "Something went wrong, in a browser or on a server."),
    _technical("page_load", PageLoad, "A page took so long to load."),
    _technical("performance", Performance, "Something was measured."),
    _technical("background_job", BackgroundJob, "Background work ended.", Senders.KEYS),
    _technical("system_health_check", HealthCheck, "A part of the system was looked at.", Senders.KEYS),
    _technical("cache_hit", CacheUse, "Answers were found in a cache.", Senders.KEYS),
    _technical("cache_miss", CacheUse, "Answers were not found in a cache, and computed.", Senders.KEYS),
    _technical("api_request", ApiRequest, "We answered requests.", Senders.OURSELVES),
    _technical("events_received", EventsReceived, "Events got their verdicts.", Senders.OURSELVES),
    _technical("table_sizes", TableSizes, "Tables had these sizes.", Senders.OURSELVES),
    _technical("batch_worked", BatchWorked, "Events were stored and counted.", Senders.OURSELVES),
)
