"""Roll-ups compared with what they count, and put right."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.users import User
from persistence import rollups
from persistence.database import Database, Session
from persistence.rollups import rebuild, verify
from tests.builders import APPLIED, INTERVIEWING, application, happened, on, person, stored, utc
from tests.persistence.batches import ask, run


async def broken(database: Database) -> tuple[User, User]:
    """Two people with something in every roll-up."""
    ada, bob = await person(database, zone="Asia/Tokyo"), await person(database)
    await application(database, ada, (APPLIED, "2026-03-01"), (INTERVIEWING, "2026-03-05"))
    for owner in (ada, bob):
        await stored(
            database,
            happened("page_view", on("2026-03-01", "23:30"), owner=owner.id, session="s"),
            happened("time_spent", on("2026-02-28", "23:30"), owner=owner.id, properties={"seconds": 5.5}),
        )
    requests = {"operation": "Overview", "outcome": "ok", "bucket": 3, "requests": 10, "seconds": 0.25}
    await stored(database, happened("api_request", utc(2026, 3, 1, 9), properties=requests))
    assert await verify(database) == []
    return ada, bob


TABLES = ("daily_user_metrics", "sessions", "active_users", "activity_spans", "platform_daily", "operation_hours")
DAMAGE: Sequence[str] = [
    *map("DELETE FROM {}".format, TABLES),
    "UPDATE daily_user_metrics SET page_views = page_views + 1",
    "UPDATE daily_user_metrics SET offers_received = 7, time_spent_seconds = 0.1",
    "UPDATE daily_user_metrics SET date = date + 40",
    "INSERT INTO daily_user_metrics (owner_id, date, job_saves) SELECT id, '2020-01-31', 1 FROM users",
    "UPDATE sessions SET started_at = started_at - INTERVAL '1 year', ended_at = ended_at - INTERVAL '1 day'",
    "UPDATE sessions SET events = 2",
    "INSERT INTO sessions SELECT id, 'ghost', now(), now(), 1 FROM users",
    "UPDATE active_users SET start = start - 800",
    "DELETE FROM active_users WHERE grain = 'WEEK'",
    "INSERT INTO active_users SELECT 'WEEK', start, owner_id FROM active_users WHERE grain = 'MONTH'",
    "UPDATE activity_spans SET first_on = first_on - 1",
    "UPDATE activity_spans SET last_on = first_on",
    "UPDATE platform_daily SET events = 0, seconds = seconds + 0.001",
    "UPDATE platform_daily SET name = 'other' || name",
    "UPDATE operation_hours SET hour = hour + INTERVAL '31 days'",
    "UPDATE operation_hours SET requests = 0",
]


async def test_what_is_wrong_is_found_and_put_right(database: Database) -> None:
    async def rows() -> dict[str, list[tuple[Any, ...]]]:
        return {table: await ask(database, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in TABLES}  # noqa: S608 - names of ours

    await broken(database)
    before = await rows()
    for damage in DAMAGE:
        await run(database, damage)
        assert await verify(database) != [], damage
        assert await rebuild(database) > 0, damage
        assert await rows() == before, damage
    assert await verify(database) == []
    assert await rebuild(database) == 0


async def test_a_difference_tells_both_sides(database: Database) -> None:
    _, bob = await broken(database)
    await run(database, f"UPDATE daily_user_metrics SET page_views = 3 WHERE owner_id = {bob.id} AND page_views = 1")  # noqa: S608 - numbers of ours
    gone = f"owner_id = {bob.id} AND grain = 'DAY' AND start = '2026-03-01'"
    await run(database, f"DELETE FROM active_users WHERE {gone}")  # noqa: S608 - words of ours
    activity, active = await verify(database)
    others = {"job_views": 0, "job_saves": 0, "searches": 0, "time_spent_seconds": 0.0}
    assert activity.rollup == "daily_user_metrics, activity"
    assert activity.key == {"owner_id": bob.id, "date": date(2026, 3, 1)}
    assert activity.kept == {"page_views": 3, **others}
    assert activity.told == {"page_views": 1, **others}
    assert active.rollup == "active_users"
    assert active.key == {"grain": "DAY", "start": date(2026, 3, 1), "owner_id": bob.id}
    assert (active.kept, active.told) == (None, {})


async def test_a_row_of_nothing_is_as_good_as_none(database: Database) -> None:
    ada, _ = await broken(database)
    await run(database, f"INSERT INTO daily_user_metrics (owner_id, date) VALUES ({ada.id}, '2026-07-01')")  # noqa: S608 - numbers of ours
    assert await verify(database) == []


async def test_putting_right_makes_new_revisions(database: Database) -> None:
    ada, bob = await broken(database)
    before = dict(await ask(database, "SELECT owner_id, activity FROM revisions"))
    await run(database, f"DELETE FROM sessions WHERE owner_id = {ada.id}")  # noqa: S608 - numbers of ours
    await rebuild(database)
    after = dict(await ask(database, "SELECT owner_id, activity FROM revisions"))
    assert after[ada.id] > before[ada.id]
    assert after[bob.id] == before[bob.id]


async def test_progress_goes_to_the_end(database: Database) -> None:
    await broken(database)
    told: list[tuple[int, int]] = []
    await rebuild(database, lambda done, everything: told.append((done, everything)))
    assert told == [(each, told[-1][1]) for each in range(len(told))]
    assert told[-1][0] == told[-1][1]


async def test_what_was_counted_stays_when_its_events_have_gone(database: Database) -> None:
    ada, _ = await broken(database)
    await stored(
        database,
        happened("page_view", utc(2026, 2, 28, 23), owner=ada.id, session="long"),
        happened("page_view", utc(2026, 4, 9), owner=ada.id, session="long"),
        happened("page_view", utc(2026, 4, 9), owner=ada.id, session="new"),
    )
    before = {table: await ask(database, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in TABLES}  # noqa: S608 - names of ours
    await run(database, "DROP TABLE events_y2026m02; INSERT INTO retired_months VALUES ('2026-02-01')")
    assert await verify(database) == []
    await rebuild(database)
    assert {table: await ask(database, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in TABLES} == before  # noqa: S608 - names of ours
    # The ledger is all there, and so are later months.
    await run(database, "UPDATE daily_user_metrics SET applications_submitted = applications_submitted + 1")
    await run(database, "UPDATE sessions SET events = events + 1")
    assert {(each.rollup, each.key.get("session_id")) for each in await verify(database)} == {
        ("daily_user_metrics, ledger", None),
        ("sessions", "new"),
        ("sessions", "s"),
    }


async def test_an_account_can_be_taken_out_of_what_the_platform_counts(database: Database) -> None:
    ada, _ = await broken(database)

    async def leave(session: Session) -> None:
        await rollups.take_back(session, ada.id)
        await session.script(f"DELETE FROM events WHERE owner_id = {ada.id}; DELETE FROM users WHERE id = {ada.id}")  # noqa: S608 - numbers of ours

    await database.write(leave)
    assert await verify(database) == []
    assert await ask(database, "SELECT name, events, seconds FROM platform_daily ORDER BY 1") == [
        ("api_request", 1, 0.25),
        ("page_view", 1, 0.0),
        ("time_spent", 1, 5.5),
    ]
