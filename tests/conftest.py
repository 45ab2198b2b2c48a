"""What the whole suite stands on: one real PostgreSQL a session, one fresh database a test."""

from collections.abc import AsyncIterator, Iterator
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from persistence.database import Database, connect
from persistence.embedded import throwaway
from persistence.migrations import upgrade

_numbers = count(1)


def database_named(dsn: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def server_dsn() -> Iterator[str]:
    """A throwaway PostgreSQL for the session."""
    with throwaway(database="template_main") as dsn:
        yield dsn


@pytest.fixture(scope="session")
async def template(server_dsn: str) -> str:
    """The migrated database that every test's own is a copy of."""
    await upgrade(server_dsn)
    return server_dsn


@pytest.fixture
async def dsn(template: str) -> AsyncIterator[str]:
    """A database of the test's own, migrated and empty."""
    name = f"test_{next(_numbers)}"
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE template_main STRATEGY FILE_COPY")
        yield database_named(template, name)
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    """The open pool of the test's own database."""
    async with connect(dsn, connections=4) as opened:
        yield opened
