"""The demo at rest: puts a drawn demo in the place of the one before it, and touches nothing else."""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.access import Role
from domain.demo import Demo
from domain.users import User
from persistence import events, rollups
from persistence.database import Database, Record, Session, Statement
from persistence.demo import records, statements

__all__ = ["seed"]

_SECONDS = 60


async def seed(database: Database, demo: Demo) -> list[User]:
    """Store a demo in one transaction in the place of the one before; answers its users, the named people first.

    Demo users keep their numbers, roles and API keys; everything else they own is replaced. Rows of other people, and
    public rows that are not of the demo, stay as they are; so do demo postings that other people have applied to. The
    number of statements does not grow with the demo. Raises Unavailable and TooSlow as `Database` does.
    """
    return await database.write(lambda session: _replace(session, demo), seconds=_SECONDS)


async def _replace(session: Session, demo: Demo) -> list[User]:
    await session.fetch(statements.LOCK)
    accounts = await _accounts(session, demo)
    people = [(accounts[person.subject], person) for person in demo.people]
    lines = records.written_down(people)
    jobs = await _jobs(session, demo, lines)
    numbers = await _reserved(session, statements.RESERVE_APPLICATIONS, len(lines))
    await session.copy("applications", records.APPLICATION, records.applications(lines, numbers, jobs))
    await session.copy("transitions", records.TRANSITION, records.transitions(lines, numbers))
    await session.copy("profile_skills", records.PROFILE_SKILL, records.profile_skills(people))
    await session.copy("goals", records.GOAL, records.goals(people))
    await session.copy("dashboards", records.DASHBOARD, records.dashboards(people))
    await events.stage(session)
    await session.copy("incoming_events", events.COLUMNS, records.events(people))
    await events.store(session)
    rows = {row["id"]: row for row in await session.fetch(statements.ACCOUNTS, ids=list(accounts.values()))}
    return [_user(rows[number]) for number, _ in people]


async def _accounts(session: Session, demo: Demo) -> dict[str, int]:
    """Make room: what demo people own goes, they themselves stay. Their numbers by subject."""
    gone = await session.fetch(statements.DROP_USERS, subjects=[person.subject for person in demo.people])
    rows = await session.fetch(statements.ENSURE_USERS, rows=_named(records.USER, map(records.user, demo.people)))
    numbers = [row[0] for row in (*gone, *rows)]
    await rollups.take_back(session, *numbers)
    for drop in (statements.FORGET_IDS, *statements.DROP_OWNED):
        await session.execute(drop, ids=numbers)
    return {row[1]: row[0] for row in rows}


async def _jobs(session: Session, demo: Demo, lines: records.Lines) -> dict[str, int]:
    """Store companies and openings, the public ones and those that people wrote down. Numbers of openings by key."""
    await session.execute(statements.DROP_POSTINGS)
    await session.execute(statements.DROP_COMPANIES)
    employers = _named(records.COMPANY, map(records.company, demo.companies))
    companies = {row[1]: row[0] for row in await session.fetch(statements.ENSURE_COMPANIES, rows=employers)}
    openings = _named(records.POSTING, (records.posting(each, companies) for each in demo.postings))
    jobs = {row[1]: row[0] for row in await session.fetch(statements.ENSURE_POSTINGS, rows=openings)}
    await session.execute(statements.DROP_SKILLS, ids=list(jobs.values()))
    own = [each.posting for _, each in lines if not each.posting.is_public]
    numbers = await _reserved(session, statements.RESERVE_JOBS, len(own))
    await session.copy("jobs", records.JOB, records.own_jobs(lines, numbers, companies))
    jobs.update(zip((each.key for each in own), numbers, strict=True))
    asked = ((jobs[each.key], skill) for each in (*demo.postings, *own) for skill in each.skills)
    await session.copy("job_skills", records.JOB_SKILL, asked)
    return jobs


async def _reserved(session: Session, statement: Statement, count: int) -> list[int]:
    return [row[0] for row in await session.fetch(statement, count=count)]


def _named(names: Sequence[str], rows: Iterable[records.Row]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _user(row: Record) -> User:
    return User(row[0], row[1], row[2], row[3], Role(row[4]), row[5], row[6], row[7], row[8])
