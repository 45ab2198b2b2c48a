"""A database without tables of ours, watched from outside, for the tests of the database itself."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from tests.conftest import database_named
from tests.observers import Observer, observer


@pytest.fixture(scope="session")
async def bare_dsn(server_dsn: str) -> str:
    """One for the session: what a test leaves there, the next one has to bear."""
    # Not over the template: a database in use cannot be copied.
    admin = await asyncpg.connect(database_named(server_dsn, "postgres"))
    await admin.execute("CREATE DATABASE bare")
    await admin.close()
    return database_named(server_dsn, "bare")


@pytest.fixture
async def watch(bare_dsn: str) -> AsyncIterator[Observer]:
    """Somebody who watches it, and a new table of marks."""
    async with observer(bare_dsn) as watching:
        await watching.ask("DROP TABLE IF EXISTS marks")
        await watching.ask("CREATE TABLE marks (id int PRIMARY KEY, value int NOT NULL)")
        yield watching


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Neither asyncio nor asyncpg has anything to complain about."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelname != "INFO"] == []
