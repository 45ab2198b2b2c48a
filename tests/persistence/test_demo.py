import asyncio
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import func, select

from domain.access import Role, Scope
from domain.applications import Application, Stage
from domain.demo import Demo, generate
from domain.openings import Opening
from domain.transitions import Move, derive, in_force
from domain.users import User
from persistence.applications import ApplicationFilter, ApplicationOrder, Applications
from persistence.database import Database, Session, Statement
from persistence.demo import seed
from persistence.jobs import Jobs
from persistence.keys import Keys
from persistence.moves import Moves
from persistence.openings import record, settle, stage
from persistence.rollups import verify
from persistence.tables import job_skills, jobs, metadata
from persistence.transitions import STATE, Transitions
from persistence.users import Users

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
SEEDED = {
    "users": 43,
    "api_keys": 0,
    "companies": 150,
    "jobs": 2393,
    "job_skills": 13_207,
    "applications": 2124,
    "transitions": 4445,
    "profile_skills": 176,
    "goals": 43,
    "reports": 0,
    "alert_rules": 3 * 43,
    "alerts": 0,
    "dashboards": 3,
    "pushes": 0,
    "idempotency_keys": 0,
    "inbox": 0,
    "events": 5446,
    "event_ids": 5446,
    "quarantine": 0,
    "retired_months": 0,
    "erasures": 0,
    "daily_user_metrics": 1687,
    "sessions": 523,
    "active_users": 501,
    "activity_spans": 3,
    "platform_daily": 935,
    "operation_hours": 0,
    "job_market_trends": 0,
    "revisions": 43,
}


@cache
def demo(now: datetime = NOW) -> Demo:
    return generate(1, now)


async def counts(database: Database) -> dict[str, int]:
    statements = {table.name: Statement(select(func.count()).select_from(table)) for table in metadata.sorted_tables}
    return {name: await database.fetch_value(statement) for name, statement in statements.items()}


async def rows(database: Database) -> set[tuple[Any, ...]]:
    """Every row of every table."""
    return {
        (table.name, *map(repr, row.values()))
        for table in metadata.sorted_tables
        for row in await database.fetch(Statement(select(table)))
    }


async def all_applications(database: Database, owner: User) -> list[Application]:
    return await Applications(database, owner).page(ApplicationFilter(), ApplicationOrder.NEWEST, limit=1_000)


async def bystander(database: Database) -> tuple[User, Moves]:
    """Somebody real, who applied to a job at a company that is called like one of the demo's."""
    namesake = Opening(company=demo().companies[0].name, title="Baker", source="demo:")
    other = Opening(company="Real Bread", title="Miller")

    async def imported(session: Session) -> None:
        await stage(session, [record(0, other), record(1, namesake)])
        await settle(session, None)

    await database.write(imported)
    owner = await Users(database).ensure("somebody", email="ada@demo.example")
    moves = Moves(database, owner)
    await moves.record(namesake, [Move(Stage.APPLIED, NOW)], source="Demo", resume_version=None, notes=None)
    return owner, moves


async def test_the_demo_is_stored_whole_and_its_users_are_answered(database: Database) -> None:
    people = await seed(database, demo())
    assert await counts(database) == SEEDED
    assert [(each.subject, each.email, each.name, each.time_zone, each.role) for each in people[:3]] == [
        ("demo:ada", "ada@demo.example", "Ada Sommer", "Europe/Berlin", Role.MEMBER),
        ("demo:grace", "grace@demo.example", "Grace Whitfield", "America/New_York", Role.MEMBER),
        ("demo:ravi", "ravi@demo.example", "Ravi Kulkarni", "Asia/Kolkata", Role.MEMBER),
    ]
    assert [each.subject for each in people] == [person.subject for person in demo().people]
    assert people[0] == await Users(database).by_subject("demo:ada")


