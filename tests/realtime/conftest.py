"""Every inbox there is, for the contract that all of them keep."""

from collections.abc import AsyncIterator

import pytest

from persistence.database import Database
from realtime.inbox import Inbox
from realtime.inbox.postgres import PostgresInbox
from tests.realtime.inboxes import prepare

MOST_EVENTS = 5_000


@pytest.fixture(params=["postgres"])
async def inbox(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Inbox]:
    """An empty one, and a table `worked` for what comes out of it."""
    await prepare(database)
    box = PostgresInbox(database, most_events=MOST_EVENTS, retry_seconds=0)
    yield box
    await box.close()
