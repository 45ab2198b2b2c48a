from pathlib import Path

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from domain.errors import Refusal, Unavailable
from persistence.database import Database, Statement, connect
from persistence.migrations import engine, is_current, upgrade
from persistence.rollups import verify
from persistence.tables import metadata

MIGRATIONS = Path(__file__).parents[2] / "persistence" / "migrations"
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


async def test_what_was_stored_before_events_had_months_is_counted(server_dsn: str) -> None:
    admin = await asyncpg.connect(server_dsn.replace("template_main", "postgres"))
    await admin.execute("CREATE DATABASE test_of_0001")
    dsn = server_dsn.replace("template_main", "test_of_0001")
    try:
        async with engine(dsn) as opened, opened.begin() as connection:
            await connection.run_sync(_upgrade_to_0001)
            for statement in BEFORE.split(";"):
                await connection.execute(text(statement))
        await upgrade(dsn)
        async with connect(dsn, connections=2) as database:
            assert await verify(database) == []
            (found,) = await database.fetch(COUNTED)
            assert tuple(found) == (2, 1, 1, 30.5, 1, 3)
    finally:
        await admin.execute("DROP DATABASE test_of_0001 WITH (FORCE)")
        await admin.close()


BEFORE = """
INSERT INTO users (id, subject, time_zone) VALUES (7, 'ada', 'Pacific/Auckland');
INSERT INTO companies (id, owner_id, key, name) VALUES (1, 7, 'acme', 'Acme');
INSERT INTO jobs (id, owner_id, company_id, key, title, role) VALUES (1, 7, 1, 'acme:dev', 'Dev', 'developer');
INSERT INTO applications (owner_id, job_id, stage, reached, applied_at)
    VALUES (7, 1, 'APPLIED', 1, '2020-02-29 12:00Z');
INSERT INTO events (id, owner_id, name, occurred_at, session_id, properties) VALUES
    (gen_random_uuid(), 7, 'job_view', '2019-12-31 23:30Z', 's', '{}'),
    (gen_random_uuid(), 7, 'time_spent', '2020-01-01 00:30Z', 's', '{"seconds": 30.5}'),
    (gen_random_uuid(), NULL, 'page_view', now(), NULL, '{}')
"""
COUNTED = Statement(
    text("""
    SELECT (SELECT count(*) FROM daily_user_metrics), (SELECT sum(job_views)::int FROM daily_user_metrics),
           (SELECT sum(applications_submitted)::int FROM daily_user_metrics),
           (SELECT sum(time_spent_seconds) FROM daily_user_metrics), (SELECT count(*) FROM sessions),
           (SELECT count(*) FROM event_ids)
    """)
)


def _upgrade_to_0001(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
