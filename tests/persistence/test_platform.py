"""Questions about the platform never look at an event."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import asyncpg
import pytest

from persistence import platform
from persistence.database import Database, Statement
from tests.builders import person, utc
from tests.persistence.happened import happenings, store

ROLL_UPS = {"platform_daily", "daily_active_users", "sessions", "users", "inbox"}
STATEMENTS = [platform._FIRST, platform._USAGE, platform._ACTIVE, platform._RETENTION, platform._SIZES]


def tables(plan: dict[str, Any]) -> Iterator[str]:
    if "Relation Name" in plan:
        yield plan["Relation Name"]
    for below in plan.get("Plans", []):
        yield from tables(below)


@pytest.mark.parametrize("statement", STATEMENTS, ids=["first", "usage", "active", "retention", "sizes"])
async def test_only_roll_ups_are_read(database: Database, dsn: str, statement: Statement) -> None:
    await store(database, await person(database), happenings(1, 300, utc(2026, 3, 1), 30))
    told = {"from_day": date(2026, 3, 1), "until_day": date(2026, 4, 1), "ours": [], "known": [], "most": 10}
    sql, values = statement.bind(told)
    connection = await asyncpg.connect(dsn)
    try:
        (row,) = await connection.fetch(f"EXPLAIN (FORMAT JSON) {sql}", *values)
    finally:
        await connection.close()
    read = set(tables(json.loads(row[0])[0]["Plan"]))
    assert read
    assert read <= ROLL_UPS
