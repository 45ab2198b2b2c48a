"""Since when something waits: asked once a second, and told with the numbers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from domain.access import EVERYTHING, Grant
from persistence.database import Database
from realtime.inbox.postgres import PostgresInbox
from realtime.waiting import Waiting
from resolvers.context import Context
from resolvers.ranges import waiting_since
from tests.builders import happened, person, utc


@pytest.fixture
async def inbox(database: Database) -> AsyncIterator[PostgresInbox]:
    opened = PostgresInbox(database, most_events=1_000)
    yield opened
    await opened.close()


async def test_it_is_asked_once_however_many_want_to_know(database: Database, inbox: PostgresInbox) -> None:
    moment = utc(2026, 3, 1)
    await inbox.put([happened("page_view", moment)], [])
    waiting = Waiting(inbox)
    before = database.statements
    assert await asyncio.gather(*(waiting.since() for _ in range(20))) == [moment] * 20
    assert database.statements - before == 1


async def test_what_has_waited_longest_counts_wherever_it_waits(database: Database, inbox: PostgresInbox) -> None:
    user, moment = await person(database), utc(2026, 3, 2)
    await inbox.put([happened("page_view", moment)], [])

    def context(waiting: Waiting | None) -> Context:
        return Context(database, user, Grant(user.role, EVERYTHING), datetime.now(UTC), waiting=waiting)

    assert await waiting_since(context(None), None) is None
    assert await waiting_since(context(None), moment) == moment
    assert await waiting_since(context(Waiting(inbox)), None) == moment
    assert await waiting_since(context(Waiting(inbox)), utc(2026, 3, 1)) == utc(2026, 3, 1)
    assert await waiting_since(context(Waiting(inbox)), utc(2026, 3, 3)) == moment
