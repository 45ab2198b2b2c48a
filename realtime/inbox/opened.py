"""The inbox that the settings ask for."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from persistence.clusters import is_cluster
from persistence.database import Database
from realtime.inbox import Inbox
from realtime.inbox.fallback import FallbackInbox
from realtime.inbox.groups import Recent
from realtime.inbox.postgres import PostgresInbox
from realtime.inbox.redis import RedisInbox
from realtime.inbox.streams import Streams, client_of


@asynccontextmanager
async def open_inbox(
    database: Database, *, redis_url: str | None = None, redis_first: bool = False, most_events: int = 2_000_000
) -> AsyncIterator[Inbox]:
    """The inbox for the time of the block; at its end what is being put is waited for.

    PostgreSQL alone; with `redis_url`, Redis while PostgreSQL is away; with `redis_first` the other way round, and
    Redis has to sync every write. Redis need not answer while this is opened. A cluster is none to keep events in: what
    is done in one step touches several keys; ValueError when it should be the first.
    """
    if redis_url is not None and is_cluster(redis_url):
        if redis_first:
            raise ValueError("A cluster of Redis keeps no events.")
        redis_url = None
    async with AsyncExitStack() as stack:
        recent = Recent()
        postgres = PostgresInbox(database, most_events=most_events, recent=recent)
        stack.push_async_callback(postgres.close)
        if redis_url is None:
            yield postgres
            return
        client = client_of(redis_url)
        stack.push_async_callback(client.aclose)
        streams = Streams(client, always_synced=redis_first)
        redis = RedisInbox(streams, database, most_events=most_events, recent=recent)
        stack.push_async_callback(redis.close)
        if redis_first:
            both = FallbackInbox(redis, postgres, streams.is_durable, lasting=postgres)
        else:
            both = FallbackInbox(postgres, redis, database.is_ready, lasting=postgres)
        stack.push_async_callback(both.close)
        yield both
