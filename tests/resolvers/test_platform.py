"""The platform in numbers, asked by those who may, of people who are made up and counted by hand."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from domain.access import Role
from domain.caching import Family, lifetimes
from persistence.cache import Cache, Memory
from persistence.database import Database, Statement
from tests.builders import happened, person, stored, utc
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk

PLATFORM = """
    query ($range: RangeInput) {
        platform(range: $range) {
            range { from until }
            totals { users activeUsers sessions events }
            activeUsers { daily { ...point } weekly { ...point } monthly { ...point } }
            retention {
                cohorts { start people points { weeksLater rate { value numerator denominator low high } isPartial } }
                hiddenCohorts
            }
            features { shown { name description events seconds } hidden }
            unknownEvents { events names { name events } }
            freshness { asOf source lagSeconds }
        }
    }
    fragment point on Point { start value isPartial }
"""
# Wednesday; the weeks begin on 16 and 23 February, 2 and 9 March.
NOW = utc(2026, 3, 11, 9)


def between(start: str, until: str) -> dict[str, Any]:
    return {"between": {"from": start, "until": until}}


async def analyst(somebody: Somebody, database: Database, role: Role = Role.ANALYST, **settings: Any) -> Desk:
    return await somebody("eve", now=NOW, database=database, role=role, **settings)


async def crowd(database: Database, *lives: Iterable[str], zone: str = "UTC") -> None:
    """People, each active at noon (UTC) of the days given."""
    for number, days in enumerate(lives):
        user = await person(database, zone=zone)
        moments = [datetime.fromisoformat(f"{day}T12:00:00+00:00") for day in days]
        await stored(
            database,
            *(happened("page_view", each, owner=user.id, session=f"secret {number} {each}") for each in moments),
        )


def values(points: list[dict[str, Any]]) -> dict[str, float]:
    return {point["start"][:10]: point["value"] for point in points}


async def test_active_users_are_distinct_people_by_day_week_and_month(somebody: Somebody, database: Database) -> None:
    desk = await analyst(somebody, database)
    await crowd(
        database,
        ["2026-02-27", "2026-03-02", "2026-03-03"],
        ["2026-03-02", "2026-03-02"],
        ["2026-03-10"],
        ["2026-01-01"],
    )
    found = await desk.ask(PLATFORM, range=between("2026-02-25", "2026-03-12"))
    active = found["activeUsers"]
    daily = values(active["daily"])
    assert len(daily) == 15
    assert {day: count for day, count in daily.items() if count} == {
        "2026-02-27": 1,
        "2026-03-02": 2,
        "2026-03-03": 1,
        "2026-03-10": 1,
    }
    assert values(active["weekly"]) == {"2026-02-25": 1, "2026-03-02": 2, "2026-03-09": 1}
    assert values(active["monthly"]) == {"2026-02-25": 1, "2026-03-01": 3}
    assert [point["isPartial"] for point in active["weekly"]] == [False, False, True]
    assert found["totals"] == {"users": 5, "activeUsers": 3, "sessions": 5, "events": 6}


async def test_days_are_those_of_utc_whoever_asks(somebody: Somebody, database: Database) -> None:
    desk = await analyst(somebody, database, zone="Pacific/Auckland")
    user = await person(database, zone="Pacific/Auckland")
    for moment in (utc(2026, 3, 9, 23, 59, 59), utc(2026, 3, 10, 0)):  # the 10th, both of them, in Auckland
        await stored(database, happened("page_view", moment, owner=user.id))
    found = await desk.ask(PLATFORM, range={"period": "LAST_7_DAYS"})
    assert found["range"] == {"from": "2026-03-05", "until": "2026-03-12"}
    daily = values(found["activeUsers"]["daily"])
    assert {day: count for day, count in daily.items() if count} == {"2026-03-09": 1, "2026-03-10": 1}


async def test_cohorts_of_five_are_followed_and_smaller_ones_counted(somebody: Somebody, database: Database) -> None:
    desk = await analyst(somebody, database)
    await crowd(
        database,
        *[["2026-02-16", "2026-02-22"]] * 2,  # both in the first week
        *[["2026-02-18", "2026-02-23", "2026-03-09"]] * 3,
        *[["2026-02-23", "2026-03-03"]] * 4,  # too few
        *[["2026-02-15", "2026-03-02"]] * 6,  # first active before the range
        *[["2026-03-03"]] * 5,
    )
    found = await desk.ask(PLATFORM, range=between("2026-02-16", "2026-03-12"))
    told = [
        (
            each["start"],
            each["people"],
            [
                (at["weeksLater"], at["rate"]["numerator"], at["rate"]["denominator"], at["isPartial"])
                for at in each["points"]
            ],
        )
        for each in found["retention"]["cohorts"]
    ]
    assert told == [
        ("2026-02-16", 5, [(1, 3, 5, False), (2, 0, 5, False), (3, 3, 5, True)]),
        ("2026-03-02", 5, [(1, 0, 5, True)]),
    ]
    assert found["retention"]["hiddenCohorts"] == 1
    rate = found["retention"]["cohorts"][0]["points"][0]["rate"]
    assert (rate["value"], round(rate["low"], 6), round(rate["high"], 6)) == (0.6, 0.230724, 0.882379)


USED: list[tuple[str, int, dict[str, Any]]] = [
    ("page_view", 7, {}),
    ("time_spent", 2, {"seconds": 30.25}),
    ("job_search", 3, {}),
    ("zqb_strange", 4, {}),
]


async def used(database: Database, people: int) -> None:
    """The same of everybody: the first does it all, the others open one page, on 1 March."""
    first, *others = [await person(database) for _ in range(people)]
    batch = [
        happened(name, utc(2026, 3, 1, 1) + timedelta(minutes=number), owner=first.id, properties=properties)
        for name, count, properties in USED
        for number in range(count)
    ]
    batch += [happened("page_view", utc(2026, 3, 1), owner=other.id) for other in others]
    batch += [happened("api_request", utc(2026, 3, 1), properties={"operation": "Overview"}) for _ in range(50)]
    await stored(database, *batch)


async def test_what_is_used_most_comes_first(somebody: Somebody, database: Database) -> None:
    desk = await analyst(somebody, database)
    await used(database, 5)
    found = await desk.ask(PLATFORM, range=between("2026-03-01", "2026-03-02"))
    assert [(each["name"], each["events"], each["seconds"]) for each in found["features"]["shown"]] == [
        ("page_view", 11, 0),
        ("job_search", 3, 0),
        ("time_spent", 2, 60.5),
    ]
    assert all(each["description"] for each in found["features"]["shown"])
    assert found["features"]["hidden"] == 0
    # What is not in the catalogue counts, what this service writes about itself does not.
    assert found["totals"]["events"] == 20
    assert found["unknownEvents"] is None
    other_day = await desk.ask(PLATFORM, range=between("2026-03-02", "2026-03-03"))
    assert (other_day["features"], other_day["totals"]["events"]) == ({"shown": [], "hidden": 0}, 0)


async def test_what_four_people_did_is_only_counted(somebody: Somebody, database: Database) -> None:
    desk = await analyst(somebody, database)
    await used(database, 4)
    found = await desk.ask(PLATFORM)
    assert found["features"] == {"shown": [], "hidden": 3}
    assert found["totals"]["activeUsers"] == 4


async def test_operators_see_names_that_nobody_declared(somebody: Somebody, database: Database) -> None:
    desk = await analyst(somebody, database, Role.OPERATOR)
    await used(database, 1)
    found = await desk.ask(PLATFORM)
    assert found["unknownEvents"] == {"events": 4, "names": [{"name": "zqb_strange", "events": 4}]}


async def test_a_flood_of_unknown_names_crowds_out_none_of_ours(somebody: Somebody, database: Database) -> None:
    desk = await analyst(somebody, database, Role.OPERATOR)
    await used(database, 5)
    batch = [happened(f"flood_{number}", utc(2026, 3, 1)) for number in range(300) for _ in range(2)]
    await stored(database, *batch)
    found = await desk.ask(PLATFORM)
    assert len(found["features"]["shown"]) == 3
    unknown = found["unknownEvents"]
    assert unknown["events"] == 604
    assert unknown["names"][0] == {"name": "zqb_strange", "events": 4}
    assert len(unknown["names"]) == 100
    assert found["totals"]["events"] == 620


async def test_all_time_begins_with_the_first_event(somebody: Somebody, database: Database) -> None:
    desk = await analyst(somebody, database)
    every = {"period": "ALL_TIME"}
    nothing = await desk.ask(PLATFORM, range=every)
    assert nothing["range"] == {"from": "2026-03-11", "until": "2026-03-12"}
    assert nothing["totals"] == {"users": 1, "activeUsers": 0, "sessions": 0, "events": 0}
    assert (nothing["retention"], nothing["features"]) == (
        {"cohorts": [], "hiddenCohorts": 0},
        {"shown": [], "hidden": 0},
    )
    await crowd(database, ["2025-11-30"])
    assert (await desk.ask(PLATFORM, range=every))["range"] == {"from": "2025-11-30", "until": "2026-03-12"}
    assert (await desk.ask(PLATFORM))["range"] == {"from": "2025-12-12", "until": "2026-03-12"}


async def test_ranges_are_bounded(somebody: Somebody, database: Database) -> None:
    desk = await analyst(somebody, database)
    await crowd(database, ["2010-01-01"])
    for asked, path in (
        (between("2010-01-01", "2026-03-02"), ["range", "between"]),
        ({"period": "ALL_TIME"}, ["range"]),
    ):
        code, where, message = await desk.refusal(PLATFORM, range=asked)
        assert (code, where) == ("TOO_LARGE", path)
        assert "3,660" in message


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ANALYST, Role.OPERATOR])
async def test_members_may_not_ask(somebody: Somebody, database: Database, role: Role) -> None:
    desk = await analyst(somebody, database, role)
    answer = await desk.answer("{ platform { totals { users } } }")
    if role is Role.MEMBER:
        assert answer["data"] is None
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    else:
        assert answer["data"] == {"platform": {"totals": {"users": 1}}}


async def renumber(database: Database, old: int, new: int) -> None:
    """Another number for an account, one that is seen among others."""
    statement = Statement(text("UPDATE users SET id = :new WHERE id = :old"))
    await database.write(lambda session: session.script(f"DELETE FROM alert_rules WHERE owner_id = {old:d}"))  # noqa: S608 - a number
    await database.write(lambda session: session.execute(statement, new=new, old=old))


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OPERATOR])
async def test_nobody_is_in_it(somebody: Somebody, database: Database, role: Role) -> None:
    """No name, address, number, visit or property of anybody, however they are marked."""
    desk = await analyst(somebody, database, role)
    for number in range(6):
        user = await person(database, "zqbmarker")
        await renumber(database, user.id, 987_654_000 + number)
        await stored(
            database,
            happened(
                "page_view",
                utc(2026, 3, 1),
                owner=987_654_000 + number,
                session=f"zqbmarker {number}",
                properties={"path": "/zqbmarker", "seconds": 987_654},
            ),
        )
    told = json.dumps(await desk.ask(PLATFORM))
    assert '"people": 6' in told
    assert "zqbmarker" not in told
    assert "987654" not in told


async def test_freshness_tells_since_when_something_waits(somebody: Somebody, database: Database) -> None:
    desk = await analyst(somebody, database)
    ask = "{ platform { freshness { asOf source lagSeconds } } }"
    now = {"asOf": "2026-03-11T09:00:00+00:00", "source": "ROLL_UP", "lagSeconds": 0.0}
    assert await desk.ask(ask) == {"freshness": now}
    await wait(database, NOW - timedelta(seconds=90))
    assert (await desk.ask(ask))["freshness"] == {
        "asOf": "2026-03-11T08:58:30+00:00",
        "source": "ROLL_UP",
        "lagSeconds": 90.0,
    }


async def wait(database: Database, moment: datetime) -> None:
    """Something in the inbox since then."""
    statement = Statement(
        text(
            "INSERT INTO inbox (id, name, occurred_at, received_at, properties) "
            "VALUES (gen_random_uuid(), 'job_view', :moment, :moment, '{}')"
        )
    )
    await database.write(lambda session: session.execute(statement, moment=moment))


@pytest.mark.parametrize(
    ("selected", "statements"),
    [
        ("features { hidden } unknownEvents { events } freshness { asOf }", 1),
        ("totals { users events }", 2),
        ("activeUsers { daily { value } weekly { value } monthly { value } }", 2),
        ("retention { hiddenCohorts }", 2),
        ("totals { users } activeUsers { daily { value } } retention { hiddenCohorts } features { hidden }", 4),
    ],
)
async def test_each_part_is_one_statement(
    somebody: Somebody, database: Database, selected: str, statements: int
) -> None:
    desk = await analyst(somebody, database)
    before = database.statements
    await desk.ask(f"{{ platform {{ {selected} }} }}")
    assert database.statements - before == statements


def cache() -> Cache:
    return Cache(Memory(), None, lifetimes(5), version="1")


def uses(kept: Cache) -> tuple[int, int]:
    """(answers found, answers counted)."""
    (found,) = [each for each in kept.statistics().families if each.family is Family.PLATFORM]
    return found.hits, found.misses


async def test_what_was_counted_is_found_by_all_who_may_ask(somebody: Somebody, database: Database) -> None:
    desk = replace(await analyst(somebody, database), cache=cache())
    await crowd(database, *[["2026-02-16", "2026-03-10"]] * 5)
    counted = await desk.ask(PLATFORM)
    assert counted["freshness"] == {"asOf": "2026-03-11T09:00:00+00:00", "source": "ROLL_UP", "lagSeconds": 0.0}
    await crowd(database, ["2026-03-10"])
    other = replace(await analyst(somebody, database), cache=desk.cache, now=NOW + timedelta(minutes=14))
    before = database.statements
    found = await other.ask(PLATFORM)
    assert database.statements - before == 1  # the account, which the server reads anyway
    aged = {"asOf": "2026-03-11T09:00:00+00:00", "source": "CACHE", "lagSeconds": 840.0}
    assert found == {**counted, "freshness": aged}
    other.now += timedelta(minutes=1)
    assert (await other.ask(PLATFORM))["totals"]["activeUsers"] == 6


@pytest.mark.parametrize("first", [Role.ANALYST, Role.OPERATOR])
async def test_no_role_finds_what_was_counted_for_another(somebody: Somebody, database: Database, first: Role) -> None:
    kept = cache()
    await used(database, 5)
    roles = (first, Role.OPERATOR if first is Role.ANALYST else Role.ANALYST)
    desks = [replace(await analyst(somebody, database, role), cache=kept) for role in roles]
    for number, found in enumerate(((0, 4), (0, 8), (4, 8), (8, 8))):
        desk = desks[number % 2]
        told = json.dumps(await desk.ask(PLATFORM))
        assert ("zqb_strange" in told) is (desk.user.role is Role.OPERATOR)
        assert uses(kept) == found


async def test_a_part_is_never_older_than_the_answer_says(somebody: Somebody, database: Database) -> None:
    """Asked first late in the life of the answer, it goes with it."""
    desk = replace(await analyst(somebody, database), cache=cache())
    await desk.ask("{ platform { freshness { asOf } } }")
    desk.now = NOW + timedelta(minutes=14)
    ask = "{ platform { totals { users } freshness { asOf } } }"
    assert (await desk.ask(ask))["totals"]["users"] == 1
    await person(database)
    assert (await desk.ask(ask))["totals"]["users"] == 1
    desk.now = NOW + timedelta(minutes=15)
    assert await desk.ask(ask) == {"totals": {"users": 2}, "freshness": {"asOf": "2026-03-11T09:15:00+00:00"}}


async def test_a_day_that_is_over_in_utc_is_told_as_over(somebody: Somebody, database: Database) -> None:
    """Whatever day it is where the asking is done."""
    desk = replace(await analyst(somebody, database, zone="Pacific/Auckland"), cache=cache())
    ask = "query ($range: RangeInput) { platform(range: $range) { activeUsers { daily { isPartial } } } }"
    partial = []
    for desk.now in (utc(2026, 3, 11, 23, 59), utc(2026, 3, 12, 0)):
        found = await desk.ask(ask, range=between("2026-03-11", "2026-03-12"))
        partial.append(found["activeUsers"]["daily"][0]["isPartial"])
    assert partial == [True, False]


@pytest.mark.parametrize(("table", "missing"), [("sessions", "totals"), ("activity_spans", "retention")])
async def test_a_part_that_takes_too_long_leaves_the_others(
    somebody: Somebody, database: Database, dsn: str, table: str, missing: str
) -> None:
    desk = replace(await analyst(somebody, database), cache=cache())
    ask = "{ platform { totals { users } activeUsers { daily { value } } retention { hiddenCohorts } } }"
    # Without this no part is told at all; from here on it is found.
    await desk.ask("{ platform { freshness { asOf } } }")
    holding = await asyncpg.connect(dsn)
    async with holding.transaction():
        await holding.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        answer = await desk.answer(ask)
    await holding.close()
    assert [part for part, value in answer["data"]["platform"].items() if value is None] == [missing]
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["platform", missing], "TOO_SLOW")
    # What could not be counted is not kept.
    assert None not in (await desk.ask(ask)).values()
