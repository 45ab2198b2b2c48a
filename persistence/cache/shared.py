"""The level between processes: Redis, for as long as it answers at once; without it nobody waits and nothing fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final, TypeVar

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisClusterException, RedisError
from redis.exceptions import TimeoutError as TimedOut

from persistence.clusters import ClusterAwayError, cluster_of, is_cluster

WITHIN_SECONDS: Final = 0.1
REST_SECONDS: Final = 1.0
CONNECTIONS: Final = 16
AT_ONCE: Final = 1_000

T = TypeVar("T")

_log = structlog.get_logger("cache")
_GONE = (Disconnected, TimedOut, OSError, TimeoutError, RedisClusterException)


class Shared:
    """Bytes by key. What goes wrong is counted in `failures`, and looks like a miss."""

    def __init__(
        self, redis: Redis | RedisCluster, *, within: float = WITHIN_SECONDS, rest: float = REST_SECONDS
    ) -> None:
        """A question takes `within` seconds at most; after the first that did not, nobody asks for `rest` seconds.

        From then on only we ask, every `rest` seconds, until Redis answers: requests never wait to find out.
        """
        self._redis, self._within, self._rest = redis, within, rest
        self._returning: asyncio.Task[None] | None = None
        self._is_refusing = self._is_left = False
        self.failures = 0

    @property
    def is_away(self) -> bool:
        """Whether Redis is left alone for the moment."""
        return self._returning is not None

    async def get(self, key: str) -> bytes | None:
        """What is kept, or None."""
        found = await self._ask(lambda: self._redis.get(key))
        return found if isinstance(found, bytes) else None

    async def put(self, key: str, data: bytes, lifetime: timedelta) -> None:
        """Keep something for so long."""
        await self._ask(lambda: self._redis.set(key, data, px=max(1, int(lifetime.total_seconds() * 1000))))

    async def drop(self, pattern: str) -> int:
        """Forget every key that matches; how many there were. RedisError, or TimeoutError, when that cannot be done."""
        dropped = 0
        try:
            async for keys in _batches(self._redis, pattern):
                dropped += await self._redis.unlink(*keys)
        except RedisClusterException as error:
            raise ClusterAwayError(error) from error
        return dropped

    async def is_ready(self) -> bool:
        """Whether Redis answers at once."""
        try:
            async with asyncio.timeout(self._within):
                return bool(await self._redis.ping())
        except (RedisError, RedisClusterException, OSError, TimeoutError):
            return False

    def _is_left_alone(self) -> bool:
        # After the end, too: a question would connect once more, and nobody would close that.
        return self._is_left or self._returning is not None

    async def _ask(self, ask: Callable[[], Awaitable[T]]) -> T | None:
        if self._is_left_alone():
            return None
        try:
            async with asyncio.timeout(self._within):
                answer = await ask()
            self._is_refusing = False
            return answer
        except _GONE as error:
            self.failures += 1
            if not self._is_left_alone():
                _log.warning("redis is away, answers are shared no more", error=type(error).__name__)
                self._returning = asyncio.create_task(self._return())
        except RedisError as error:
            # It answers, but not what was asked: no memory left, not a text, not allowed.
            self.failures += 1
            if not self._is_refusing:
                _log.warning("redis refuses to share answers", error=type(error).__name__)
            self._is_refusing = True
        return None

    async def _return(self) -> None:
        while True:
            await asyncio.sleep(self._rest)
            # Connections from before may hang for ever, however well the network is now.
            with suppress(RedisError, OSError):
                await self._leave_connections()
            if await self.is_ready():
                break
        self._returning = None
        _log.info("redis is back, answers are shared again")

    async def _leave_connections(self) -> None:
        if isinstance(self._redis, RedisCluster):
            await self._redis.aclose()  # with the next question it looks who is where
        else:
            await self._redis.connection_pool.disconnect(inuse_connections=False)

    async def close(self) -> None:
        """Leave; whoever still asks finds nothing."""
        self._is_left = True
        if self._returning is not None:
            self._returning.cancel()
            await asyncio.wait([self._returning])
        with suppress(RedisError, OSError):
            await self._redis.aclose()


@asynccontextmanager
async def opened(url: str, *, within: float = WITHIN_SECONDS, rest: float = REST_SECONDS) -> AsyncIterator[Shared]:
    """A Redis by its address, for the time of the block; it need not be there. ValueError for what is no address."""
    options = {
        "max_connections": CONNECTIONS,
        "socket_timeout": within,
        "socket_connect_timeout": within,
        "retry": Retry(NoBackoff(), 0),
        # Nothing to negotiate: the first question goes out with the first packet.
        "protocol": 2,
        "driver_info": None,
    }
    redis: Redis | RedisCluster
    if is_cluster(url):
        redis = cluster_of(url, **options)
    else:
        redis = Redis.from_pool(BlockingConnectionPool.from_url(url, timeout=within, **options))
    shared = Shared(redis, within=within, rest=rest)
    try:
        yield shared
    finally:
        await shared.close()


async def _batches(redis: Redis | RedisCluster, pattern: str) -> AsyncIterator[list[bytes]]:
    keys = []
    async for key in redis.scan_iter(match=pattern, count=AT_ONCE):
        keys.append(key)
        if len(keys) == AT_ONCE:
            yield keys
            keys = []
    if keys:
        yield keys
