import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from domain.errors import Refusal, Unavailable
from persistence.database import Database, Statement
from persistence.migrations import engine, is_current, upgrade
from persistence.tables import metadata

MADE_ELSEWHERE = ("events_y", "procrastinate_")


async def test_migrations_lead_to_the_tables(dsn: str) -> None:
    # Partitions follow from the table they are parts of; the queue of background work brings tables of its own.
    opts = {"include_name": lambda name, kind, _: not (kind == "table" and name.startswith(MADE_ELSEWHERE))}
    async with engine(dsn) as opened, opened.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts=opts), metadata)
        )
    assert differences == []


async def test_a_second_upgrade_changes_nothing(dsn: str) -> None:
    assert await is_current(dsn)
    await upgrade(dsn)
    assert await is_current(dsn)


async def test_an_empty_database_is_not_current(server_dsn: str) -> None:
    assert not await is_current(server_dsn.replace("template_main", "postgres"))


async def test_a_database_of_a_newer_version_is_left_alone(dsn: str, database: Database) -> None:
    newer = Statement(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.write(lambda session: session.execute(newer))
    assert not await is_current(dsn)
    with pytest.raises(Refusal, match="at migration 9999, which this version does not know"):
        await upgrade(dsn)


async def test_an_address_may_say_what_only_the_driver_understands(dsn: str) -> None:
    assert await is_current(f"{dsn}&sslmode=disable&application_name=operator")


@pytest.mark.parametrize(
    "address",
    [
        "mysql://someone@127.0.0.1/career",
        "postgresql://someone@127.0.0.1:port/career",
        "postgresql://someone@127.0.0.1:1/career",
        "career",
    ],
)
async def test_an_address_that_leads_nowhere_is_said_so(address: str) -> None:
    with pytest.raises(Unavailable, match="The database cannot be reached"):
        await is_current(address)


async def test_a_database_that_is_not_there_is_said_so(server_dsn: str) -> None:
    with pytest.raises(Unavailable, match='database "nowhere" does not exist'):
        await is_current(server_dsn.replace("template_main", "nowhere"))
