"""The database: reads and transactions, each within a deadline, on whichever connection is alive."""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

import asyncpg
from sqlalchemy import literal_column, select

from domain.errors import TooSlow, Unavailable
from persistence.connections import ANSWER_SECONDS, TROUBLE, Connection, Connections, Record, is_lost, opened
from persistence.statements import DIALECT, Statement

__all__ = ["DIALECT", "Connection", "Database", "Record", "Session", "Statement", "connect"]

T = TypeVar("T")

PING: Final = Statement(select(literal_column("1")))

# The database whose transaction the present task is in.
_writing: ContextVar["Database | None"] = ContextVar("writing", default=None)


class Session:
    """Runs statements on one connection, inside one transaction, one after the other."""

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

    async def copy(
        self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]] | AsyncIterable[tuple[Any, ...]]
    ) -> None:
        """Stream rows into a table by one COPY; memory does not grow with the rows.

        An iterator must be made inside the transaction: one from outside is used up when the transaction is repeated.
        """
        self._count()
        await self._connection.copy_records_to_table(table, columns=columns, records=rows)


class Database:
    """Reads and writes with deadlines: nothing here waits for ever.

    Every method raises Unavailable when the database does not answer now, and TooSlow when it took too long.
    """

    def __init__(self, connections: Connections) -> None:
        """Use `connect`."""
        self._connections = connections
        self.statements = 0

    def _count(self) -> None:
        self.statements += 1

    async def fetch(self, statement: Statement, /, **parameters: Any) -> list[Record]:
        """All rows of one read, on any connection; repeated when the connection was lost."""
        sql, values = statement.bind(parameters)
        return await self._read(lambda connection: connection.fetch(sql, *values))

    async def fetch_row(self, statement: Statement, /, **parameters: Any) -> Record | None:
        """The first row of one read, or None."""
        sql, values = statement.bind(parameters)
        return await self._read(lambda connection: connection.fetchrow(sql, *values))

    async def fetch_value(self, statement: Statement, /, **parameters: Any) -> Any:
        """The first column of the first row of one read, or None."""
        row = await self.fetch_row(statement, **parameters)
        return None if row is None else row[0]

    async def _read(self, ask: Callable[[Connection], Awaitable[T]]) -> T:
        self._refuse_nesting()
        self._count()
        return await self._connections.run(ask)

    async def write(
        self, work: Callable[[Session], Awaitable[T]], *, seconds: float | None = None, settings: str = ""
    ) -> T:
        """Do `work` in one transaction, all or nothing.

        `work` may run several times, each in a transaction of its own that undid the one before: when the connection
        was lost, or on a deadlock. Once the end of the transaction is on its way, nothing is repeated: when the answer
        to that is lost, Unavailable says so. Whatever `work` raises undoes the transaction and is raised.

        `seconds` is how long all of it may take instead, for bulk work such as an import. `settings` is SQL of ours
        that goes along with BEGIN: `SET LOCAL …`.
        """
        self._refuse_nesting()
        begin = "BEGIN READ WRITE"
        if seconds is not None:
            begin += f"; SET LOCAL statement_timeout = {seconds * 1000:.0f}"
        if settings:
            begin += f"; {settings}"
        is_committing = False

        async def attempt(connection: Connection) -> T:
            nonlocal is_committing
            is_committing = False
            await connection.execute(begin)
            outside = _writing.set(self)
            try:
                result = await work(Session(connection, self._count))
            finally:
                _writing.reset(outside)
            is_committing = not is_lost(connection)
            await _commit(connection)
            return result

        try:
            limit = ANSWER_SECONDS if seconds is None else seconds + 0.3
            return await self._connections.run(attempt, seconds=limit, undo="ROLLBACK")
        except Unavailable as error:
            if is_committing:
                raise Unavailable("The database was lost while saving: the change may or may not be there.") from error
            raise

    def _refuse_nesting(self) -> None:
        if _writing.get() is self:
            # Enough tasks that hold one connection and wait for a second one wait for each other.
            raise RuntimeError("inside write() everything goes through its session, not through the database")

    async def is_ready(self) -> bool:
        """Whether a trivial question is answered within the deadline."""
        try:
            return bool(await self.fetch_value(PING) == 1)
        except (Unavailable, TooSlow, asyncpg.PostgresError):
            return False

    def pool_size(self) -> tuple[int, int]:
        """(connections open, of which idle)."""
        return self._connections.size()


async def _commit(connection: Connection) -> None:
    was_lost = is_lost(connection)
    try:
        tag = await connection.execute("COMMIT")
    except TROUBLE as error:
        if is_lost(connection) and not was_lost:
            raise Unavailable("The answer to COMMIT was lost.") from error
        raise
    if tag != "COMMIT":
        # PostgreSQL ends a failed transaction without complaint, and nothing was saved.
        raise RuntimeError("a statement failed, its error was swallowed, and the transaction was undone")


@asynccontextmanager
async def connect(dsn: str, *, connections: int = 10) -> AsyncIterator[Database]:
    """Open the pool for the time of the block. Raises Unavailable when the database cannot be reached."""
    async with opened(dsn, connections=connections) as pool:
        yield Database(pool)
