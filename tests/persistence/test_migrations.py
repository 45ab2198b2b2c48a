from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

from persistence.migrations import _engine_url, is_current, upgrade
from persistence.tables import metadata


async def test_migrations_lead_to_the_tables(dsn: str) -> None:
    engine = create_async_engine(_engine_url(dsn))
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
    await engine.dispose()
    assert differences == []


async def test_a_second_upgrade_changes_nothing(dsn: str) -> None:
    assert await is_current(dsn)
    await upgrade(dsn)
    assert await is_current(dsn)


async def test_an_empty_database_is_not_current(server_dsn: str) -> None:
    assert not await is_current(server_dsn.replace("template_main", "postgres"))
