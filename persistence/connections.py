"""Connections that answer: doubted when silent, replaced when lost, given back whatever happens, within deadlines."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TypeVar

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from domain.errors import TooSlow, Unavailable
from persistence.values import teach_json

Record = asyncpg.Record
Connection = PoolConnectionProxy
T = TypeVar("T")

STATEMENT_SECONDS: Final = 2.5  # the server gives a statement up; long enough before ours for its word to arrive
ANSWER_SECONDS: Final = 2.8  # everything: waiting for a connection, connecting, asking, repeating
CONNECT_SECONDS: Final = 1.5
PING_SECONDS: Final = 1.0
FRESH_SECONDS: Final = 0.5  # a connection heard from so lately is used without a ping
RELEASE_SECONDS: Final = 1.0
CLOSE_SECONDS: Final = 2.0

# What the loss of a connection looks like from here; whether it is one, the connection itself knows.
TROUBLE: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)

# The server has undone everything and says itself: try again. The last two follow a migration under our feet.
CONFLICTS: Final = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.InvalidCachedStatementError,
    asyncpg.OutdatedSchemaCacheError,
)

# Reads are repeated when a connection is lost: nothing but a transaction that asks for it may write.
SESSION: Final = {
    "statement_timeout": f"{STATEMENT_SECONDS * 1000:.0f}",
    "idle_in_transaction_session_timeout": "10000",
    "default_transaction_read_only": "on",
    "TimeZone": "UTC",
    "application_name": "career-copilot-analytics",
}

# asyncpg prepares and runs a statement in one go; cut short in between, by an abort or by a value that cannot be sent,
# the server stays in the middle of it and keeps its snapshot until it hears something else.
PING: Final = "SELECT 1"

# What not every role may set and not every system has. The second ends the statements of a client that died.
WISHES: Final = """
DO $$
BEGIN
    BEGIN PERFORM set_config('temp_file_limit', '512MB', false); EXCEPTION WHEN OTHERS THEN NULL; END;
    BEGIN PERFORM set_config('client_connection_check_interval', '500', false); EXCEPTION WHEN OTHERS THEN NULL; END;
