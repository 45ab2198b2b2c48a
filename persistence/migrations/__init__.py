"""Migrations: `upgrade` brings a database to the newest shape, `is_current` says whether it is there."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import asyncpg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from domain.errors import ErrorCode, Refusal, Unavailable

CONNECT_SECONDS: Final = 10.0  # nobody waits for an answer: a server that is just waking up gets its time


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


async def upgrade(dsn: str) -> None:
    """Apply every migration that is missing, all or none; a second run changes nothing.

    Raises Refusal for a database that a newer version has migrated, and Unavailable when it cannot be reached.
    """

    def run(connection: sa.Connection) -> None:
        # Two processes that start together take turns.
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(724631)"))
        config = _config()
        _refuse_the_unknown(config, connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    await _with_connection(dsn, run)


def _refuse_the_unknown(config: Config, connection: sa.Connection) -> None:
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise Refusal(
            f"The database is at migration {', '.join(sorted(unknown))}, which this version does not know: a newer one "
            "has migrated it. Run that version, or restore the backup from before.",
            code=ErrorCode.CONFLICT,
        )


async def is_current(dsn: str) -> bool:
    """Whether the database is at the newest migration."""
    found: list[bool] = []

    def run(connection: sa.Connection) -> None:
        heads = set(ScriptDirectory.from_config(_config()).get_heads())
        found.append(set(MigrationContext.configure(connection).get_current_heads()) == heads)

    await _with_connection(dsn, run)
    return found[0]


async def _with_connection(dsn: str, run: Callable[[sa.Connection], None]) -> None:
    async with engine(dsn) as opened, opened.begin() as connection:
        await connection.run_sync(run)


@asynccontextmanager
async def engine(dsn: str) -> AsyncIterator[AsyncEngine]:
    """SQLAlchemy's engine over one connection of asyncpg. Raises Unavailable when the database cannot be reached."""
    # asyncpg reads the address, as it does everywhere else: SQLAlchemy would not understand `sslmode` and its kind.
    try:
        driver = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unavailable(f"The database cannot be reached: {error}") from error

    async def connected() -> "asyncpg.Connection[asyncpg.Record]":
        return driver

    made = create_async_engine("postgresql+asyncpg://", poolclass=StaticPool, async_creator=connected)
    try:
        yield made
    finally:
        await made.dispose()
        await driver.close(timeout=CONNECT_SECONDS)
