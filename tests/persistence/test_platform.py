"""Questions about the platform never look at an event, and count by indexes alone."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.periods import DateRange, Interval
from domain.platform import WIDTHS
from persistence import platform
from persistence.database import Database
from persistence.platform import PlatformNumbers
from tests.builders import happened, person, stored, utc
from tests.persistence.batches import run
from tests.persistence.happened import happenings, store

ROLL_UPS = {"platform_daily", "active_users", "activity_spans", "sessions", "users", "inbox"}
STATEMENTS = {
    "first": platform._FIRST,
    "usage": platform._USAGE,
    "active": platform._ACTIVE,
    "retention": platform._RETENTION,
    "sizes": platform._SIZES,
}
FEBRUARY, UNTIL = date(2026, 2, 1), date(2026, 3, 12)
TOLD = {
    "active_since": utc(2026, 3, 1),
    "from_day": FEBRUARY, "until_day": UNTIL, "ours": [], "known": [], "most": 10,
    "from_week": date(2026, 1, 26), "last_week": date(2026, 3, 9),
    "DAY_from_": FEBRUARY, "DAY_until": UNTIL,
    "WEEK_from_": date(2026, 2, 2), "WEEK_until": date(2026, 3, 9),
    "MONTH_from_": FEBRUARY, "MONTH_until": date(2026, 3, 1),
    "grains": ["WEEK"], "starts": [date(2026, 3, 9)], "ends": [UNTIL],
}  # fmt: skip
# Fifty people over 400 days, every third day of each.
CROWD = """
INSERT INTO users (subject) SELECT 'someone ' || number FROM generate_series(1, 50) AS number;
CREATE TEMPORARY TABLE days AS
    SELECT date '2025-02-10' + day AS date, id FROM generate_series(0, 399) AS day, users WHERE (day + id) % 3 = 0;
INSERT INTO active_users SELECT DISTINCT grain, date_trunc(grain, date::timestamp)::date, id
    FROM days, (VALUES ('DAY'), ('WEEK'), ('MONTH')) AS widths (grain);
INSERT INTO activity_spans SELECT id, min(date), max(date) FROM days GROUP BY id;
"""


def scans(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "Relation Name" in plan:
        yield plan["Relation Name"], plan["Node Type"]
    for below in plan.get("Plans", []):
        yield from scans(below)


async def planned(connection: asyncpg.Connection, name: str) -> set[tuple[str, str]]:
    sql, values = STATEMENTS[name].bind(TOLD)
    (row,) = await connection.fetch(f"EXPLAIN (FORMAT JSON) {sql}", *values)
    return set(scans(json.loads(row[0])[0]["Plan"]))


@pytest.fixture
async def asking(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


@pytest.mark.parametrize("name", list(STATEMENTS))
async def test_only_roll_ups_are_read(database: Database, asking: asyncpg.Connection, name: str) -> None:
    await store(database, await person(database), happenings(1, 300, utc(2026, 3, 1), 30))
    read = {table for table, _ in await planned(asking, name)}
    assert read
    assert read <= ROLL_UPS


async def test_who_was_active_is_counted_by_indexes_alone(database: Database, asking: asyncpg.Connection) -> None:
    await run(database, CROWD)
    await asking.execute("VACUUM ANALYZE active_users, activity_spans")
    # So few rows cost next to nothing, however they are read.
    await asking.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
    for name in ("usage", "active", "retention"):
        of_people = {how for table, how in await planned(asking, name) if table == "active_users"}
        assert of_people == {"Index Only Scan"}, name


@pytest.fixture
async def lives(database: Database) -> dict[int, set[date]]:
    """A few people on days at random over a year, as they were stored; by the number of each."""
    found = {}
    for seed in range(6):
        user = await person(database)
        told = happenings(seed, 40, utc(2025, 4, 1, 0) + timedelta(days=40 * seed), 330 if seed % 2 else 45)
        await store(database, user, told)
        found[user.id] = {each.at.date() for each in told}
    return found


_CROWDED = {date(2025, 3, 31) + timedelta(days=number) for number in range(400)}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_numbers_are_those_of_days_counted_one_by_one(
    database: Database, lives: dict[int, set[date]], data: st.DataObject
) -> None:
    start = data.draw(st.sampled_from(sorted(_CROWDED)))
    dates = DateRange(start, start + timedelta(days=data.draw(st.integers(1, 200))))
    within = {owner: {day for day in days if dates.start <= day < dates.until} for owner, days in lives.items()}
    numbers = PlatformNumbers(database)
    assert (await numbers.used(dates)).people == sum(1 for days in within.values() if days)

    people: dict[tuple[Interval, date], set[int]] = {}
    for owner, days in within.items():
        for day in days:
            for width in WIDTHS:
                people.setdefault((width, max(_first(day, width), dates.start)), set()).add(owner)
    found = await numbers.active(dates)
    assert {key: count for key, count in found.items() if count} == {key: len(who) for key, who in people.items()}

    cohorts: dict[tuple[date, date], set[int]] = {}
    for owner, days in within.items():
        if min(lives[owner]) >= dates.start:
            for day in days:
                weeks = _first(min(lives[owner]), Interval.WEEK), _first(day, Interval.WEEK)
                cohorts.setdefault(weeks, set()).add(owner)
    retained = await numbers.retained(dates)
    assert sorted(retained) == sorted((*weeks, len(who)) for weeks, who in cohorts.items())


def _first(day: date, width: Interval) -> date:
    if width is Interval.MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if width is Interval.WEEK else day


async def test_what_the_system_proposes_is_nothing_that_somebody_did(database: Database) -> None:
    user = await person(database)
    await stored(database, happened("ghosting_proposed", utc(2026, 3, 1), owner=user.id))
    numbers, dates = PlatformNumbers(database), DateRange(date(2026, 3, 1), date(2026, 3, 2))
    assert (await numbers.used(dates)).people == 0
    assert set((await numbers.active(dates)).values()) <= {0}
    assert await numbers.retained(dates) == []


async def test_a_span_is_written_only_where_it_grows(database: Database, asking: asyncpg.Connection) -> None:
    user = await person(database)
    versions = []
    for day in (2, 2, 1, 3, 2):
        await stored(database, happened("page_view", utc(2026, 3, day), owner=user.id))
        versions.append(await asking.fetchval("SELECT ctid::text || first_on || last_on FROM activity_spans"))
    assert [before == after for before, after in pairwise(versions)] == [
        True, False, False, True
    ]  # fmt: skip
    (span,) = await asking.fetch("SELECT first_on, last_on FROM activity_spans")
    assert tuple(span) == (date(2026, 3, 1), date(2026, 3, 3))
