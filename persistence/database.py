"""The database: statements are values, compiled once and run on asyncpg's own pool."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg
import orjson
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import literal_column, select
from sqlalchemy.dialects.postgresql import asyncpg as dialect
from sqlalchemy.sql.expression import ClauseElement

from domain.errors import TooSlow, Unavailable

Record = asyncpg.Record
Connection = PoolConnectionProxy
T = TypeVar("T")

STATEMENT_SECONDS = 3.0
CONNECT_SECONDS = 2.0

DIALECT = dialect.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves its dialects untyped

# What says "this connection is gone", as opposed to "your statement is wrong".
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    OSError,
)


class Statement:
    """One SQL statement, compiled on first use and kept; parameters are bound by name."""

    __slots__ = ("_clause", "_literals", "_names", "_sql")

    def __init__(self, clause: ClauseElement) -> None:
        """Keep the clause; nothing is compiled until it is asked for."""
        self._clause = clause
        self._sql = ""
        self._names: Sequence[str] = ()
        self._literals: dict[str, Any] = {}

    def bind(self, parameters: dict[str, Any]) -> tuple[str, list[Any]]:
        """SQL text with `$n` places and the values in their order; a missing name is a KeyError at once."""
        if not self._sql:
            compiled = self._clause.compile(dialect=DIALECT)
            self._names = compiled.positiontup or ()  # type: ignore[attr-defined] # SQLCompiler, typed as Compiled
            self._literals = {name: value for name, value in compiled.params.items() if value is not None}
            self._sql = str(compiled)
        literals = self._literals
        return self._sql, [parameters[name] if name in parameters else literals[name] for name in self._names]


class Session:
    """Runs statements on one connection, inside one transaction."""

    def __init__(self, connection: Connection, count: Callable[[], None]) -> None:
        """`count` is called once for every statement sent."""
        self._connection = connection
        self._count = count

    async def fetch(self, statement: Statement, /, **parameters: Any) -> list[Record]:
        """All rows."""
        self._count()
        sql, values = statement.bind(parameters)
        return await self._connection.fetch(sql, *values)

    async def fetch_row(self, statement: Statement, /, **parameters: Any) -> Record | None:
        """The first row, or None."""
        self._count()
        sql, values = statement.bind(parameters)
        return await self._connection.fetchrow(sql, *values)

    async def fetch_value(self, statement: Statement, /, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        row = await self.fetch_row(statement, **parameters)
        return None if row is None else row[0]

    async def execute(self, statement: Statement, /, **parameters: Any) -> int:
        """Run for effect; the number of rows touched."""
        self._count()
        sql, values = statement.bind(parameters)
        tag = await self._connection.execute(sql, *values)
        return int(tag.rsplit(" ", 1)[-1]) if tag[-1].isdigit() else 0

    async def script(self, sql: str) -> None:
        """DDL of a temporary table and the like: text of ours, no parameters."""
        self._count()
        await self._connection.execute(sql)

    async def copy(self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Stream rows into a table by one COPY; memory does not grow with the rows."""
        self._count()
        await self._connection.copy_records_to_table(table, columns=columns, records=rows)


class Database:
    """A pool of connections with deadlines: nothing here waits for ever.

    Reads leave no state behind, so the pool skips the reset; whatever sets state does so `LOCAL` to a transaction.
    """

    def __init__(self, pool: "asyncpg.Pool[Record]") -> None:
        """Wrap an open pool; use `connect` to make both."""
        self._pool = pool
        self.statements = 0

    def _count(self) -> None:
        self.statements += 1

    async def fetch(self, statement: Statement, /, **parameters: Any) -> list[Record]:
        """All rows of one read, on any connection; repeated once on a fresh one when the connection was lost."""
        return await self._run(lambda session: session.fetch(statement, **parameters))

    async def fetch_row(self, statement: Statement, /, **parameters: Any) -> Record | None:
        """The first row of one read, or None."""
        return await self._run(lambda session: session.fetch_row(statement, **parameters))

    async def fetch_value(self, statement: Statement, /, **parameters: Any) -> Any:
        """The first column of the first row of one read, or None."""
        return await self._run(lambda session: session.fetch_value(statement, **parameters))

    async def write(self, work: Callable[[Session], Awaitable[T]], *, seconds: float | None = None) -> T:
        """Do `work` in one transaction, all or nothing; repeated when the connection was lost.

        `seconds` lifts the statement limit for bulk work such as an import.
        """

        async def attempt(connection: Connection, session: Session) -> T:
            async with connection.transaction():
                if seconds is not None:
                    await connection.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
                return await work(session)

        return await self._attempts(attempt, seconds)

    async def _run(self, read: Callable[[Session], Awaitable[T]]) -> T:
        return await self._attempts(lambda _, session: read(session), None)

    async def _attempts(self, attempt: Callable[[Connection, Session], Awaitable[T]], seconds: float | None) -> T:
        lost: BaseException | None = None
        for _ in range(2):
            try:
                async with self._connection(seconds or STATEMENT_SECONDS) as connection:
                    return await attempt(connection, Session(connection, self._count))
            except asyncpg.QueryCanceledError as error:
                raise TooSlow from error
            except TimeoutError as error:
                raise Unavailable("the database does not answer") from error
            except LOST as error:
                lost = error
                await self._pool.expire_connections()
        raise Unavailable("the database cannot be reached") from lost

    @asynccontextmanager
    async def _connection(self, seconds: float) -> AsyncIterator[Connection]:
        connection = await self._pool.acquire(timeout=CONNECT_SECONDS)
        try:
            async with asyncio.timeout(seconds + 0.5):
                yield connection
        except (TimeoutError, asyncio.CancelledError):
            # A black hole answers no cancel request either: waiting for a clean release would hang.
            connection.terminate()
            raise
        finally:
            await self._pool.release(connection)

    async def is_ready(self) -> bool:
        """Whether a trivial question is answered within the deadline."""
        try:
            return bool(await self.fetch_value(PING) == 1)
        except (Unavailable, TooSlow):
            return False

    def pool_size(self) -> tuple[int, int]:
        """(connections open, of which idle)."""
        return self._pool.get_size(), self._pool.get_idle_size()


PING = Statement(select(literal_column("1")))


async def _prepare(connection: "asyncpg.Connection[Record]") -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + orjson.dumps(value),
        decoder=lambda data: orjson.loads(data[1:]),
        format="binary",
    )


async def _no_reset(_: "asyncpg.Connection[Record]") -> None:
    """Nothing to undo: see Database."""


@asynccontextmanager
async def connect(dsn: str, *, connections: int = 10) -> AsyncIterator[Database]:
    """Open the pool for the time of the block. Raises Unavailable when the database cannot be reached."""
    try:
        pool = await asyncpg.create_pool(
            dsn,
            min_size=1,
            max_size=connections,
            timeout=CONNECT_SECONDS,
            max_inactive_connection_lifetime=60.0,
            init=_prepare,
            reset=_no_reset,
            server_settings={
                "statement_timeout": str(int(STATEMENT_SECONDS * 1000)),
                "idle_in_transaction_session_timeout": "10000",
                "TimeZone": "UTC",
                "application_name": "career-copilot-analytics",
            },
        )
    except (*LOST, asyncpg.PostgresError, TimeoutError) as error:
        raise Unavailable("the database cannot be reached") from error
    try:
        yield Database(pool)
    finally:
        try:
            await asyncio.wait_for(pool.close(), timeout=5)
        except TimeoutError:
            pool.terminate()
