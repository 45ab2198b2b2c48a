"""What processes write down is found again, added up, and only what they themselves have written."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest

from domain.events import Event, Reason, Verdict
from domain.performance import BatchCount, CacheUse, Ending, Fault, VerdictCount, bucket_of
from domain.rates import Rate
from persistence import performance
from persistence.database import Database
from persistence.events import store
from realtime.inbox.postgres import PostgresInbox
from realtime.sizes import write_sizes
from realtime.system import Recorder, fingerprint
from tests.builders import utc

NOW = utc(2026, 11, 21, 12, 30)
HOUR = timedelta(hours=1)
SPAN: dict[str, Any] = {"from_at": NOW - 24 * HOUR, "until_at": NOW + HOUR}


async def worked(database: Database, *recorders: Recorder, events: tuple[Event, ...] = ()) -> None:
    """Written down, and worked as a worker does."""
    inbox = PostgresInbox(database, most_events=1_000_000)
    for each in recorders:
        await each.write(inbox)
    await inbox.put(events, ())
    while await inbox.work(1_000, store):
        pass
    await inbox.close()


def recorder(hours: int = 0) -> Recorder:
    return Recorder(now=lambda: NOW - hours * HOUR)


def foreign(name: str, session: str | None, properties: Mapping[str, Any]) -> Event:
    return Event(uuid4(), name, NOW, NOW, orjson.dumps(properties).decode(), session_id=session)


async def test_requests_of_several_processes_are_counted_by_operation(database: Database) -> None:
    one, other = recorder(), recorder(2)
    for _ in range(19):
        one.request("summary", Ending.ANSWERED, 0.004)
    one.request("summary", Ending.FAILED, 0.2)
    one.request("metrics", Ending.REFUSED, 0.0001)
    other.request("summary", Ending.ANSWERED, 0.004)
    await worked(database, one, other)
    (summary, metrics), _ = await performance.requests(database, [*SPAN.values()], now=NOW, observed_seconds=42.0)
    assert (summary.operation, summary.count, summary.failures, summary.per_second) == ("summary", 21, 1, 0.5)
    assert summary.error_rate == Rate(1, 21)
    p50, p95, p99 = summary.percentile(50), summary.percentile(95), summary.percentile(99)
    assert [bucket_of(each or 0) for each in (p50, p95, p99)] == [bucket_of(0.004), bucket_of(0.004), bucket_of(0.2)]
    assert summary.mean_milliseconds == pytest.approx((20 * 4 + 200) / 21)
    assert (metrics.operation, metrics.count, metrics.failures) == ("metrics", 1, 0)
    assert await performance.first_hour(database) == utc(2026, 11, 21, 10)


async def test_hours_are_dense_and_the_present_one_is_not_over(database: Database) -> None:
    one, other = recorder(), recorder(2)
    one.request("summary", Ending.ANSWERED, 0.004)
    other.request("summary", Ending.FAILED, 0.004)
    other.request("goals", Ending.ANSWERED, 0.004)
    await worked(database, one, other)
    edges = [utc(2026, 11, 21, 9) + number * HOUR for number in range(6)]
    operations, found = await performance.requests(database, edges, now=NOW, observed_seconds=1.0)
    assert [(each.operation, each.count) for each in operations] == [("summary", 2), ("goals", 1)]
    assert [(each.start_at.hour, each.count, each.failures, each.is_partial) for each in found] == [
        (9, 0, 0, False),
        (10, 2, 1, False),
        (11, 0, 0, False),
        (12, 1, 0, True),
        (13, 0, 0, True),
    ]
    assert [each.observed_seconds for each in found] == [3600.0, 3600.0, 3600.0, 1800.0, 0.0]
    assert found[4].per_second is None


async def test_what_was_told_at_the_door_and_worked_is_added_up(database: Database) -> None:
    one, other = recorder(), recorder(1)
    one.verdict(Verdict.ACCEPTED, None, 10)
    one.verdict(Verdict.QUARANTINED, Reason.TOO_OLD, 2)
    one.batch(12, 0.5)
    other.verdict(Verdict.ACCEPTED, None, 5)
    other.batch(100, 1.5)
    await worked(database, one, other)
    assert await performance.verdicts(database, **SPAN) == [
        VerdictCount("accepted", None, 15),
        VerdictCount("quarantined", "too_old", 2),
    ]
    assert await performance.batches(database, **SPAN) == BatchCount(2, 112, 2.0)
    assert BatchCount(2, 112, 2.0).events_per_second == 56
    later = {"from_at": NOW + HOUR, "until_at": NOW + 2 * HOUR}
    assert await performance.batches(database, **later) == BatchCount(0, 0, 0.0)
    assert BatchCount(0, 0, 0.0).events_per_second is None


async def test_cache_answers_are_added_up_by_family(database: Database) -> None:
    one, other = recorder(), recorder(1)
    one.cache("summary", 0.003, is_hit=True)
    one.cache("summary", 0.1, is_hit=False)
    other.cache("summary", 0.001, is_hit=True)
    other.cache("funnel", 0.2, is_hit=False)
    await worked(database, one, other)
    funnel, summary = await performance.cache_uses(database, **SPAN)
    assert funnel == CacheUse("funnel", 0, 1, 0.0, 0.2)
    assert (funnel.hit_rate, funnel.miss_rate, funnel.hit_milliseconds, funnel.miss_milliseconds) == (0, 1, None, 200)
    assert (summary.hits, summary.misses, summary.hit_rate) == (2, 1, 2 / 3)
    assert summary.hit_milliseconds == pytest.approx(2.0)


async def test_errors_and_checks_are_told_with_their_last_moment(database: Database) -> None:
    one, other = recorder(), recorder(3)
    fault = ValueError("tok_9f8e7d6c5b4a")
    one.error(fault, "INTERNAL")
    other.error(fault, "INTERNAL")
    other.error(fault, "INTERNAL")
    one.check("postgresql", 0.002, is_healthy=True)
    other.check("postgresql", 2.0, is_healthy=False)
    await worked(database, one, other)
    assert await performance.faults(database, **SPAN) == [
        Fault(fingerprint(fault), "builtins.ValueError", "INTERNAL", 3, NOW)
    ]
    (check,) = await performance.checks(database, **SPAN)
    assert (check.name, check.is_healthy, check.milliseconds, check.checked_at) == ("postgresql", True, 2.0, NOW)
    assert (check.healthy, check.unhealthy) == (1, 1)


async def test_what_others_send_by_those_names_is_not_counted(database: Database) -> None:
    await worked(
        database,
        events=(
            foreign("cache_hit", "visit", {"family": "summary", "count": 1_000, "seconds": 1}),
            foreign("error", "visit", {"fingerprint": "f", "kind": "k", "code": "c", "count": 5}),
            foreign("system_health_check", "visit", {"check": "x", "isHealthy": "?", "milliseconds": "?", "count": 0}),
            foreign("api_request", "visit", {"operation": "x", "outcome": "answered", "bucket": 1, "requests": 9}),
        ),
    )
    assert await performance.cache_uses(database, **SPAN) == []
    assert await performance.faults(database, **SPAN) == []
    assert await performance.checks(database, **SPAN) == []
    assert (await performance.requests(database, [*SPAN.values()], now=NOW, observed_seconds=1.0))[0] == []


async def test_tables_and_indexes_are_told_with_partitions_as_a_whole(database: Database) -> None:
    one = recorder()
    one.request("summary", Ending.ANSWERED, 0.004)
    await worked(database, one)
    sizes = {each.name: each for each in await performance.table_sizes(database)}
    assert sizes["events"].bytes > 0
    assert [name for name in sizes if name.startswith("events_y")] == []
    assert {"inbox", "users", "operation_hours", "weekly_user_summary"} <= set(sizes)
    uses = {(each.table, each.name): each for each in await performance.index_uses(database)}
    assert uses["events", "ix_events_owner_id_name_occurred_at"].bytes > 0
    assert uses["event_ids", "pk_event_ids"].scans >= 0
    found = await performance.activity(database)
    assert found.connections >= 1
    assert found.bytes > 1_000_000
    assert found.mean_transaction_milliseconds is None or found.mean_transaction_milliseconds >= 0
    assert await performance.known_sizes(database, from_at=NOW) is None


async def test_sizes_are_written_down_once_a_day(database: Database) -> None:
    inbox = PostgresInbox(database, most_events=1_000_000)
    for hours in (0, 1, 24):
        await write_sizes(database, inbox, NOW + hours * HOUR)
    await inbox.close()
    await worked(database)
    found = await performance.known_sizes(database, from_at=NOW - HOUR)
    assert found is not None
    since, sizes = found
    assert since == NOW
    assert sizes["users"] > 0
    later = await performance.known_sizes(database, from_at=NOW + HOUR)
    assert later is not None
    assert later[0] == NOW + 24 * HOUR
