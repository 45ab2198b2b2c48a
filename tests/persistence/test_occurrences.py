"""Events move applications along their ledgers: late, early, doubled, side by side, against corrections by hand."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from domain.applications import Application, Reached
from domain.moves import correctable
from domain.nodes import encode
from domain.transitions import Move, Transition, derive, in_force
from domain.users import User
from persistence.applications import ApplicationFilter, ApplicationOrder, Applications
from persistence.database import Database, Statement, connect
from persistence.moves import Moves
from persistence.transitions import Transitions
from tests.builders import (
    APPLIED,
    INTERVIEWING,
    OFFERED,
    REJECTED,
    SAVED,
    SCREENING,
    application,
    move,
    on,
    person,
    posting,
)
from tests.occurrences import Told, changed, created, store, told

ALL = ApplicationFilter()


async def found(database: Database, owner: User) -> list[Application]:
    """Their applications, oldest first."""
    return await Applications(database, owner).page(ALL, ApplicationOrder.OLDEST, limit=1000)


async def only(database: Database, owner: User) -> Application:
    """The one application there is."""
    (one,) = await found(database, owner)
    return one


async def ledger(database: Database, owner: User, of: Application) -> list[Transition]:
    """Every line of it."""
    return (await Transitions(database, owner).of([of.id])).get(of.id, [])


# What is the same in whatever order events came: everything but numbers and moments of arrival.
CONTENT = Statement(
    text("""
    SELECT a.owner_id, a.import_key, a.stage, a.outcome, a.reached, a.applied_at, a.responded_at, a.interviewed_at,
           a.offered_at, a.closed_at, a.last_moved_at, a.source, a.resume_version, a.notes, j.key, j.title, j.role,
           j.location, j.source, j.url, c.key, c.name,
           (SELECT array_agg(skill ORDER BY skill) FROM job_skills s WHERE s.job_id = j.id),
           (SELECT array_agg((t.target, t.occurred_at, t.origin, t.event_id)::text
                             ORDER BY t.occurred_at, t.target, t.event_id)
            FROM transitions t WHERE t.application_id = a.id),
           (SELECT count(*) FROM jobs WHERE owner_id IS NOT NULL),
           (SELECT count(*) FROM companies WHERE owner_id IS NOT NULL)
    FROM applications a JOIN jobs j ON j.id = a.job_id JOIN companies c ON c.id = j.company_id
    ORDER BY a.owner_id, a.import_key
    """)
)
CLEAR = Statement(
    text("""
    WITH a AS (DELETE FROM applications), b AS (DELETE FROM jobs WHERE owner_id IS NOT NULL),
         c AS (DELETE FROM companies WHERE owner_id IS NOT NULL), d AS (DELETE FROM events)
    DELETE FROM event_ids
    """)
)

DEADLOCKS = Statement(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))


async def content(database: Database) -> list[tuple[Any, ...]]:
    """All applications with their ledgers, jobs and companies."""
    return [tuple(row) for row in await database.fetch(CONTENT)]


async def test_a_search_told_by_events_alone(database: Database) -> None:
    ada = await person(database)
    await store(
        database,
        [
            created(
                ada, "2026-03-01", location="Oslo", source="LinkedIn", resumeVersion="v2", url="https://a.example/1"
            ),
            told(ada, "interview_scheduled", "2026-03-05", scheduledFor="2026-03-09T10:00:00Z"),
            told(ada, "offer_received", "2026-03-12"),
            told(ada, "follow_up", "2026-03-13"),
            told(ada, "offer_accepted", "2026-03-14"),
        ],
    )
    made = await only(database, ada)
    assert (made.status, made.stage, made.reached) == ("ACCEPTED", OFFERED, Reached.ACCEPTED)
    assert (made.applied_at, made.interviewed_at, made.offered_at, made.closed_at) == (
        on("2026-03-01"), on("2026-03-05"), on("2026-03-12"), on("2026-03-14"),
    )  # fmt: skip
    assert (made.source, made.resume_version, made.notes) == ("LinkedIn", "v2", None)
    assert [line.origin for line in await ledger(database, ada, made)] == ["EVENT"] * 4


async def test_a_rejection_after_an_interview_still_counts_as_an_interview(database: Database) -> None:
    ada = await person(database)
    await store(
        database,
        [created(ada, "2026-03-01")],
        [changed(ada, "2026-03-05", "interview")],
        [changed(ada, "2026-03-09", "Rejected")],
    )
    made = await only(database, ada)
    assert (made.status, made.stage, made.reached) == ("REJECTED", INTERVIEWING, Reached.INTERVIEWED)
    assert (made.interviewed_at, made.closed_at) == (on("2026-03-05"), on("2026-03-09"))


async def test_moves_wait_for_the_event_that_creates(database: Database) -> None:
    ada = await person(database)
    await store(database, [changed(ada, "2026-03-05", "INTERVIEWING")], [told(ada, "offer_received", "2026-03-08")])
    assert await found(database, ada) == []
    await store(database, [created(ada, "2026-03-01", title=" ")])
    assert await found(database, ada) == []
    await store(database, [created(ada, "2026-03-02")])
    made = await only(database, ada)
    assert (made.stage, made.applied_at, made.interviewed_at) == (OFFERED, on("2026-03-01"), on("2026-03-05"))
    assert [line.target for line in await ledger(database, ada, made)] == [APPLIED, APPLIED, INTERVIEWING, OFFERED]


async def test_an_event_told_again_changes_nothing(database: Database) -> None:
    ada = await person(database)
    made, moved = created(ada, "2026-03-01"), changed(ada, "2026-03-05", "SCREENING")
    await store(database, [made, moved])
    once = await content(database)
    await store(database, [moved, made], [made])
    assert await content(database) == once


async def test_every_order_and_every_split_leads_to_the_same(database: Database) -> None:
    ada, bob = await person(database), await person(database, "bob")
    await posting(database, company="Dyne", title="Analyst")
    (job,) = [row[0] for row in await database.fetch(Statement(text("SELECT id FROM jobs WHERE owner_id IS NULL")))]
    history = [
        created(ada, "2026-03-02", title="Data Engineer", source="Indeed"),
        created(ada, "2026-03-01", company="Bolt", title="Python Engineer", notes="first"),
        told(ada, "application_updated", "2026-03-03", title="Senior Python Engineer", notes="second"),
        told(ada, "application_updated", "2026-03-03", resumeVersion="v2", notes="third"),
        changed(ada, "2026-03-05", "ghosted"),
        changed(ada, "2026-03-05", "screening"),
        changed(ada, "2026-03-05", "rejected"),
        changed(ada, "2026-03-05", "withdrawn"),
        told(ada, "interview_feedback", "2026-03-07", result="failed"),
        told(ada, "job_apply", "2026-03-02", "A2", jobId=encode("Job", job)),
        created(ada, "2026-03-04", "A2", title="Analyst", company="Corp"),
        created(ada, "2026-03-01", "A3", company="Bolt", status="SAVED"),
        created(ada, "2026-03-04", "A4", company="Bolt Inc."),
        created(ada, "2026-03-05", "A5", company="BOLT, Inc.", url="https://bolt.example/1"),
        created(ada, "2026-03-04", "A5", company="Corp"),
        created(ada, "2026-03-06", "A6", company="corp"),
        created(bob, "2026-03-04", "A1", company="Bolt"),
        changed(bob, "2026-03-06", "declined"),
        changed(bob, "2026-03-06", "what?"),
        told(None, "application_created", "2026-03-01", "A9", title="Engineer", company="Acme"),
    ]
    expected = None
    for seed in range(12):
        chance = Random(seed)
        order = chance.sample(history, len(history))
        cuts = sorted(chance.sample(range(1, len(order)), seed % 6))
        batches = [order[start:until] for start, until in zip([0, *cuts], [*cuts, len(order)], strict=True)]
        await database.write(lambda session: session.execute(CLEAR))
        await store(database, *batches, chance.sample(history, 3))
        expected = expected or await content(database)
        assert await content(database) == expected
    assert expected is not None
    assert [(row[1], row[2], row[3], row[11], row[12], row[13], row[15], row[21]) for row in expected] == [
        ("event:A1", INTERVIEWING, REJECTED, "Indeed", "v2", told_last(history), "Senior Python Engineer", "Bolt"),
        ("event:A2", APPLIED, None, None, None, None, "Analyst", "Dyne"),
        ("event:A3", SAVED, None, None, None, None, "Engineer", "Bolt"),
        ("event:A4", APPLIED, None, None, None, None, "Engineer", "Bolt"),
        ("event:A5", APPLIED, None, None, None, None, "Engineer", "Corp"),
        ("event:A6", APPLIED, None, None, None, None, "Engineer", "Corp"),
        ("event:A1", OFFERED, "DECLINED", None, None, None, "Engineer", "Bolt"),
    ]


def told_last(history: Sequence[Told]) -> str:
    """The notes of the later one of two events of one moment: of the larger id."""
    second, third = (each for each in history if each.name == "application_updated")
    return str(max(second, third, key=lambda each: each.id).properties["notes"])


async def test_three_workers_side_by_side_lose_nothing(dsn: str, database: Database) -> None:
    ada, bob = await person(database), await person(database, "bob")
    history = [
        event
        for owner in (ada, bob)
        for number in range(12)
        for event in (
            created(owner, "2026-03-01", f"A{number}", company=f"Company {number % 4}"),
            changed(owner, "2026-03-03", "SCREENING", f"A{number}"),
            changed(owner, "2026-03-05", "INTERVIEWING", f"A{number}"),
            changed(owner, "2026-03-05", "REJECTED", f"A{number}"),
        )
    ]
    await store(database, history)
    expected = await content(database)
    await database.write(lambda session: session.execute(CLEAR))
    shuffled = Random(7).sample(history, len(history))
    batches = [shuffled[place : place + 8] for place in range(0, len(shuffled), 8)]
    async with connect(dsn, connections=3) as workers:
        await asyncio.gather(*(store(workers, batch) for batch in batches))
    assert await content(database) == expected


async def test_workers_and_the_owner_at_once_lose_nothing(dsn: str, database: Database) -> None:
    ada, bob = await person(database), await person(database, "bob")
    made = [await application(database, owner, (APPLIED, "2026-03-01")) for owner in (ada, bob, ada, bob)]
    batches = [
        [
            event
            for each, owner in zip(made, (ada, bob, ada, bob), strict=True)
            for event in (
                changed(owner, f"2026-03-{day:02}", "INTERVIEWING", encode("Application", each.id)),
                created(owner, f"2026-03-{day:02}", f"A{day % 4}", company=f"Company {day % 3}"),
            )
        ]
        for day in range(2, 14)
    ]
    async with connect(dsn, connections=6) as workers:
        moves = [(Moves(workers, owner), each) for each, owner in zip(made, (ada, bob, ada, bob), strict=True)]
        await asyncio.gather(
            *(store(workers, batch) for batch in batches),
            *(by.move(each.id, lambda _: [move(SCREENING, "2026-03-20")]) for by, each in moves for _ in range(2)),
            *(application(workers, owner, (APPLIED, "2026-03-02"), company="Company 1") for owner in (ada, bob)),
        )
    assert await database.fetch_value(DEADLOCKS) == 0
    for owner in (ada, bob):
        for each in await found(database, owner):
            lines = await ledger(database, owner, each)
            state = derive(in_force(lines))
            assert (each.stage, each.reached, each.last_moved_at) == (state.stage, state.reached, state.last_moved_at)
            if each.id in {one.id for one in made}:
                assert len(lines) == 1 + 12 + 2
        assert len(await found(database, owner)) == 2 + 4 + 1


async def test_what_the_owner_put_right_stays(database: Database) -> None:
    ada = await person(database)
    await store(database, [created(ada, "2026-03-01", notes="told"), changed(ada, "2026-03-05", "INTERVIEWING")])
    made = await only(database, ada)
    line = (await ledger(database, ada, made))[1]
    moves = Moves(database, ada)
    await moves.correct(made.id, lambda lines: (correctable(lines, line.id), Move(SCREENING, on("2026-03-04"))))
    await moves.annotate(made.id, lambda _: {"source": "A friend", "resume_version": None, "notes": "mine"})
    await store(
        database,
        [told(ada, "application_updated", "2026-03-06", notes="told again", source="LinkedIn", resumeVersion="v3")],
        [changed(ada, "2026-03-09", "REJECTED")],
    )
    now = await only(database, ada)
    assert (now.status, now.stage, now.reached, now.responded_at) == (
        "REJECTED", SCREENING, Reached.RESPONDED, on("2026-03-04"),
    )  # fmt: skip
    assert (now.source, now.resume_version, now.notes) == ("A friend", "v3", "mine")
    assert [each.origin for each in await ledger(database, ada, now)] == ["EVENT", "EVENT", "OWNER", "EVENT"]


async def test_an_id_of_ours_names_an_application_that_is_there(database: Database) -> None:
    ada = await person(database)
    made = await application(database, ada, (APPLIED, "2026-03-01"), notes="mine")
    reference = encode("Application", made.id)
    await store(
        database,
        [told(ada, "interview_scheduled", "2026-03-05", reference)],
        [
            created(ada, "2026-03-06", reference, title="Boss", notes="theirs"),
            changed(ada, "2026-03-07", "hired", reference + "=="),
        ],
    )
    now = await only(database, ada)
    assert (now.id, now.status, now.interviewed_at, now.notes) == (made.id, "ACCEPTED", on("2026-03-05"), "mine")
    assert [line.target for line in await ledger(database, ada, now)] == [APPLIED, INTERVIEWING, APPLIED, "ACCEPTED"]


async def test_somebody_elses_application_is_left_alone(database: Database) -> None:
    ada, eve = await person(database), await person(database, "eve")
    made = await application(database, ada, (APPLIED, "2026-03-01"))
    reference = encode("Application", made.id)
    before = await content(database)
    await store(
        database,
        [changed(eve, "2026-03-05", "REJECTED", reference), created(eve, "2026-03-05", reference)],
        [changed(eve, "2026-03-05", "REJECTED", encode("Application", made.id + 1))],
    )
    assert await content(database) == before
    assert await found(database, eve) == []


async def test_a_job_that_nobody_but_its_owner_sees_creates_nothing(database: Database) -> None:
    ada, eve = await person(database), await person(database, "eve")
    made = await application(database, ada, (APPLIED, "2026-03-01"))
    await store(database, [told(eve, "job_apply", "2026-03-02", jobId=encode("Job", made.job_id))])
    assert await found(database, eve) == []


async def test_what_an_owner_did_here_is_in_the_ledger_already(database: Database) -> None:
    ada = await person(database)
    made = await application(database, ada, (APPLIED, "2026-03-01"))
    event = changed(ada, "2026-03-02", "REJECTED", encode("Application", made.id))
    mutation = Told(event.owner, event.name, event.at, event.properties, event.id, {"origin": "mutation"})
    before = await content(database)
    await store(database, [mutation])
    assert await content(database) == before


async def test_a_late_first_telling_takes_the_job_told_later_away(database: Database) -> None:
    ada = await person(database)
    await store(database, [created(ada, "2026-03-02", company="Bolt", title="Python Engineer")])
    await store(database, [created(ada, "2026-03-01", company="Acme", title="Clerk")])
    names = Statement(text("SELECT c.name, j.title FROM companies c LEFT JOIN jobs j ON j.company_id = c.id"))
    assert [tuple(row) for row in await database.fetch(names)] == [("Acme", "Clerk")]
    assert await database.fetch_value(Statement(text("SELECT count(*) FROM job_skills"))) == 0


async def test_a_company_keeps_the_name_that_its_owner_gave_it(database: Database) -> None:
    ada = await person(database)
    made = await application(database, ada, company="Bolt, Inc.")
    await store(database, [created(ada, "2026-03-01", f"A{number}", company="BOLT") for number in range(2)])
    job = (await found(database, ada))[-1].job_id
    assert job != made.job_id
    assert {row[21] for row in await content(database)} == {"Bolt, Inc."}


@pytest.mark.parametrize("size", [10, 400])
async def test_a_batch_takes_a_handful_of_statements(database: Database, size: int) -> None:
    people = [await person(database, f"p{number}") for number in range(5)]
    batch = [
        event
        for number in range(size)
        for owner in (people[number % 5],)
        for event in (
            created(owner, "2026-03-01", f"A{number}", company=f"C{number}", title="Python Engineer"),
            changed(owner, "2026-03-05", "INTERVIEWING", f"A{number}"),
        )
    ]
    later = [changed(people[number % 5], "2026-03-06", "REJECTED", f"A{number}") for number in range(size)]
    right = [
        created(people[number % 5], "2026-02-01", f"A{number}", company=f"D{number}", source="Fair")
        for number in range(size)
    ]
    assert [await counted(database, each) for each in (batch, later, right)] == [17, 14, 22]


async def counted(database: Database, batch: Sequence[Told]) -> int:
    """The statements that storing it takes, of which six stage the events and count them."""
    before = database.statements
    await store(database, batch)
    return database.statements - before
