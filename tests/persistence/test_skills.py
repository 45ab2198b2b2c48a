"""Demand counted by SQL is the demand that the domain defines, for whatever jobs there are."""

from random import Random

import pytest

from domain.openings import Opening
from domain.skills.gaps import UNBLOCKING, count_demand
from persistence.database import Database
from persistence.skills import Skills
from tests.builders import APPLIED, application, person, postings

NAMES = ["Python", "SQL", "R", "Go", "Docker", "Kubernetes", "Communication", "Teamwork", "Basket weaving"]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_demand_is_what_the_domain_counts(database: Database, seed: int) -> None:
    chance = Random(seed)

    def some() -> frozenset[str]:
        return frozenset(chance.sample(NAMES, chance.randint(0, 5)))

    ada, bob = await person(database), await person(database, "bob")
    own, public, gone = [some() for _ in range(15)], [some() for _ in range(20)], [some() for _ in range(5)]
    told = [
        Opening(company="Public", title=f"{kind} {number}", skills=skills, is_active=kind == "open")
        for kind, lists in (("open", public), ("gone", gone))
        for number, skills in enumerate(lists)
    ]
    await postings(database, told)
    await postings(
        database, [Opening(company="Own", title=f"{n}", skills=each) for n, each in enumerate(own)], owner=ada
    )
    await postings(database, [Opening(company="Other", title="x", skills=frozenset(NAMES))], owner=bob)
    profile = chance.sample(NAMES, 3)
    await Skills(database, ada).set(profile)
    await Skills(database, bob).set(NAMES)
    found = await Skills(database, ada).demand()
    assert sorted(found, key=lambda each: each.skill) == count_demand(own, public, profile)
    assert await Skills(database, ada).totals() == (sum(map(bool, own)), sum(map(bool, public)))


async def test_a_public_job_applied_to_is_of_interest_even_when_it_is_gone(database: Database) -> None:
    ada = await person(database)
    await postings(
        database,
        [
            Opening(company="P", title="open", skills=frozenset({"SQL"})),
            Opening(company="P", title="gone", skills=frozenset({"Go"}), is_active=False),
        ],
    )
    for number in (1, 2):
        await application(database, ada, (APPLIED, "2026-02-01"), job=number)
        await application(database, ada, (APPLIED, "2026-02-02"), job=number)
    found = await Skills(database, ada).demand()
    assert sorted(found, key=lambda each: each.skill) == count_demand([{"SQL"}, {"Go"}], [{"SQL"}], [])
    assert await Skills(database, ada).totals() == (2, 1)


def test_some_skills_never_block() -> None:
    assert {"Communication", "Teamwork"} & UNBLOCKING


async def test_a_profile_is_replaced_whole_and_is_its_owner_s(database: Database) -> None:
    ada, bob = await person(database), await person(database, "bob")
    await Skills(database, ada).set(["SQL", "python", "Go"])
    await Skills(database, bob).set(["R"])
    assert await Skills(database, ada).profile() == ["Go", "python", "SQL"]
    await Skills(database, ada).set(["Docker", "Docker"])
    assert await Skills(database, ada).profile() == ["Docker"]
    assert await Skills(database, bob).profile() == ["R"]
    await Skills(database, ada).set([])
    assert await Skills(database, ada).profile() == []
