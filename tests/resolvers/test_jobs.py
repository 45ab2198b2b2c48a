"""Jobs: the owner's and the public ones, page by page, narrowed and looked up by id."""

from typing import Any

import pytest

from domain.companies import CompanySize
from domain.jobs import Workplace
from domain.openings import Opening
from domain.salaries import parse_salary
from persistence.database import Database
from tests.builders import APPLIED, application, posting, postings
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk

JOBS = """
    query ($first: Int, $after: String, $filter: JobFilter) {
        jobs(first: $first, after: $after, filter: $filter) {
            edges { cursor node { id title } } nodes { id title }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
    }
"""


@pytest.fixture
async def desk(somebody: Somebody, database: Database) -> Desk:
    made = await somebody(database=database)
    other = await somebody("bob", database=database)
    await posting(database, title="Public", company="Space", industry="Aerospace", location="Moon", is_active=False)
    await application(database, other.user, (APPLIED, "2026-03-01"), title="Bob's", company="Secret")
    await application(
        database, made.user, (APPLIED, "2026-03-01"), title="Own", company="Acme", workplace=Workplace.REMOTE,
        location="Oslo", skills=frozenset({"Python", "SQL"}), salary=parse_salary("$50 per hour"), source="LinkedIn",
        company_size=CompanySize.SIZE_51_200, industry="Energy", url="https://a.example",
    )  # fmt: skip
    await posting(database, title="Newest", company="Space", skills=frozenset({"SQL"}), workplace=Workplace.ONSITE)
    return made


def titles(found: dict[str, Any]) -> list[str]:
    return [node["title"] for node in found["nodes"]]


async def test_jobs_are_one_s_own_and_the_public_ones(desk: Desk) -> None:
    assert titles(await desk.ask(JOBS)) == ["Newest", "Own", "Public"]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"isOwn": True}, ["Own"]),
        ({"isOwn": False}, ["Newest", "Public"]),
        ({"search": "SPACE"}, ["Newest", "Public"]),
        ({"search": "ow"}, ["Own"]),
        ({"search": "_"}, []),
        ({"industries": ["Energy", "Aerospace"]}, ["Newest", "Own", "Public"]),
        ({"industries": ["Energy"]}, ["Own"]),
        ({"locations": ["Moon", "Oslo"]}, ["Own", "Public"]),
        ({"workplaces": ["ONSITE"]}, ["Newest"]),
        ({"skills": ["SQL"]}, ["Newest", "Own"]),
        ({"skills": ["python3"]}, ["Own"]),
        ({"skills": []}, []),
        ({"skills": None, "isOwn": None}, ["Newest", "Own", "Public"]),
    ],
)
async def test_filters_narrow(desk: Desk, narrowed: dict[str, Any], expected: list[str]) -> None:
    assert titles(await desk.ask(JOBS, filter=narrowed)) == expected


async def test_everything_about_a_job(desk: Desk) -> None:
    (found,) = (
        await desk.ask(
            """{ jobs(filter: {isOwn: true}) { nodes {
                title role location workplace source url postedAt isActive skills { name category }
                company { name size industry }
                salary { low { amountMinor currency } high { amountMinor } period yearlyMidpoint { amountMinor } }
            } } }"""
        )
    )["nodes"]
    assert found == {
        "title": "Own",
        "role": "own",
        "location": "Oslo",
        "workplace": "REMOTE",
        "source": None,
        "url": "https://a.example",
        "postedAt": None,
        "isActive": True,
        "skills": [{"name": "Python", "category": "LANGUAGE"}, {"name": "SQL", "category": "LANGUAGE"}],
        "company": {"name": "Acme", "size": "SIZE_51_200", "industry": "Energy"},
        "salary": {
            "low": {"amountMinor": 5000, "currency": "USD"},
            "high": {"amountMinor": 5000},
            "period": "HOUR",
            "yearlyMidpoint": {"amountMinor": 10_400_000},
        },
    }


async def test_pages_follow_each_other(somebody: Somebody, database: Database) -> None:
    desk = await somebody(database=database)
    await postings(database, [Opening(company="Acme", title=f"Job {number}") for number in range(7)])
    whole = titles(await desk.ask(JOBS))
    assert sorted(whole) == [f"Job {number}" for number in range(7)]
    seen: list[str] = []
    after = None
    for expected in (3, 3, 1):
        found = await desk.ask(JOBS, first=3, after=after)
        assert len(found["nodes"]) == expected
        assert found["pageInfo"]["hasPreviousPage"] == (after is not None)
        seen += titles(found)
        after = found["pageInfo"]["endCursor"]
        await posting(database, title=f"Newer than {after}")
    assert (seen, found["pageInfo"]["hasNextPage"]) == (whole, False)


@pytest.mark.parametrize(
    ("variables", "path"),
    [
        ({"first": 0}, ["first"]),
        ({"first": 101}, ["first"]),
        ({"after": "x"}, ["after"]),
        ({"after": "MDowOjA"}, ["after"]),
        ({"filter": {"search": "\u0001"}}, ["filter", "search"]),
        ({"filter": {"skills": ["x"] * 51}}, ["filter", "skills"]),
        ({"filter": {"industries": ["x" * 301]}}, ["filter", "industries"]),
        ({"filter": {"locations": ["\u0000"]}}, ["filter", "locations"]),
    ],
)
async def test_refusals_name_the_input(somebody: Somebody, variables: dict[str, Any], path: list[str]) -> None:
    found = await (await somebody()).refusal(JOBS, **variables)
    assert found[:2] == ("INVALID_INPUT", path)
