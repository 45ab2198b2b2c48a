"""A demo's values as rows of the tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from domain.applications import Origin
from domain.demo import DemoApplication, DemoCompany, DemoPerson, DemoPosting
from domain.transitions import derive
from persistence.dashboards import SET, values_of
from persistence.transitions import STATE

Row = tuple[Any, ...]
People = Sequence[tuple[int, DemoPerson]]
"""People with the numbers of their accounts."""
Lines = Sequence[tuple[int, DemoApplication]]
"""Applications with the numbers of their owners' accounts."""

USER = ("subject", "email", "name", "time_zone", "week_start", "ghosted_after_days", "created_at")
COMPANY = ("key", "name", "size", "industry")
POSTING = (
    "key", "company_id", "title", "role", "location", "workplace", "source", "url", "salary_low_minor",
    "salary_high_minor", "salary_currency", "salary_period", "posted_at", "description", "is_active",
)  # fmt: skip
JOB = ("id", "owner_id", "created_at", *POSTING)
JOB_SKILL = ("job_id", "skill")
APPLICATION = ("id", "owner_id", "job_id", *STATE, "source", "resume_version", "notes", "created_at")
TRANSITION = ("owner_id", "application_id", "target", "occurred_at", "recorded_at", "origin")
PROFILE_SKILL = ("owner_id", "skill")
DASHBOARD = ("owner_id", "created_at", "updated_at", *SET)
GOAL = ("owner_id", "metric", "interval", "target", "created_at")


def user(person: DemoPerson) -> Row:
    """An account as a row of `USER`; weeks start on Monday and silence lasts 30 days, as for everybody new."""
    return (person.subject, person.email, person.name, person.time_zone, 1, 30, person.created_at)


def company(each: DemoCompany) -> Row:
    """A company as a row of `COMPANY`."""
    return (each.key, each.name, each.size, each.industry)


def posting(each: DemoPosting, companies: Mapping[str, int]) -> Row:
    """An opening as a row of `POSTING`; `companies` are numbers by key."""
    pay = each.salary
    return (
        each.key,
        companies[each.company.key],
        each.title,
        each.role,
        each.location,
        each.workplace,
        each.source,
        each.url,
        None if pay is None or pay.low is None else pay.low.amount_minor,
        None if pay is None or pay.high is None else pay.high.amount_minor,
        None if pay is None else pay.currency,
        None if pay is None else pay.period,
        each.posted_at,
        each.description,
        each.is_active,
    )


def written_down(people: People) -> Lines:
    """Everybody's applications, in the order in which they were written down."""
    lines = [(owner, each) for owner, person in people for each in person.applications]
    return sorted(lines, key=lambda line: line[1].created_at)


def own_jobs(lines: Lines, numbers: Sequence[int], companies: Mapping[str, int]) -> Iterator[Row]:
    """Rows of `JOB` for the openings that are not public, numbered in order; `companies` are numbers by key."""
    own = (line for line in lines if not line[1].posting.is_public)
    for number, (owner, each) in zip(numbers, own, strict=True):
        yield (number, owner, each.created_at, *posting(each.posting, companies))


def applications(lines: Lines, numbers: Sequence[int], jobs: Mapping[str, int]) -> Iterator[Row]:
    """Rows of `APPLICATION`, with the state that follows from the ledger; `jobs` are numbers by key."""
    for number, (owner, each) in zip(numbers, lines, strict=True):
        state = derive(each.moves)
        facts = (getattr(state, name) for name in STATE)
        job = jobs[each.posting.key]
        yield (number, owner, job, *facts, each.source, each.resume_version, each.notes, each.created_at)


def transitions(lines: Lines, numbers: Sequence[int]) -> Iterator[Row]:
    """Rows of `TRANSITION`; each line was written down when it happened."""
    for number, (owner, each) in zip(numbers, lines, strict=True):
        for move in each.moves:
            yield (owner, number, move.target, move.occurred_at, move.occurred_at, Origin.DEMO)


def profile_skills(people: People) -> Iterator[Row]:
    """Rows of `PROFILE_SKILL`."""
    return ((owner, skill) for owner, person in people for skill in person.skills)


def goals(people: People) -> Iterator[Row]:
    """Rows of `GOAL`; a goal is as old as its owner's account."""
    for owner, person in people:
        for each in person.goals:
            yield (owner, each.metric, each.interval, each.target, person.created_at)


def dashboards(people: People) -> Iterator[Row]:
    """Rows of `DASHBOARD`; a dashboard is as old as its owner's account."""
    for owner, person in people:
        for each in person.dashboards:
            values = values_of(each)
            yield (owner, person.created_at, person.created_at, *(values[name] for name in SET))


def events(people: People) -> Iterator[Row]:
    """Rows of persistence.events.COLUMNS; each arrived when it happened."""
    for owner, person in people:
        for each in person.events:
            moment, properties = each.occurred_at, orjson.dumps(each.properties).decode()
            yield (each.id, owner, each.name, moment, moment, each.session_id, properties, None)
