"""Numbers from roll-ups are the numbers that counting the events one by one finds."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from domain.dimensions import EVERYTHING
from domain.freshness import live
from domain.metrics import REGISTRY, Metric
from domain.periods import DateRange, Interval, bounds, start_of_day, zone
from domain.series import Frame, build_series, fact_of
from domain.users import User
from persistence.cohorts import Span
from persistence.database import Database, Statement
from persistence.happenings import DAILY, day_parameters
from persistence.metrics import Metrics, Tallies, _statement
from tests.builders import person, utc
from tests.persistence.happened import Happening, happenings, store

ABOUT_EVENTS = [metric for metric in Metric if not REGISTRY[metric].is_about_applications]
FORMULAS = {metric: REGISTRY[metric].formula for metric in ABOUT_EVENTS}
NOW = utc(2026, 6, 1)
# Zones whose days begin and end at the same instants as those of the owner, who lives in another.
TWINS = [
    ("UTC", "Etc/UTC"),
    ("Europe/Berlin", "Europe/Rome"),
    ("America/New_York", "America/Toronto"),
    ("Pacific/Auckland", "Antarctica/McMurdo"),
    ("Africa/Cairo", "Egypt"),
    ("America/Havana", "Cuba"),
    ("Asia/Kathmandu", "Asia/Katmandu"),
]


def span(dates: DateRange, name: str) -> Span:
    where = zone(name)
    return Span(start_of_day(dates.start, where), start_of_day(dates.until, where), False, NOW, NOW, name)


def edges(dates: DateRange, interval: Interval, name: str) -> tuple[datetime, ...]:
    return bounds(dates, interval, zone=zone(name), week_start=1)


def told(counted: Tallies, buckets: tuple[datetime, ...]) -> dict[Metric, tuple[list[float | None], float | None]]:
    frame = Frame(buckets, Interval.DAY, "UTC", NOW, live(NOW))
    series = [build_series(metric, counted.rows, frame) for metric in ABOUT_EVENTS]
    return {each.metric: ([point.value for point in each.points], each.total) for each in series}


def one_by_one(happened: list[Happening], metric: Metric, buckets: tuple[datetime, ...]) -> list[float]:
    """Counted in Python."""
    moments: list[tuple[datetime, float]]
    if metric is Metric.SESSIONS:
        visits = {each.visit for each in happened if each.visit is not None}
        moments = [(min(each.at for each in happened if each.visit == visit), 1.0) for visit in visits]
    elif metric is Metric.TIME_SPENT_SECONDS:
        spent = [each for each in happened if each.name == "time_spent" and isinstance(each.seconds, int | float)]
        moments = [(each.at, float(each.seconds or 0)) for each in spent]
    else:
        (name,) = REGISTRY[metric].changed_by
        moments = [(each.at, 1.0) for each in happened if each.name == name]
    return [sum(value for moment, value in moments if start <= moment < end) for start, end in pairwise(buckets)]


def test_every_metric_of_events_but_visits_is_kept_by_day() -> None:
    assert {DAILY[FORMULAS[each]].name for each in ABOUT_EVENTS if each is not Metric.SESSIONS} == {
        "page_views",
        "job_views",
        "job_saves",
        "searches",
        "time_spent_seconds",
    }
    assert FORMULAS[Metric.SESSIONS] not in DAILY


@pytest.mark.parametrize(("home", "twin"), TWINS)
async def test_both_ways_find_the_same(database: Database, home: str, twin: str) -> None:
    """Across both changes of clocks of a year, by every interval that can be read by day."""
    owner, other = await person(database, zone=home), await person(database, "bob", zone=home)
    # 24 October to 1 December, and 1 March to 5 May: every zone above changes its clocks in one of these, or never.
    happened = happenings(1, 150, utc(2025, 9, 20, 0), 75) + happenings(2, 200, utc(2026, 3, 1, 0), 66)
    await store(database, owner, happened)
    await store(database, other, happenings(3, 60, utc(2026, 3, 1, 0), 66))
    metrics = Metrics(database, owner)
    for dates in (
        DateRange(date(2025, 10, 23), date(2025, 11, 9)),
        DateRange(date(2026, 3, 3), date(2026, 4, 28)),
        DateRange(date(2025, 9, 1), date(2026, 5, 20)),
    ):
        for interval in (Interval.DAY, Interval.WEEK, Interval.MONTH):
            buckets = edges(dates, interval, home)
            assert buckets == edges(dates, interval, twin)
            by_day = await metrics.tallies(FORMULAS.values(), span(dates, home), buckets, EVERYTHING)
            raw = await metrics.tallies(FORMULAS.values(), span(dates, twin), buckets, EVERYTHING)
            assert by_day.rolled_up == set(FORMULAS.values())
            assert raw.rolled_up == {FORMULAS[Metric.SESSIONS]}
            found = told(by_day, buckets)
            assert found == told(raw, buckets)
            for metric in ABOUT_EVENTS:
                expected = one_by_one(happened, metric, buckets)
                assert found[metric] == (expected, sum(expected)), metric


async def test_hours_are_counted_one_by_one(database: Database) -> None:
    owner = await person(database, zone="Europe/Berlin")
    happened = happenings(4, 80, utc(2026, 3, 28, 0), 3)
    await store(database, owner, happened)
    dates = DateRange(date(2026, 3, 28), date(2026, 3, 31))
    buckets = edges(dates, Interval.HOUR, "Europe/Berlin")
    counted = await Metrics(database, owner).tallies(
        FORMULAS.values(), span(dates, "Europe/Berlin"), buckets, EVERYTHING
    )
    assert counted.rolled_up == {FORMULAS[Metric.SESSIONS]}
    for metric, (values, _) in told(counted, buckets).items():
        assert values == one_by_one(happened, metric, buckets), metric


async def test_a_range_that_ends_within_a_day_is_counted_one_by_one(database: Database) -> None:
    owner = await person(database)
    happened = happenings(5, 40, utc(2026, 3, 1, 0), 4)
    await store(database, owner, happened)
    whole = span(DateRange(date(2026, 3, 1), date(2026, 3, 4)), "UTC")
    short = replace(whole, until_at=whole.until_at - timedelta(hours=7))
    formula = FORMULAS[Metric.JOB_VIEWS]
    counted = await Metrics(database, owner).tallies([formula], short, [short.from_at, short.until_at], EVERYTHING)
    assert counted.rolled_up == frozenset()
    expected = one_by_one(happened, Metric.JOB_VIEWS, (short.from_at, short.until_at))
    assert [each.value for each in counted.rows] == expected


async def test_what_is_asked_with_metrics_of_applications_is_one_statement(database: Database) -> None:
    owner = await person(database)
    dates = DateRange(date(2026, 3, 1), date(2026, 3, 4))
    before = database.statements
    everything = [REGISTRY[metric].formula for metric in Metric]
    await Metrics(database, owner).tallies(
        everything, span(dates, "UTC"), edges(dates, Interval.DAY, "UTC"), EVERYTHING
    )
    assert database.statements - before == 1


async def test_the_first_event_is_looked_for_where_its_days_are_kept(database: Database) -> None:
    owner = await person(database, zone="Asia/Tokyo")
    moment = utc(2026, 3, 1, 20)  # the 2nd in Tokyo, whose noon is at 03:00
    await store(database, owner, [Happening("job_view", moment, "visit", None)])
    metrics = Metrics(database, owner)
    views, visits = [FORMULAS[Metric.JOB_VIEWS]], [FORMULAS[Metric.SESSIONS]]
    assert await metrics.first_at(views) == await metrics.first_at(views, zone="Asia/Tokyo") == utc(2026, 3, 2, 3)
    assert await metrics.first_at(views, zone="Asia/Seoul") == moment
    assert await metrics.first_at(visits) == await metrics.first_at(visits, zone="Asia/Seoul") == moment
    assert await metrics.first_at([FORMULAS[Metric.SEARCHES]]) is None


# Since when something waits.

WAIT = """
INSERT INTO inbox (id, name, occurred_at, received_at, properties)
SELECT gen_random_uuid(), 'job_view', moment, moment, '{}' FROM unnest(CAST(:moments AS timestamptz[])) AS moment
"""


async def wait(database: Database, *moments: datetime) -> None:
    await database.write(lambda session: session.execute(Statement(text(WAIT)), moments=list(moments)))


async def test_the_oldest_that_waits_is_told_with_the_numbers(database: Database) -> None:
    owner = await person(database)
    dates = DateRange(date(2026, 3, 1), date(2026, 3, 4))

    async def waiting(metric: Metric, name: str = "UTC") -> datetime | None:
        buckets = edges(dates, Interval.DAY, name)
        formula = REGISTRY[metric].formula
        return (await Metrics(database, owner).tallies([formula], span(dates, name), buckets, EVERYTHING)).waiting_since

    assert await waiting(Metric.JOB_VIEWS) is None
    first, second = utc(2026, 3, 4, 9, 30, 15) + timedelta(microseconds=123_456), utc(2026, 3, 4, 10)
    await wait(database, first, second)
    assert await waiting(Metric.JOB_VIEWS) == first
    assert await waiting(Metric.SESSIONS) == first
    assert await waiting(Metric.JOB_VIEWS, "Europe/Oslo") == first
    assert await waiting(Metric.APPLICATIONS) is None


# Plans.


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def written(value: object) -> str:
    """A value as SQL writes it."""
    return "'{" + ",".join(f'"{each}"' for each in value) + "}'" if isinstance(value, list) else f"'{value}'"


async def explained(dsn: str, owner: User, asked: Span, buckets: tuple[datetime, ...], *, by_day: bool) -> list[Any]:
    """The steps that the statement took, planned before its parameters were known."""
    days = [each.astimezone(zone(asked.zone)).date() for each in buckets]
    sql, values = _statement(frozenset(FORMULAS.values()), False, by_day).bind(
        {"owner": owner.id, "bounds": list(buckets), **asked.parameters(), **day_parameters(asked, days)}
    )
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("VACUUM ANALYZE")
        await connection.execute(f"SET plan_cache_mode = force_generic_plan; PREPARE asked AS {sql}")
        told = ", ".join(map(written, values))
        (row,) = await connection.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE asked ({told})")
    finally:
        await connection.close()
    return list(nodes(json.loads(row[0])[0]["Plan"]))


async def lived(database: Database) -> User:
    """Half a year of two people, and an inbox with something in it."""
    owner, other = await person(database), await person(database, "bob")
    await store(database, owner, happenings(6, 2_000, utc(2025, 10, 1, 0), 200))
    await store(database, other, happenings(7, 6_000, utc(2025, 10, 1, 0), 200))
    await wait(database, *[utc(2026, 6, 1)] * 1_000)
    return owner


async def test_days_are_answered_without_a_look_at_the_events(database: Database, dsn: str) -> None:
    owner = await lived(database)
    dates = DateRange(date(2026, 3, 1), date(2026, 3, 31))
    asked, buckets = span(dates, "UTC"), edges(dates, Interval.DAY, "UTC")
    steps = await explained(dsn, owner, asked, buckets, by_day=True)
    read = {step["Relation Name"]: step["Node Type"] for step in steps if "Relation Name" in step}
    assert set(read) == {"daily_user_metrics", "sessions", "inbox"}
    assert "Seq Scan" not in read.values()


async def test_other_ways_read_the_owner_s_events_of_the_months_asked(database: Database, dsn: str) -> None:
    owner = await lived(database)
    dates = DateRange(date(2026, 3, 1), date(2026, 3, 31))
    asked, buckets = span(dates, "UTC"), edges(dates, Interval.DAY, "UTC")
    steps = await explained(dsn, owner, asked, buckets, by_day=False)
    read = {(step["Relation Name"], step["Node Type"]) for step in steps if "Relation Name" in step}
    assert {name for name, _ in read if name.startswith("events")} == {"events_y2026m03"}
    assert "Seq Scan" not in {kind for name, kind in read if name.startswith("events")}
    assert any(step.get("Subplans Removed", 0) > 10 for step in steps)


def test_the_facts_of_all_formulas_are_told_apart() -> None:
    assert len({fact_of(each) for each in FORMULAS.values()}) == len(FORMULAS)  # type: ignore[arg-type] # about events
