"""Weeks of everybody: as the days are, once they are refreshed."""

import asyncio
from datetime import date
from typing import Any

from sqlalchemy import text

from persistence.database import Database, Statement
from persistence.weeks import refresh_weeks
from tests.builders import APPLIED, application, event, person, utc

ROWS = Statement(
    text(
        "SELECT user_id, week, total_page_views, total_applications, avg_time_spent FROM weekly_user_summary "
        "ORDER BY 1, 2"
    )
)


async def rows(database: Database) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await database.fetch(ROWS)]


async def test_weeks_hold_what_the_days_hold(database: Database) -> None:
    owner, other = await person(database, zone="America/New_York"), await person(database)
    await application(database, owner, (APPLIED, "2026-03-03"))
    await event(database, owner, "page_view", utc(2026, 3, 9, 3))  # Sunday the 8th in New York
    await event(database, owner, "page_view", utc(2026, 3, 9, 5))  # Monday
    await event(database, owner, "time_spent", utc(2026, 3, 9, 5), properties={"seconds": 60})
    await event(database, owner, "time_spent", utc(2026, 3, 10, 5), properties={"seconds": 30})
    await event(database, other, "page_view", utc(2026, 3, 9, 3))
    assert await rows(database) == []
    await refresh_weeks(database)
    expected = [
        (owner.id, date(2026, 3, 2), 1, 1, 0.0),
        (owner.id, date(2026, 3, 9), 1, 0, 45.0),
        (other.id, date(2026, 3, 9), 1, 0, 0.0),
    ]
    assert await rows(database) == expected
    await refresh_weeks(database)
    assert await rows(database) == expected


async def test_it_can_be_refreshed_by_two_at_once(database: Database) -> None:
    owner = await person(database)
    await event(database, owner, "page_view", utc(2026, 3, 9))
    await asyncio.gather(refresh_weeks(database), refresh_weeks(database))
    assert len(await rows(database)) == 1