async def test_applications_and_jobs_read_back_as_they_were_drawn(database: Database) -> None:
    ada = (await seed(database, demo()))[0]
    stored = await all_applications(database, ada)
    found, _ = await Jobs(database, ada).with_companies([each.job_id for each in stored])
    skills = await Jobs(database, ada).skills_of([each.job_id for each in stored])
    names = {job: tuple(skill.name for skill in asked) for job, asked in skills.items()}
    told = {
        (each.created_at, found[each.job_id].title, found[each.job_id].salary, names[each.job_id], each.source)
        for each in stored
    }
    assert told == {
        (each.created_at, each.posting.title, each.posting.salary, tuple(each.posting.skills), each.source)
        for each in demo().people[0].applications
    }
    assert {found[each.job_id].owner_id for each in stored} == {None, ada.id}


async def test_every_stored_state_follows_from_its_stored_ledger(database: Database) -> None:
    for owner in await seed(database, demo()):
        stored = await all_applications(database, owner)
        ledgers = await Transitions(database, owner).of([each.id for each in stored])
        assert len(ledgers) == len(stored)
        for each in stored:
            state = derive(in_force(ledgers[each.id]))
            assert {name: getattr(each, name) for name in STATE} == {name: getattr(state, name) for name in STATE}


async def test_seeding_twice_leaves_the_same_people_and_counts(database: Database) -> None:
    first = await seed(database, demo())
    assert await seed(database, demo()) == first
    assert await counts(database) == SEEDED
    assert await verify(database) == []


async def test_a_later_demo_takes_the_place_of_the_earlier(database: Database) -> None:
    await seed(database, demo())
    later = demo(NOW + timedelta(days=30))
    await seed(database, later)
    stored = await counts(database)
    assert stored["applications"] == sum(len(person.applications) for person in later.people)
    assert stored["events"] == sum(len(person.events) for person in later.people)
    assert stored["jobs"] == 600 + sum(not a.posting.is_public for person in later.people for a in person.applications)
    assert (stored["users"], stored["companies"]) == (43, 150)
    newest = await database.fetch_value(Statement(select(func.max(jobs.c.posted_at))))
    assert newest > NOW.date() + timedelta(days=20)


async def test_what_demo_users_did_since_is_gone_but_they_keep_role_and_keys(database: Database) -> None:
    ada = (await seed(database, demo()))[0]
    opening = Opening(company="Real Bread", title="Baker")
    await Moves(database, ada).record(opening, [], source=None, resume_version=None, notes=None)
    key = await Keys(database, ada).add("mine", prefix="cca_", digest=b"x", scopes=frozenset(Scope))
    await Users(database).set_role(ada.id, Role.ANALYST)
    again = (await seed(database, demo()))[0]
    assert (again.id, again.role) == (ada.id, Role.ANALYST)
    assert await Keys(database, again).all() == [key]
    assert await counts(database) == {**SEEDED, "api_keys": 1}


async def test_rows_of_others_are_untouched(database: Database) -> None:
    await bystander(database)
    before = await rows(database)
    await seed(database, demo())
    assert before <= await rows(database)
    await seed(database, demo(NOW + timedelta(days=1)))
    assert before <= await rows(database)


async def test_a_demo_posting_that_somebody_else_applied_to_keeps_its_number(database: Database) -> None:
    await seed(database, demo())
    owner, moves = await bystander(database)
    posting = await database.fetch_value(Statement(select(jobs.c.id).where(jobs.c.key == "demo:0300")))
    applied = await moves.record(posting, [Move(Stage.APPLIED, NOW)], source=None, resume_version=None, notes="!")
    theirs = await all_applications(database, owner)
    before = await counts(database)
    await seed(database, demo())
    assert await all_applications(database, owner) == theirs
    assert applied in theirs
    assert await counts(database) == before
    asked = await database.fetch(Statement(select(job_skills.c.skill).where(job_skills.c.job_id == posting)))
    assert sorted(row[0] for row in asked) == list(demo().postings[299].skills)


async def test_two_at_once_leave_one_demo(database: Database) -> None:
    first, second = await asyncio.gather(seed(database, demo()), seed(database, demo()))
    assert first == second
    assert await counts(database) == SEEDED


async def test_the_number_of_statements_does_not_grow_with_the_rows(database: Database) -> None:
    small = Demo(demo().companies, demo().postings, demo().people[:1])
    spent = []
    for each in (small, demo()):
        before = database.statements
        await seed(database, each)
        spent.append(database.statements - before)
    assert spent == [45, 45]
