"""Batches of events stored by workers side by side, and what is the same however that was done."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from domain.events import Event
from persistence.database import Database, Statement
from persistence.events import Stored
from tests.builders import stored

ZONES = ("America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati")
CLEAR = "; ".join(
    f"DELETE FROM {table}"  # noqa: S608 - names of ours
    for table in (
        "applications", "jobs", "companies", "events", "event_ids", "daily_user_metrics", "sessions",
        "active_users", "activity_spans", "platform_daily", "operation_hours", "revisions",
    )
)  # fmt: skip
CONTENT = {
    "events": "SELECT * FROM events ORDER BY id",
    "ids": "SELECT * FROM event_ids ORDER BY id",
    "applications": """
        SELECT a.owner_id, a.import_key, a.stage, a.outcome, a.reached, a.applied_at, a.responded_at, a.interviewed_at,
               a.offered_at, a.closed_at, a.last_moved_at, j.key, j.title, c.key, c.name
        FROM applications a JOIN jobs j ON j.id = a.job_id JOIN companies c ON c.id = j.company_id ORDER BY 1, 2
    """,
    "transitions": """
        SELECT a.owner_id, a.import_key, t.target, t.occurred_at, t.origin, t.event_id
        FROM transitions t JOIN applications a ON a.id = t.application_id ORDER BY 1, 2, 4, 3, 6
    """,
    "daily_user_metrics": """
        SELECT * FROM daily_user_metrics
        WHERE (page_views, job_views, job_saves, searches, time_spent_seconds, applications_submitted,
               interviews_scheduled, offers_received) <> (0, 0, 0, 0, 0, 0, 0, 0) ORDER BY 1, 2
    """,
    "sessions": "SELECT * FROM sessions ORDER BY 1, 2",
    "active_users": "SELECT * FROM active_users ORDER BY 1, 2, 3",
    "activity_spans": "SELECT * FROM activity_spans ORDER BY 1",
    "platform_daily": "SELECT * FROM platform_daily ORDER BY 1, 2",
    "operation_hours": "SELECT * FROM operation_hours ORDER BY 1, 2, 3, 4",
}
_CONTENT = {name: Statement(text(sql)) for name, sql in CONTENT.items()}


async def run(database: Database, sql: str) -> None:
    await database.write(lambda session: session.script(sql))


async def ask(database: Database, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await database.fetch(Statement(text(sql)))]


async def content(database: Database) -> dict[str, list[str]]:
    """What is the same in whatever order events came: everything but numbers that count, and moments of writing."""
    return {name: [repr(tuple(row)) for row in await database.fetch(each)] for name, each in _CONTENT.items()}


async def side_by_side(database: Database, batches: Sequence[Sequence[Event]], workers: int) -> list[Stored]:
    """Stored by so many workers, each taking the next batch."""
    waiting, outcomes = list(batches), []

    async def worker() -> None:
        while waiting:
            outcomes.append(await stored(database, *waiting.pop(0)))

    await asyncio.gather(*(worker() for _ in range(workers)))
    return outcomes
