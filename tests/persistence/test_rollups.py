"""Roll-ups: what is counted as it comes, by the days of whom it is about."""

import asyncio
from typing import Any

import pytest

from domain.events import Event
from domain.users import User
from persistence.database import Database
from persistence.rollups import rebuild, verify
from persistence.users import Users
from tests.builders import APPLIED, application, happened, on, person, stored, utc
from tests.persistence.batches import ask, run

DAILY = (
    "page_views, job_views, job_saves, searches, time_spent_seconds, applications_submitted, interviews_scheduled,"
    " offers_received"
)


async def days(database: Database, owner: User) -> list[tuple[Any, ...]]:
    return await ask(
        database,
        f"SELECT date::text, {DAILY} FROM daily_user_metrics WHERE owner_id = {owner.id} ORDER BY 1",  # noqa: S608 - numbers of ours
    )


async def test_a_day_is_the_owners(database: Database) -> None:
    tokyo, york = await person(database, zone="Asia/Tokyo"), await person(database, zone="America/New_York")
    moment = utc(2026, 3, 1, 2)  # the 1st in Tokyo, the 28th in New York
    await stored(
        database,
        happened("page_view", moment, owner=tokyo.id, session="a"),
        happened("page_view", moment, owner=york.id, session="b"),
        happened("job_search", moment, owner=york.id, session="b"),
        happened("job_view", utc(2026, 3, 1, 6), owner=york.id, session="b"),
    )
    assert await days(database, tokyo) == [("2026-03-01", 1, 0, 0, 0, 0.0, 0, 0, 0)]
    assert await days(database, york) == [
        ("2026-02-28", 1, 0, 0, 1, 0.0, 0, 0, 0),
        ("2026-03-01", 0, 1, 0, 0, 0.0, 0, 0, 0),
    ]
    assert await ask(database, "SELECT date::text, name, events FROM platform_daily ORDER BY 1, 2") == [
        ("2026-03-01", "job_search", 1),
        ("2026-03-01", "job_view", 1),
        ("2026-03-01", "page_view", 2),
    ]
    assert await ask(database, "SELECT grain, start::text, owner_id FROM active_users ORDER BY 1, 2, 3") == [
        ("DAY", "2026-03-01", tokyo.id),
        ("DAY", "2026-03-01", york.id),
        ("MONTH", "2026-03-01", tokyo.id),
        ("MONTH", "2026-03-01", york.id),
        ("WEEK", "2026-02-23", tokyo.id),
        ("WEEK", "2026-02-23", york.id),
    ]
    assert await ask(database, "SELECT session_id, started_at, ended_at, events FROM sessions ORDER BY 1") == [
        ("a", moment, moment, 1),
        ("b", moment, utc(2026, 3, 1, 6), 3),
    ]
    assert await verify(database) == []


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        (90.5, 90.5),
        (-1, 0.0),
        (1e300, 86_400.0),
        (0.0004, 0.0),
        ("a while", 0.0),
        (None, 0.0),
        ({"seconds": 1}, 0.0),
        (True, 0.0),
    ],
)
async def test_seconds_are_what_a_day_can_hold(database: Database, told: object, counted: float) -> None:
    ada = await person(database)
    await stored(database, happened("time_spent", utc(2026, 3, 1), owner=ada.id, properties={"seconds": told}))
    assert [row[5] for row in await days(database, ada)] == [counted]
    assert await ask(database, "SELECT seconds FROM platform_daily") == [(counted,)]
    assert await verify(database) == []


async def test_seconds_are_the_same_in_any_order(database: Database) -> None:
    ada, bob = await person(database), await person(database)
    told = [0.1, 0.2, 86_000.123, 0.3, 1e-3, 0.7, 12_345.678]
    for owner, values in ((ada, told), (bob, told[::-1])):
        for each in values:
            await stored(
                database, happened("time_spent", utc(2026, 3, 1), owner=owner.id, properties={"seconds": each})
            )
    assert [row[5] for row in await days(database, ada)] == [row[5] for row in await days(database, bob)] == [98347.102]
    assert await verify(database) == []


async def test_answers_of_ours_are_counted_by_hour(database: Database) -> None:
    def answers(at: int, owner: int | None = None, session: str | None = None, **told: object) -> Event:
        properties = {"operation": "Overview", "outcome": "ok", "bucket": 3, "requests": 10, "seconds": 0.25, **told}
        return happened("api_request", utc(2026, 3, 1, 9, at), owner=owner, session=session, properties=properties)

    ada = await person(database)
    await stored(
        database,
        answers(1),
        answers(59),
        answers(5, bucket="x", requests=None, seconds=[]),
        answers(5, operation=None),
        # Whoever comes through the door with such a name is not us.
        answers(5, owner=ada.id),
        answers(5, session="s"),
    )
    assert await ask(database, "SELECT * FROM operation_hours ORDER BY bucket") == [
        (utc(2026, 3, 1, 9), "Overview", "ok", 0, 0, 0.0),
        (utc(2026, 3, 1, 9), "Overview", "ok", 3, 20, 0.5),
    ]
    assert await verify(database) == []


async def test_days_move_with_the_time_zone(database: Database) -> None:
    ada = await person(database, zone="UTC")
    await application(database, ada, (APPLIED, utc(2026, 3, 1, 23)))
    await stored(
        database,
        happened("page_view", utc(2026, 3, 1, 23), owner=ada.id, session="a"),
        happened("job_view", utc(2026, 3, 1, 1), owner=ada.id, session="a"),
    )
    await Users(database).update(ada.id, time_zone="Asia/Tokyo")
    assert await days(database, ada) == [
        ("2026-03-01", 0, 1, 0, 0, 0.0, 0, 0, 0),
        ("2026-03-02", 1, 0, 0, 0, 0.0, 1, 0, 0),
    ]
    await Users(database).update(ada.id, time_zone="America/New_York")
    assert await days(database, ada) == [
        ("2026-02-28", 0, 1, 0, 0, 0.0, 0, 0, 0),
        ("2026-03-01", 1, 0, 0, 0, 0.0, 1, 0, 0),
    ]
    assert await verify(database) == []


async def test_zones_change_while_events_come_and_roll_ups_are_made_again(database: Database) -> None:
    people = [await person(database) for _ in range(3)]

    async def events() -> None:
        for number in range(15):
            batch = [
                happened("page_view", on("2026-03-01", f"{each:02}:30"), owner=people[number % 3].id)
                for each in range(24)
            ]
            await stored(database, *batch)

    async def zones() -> None:
        for number in range(15):
            zone = ("Asia/Tokyo", "America/New_York", "UTC")[number % 3]
            await Users(database).update(people[number % 3].id, time_zone=zone)

    async def again() -> None:
        for _ in range(2):
            await run(database, "UPDATE daily_user_metrics SET page_views = page_views + 1")
            await rebuild(database)

    await asyncio.gather(events(), zones(), again())
    await rebuild(database)
    assert await verify(database) == []
    assert await ask(database, "SELECT sum(page_views)::int FROM daily_user_metrics") == [(360,)]
