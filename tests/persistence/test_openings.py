"""Openings become companies, jobs and skills: one of each however often and by whomever they are told."""

from typing import Any

from sqlalchemy import text

from domain.companies import CompanySize
from domain.openings import Opening
from domain.salaries import parse_salary
from domain.users import User
from persistence import openings
from persistence.database import Database, Session, Statement
from tests.builders import dump, person

COMPANIES = Statement(text("SELECT owner_id, name, size, industry FROM companies ORDER BY id"))
JOBS = Statement(
    text("SELECT owner_id, title, role, salary_low_minor, salary_currency, workplace, is_active FROM jobs ORDER BY id")
)
SKILLS = Statement(text("SELECT skill FROM job_skills ORDER BY job_id, skill"))


def opening(**told: Any) -> Opening:
    return Opening(**{"company": "Acme", "title": "Data Engineer", **told})


async def settle(database: Database, *told: Opening, owner: User | None = None) -> tuple[int, int]:
    async def work(session: Session) -> tuple[int, int]:
        await openings.stage(session, [openings.record(line, each) for line, each in enumerate(told)])
        return await openings.settle(session, None if owner is None else owner.id)

    return await database.write(work)


async def rows(database: Database, statement: Statement) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await database.fetch(statement)]


async def test_spellings_of_one_company_are_one(database: Database) -> None:
    ada = await person(database)
    created, changed = await settle(
        database,
        opening(company="Acme, Inc."),
        opening(company="ACME"),
        opening(company="The Acme", title="Baker"),
        owner=ada,
    )
    assert (created, changed) == (2, 0)
    assert await rows(database, COMPANIES) == [(ada.id, "Acme, Inc.", None, None)]


async def test_telling_it_again_changes_nothing(database: Database) -> None:
    ada = await person(database)
    told = [
        opening(salary=parse_salary("$50 per hour"), skills=frozenset({"SQL"}), industry="Energy"),
        opening(title="B"),
    ]
    await settle(database, *told, owner=ada)
    before = await dump(database)
    assert await settle(database, *told, owner=ada) == (0, 0)
    assert await dump(database) == before


async def test_an_opening_that_says_less_takes_nothing_away_and_is_no_change(database: Database) -> None:
    ada = await person(database)
    await settle(database, opening(salary=parse_salary("$50 per hour"), company_size=CompanySize.SIZE_1_50), owner=ada)
    before = await dump(database)
    assert await settle(database, opening(), owner=ada) == (0, 0)
    assert await dump(database) == before


async def test_an_opening_that_says_more_is_a_change(database: Database) -> None:
    ada = await person(database)
    await settle(database, opening(), owner=ada)
    assert await settle(database, opening(salary=parse_salary("$50 per hour"), is_active=False), owner=ada) == (0, 1)
    assert await rows(database, JOBS) == [(ada.id, "Data Engineer", "data engineer", 5000, "USD", None, False)]


async def test_decorations_of_an_address_make_no_new_job(database: Database) -> None:
    ada = await person(database)
    addresses = [
        "https://www.linkedin.com/jobs/view/3758269446/?trk=abc",
        "http://linkedin.com/jobs/view/3758269446",
        "https://de.linkedin.com/jobs/view/engineer-at-acme-3758269446?refId=x",
    ]
    assert await settle(database, *(opening(url=each) for each in addresses), owner=ada) == (1, 0)
    assert await settle(database, opening(url="https://linkedin.com/jobs/view/3758269447"), owner=ada) == (1, 0)


async def test_skills_are_added_up(database: Database) -> None:
    ada = await person(database)
    await settle(database, opening(skills=frozenset({"SQL", "Go"})), opening(skills=frozenset({"R"})), owner=ada)
    await settle(database, opening(skills=frozenset({"Python", "SQL"})), owner=ada)
    assert [row[0] for row in await rows(database, SKILLS)] == ["Go", "Python", "R", "SQL"]


async def test_what_postings_tell_of_a_company_is_news_for_those_who_applied_there(database: Database) -> None:
    ada, bob = await person(database), await person(database, "bob")
    await settle(database, opening(), owner=ada)
    await settle(database, opening(company="acme", industry="Own words"), owner=bob)
    await settle(database, opening(company="ACME", industry="Energy", company_size=CompanySize.SIZE_51_200))
    assert await rows(database, COMPANIES) == [
        (ada.id, "Acme", "SIZE_51_200", "Energy"),
        (bob.id, "acme", "SIZE_51_200", "Own words"),
        (None, "ACME", "SIZE_51_200", "Energy"),
    ]
    # And of one that comes to the company later.
    carl = await person(database, "carl")
    await settle(database, opening(), owner=carl)
    assert (await rows(database, COMPANIES))[-1] == (carl.id, "Acme", "SIZE_51_200", "Energy")


async def test_nothing_of_one_owner_s_is_told_to_others_or_made_public(database: Database) -> None:
    ada, bob = await person(database), await person(database, "bob")
    await settle(database, opening(industry="Secret", company_size=CompanySize.SIZE_1_50), owner=ada)
    await settle(database, opening(), owner=bob)
    await settle(database, opening())
    assert [row[2:] for row in await rows(database, COMPANIES)] == [("SIZE_1_50", "Secret"), (None, None), (None, None)]


async def test_what_an_owner_said_of_a_company_outlives_a_row_that_says_nothing(database: Database) -> None:
    bob = await person(database)
    await settle(database, opening(industry="Energy", company_size=CompanySize.SIZE_51_200))
    await settle(database, opening(industry="Own words"), owner=bob)
    await settle(database, opening(title="Baker"), owner=bob)
    assert (await rows(database, COMPANIES))[1] == (bob.id, "Acme", "SIZE_51_200", "Own words")
