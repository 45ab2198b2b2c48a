"""Batches of events: in any order, split in any way, repeated, by several workers, the tables are the same."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text

from domain.events import Event
from domain.users import User
from persistence import events
from persistence.database import Database, Session, Statement, connect
from persistence.events import Stored
from persistence.rollups import verify
from persistence.users import Users
from tests.builders import happened, person, stored, utc

MOMENTS = [
    # Ends of days and months somewhere, clocks put forward and back, and a day that was left out.
    utc(2026, 2, 28, 23, 59, 59),
    utc(2026, 3, 1, 0),
    utc(2026, 3, 1, 15),
    utc(2026, 3, 8, 6, 59),
    utc(2026, 3, 29, 1),
    utc(2026, 3, 31, 12, 15),
    utc(2026, 3, 31, 18, 15),
    utc(2026, 4, 1, 3, 59),
]
ZONES = ("America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati")
SECONDS = [0.1, 0.2, 0.7, 17, -3, 1e12, 86_400.5, "a while", None, [1]]
STATUSES = ["SAVED", "APPLIED", "SCREENING", "INTERVIEWING", "OFFERED", "REJECTED", "WITHDRAWN"]

told_of_visits = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["page_view", "job_view", "job_save", "job_search", "time_spent", "feature_used"]),
        "properties": st.fixed_dictionaries({"seconds": st.sampled_from(SECONDS)}),
        "session": st.sampled_from([None, "s", "t"]),
        "who": st.sampled_from([0, 1, 2, None]),
    }
)
told_of_applications = st.fixed_dictionaries(
    {
        "name": st.sampled_from(
            ["application_created", "job_apply", "application_status_change", "interview_scheduled", "offer_received"]
        ),
        "properties": st.fixed_dictionaries(
            {
                "applicationId": st.sampled_from(["first", "second"]),
                "title": st.sampled_from(["Baker", "Miller"]),
                "company": st.sampled_from(["Real Bread", "Mills"]),
                "status": st.sampled_from(STATUSES),
            }
        ),
        "session": st.sampled_from([None, "s"]),
        "who": st.sampled_from([0, 1]),
    }
)
told_by_ourselves = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["api_request", "cache_hit"]),
        "properties": st.fixed_dictionaries(
            {
                "operation": st.sampled_from(["Overview", None, 7]),
                "outcome": st.sampled_from(["ok", "failed"]),
                "bucket": st.sampled_from([0, 3, 10**9, "x"]),
                "requests": st.sampled_from([1, 7, 2.5, -1]),
                "seconds": st.sampled_from([0.1, 0.2, 1e300]),
            }
        ),
        "session": st.none(),
        "who": st.none(),
    }
)
happenings = st.lists(
    st.tuples(
        told_of_visits | told_of_applications | told_by_ourselves,
        st.sampled_from(MOMENTS),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=25,
)

CLEAR = "; ".join(
    f"DELETE FROM {table}"  # noqa: S608 - names of ours
    for table in (
        "applications", "jobs", "companies", "events", "event_ids", "daily_user_metrics", "sessions",
        "daily_active_users", "platform_daily", "operation_hours", "revisions",
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
    "daily_active_users": "SELECT * FROM daily_active_users ORDER BY 1, 2",
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


@pytest.fixture
async def people(database: Database) -> list[User]:
    """One in each zone, in a database with no month made ahead: fewer to look through, and each made when needed."""
    months = await ask(database, "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r'")
    await run(database, "".join(f"DROP TABLE {name};" for (name,) in months if name.startswith("events_y")))
    return [await person(database, zone=zone) for zone in ZONES]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(told=happenings, luck=st.randoms(use_true_random=False), most=st.integers(1, 8), workers=st.sampled_from([1, 3]))
async def test_any_order_any_batches_any_workers(
    database: Database,
    people: list[User],
    told: list[tuple[dict[str, Any], datetime, int]],
    luck: Random,
    most: int,
    workers: int,
) -> None:
    batch = [
        happened(
            each["name"],
            moment + timedelta(seconds=later),
            owner=None if each["who"] is None else people[each["who"]].id,
            session=each["session"],
            properties=each["properties"],
            number=number,
        )
        for number, (each, moment, later) in enumerate(told)
    ]
    await run(database, CLEAR)
    await stored(database, *batch)
    expected = await content(database)
    assert await verify(database) == []

    shuffled = luck.sample(batch, len(batch)) + luck.choices(batch, k=len(batch) // 2)
    luck.shuffle(shuffled)
    batches = []
    while shuffled:
        size = luck.randint(1, most)
        batches.append(shuffled[:size])
        del shuffled[:size]
    await run(database, CLEAR)
    outcomes = await side_by_side(database, batches, workers)
    assert await content(database) == expected
    assert await verify(database) == []
    assert sum(each.new for each in outcomes) == len(batch)
    assert sum(each.duplicates for each in outcomes) == len(batch) // 2


async def test_an_id_counts_once_whatever_else_differs(database: Database) -> None:
    ada, bob = await person(database), await person(database)
    first = happened("page_view", utc(2026, 3, 1), owner=ada.id, session="a", number=7)
    others = [
        replace(first, name="job_view"),
        replace(first, occurred_at=utc(2025, 7, 1)),
        replace(first, owner_id=bob.id, session_id="b"),
        replace(first, properties='{"seconds": 1}'),
    ]
    assert await stored(database, first) == Stored(1, 0, 0, frozenset({ada.id}), frozenset({"page_view"}))
    for each in others:
        assert await stored(database, each) == Stored(0, 1, 0, frozenset(), frozenset())
    assert await ask(database, "SELECT owner_id, name, occurred_at FROM events") == [
        (ada.id, "page_view", first.occurred_at)
    ]
    assert await ask(database, "SELECT month::text FROM event_ids") == [("2026-03-01",)]
    assert await verify(database) == []


async def test_of_one_batch_the_copy_that_came_first_counts(database: Database) -> None:
    ada = await person(database)
    late = happened("page_view", utc(2026, 3, 1), owner=ada.id, number=7)
    early = replace(late, name="job_view", received_at=late.received_at - timedelta(seconds=1))
    for number, order in enumerate(([late, early], [early, late])):
        outcome = await stored(database, *(replace(each, id=UUID(int=number)) for each in order))
        assert (outcome.new, outcome.duplicates, outcome.names) == (1, 1, frozenset({"job_view"}))
    assert await ask(database, "SELECT DISTINCT name FROM events") == [("job_view",)]


async def test_what_comes_of_accounts_that_are_gone_is_dropped(database: Database) -> None:
    ada, gone = await person(database), await person(database)
    await run(database, f"DELETE FROM users WHERE id = {gone.id}")  # noqa: S608
    theirs = happened("page_view", utc(2026, 3, 1), owner=gone.id, number=1)
    outcome = await stored(
        database,
        theirs,
        theirs,
        # The same id told by somebody who is there, too.
        replace(theirs, id=UUID(int=2)),
        replace(theirs, id=UUID(int=2), owner_id=ada.id),
        happened("page_view", utc(2026, 3, 1), number=3),
    )
    assert outcome == Stored(2, 2, 1, frozenset({ada.id}), frozenset({"page_view"}))
    assert await ask(database, "SELECT owner_id FROM events ORDER BY owner_id") == [(ada.id,), (None,)]
    assert await ask(database, "SELECT count(*) FROM event_ids") == [(2,)]


async def test_a_batch_of_nothing_new_changes_nothing(database: Database, people: list[User]) -> None:
    event = happened("page_view", utc(2026, 3, 1), owner=people[0].id, session="s")
    await stored(database, event)
    before = await content(database), await ask(database, "SELECT * FROM revisions")
    assert await stored(database, event) == Stored(0, 1, 0, frozenset(), frozenset())
    assert await stored(database) == Stored(0, 0, 0, frozenset(), frozenset())
    assert (await content(database), await ask(database, "SELECT * FROM revisions")) == before


async def test_a_batch_is_a_new_revision_of_its_owners_activity(database: Database, people: list[User]) -> None:
    ada, bob, _ = people
    await stored(database, happened("page_view", utc(2026, 3, 1), owner=ada.id), happened("x", utc(2026, 3, 1)))
    await stored(
        database,
        *(happened("page_view", utc(2026, 3, 1), owner=each.id) for each in (ada, ada, bob)),
    )
    assert await ask(database, "SELECT owner_id, ledger, activity FROM revisions ORDER BY 1") == [
        (ada.id, 0, 2),
        (bob.id, 0, 1),
    ]


async def test_a_batch_that_fails_leaves_nothing(database: Database, people: list[User]) -> None:
    good = happened("page_view", utc(2026, 3, 1), owner=people[0].id, session="s")
    before = await content(database)
    with pytest.raises(asyncpg.UntranslatableCharacterError):
        await stored(database, good, happened("page_view", utc(2026, 3, 1), properties={"a": "\0"}))
    assert await content(database) == before
    # The connection that it failed on is as good as new.
    assert (await stored(database, good)).new == 1


async def test_events_that_are_jsonb_already_can_be_staged_by_a_statement(database: Database) -> None:
    async def work(session: Session) -> Stored:
        await events.stage(session)
        await session.script(
            "INSERT INTO incoming_events (id, name, occurred_at, received_at, properties)"
            " SELECT gen_random_uuid(), 'page_view', now(), now(), '{\"a\": [1]}'::jsonb FROM generate_series(1, 3)"
        )
        return await events.store(session)

    assert (await database.write(work)).new == 3
    assert await ask(database, "SELECT DISTINCT properties FROM events") == [({"a": [1]},)]


async def test_many_workers_with_the_same_events_in_other_orders(dsn: str, database: Database) -> None:
    people = [await person(database, zone=zone) for zone in ZONES]
    batch = [
        happened("page_view", utc(2026, 3, 1, hour), owner=each.id, session=f"s{hour}", number=hour * 3 + place)
        for hour in range(20)
        for place, each in enumerate(people)
    ]
    luck = Random(1)
    async with connect(dsn, connections=6) as opened:
        outcomes = await side_by_side(opened, [luck.sample(batch, len(batch)) for _ in range(18)], 6)
    assert sum(each.new for each in outcomes) == len(batch)
    assert await ask(database, "SELECT sum(page_views)::int FROM daily_user_metrics") == [(len(batch),)]
    assert await verify(database) == []


async def test_what_comes_while_its_owner_is_erased_leaves_nothing_behind(database: Database) -> None:
    ada, bob = await person(database), await person(database)
    held, go = asyncio.Event(), asyncio.Event()

    async def leave(session: Session) -> None:
        await session.script(f"DELETE FROM users WHERE id = {ada.id}")  # noqa: S608
        held.set()
        await go.wait()
        await session.script(f"DELETE FROM events WHERE owner_id = {ada.id}")  # noqa: S608

    async def come() -> None:
        await held.wait()
        batch = [happened("page_view", utc(2026, 3, 1), owner=each.id, session="s") for each in (ada, bob)]
        storing = asyncio.create_task(stored(database, *batch))
        waiting = "SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while await ask(database, waiting) != [(1,)]:
            await asyncio.sleep(0.01)
        go.set()
        # Undone as a whole; whoever works the inbox hands it in again.
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await storing
        assert await stored(database, *batch) == Stored(1, 0, 1, frozenset({bob.id}), frozenset({"page_view"}))

    await asyncio.gather(database.write(leave, seconds=10), come())
    assert await Users(database).by_id(ada.id) is None
    assert await ask(database, "SELECT owner_id FROM events") == [(bob.id,)]
    assert await verify(database) == []