END $$
"""


class Lost(Exception):  # noqa: N818 - a state of the connection
    """The connection went away underneath, with nothing done that would last."""


class Line(asyncpg.Connection):
    """A connection that knows when the server was last heard on it, in the time of the event loop."""

    __slots__ = ("heard_at",)

    heard_at: float

    def hear(self, now: float) -> None:
        """The server has answered."""
        self.heard_at = now


class Connections:
    """asyncpg's pool, and what it takes that nobody waits for ever and nothing leaks.

    asyncpg's own reset is left out (it costs a round trip): reads leave no state behind, and whatever sets state does
    so `LOCAL` to a transaction.
    """

    def __init__(self, pool: "asyncpg.Pool[Record]") -> None:
        """Wrap an open pool; use `opened` to make both."""
        self._pool = pool
        self._tries = pool.get_max_size() + 1  # every connection may have died unnoticed, and each costs a try
        self._silent_since = -math.inf
        self._now = asyncio.get_running_loop().time

    def size(self) -> tuple[int, int]:
        """(connections open, of which idle)."""
        return self._pool.get_size(), self._pool.get_idle_size()

    async def run(
        self, attempt: Callable[[Connection], Awaitable[T]], *, seconds: float = ANSWER_SECONDS, undo: str = PING
    ) -> T:
        """What `attempt` answers on a live connection, within `seconds` all told.

        It is repeated when its connection was lost or the server asks for it, so it must be safe to repeat. `undo` is
        SQL for a connection on which it failed. Raises Unavailable (also when all connections are taken all the time)
        and TooSlow.
        """
        ends = self._now() + seconds
        reason: Exception | None = None
        for _ in range(self._tries):
            try:
                return await self._once(attempt, ends, undo)
            except (Lost, *CONFLICTS) as error:
                reason = error
            except (asyncpg.QueryCanceledError, asyncpg.ConfigurationLimitExceededError) as error:
                raise TooSlow("The database took too long over this question.") from error
            except asyncpg.InsufficientResourcesError as error:
                raise Unavailable("The database is out of resources.") from error
        raise Unavailable("The database could not finish this, however often it tried.") from reason

    async def _once(self, attempt: Callable[[Connection], Awaitable[T]], ends: float, undo: str) -> T:
        connection: Any = None
        try:
            async with asyncio.timeout_at(ends) as deadline:
                connection = await self._acquire()
                result = await attempt(connection)
        except BaseException as error:
            # Whose server has said its last word, but whose end has not arrived yet, is asyncpg's for nothing any more.
            lost = connection is not None and (is_lost(connection) or type(error) is asyncpg.InternalClientError)
            if connection is not None:
                # A black hole answers no cancel request and no ROLLBACK either: waiting for it would hang.
                await self._give_back(connection, undo, is_hopeless=lost or deadline.expired())
            if deadline.expired() and isinstance(error, TimeoutError):
                raise Unavailable("The database does not answer in time.") from error
            if lost and isinstance(error, TROUBLE):
                raise Lost from error
            raise
        if not is_lost(connection):
            connection.hear(self._now())
        await self._give_back(connection)
        return result

    async def _acquire(self) -> Connection:
        while True:
            connection: Any = await self._taken()
            if connection.heard_at > self._now() - FRESH_SECONDS or await self._answers(connection):
                return connection  # type: ignore[no-any-return] # the stubs do not know that it passes on `heard_at`
            terminate(connection)

    async def _taken(self) -> Connection:
        try:
            return await self._pool.acquire()
        except ConnectionRefusedError as error:
            raise Unavailable("The database cannot be reached.") from error
        except (ConnectionError, asyncpg.ConnectionDoesNotExistError) as error:
            raise Lost from error  # reset while shaking hands
        except TROUBLE as error:
            raise Unavailable("The database cannot be reached.") from error

    async def _answers(self, connection: Any) -> bool:
        """Whether a connection that was silent for a while still leads to a server.

        After a lost network or a sleeping laptop nobody tells; the first question would wait for its whole deadline.
        One unanswered ping is enough to give up whatever was not heard since.
        """
        if connection.heard_at < self._silent_since:
            return False
        now = self._now()
        try:
            async with asyncio.timeout(PING_SECONDS):
                await connection.execute(PING)
        except TimeoutError:
            self._silent_since = now
            return False
        except TROUBLE:
            return False
        except BaseException:
            terminate(connection)
            raise
        return True

    async def _give_back(self, connection: Connection, undo: str = "", *, is_hopeless: bool = False) -> None:
        """Give back a connection after whatever happened; a statement still running is cancelled on the server."""
        if is_hopeless:
            terminate(connection)
            return
        try:
            if undo:
                await connection.execute(undo, timeout=RELEASE_SECONDS)
            await self._pool.release(connection, timeout=RELEASE_SECONDS)
        except BaseException as error:
            terminate(connection)
            if not isinstance(error, Exception):
                raise


def is_lost(connection: Connection) -> bool:
    """Whether the connection is closed, by whomever."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:  # so lost that the pool has it back already
        return True


def terminate(connection: Connection) -> None:
    """Close at once, without a word to the server; the pool has its place back."""
    with suppress(asyncpg.InterfaceError):
        connection.terminate()


async def _connect(*arguments: Any, **options: Any) -> Line:
    async with asyncio.timeout(CONNECT_SECONDS):
        connection: Line = await asyncpg.connect(*arguments, **options)
        try:
            await teach_json(connection)
            await connection.execute(WISHES)
        except BaseException:
            connection.terminate()
            raise
    connection.hear(asyncio.get_running_loop().time())
    return connection


async def _no_reset(_: Any) -> None:
    """Nothing to undo: see Connections."""


@asynccontextmanager
async def opened(dsn: str, *, connections: int) -> AsyncIterator[Connections]:
    """A pool for the time of the block. Raises Unavailable when the database cannot be reached."""
    try:
        pool = await asyncpg.create_pool(
            dsn,
            init_size=1,
            min_size=0,
            max_size=connections,
            max_inactive_connection_lifetime=60.0,
            connect=_connect,
            connection_class=Line,
            reset=_no_reset,
            server_settings=SESSION,
        )
    except TROUBLE as error:
        raise Unavailable(f"The database cannot be reached: {error}") from error
    try:
        yield Connections(pool)
    finally:
        # asyncpg ends what is still open by itself when its goodbye is cut short.
        with suppress(TimeoutError, *TROUBLE):
            await asyncio.wait_for(pool.close(), CLOSE_SECONDS)
