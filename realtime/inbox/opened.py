"""The inbox that the settings ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from persistence.database import Database
from realtime.inbox import Inbox
from realtime.inbox.postgres import PostgresInbox


@asynccontextmanager
async def open_inbox(
    database: Database, *, kind: str = "postgres", redis_url: str | None = None, most_events: int = 2_000_000
) -> AsyncIterator[Inbox]:
    """The inbox for the time of the block; at its end what is being put is waited for."""
    inbox = PostgresInbox(database, most_events=most_events)
    try:
        yield inbox
    finally:
        await inbox.close()
