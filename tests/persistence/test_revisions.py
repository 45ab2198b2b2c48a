"""Whatever an owner's answers are made of makes a new revision when it changes, and an account is read with it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.access import EVERYTHING, Role
from domain.applications import Application
from domain.keys import fingerprint, new_secret
from domain.openings import Opening
from domain.revisions import Part, Revision
from domain.users import User
from persistence.database import Database
from persistence.keys import Keys, owner_of
from persistence.moves import Moves
from persistence.skills import Skills
from persistence.users import Users
from tests.builders import APPLIED, REJECTED, application, event, move, person, posting, postings, utc

Change = Callable[[Database, User, Application], Awaitable[object]]


async def revision(database: Database, owner: User) -> Revision:
    found = await Users(database).by_id(owner.id)
    assert found is not None
    return found.revision


async def _applies(database: Database, owner: User, _: Application) -> None:
    await application(database, owner, APPLIED, company="Bolt")


async def _moves(database: Database, owner: User, made: Application) -> None:
    await Moves(database, owner).move(made.id, lambda _: [move(REJECTED, "2026-03-01")])


async def _learns(database: Database, owner: User, _: Application) -> None:
    await Skills(database, owner).set(["Python"])


async def _forgets(database: Database, owner: User, _: Application) -> None:
    await Skills(database, owner).set([])


def _tells_again(**told: Any) -> Change:
    async def change(database: Database, owner: User, _: Application) -> None:
        await postings(database, [Opening(**{"company": "Acme", "title": "Engineer", **told})], owner=owner)

    return change


@pytest.mark.parametrize(
    "change",
    [
        _applies,
        _moves,
        _learns,
        _forgets,
        _tells_again(description="Now with a description."),
        _tells_again(industry="Space"),
        _tells_again(skills=frozenset({"Python"})),
    ],
)
async def test_what_an_owner_does_makes_a_new_revision_of_their_ledger(database: Database, change: Change) -> None:
    owner, other = await person(database), await person(database, "eve")
    made = await application(database, owner, (APPLIED, "2026-02-01"))
    await Skills(database, owner).set(["SQL"])
    before = await revision(database, owner), await revision(database, other)
    await change(database, owner, made)
    after = await revision(database, owner)
    assert after.ledger > before[0].ledger
    assert after.activity == before[0].activity
    assert await revision(database, other) == before[1]


async def test_what_others_publish_makes_no_new_revision_of_an_owners_data(database: Database) -> None:
    owner = await person(database)
    await application(database, owner, APPLIED, industry="Space", company_size="1-10")
    before = await revision(database, owner)
    await posting(database, industry="Sea", skills=frozenset({"Go"}))
    assert await revision(database, owner) == before


async def test_an_event_makes_a_new_revision_of_activity_alone(database: Database) -> None:
    owner, other = await person(database), await person(database, "eve")
    assert await revision(database, owner) == Revision(0, 0)
    await event(database, owner, "page_view", utc(2026, 3, 1))
    first = await revision(database, owner)
    await event(database, owner, "job_view", utc(2026, 3, 1))
    second = await revision(database, owner)
    assert (first.ledger, second.ledger) == (0, 0)
    assert 0 < first.activity < second.activity
    assert await revision(database, other) == Revision(0, 0)


async def test_an_account_is_read_with_its_revision_whichever_way(database: Database) -> None:
    owner = await person(database, zone="Europe/Berlin")
    await application(database, owner, APPLIED)
    await event(database, owner, "page_view", utc(2026, 3, 1))
    secret = new_secret()
    await Keys(database, owner).add("sync", prefix=secret[:8], digest=fingerprint(secret), scopes=EVERYTHING)
    users, before = Users(database), database.statements
    by_key = await owner_of(database, fingerprint(secret))
    assert by_key is not None
    found = [await users.by_subject(owner.subject), await users.by_id(owner.id), by_key[0]]
    assert database.statements - before == 3
    found += [await users.ensure(owner.subject), await users.update(owner.id, name="Ada")]
    revisions = {each.revision for each in found if each is not None}
    assert len(found) == 5
    assert len(revisions) == 1
    assert revisions.pop().ledger > 0
    assert by_key[0] == owner
    assert by_key[0].role is Role.MEMBER


def test_a_revision_says_the_parts_it_is_asked_for() -> None:
    seen = Revision(ledger=3, activity=8)
    assert [seen.of(parts) for parts in ([Part.LEDGER], [Part.ACTIVITY], [Part.ACTIVITY, Part.LEDGER], [])] == [
        "ledger3",
        "activity8",
        "ledger3.activity8",
        "",
    ]
