"""What somebody has just been doing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from persistence.database import Database, Statement
from tests.builders import event, happened, stored
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.searches import NOW

NEWEST = "query ($first: Int) { activity(first: $first) { newest { name description occurredAt receivedAt } } }"
HOUR = "{ activity { lastHour { events names { name events points { start value isPartial } } } } }"
SESSIONS = "{ activity { activeSessions } }"


async def clicked(desk: Desk, name: str, minutes: float, *, session: str | None = None) -> None:
    """An event so many minutes ago."""
    await event(desk.database, desk.user, name, NOW - timedelta(minutes=minutes), session=session)


async def names(desk: Desk, **given: Any) -> list[str]:
    return [each["name"] for each in (await desk.ask(NEWEST, **given))["newest"]]


async def test_the_newest_come_first(somebody: Somebody) -> None:
    desk = await somebody()
    assert await names(desk) == []
    await clicked(desk, "page_view", 8 * 24 * 60)
    await clicked(desk, "job_view", 6 * 24 * 60)
    await clicked(desk, "zqb_strange", 90)
    await clicked(desk, "job_search", 5)
    found = (await desk.ask(NEWEST))["newest"]
    assert [each["name"] for each in found] == ["job_search", "zqb_strange", "job_view"]
    assert found[0]["occurredAt"] == found[0]["receivedAt"] == "2026-03-11T08:55:00+00:00"
    assert found[0]["description"]
    assert found[1]["description"] is None
    assert await names(desk, first=1) == ["job_search"]
    assert await names(desk, first=2) == ["job_search", "zqb_strange"]


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_the_feed_is_bounded(somebody: Somebody, first: int) -> None:
    desk = await somebody()
    assert (await desk.refusal(NEWEST, first=first))[1] == ["first"]


async def test_a_feed_of_many_is_cut(somebody: Somebody) -> None:
    desk = await somebody()
    batch = [happened("page_view", NOW - timedelta(seconds=each), owner=desk.user.id) for each in range(130)]
    await stored(desk.database, *batch)
    assert len(await names(desk)) == 20
    assert len(await names(desk, first=100)) == 100


async def test_the_last_hour_is_counted_by_name_and_minute(somebody: Somebody) -> None:
    desk = await somebody()
    for minutes in (0, 0.5, 1, 58, 59, 59.5, 61):
        await clicked(desk, "page_view", minutes)
    await clicked(desk, "job_view", 30)
    found = (await desk.ask(HOUR))["lastHour"]
    assert found["events"] == 6
    assert [(each["name"], each["events"]) for each in found["names"]] == [("page_view", 5), ("job_view", 1)]
    counted = {point["start"][11:16]: point["value"] for point in found["names"][0]["points"] if point["value"]}
    assert counted == {"08:01": 1, "08:02": 1, "08:59": 2, "09:00": 1}


async def test_a_visit_is_over_half_an_hour_after_its_last_event(somebody: Somebody) -> None:
    desk = await somebody()
    assert await desk.ask(SESSIONS) == {"activeSessions": 0}
    await clicked(desk, "page_view", 200, session="long")
    await clicked(desk, "page_view", 29.9, session="long")
    await clicked(desk, "page_view", 1, session="new")
    await clicked(desk, "page_view", 30, session="over")
    await clicked(desk, "page_view", 1)
    assert await desk.ask(SESSIONS) == {"activeSessions": 2}


async def test_what_this_service_writes_about_itself_is_nobody_s_doing(somebody: Somebody) -> None:
    desk = await somebody()
    await clicked(desk, "api_request", 1)
    assert await names(desk) == []
    assert (await desk.ask(HOUR))["lastHour"] == {"events": 0, "names": []}


async def test_it_says_since_when_something_waits(somebody: Somebody, database: Database) -> None:
    desk = await somebody(database=database)
    ask = "{ activity { freshness { asOf source lagSeconds } } }"
    now = {"asOf": "2026-03-11T09:00:00+00:00", "source": "LIVE", "lagSeconds": 0.0}
    assert await desk.ask(ask) == {"freshness": now}
    statement = Statement(
        text(
            "INSERT INTO inbox (id, name, occurred_at, received_at, properties) "
            "VALUES (gen_random_uuid(), 'job_view', :moment, :moment, '{}')"
        )
    )
    await database.write(lambda session: session.execute(statement, moment=NOW - timedelta(seconds=90)))
    assert (await desk.ask(ask))["freshness"]["lagSeconds"] == 90.0


@pytest.mark.parametrize(
    ("selected", "statements"),
    [
        ("activeSessions", 1),
        ("lastHour { events }", 2),
        ("newest { name }", 3),
        ("newest { name } lastHour { events }", 4),
    ],
)
async def test_each_part_is_a_statement(somebody: Somebody, selected: str, statements: int) -> None:
    desk = await somebody()
    before = desk.database.statements
    await desk.ask(f"{{ activity {{ {selected} }} }}")
    assert desk.database.statements - before == statements
