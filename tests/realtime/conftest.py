"""Every inbox there is, for the contract that all of them keep."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from persistence.database import Database
from realtime.inbox import Inbox
from realtime.inbox.fallback import FallbackInbox
from realtime.inbox.groups import Recent
from realtime.inbox.postgres import PostgresInbox
from realtime.inbox.redis import RedisInbox
from realtime.inbox.streams import Streams, client_of
from tests.realtime.inboxes import prepare
from tests.redis_servers import RedisServer, redis_server

MOST_EVENTS = 5_000


@pytest.fixture
async def server() -> AsyncIterator[RedisServer]:
    """A Redis of the test's own."""
    async with redis_server() as started:
        yield started


@asynccontextmanager
async def opened(kind: str, database: Database, url: str | None) -> AsyncIterator[Inbox]:
    """An inbox of this kind, as another process would open it."""
    async with AsyncExitStack() as stack:
        recent = Recent()
        postgres = PostgresInbox(database, most_events=MOST_EVENTS, recent=recent, retry_seconds=0)
        stack.push_async_callback(postgres.close)
        if kind == "postgres" or url is None:
            yield postgres
            return
        client = client_of(url)
        stack.push_async_callback(client.aclose)
        streams = Streams(client, always_synced=True)
        redis = RedisInbox(streams, database, most_events=MOST_EVENTS, recent=recent, retry_seconds=0, dead_seconds=0.2)
        stack.push_async_callback(redis.close)
        if kind == "redis":
            yield redis
            return
        both = FallbackInbox(postgres, redis, database.is_ready, lasting=postgres)
        stack.push_async_callback(both.close)
        yield both


@pytest.fixture(params=["postgres", "redis", "fallback"])
async def inbox(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Inbox]:
    """An empty one, and a table `worked` for what comes out of it."""
    await prepare(database)
    if request.param == "postgres":
        async with opened(request.param, database, None) as box:
            yield box
        return
    async with redis_server() as started, opened(request.param, database, started.url) as box:
        yield box
