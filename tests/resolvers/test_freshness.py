"""Where numbers were read and how old they are: the ledger, roll-ups, and what has come in and is not counted yet."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from domain.metrics import REGISTRY, Metric
from persistence.database import Database, Statement
from tests.builders import event, utc
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk

NOW = utc(2026, 3, 11, 9)
ASKED = """
    query ($metrics: [Metric!]!, $interval: Interval, $timeZone: TimeZone, $compare: Comparison) {
        metrics(metrics: $metrics, interval: $interval, timeZone: $timeZone, range: {period: LAST_7_DAYS},
                compare: $compare) {
            metric total freshness { asOf source lagSeconds } previous { freshness { source lagSeconds } }
        }
    }
"""
WAIT = Statement(
    text(
        "INSERT INTO inbox (id, name, occurred_at, received_at, properties) "
        "VALUES (gen_random_uuid(), 'job_view', :moment, :moment, '{}')"
    )
)


async def wait(database: Database, moment: datetime) -> None:
    """Something in the inbox since then."""
    await database.write(lambda session: session.execute(WAIT, moment=moment))


async def sources(desk: Desk, **variables: Any) -> dict[str, str]:
    found = await desk.ask(ASKED, metrics=list(Metric), **variables)
    return {each["metric"]: each["freshness"]["source"] for each in found}


@pytest.mark.parametrize("interval", ["DAY", "WEEK", "MONTH", None])
async def test_days_of_one_s_own_are_read_from_roll_ups(somebody: Somebody, interval: str | None) -> None:
    desk = await somebody(zone="Europe/Berlin", now=NOW)
    for variables in ({}, {"timeZone": "Europe/Berlin"}):
        for metric, source in (await sources(desk, interval=interval, **variables)).items():
            assert source == ("LIVE" if REGISTRY[Metric(metric)].is_about_applications else "ROLL_UP"), metric


@pytest.mark.parametrize("variables", [{"interval": "HOUR"}, {"interval": "DAY", "timeZone": "Europe/Rome"}])
async def test_hours_and_foreign_days_are_read_event_by_event(somebody: Somebody, variables: dict[str, str]) -> None:
    desk = await somebody(zone="Europe/Berlin", now=NOW)
    found = await sources(desk, **variables)
    assert {metric for metric, source in found.items() if source == "ROLL_UP"} == {"SESSIONS"}


async def test_both_ways_count_the_same(somebody: Somebody) -> None:
    desk = await somebody(zone="Europe/Berlin", now=NOW)
    for hour in (22, 23):  # 23:00 and midnight in Berlin
        await event(desk.database, desk.user, "job_view", utc(2026, 3, 4, hour), session="late")
    for variables in ({"interval": "DAY"}, {"interval": "HOUR"}, {"interval": "DAY", "timeZone": "Europe/Rome"}):
        found = await desk.ask(ASKED, metrics=["JOB_VIEWS", "SESSIONS"], **variables)
        assert [each["total"] for each in found] == [1, 0]


async def test_what_waits_makes_numbers_of_events_older_and_those_of_the_ledger_not(
    somebody: Somebody, database: Database
) -> None:
    desk = await somebody(database=database, now=NOW)
    await wait(database, NOW - timedelta(seconds=90))
    await wait(database, NOW - timedelta(seconds=30))
    metrics = ["JOB_VIEWS", "SESSIONS", "APPLICATIONS"]
    late = {"asOf": "2026-03-11T08:58:30+00:00", "lagSeconds": 90.0}
    ledger = {"asOf": "2026-03-11T09:00:00+00:00", "source": "LIVE", "lagSeconds": 0.0}
    for interval, source in (("DAY", "ROLL_UP"), ("HOUR", "LIVE")):
        before = database.statements
        found = await desk.ask(ASKED, metrics=metrics, interval=interval)
        assert database.statements - before == 1
        told = [each["freshness"] for each in found]
        assert told == [{**late, "source": source}, {**late, "source": "ROLL_UP"}, ledger]


async def test_a_comparison_is_as_old_as_what_it_was_read_from(somebody: Somebody, database: Database) -> None:
    desk = await somebody(database=database, now=NOW)
    await wait(database, NOW - timedelta(seconds=90))
    (found,) = await desk.ask(ASKED, metrics=["JOB_VIEWS"], compare="PREVIOUS_YEAR")
    assert found["previous"]["freshness"] == {"source": "ROLL_UP", "lagSeconds": 90.0}


async def test_what_is_older_than_events_are_kept_still_counts(somebody: Somebody, database: Database) -> None:
    desk = await somebody(database=database, now=NOW)
    await event(database, desk.user, "job_view", utc(2025, 3, 1))
    await database.write(lambda session: session.script("DROP TABLE events_y2025m03"))
    ask = """
        query ($range: RangeInput!) {
            metrics(metrics: [JOB_VIEWS], range: $range, interval: MONTH) { total points { start value } }
        }
    """
    (found,) = await desk.ask(ask, range={"period": "ALL_TIME"})
    assert found["total"] == 1
    assert found["points"][0] == {"start": "2025-03-01T00:00:00+00:00", "value": 1}
    assert await desk.ask("{ summary { jobViews } }") == {"jobViews": 1}
