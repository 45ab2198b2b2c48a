"""Ways to Redis: to a single one, or to a cluster, where each channel is told at its own place."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError

from persistence.clusters import ClusterAwayError, cluster_of, is_cluster
from realtime.broadcasting.lines import SHARDED, WHOLE, Line

CONNECT_SECONDS: Final = 2.0

Hear = Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True)
class Lines:
    """All that are needed to hear every channel, and over which each is heard."""

    all: tuple[Line, ...]
    of: Callable[[str], Line]


class Way(Protocol):
    """To Redis and back."""

    async def lines(self, hear: Hear) -> Lines:
        """New lines, connected. Raises whatever connecting does."""
        ...

    async def send(self, messages: Sequence[tuple[str, str]]) -> None:
        """Publish: (channel, message). Raises RedisError and OSError; any number of them may have been sent then."""
        ...

    async def close(self) -> None:
        """Leave."""
        ...


def way_to(url: str) -> Way:
    """By its address, which says whether it is a cluster. ValueError for what is no address."""
    return Sharded(url) if is_cluster(url) else Single(url)


def _options() -> dict[str, Any]:
    return {
        # Deadlines are ours: redis-py's own use `wait_for`, which may swallow a cancellation in Python 3.11.
        "socket_timeout": None,
        "socket_connect_timeout": CONNECT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
        # As plain lists, with nothing to negotiate.
        "protocol": 2,
        "driver_info": None,
    }


class Single:
    """One Redis."""

    def __init__(self, url: str) -> None:
        """Nothing is connected yet."""
        self._pool = ConnectionPool.from_url(url, max_connections=2, **_options())
        self._redis = Redis.from_pool(self._pool)

    async def lines(self, hear: Hear) -> Lines:
        """See Way."""
        connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call] # says none
        await _connect(connection)
        line = Line(connection, WHOLE, hear)
        return Lines((line,), lambda _: line)

    async def send(self, messages: Sequence[tuple[str, str]]) -> None:
        """See Way."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            for channel, message in messages:
                pipeline.publish(channel, message)
            await pipeline.execute()

    async def close(self) -> None:
        """See Way."""
        await self._redis.aclose(close_connection_pool=True)


class Sharded:
    """A cluster: every channel is told and heard where its name belongs."""

    def __init__(self, url: str) -> None:
        """Nothing is connected yet."""
        self._url = url
        self._redis = self._client()

    def _client(self) -> RedisCluster:
        return cluster_of(self._url, **_options())

    async def lines(self, hear: Hear) -> Lines:
        """See Way. Asks anew who has which channel."""
        made = dict[str, Line]()
        try:
            async with self._client() as scout:
                for node in scout.get_primaries():
                    connection = _connection(node)
                    made[node.name] = Line(connection, SHARDED, hear)
                    await _connect(connection)
        except BaseException:  # also when it is cancelled while the scout goes home
            for line in made.values():
                await line.close()
            raise

        def of(channel: str) -> Line:
            node = scout.nodes_manager.get_node_from_slot(scout.keyslot(channel), False)
            return made[node.name]

        return Lines(tuple(made.values()), of)

    async def send(self, messages: Sequence[tuple[str, str]]) -> None:
        """See Way."""
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for channel, message in messages:
                    pipeline.execute_command("SPUBLISH", channel, message)
                await pipeline.execute()
        except (RedisClusterException, RedisError, OSError, asyncio.CancelledError) as error:
            # What it knows of the nodes may be old.
            with suppress(RedisError, OSError):
                await self._redis.aclose()
            if isinstance(error, RedisClusterException):
                raise ClusterAwayError(error) from error
            raise

    async def close(self) -> None:
        """See Way."""
        await self._redis.aclose()


async def _connect(connection: AbstractConnection) -> None:
    try:
        await connection.connect()  # type: ignore[no-untyped-call] # says none
    except BaseException:
        await connection.disconnect(nowait=True)
        raise


def _connection(node: ClusterNode) -> AbstractConnection:
    made: AbstractConnection = node.connection_class(**{**node.connection_kwargs, "retry": Retry(NoBackoff(), 0)})
    return made
