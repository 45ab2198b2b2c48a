"""Migrations: `upgrade` brings a database to the newest shape, `is_current` says whether it is there."""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from domain.errors import Unavailable


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def _engine_url(dsn: str) -> str:
    """The same database for SQLAlchemy: its own scheme, whatever else the address says."""
    scheme, separator, rest = dsn.partition("://")
    if not separator or not scheme.startswith("postgres"):
        raise ValueError("DATABASE_URL must start with postgresql://")
    return f"postgresql+asyncpg://{rest}"


async def upgrade(dsn: str) -> None:
    """Apply every migration that is missing, in one transaction each; a second run changes nothing."""

    def run(connection: sa.Connection) -> None:
        # Two processes that start together take turns.
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(724631)"))
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    await _with_connection(dsn, run)


async def is_current(dsn: str) -> bool:
    """Whether the database is at the newest migration."""
    found: list[bool] = []

    def run(connection: sa.Connection) -> None:
        heads = set(ScriptDirectory.from_config(_config()).get_heads())
        found.append(set(MigrationContext.configure(connection).get_current_heads()) == heads)

    await _with_connection(dsn, run)
    return found[0]


async def _with_connection(dsn: str, run: Callable[[sa.Connection], None]) -> None:
    engine = create_async_engine(_engine_url(dsn), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    except OSError as error:
        raise Unavailable("the database cannot be reached") from error
    finally:
        await engine.dispose()
