"""Skills: what jobs ask for, what the profile has, and the gap; through the API, over real rows."""

from typing import Any

import pytest

from persistence.database import Database
from tests.builders import APPLIED, application, posting
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk

SET = """
    mutation ($skills: [String!]!) {
        setSkills(input: {skills: $skills}) { viewer { skills { name category } } errors { code path message } }
    }
"""
SKILLS = """
    query ($category: SkillCategory, $first: Int) {
        skills(category: $category, first: $first) {
            demand { ...demand } profile { name category } gap { ...demand } freshness { source }
        }
    }
    fragment demand on SkillDemand {
        skill { name } ownJobs { numerator denominator } postings { numerator denominator }
        opensOwnJobs opensPostings inProfile
    }
"""


def told(lines: list[dict[str, Any]]) -> list[tuple[str, int, int, int, int]]:
    return [
        (
            each["skill"]["name"],
            each["ownJobs"]["numerator"],
            each["postings"]["numerator"],
            each["opensOwnJobs"],
            each["opensPostings"],
        )
        for each in lines
    ]


@pytest.fixture
async def desk(somebody: Somebody, database: Database) -> Desk:
    """Somebody with four jobs in their log, one public job applied to, and six postings, one of them gone."""
    made = await somebody(database=database)
    for title, skills in (
        ("One", {"Python", "SQL"}),
        ("Two", {"SQL"}),
        ("Three", {"Kubernetes", "Terraform"}),
        ("Four", set[str]()),
    ):
        await application(database, made.user, (APPLIED, "2026-03-01"), title=title, skills=frozenset(skills))
    for title, skills, is_active in (
        ("Five", {"Kubernetes"}, True),
        ("Six", {"Kubernetes", "Python"}, True),
        ("Seven", {"SQL", "Communication"}, True),
        ("Eight", {"SQL"}, False),
        ("Nine", set(), True),
        ("Ten", {"Terraform"}, True),
    ):
        await posting(database, title=title, skills=frozenset(skills), is_active=is_active, company="Public")
    (eight,) = (await made.ask('{ jobs(filter: {search: "eight"}) { nodes { id } } }'))["nodes"]
    await made.do(
        "mutation ($id: ID!) { recordApplication(input: {jobId: $id}) { application { id } errors { message } } }",
        id=eight["id"],
    )
    await made.do(SET, skills=["python 3", "basket weaving"])
    return made


async def test_the_gap_is_ranked_by_the_jobs_that_a_skill_opens(desk: Desk) -> None:
    found = await desk.ask(SKILLS)
    # Of five jobs in the log (one public), four name a skill; of five postings still there, four do.
    assert {(each["ownJobs"]["denominator"], each["postings"]["denominator"]) for each in found["demand"]} == {(4, 4)}
    assert told(found["gap"]) == [
        ("SQL", 3, 1, 3, 1),
        ("Kubernetes", 1, 2, 0, 2),
        ("Terraform", 1, 1, 0, 1),
    ]
    assert told(found["demand"]) == [
        ("SQL", 3, 1, 3, 1),
        ("Kubernetes", 1, 2, 0, 2),
        ("Python", 1, 1, 0, 0),
        ("Terraform", 1, 1, 0, 1),
        ("Communication", 0, 1, 0, 0),
    ]
    assert [each["inProfile"] for each in found["demand"]] == [False, False, True, False, False]
    assert found["profile"] == [
        {"name": "basket weaving", "category": None},
        {"name": "Python", "category": "LANGUAGE"},
    ]


async def test_learning_a_skill_closes_the_gap(desk: Desk) -> None:
    found = await desk.do(SET, skills=["Python", "SQL", "k8s"])
    assert [each["name"] for each in found["skills"]] == ["Kubernetes", "Python", "SQL"]
    assert told((await desk.ask(SKILLS))["gap"]) == [("Terraform", 1, 1, 1, 1)]


async def test_a_category_and_a_number_narrow_the_lists(desk: Desk) -> None:
    found = await desk.ask(SKILLS, category="LANGUAGE")
    assert [each["skill"]["name"] for each in found["gap"]] == ["SQL"]
    assert [each["name"] for each in found["profile"]] == ["Python"]
    short = await desk.ask(SKILLS, first=1)
    assert (len(short["demand"]), len(short["gap"]), len(short["profile"])) == (1, 1, 2)


async def test_other_people_s_jobs_ask_for_nothing(desk: Desk, somebody: Somebody) -> None:
    other = await somebody("bob", database=desk.database)
    found = await other.ask(SKILLS)
    assert told(found["gap"]) == [
        ("Kubernetes", 0, 2, 0, 1),
        ("SQL", 0, 1, 0, 1),
        ("Terraform", 0, 1, 0, 1),
        ("Python", 0, 1, 0, 0),
    ]
    assert found["profile"] == []
    assert {each["ownJobs"]["denominator"] for each in found["demand"]} == {0}


async def test_skills_of_a_profile_are_known_by_their_many_names_and_once(somebody: Somebody) -> None:
    desk = await somebody()
    found = await desk.do(SET, skills=["js", "JavaScript", " postgres ", "ECMAScript", "", "   "])
    assert [each["name"] for each in found["skills"]] == ["JavaScript", "PostgreSQL"]
    assert await desk.do(SET, skills=[]) == {"skills": []}


@pytest.mark.parametrize(
    ("given", "word"),
    [(["x"] * 201, "201"), (["x" * 101], "101"), (["a\u0000b"], "not text"), (["\u001b[31m"], "not text")],
)
async def test_what_is_no_skill_is_refused_and_changes_nothing(somebody: Somebody, given: list[str], word: str) -> None:
    desk = await somebody()
    await desk.do(SET, skills=["Python"])
    code, path, message = await desk.refusal(SET, skills=given)
    assert (code, path) == ("INVALID_INPUT", ["input", "skills"])
    assert word in message
    assert [each["name"] for each in (await desk.ask("{ viewer { skills { name } } }"))["skills"]] == ["Python"]


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_pages_out_of_reach_are_refused(somebody: Somebody, first: int) -> None:
    desk = await somebody()
    code, path, message = await desk.refusal(SKILLS, first=first)
    assert (code, path) == ("INVALID_INPUT", ["first"])
    assert f"`first` is {first}" in message
