"""A batch of events becomes part of everything that is counted: all of it, once, or nothing."""

import asyncio
from datetime import timedelta
from random import Random
from uuid import UUID

import asyncpg
import pytest
from msgspec.structs import replace

from persistence import events
from persistence.database import Database, Session, connect
from persistence.events import Stored
from persistence.rollups import verify
from persistence.users import Users
from tests.builders import happened, person, stored, utc
from tests.patience import PATIENCE
from tests.persistence.batches import ZONES, ask, content, run, side_by_side


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
    await run(database, f"DELETE FROM users WHERE id = {gone.id}")  # noqa: S608 - numbers of ours
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


async def test_a_batch_of_nothing_new_changes_nothing(database: Database) -> None:
    ada = await person(database)
    event = happened("page_view", utc(2026, 3, 1), owner=ada.id, session="s")
    await stored(database, event)
    before = await content(database), await ask(database, "SELECT * FROM revisions")
    assert await stored(database, event) == Stored(0, 1, 0, frozenset(), frozenset())
    assert await stored(database) == Stored(0, 0, 0, frozenset(), frozenset())
    assert (await content(database), await ask(database, "SELECT * FROM revisions")) == before


async def test_a_batch_is_a_new_revision_of_its_owners_activity(database: Database) -> None:
    ada, bob = await person(database), await person(database)
    await stored(database, happened("page_view", utc(2026, 3, 1), owner=ada.id), happened("x", utc(2026, 3, 1)))
    await stored(
        database,
        *(happened("page_view", utc(2026, 3, 1), owner=each.id) for each in (ada, ada, bob)),
    )
    assert await ask(database, "SELECT owner_id, ledger, activity FROM revisions ORDER BY 1") == [
        (ada.id, 0, 2),
        (bob.id, 0, 1),
    ]


async def test_a_batch_that_fails_leaves_nothing(database: Database) -> None:
    ada = await person(database)
    good = happened("page_view", utc(2026, 3, 1), owner=ada.id, session="s")
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
        await session.script(f"DELETE FROM users WHERE id = {ada.id}")  # noqa: S608 - numbers of ours
        held.set()
        await go.wait()
        await session.script(f"DELETE FROM events WHERE owner_id = {ada.id}")  # noqa: S608 - numbers of ours

    async def come() -> None:
        await held.wait()
        batch = [happened("page_view", utc(2026, 3, 1), owner=each.id, session="s") for each in (ada, bob)]
        storing = asyncio.create_task(stored(database, *batch))
        waiting = "SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        async with asyncio.timeout(PATIENCE):
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
