"""Following a report: as it was kept, whatever happens; over when it is gone, and nobody else's."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import delete

from domain.access import Grant, Scope
from domain.revisions import Part
from domain.users import User
from persistence.database import Database, Statement
from persistence.tables import reports
from persistence.users import Users
from realtime.broadcast import opened_broadcast
from realtime.frames import Ended
from realtime.topics import hint
from resolvers.context import Context
from resolvers.nodes import encode
from schema.operations import RejectedError
from schema.root import schema
from tests.builders import APPLIED, application, person, utc
from tests.server.following import House, bearer, until

FOLLOW = """
    subscription ($id: ID!, $after: String) {
        reportChanged(id: $id, after: $after) {
            sequence isSnapshot report { id kind range { from until } summary { totalApplications } createdAt }
        }
    }
"""
NOW = utc(2026, 3, 11)
GENERATE = """
    mutation { generateReport(input: {kind: WEEKLY, on: "2026-03-01"}) { report { id } errors { message } } }
"""


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with opened_broadcast(None) as broadcast:
        yield House(database, broadcast)


async def generated(house: House, user: User) -> str:
    """The id of a report of theirs, made as the server makes them."""
    known = await Users(house.database).by_id(user.id)
    assert known is not None
    grant = Grant(known.role, frozenset(Scope))
    context = Context(house.database, known, grant, NOW, announce=house.broadcast.announce)
    answer = await schema.execute(GENERATE, context_value=context)
    assert answer.errors is None
    assert answer.data is not None
    assert answer.data["generateReport"]["errors"] == []
    made: str = answer.data["generateReport"]["report"]["id"]
    return made


async def ending(house: House, user: User, **asked: Any) -> list[str]:
    """The codes with which following is refused."""
    async with house.follow(FOLLOW, bearer(user), **asked) as follower:
        with pytest.raises(RejectedError) as rejected:
            await follower.next()
    return [each["extensions"]["code"] for each in rejected.value.errors]


async def test_a_report_stays_as_it_was_kept(house: House) -> None:
    """Making one of the same week again tells those who follow the first to look; what they see is the same."""
    ada = await person(house.database)
    number = await generated(house, ada)
    async with house.follow(FOLLOW, bearer(ada), id=number) as follower:
        first = await follower.next()
        assert (first["isSnapshot"], first["report"]["id"]) == (True, number)
        assert first["report"]["summary"]["totalApplications"] == 0
        (stream,) = house.live._all
        assert not stream._concerns(hint(ada.id, parts={Part.LEDGER}))
        await application(house.database, ada, APPLIED)
        version = stream.version
        other = await generated(house, ada)
        assert other != number
        await until(lambda: stream.version > version)
    async with house.follow(FOLLOW, bearer(ada), id=number, after=first["sequence"]) as follower:
        assert await follower.next() == first | {"isSnapshot": False}
    async with house.follow(FOLLOW, bearer(ada), id=other, after=first["sequence"]) as follower:
        second = await follower.next()
        assert (second["isSnapshot"], second["sequence"] != first["sequence"]) == (True, True)


async def test_it_ends_when_the_report_is_gone(house: House) -> None:
    ada = await person(house.database)
    number = await generated(house, ada)
    async with house.follow(FOLLOW, bearer(ada), id=number) as follower:
        await follower.next()
        gone = Statement(delete(reports).where(reports.c.owner_id == ada.id))
        await house.database.write(lambda session: session.execute(gone))
        await house.announce(ada, *Part)
        with pytest.raises(Ended) as ended:
            await follower.next()
        assert (ended.value.code, ended.value.reason) == ("NOT_FOUND", "You have no such report.")
    assert await ending(house, ada, id=number) == ["NOT_FOUND"]


async def test_nobody_follows_what_is_another_s(house: House) -> None:
    ada, bob = await person(house.database), await person(house.database, "bob")
    number = await generated(house, ada)
    assert await ending(house, bob, id=number) == ["NOT_FOUND"]
    assert await ending(house, ada, id=encode("Application", 1)) == ["NOT_FOUND"]
    assert await ending(house, ada, id="nonsense") == ["NOT_FOUND"]
