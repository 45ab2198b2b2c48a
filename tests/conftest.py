"""What the whole suite stands on: one real PostgreSQL a session, one fresh database a test.

What a new test file has to know. `make test` runs the files side by side, on every core: a file stays in one process,
its tests in their order, and each process has its own session and so its own PostgreSQL, servers and browser. So a test
uses no fixed port (tests/ports.py has free ones), no fixed path (`tmp_path`), and nothing that another file has left
behind. It asserts no duration, and waits for what has to come with the deadline of tests/patience.py. Starting
`python -m server` costs two seconds of a core: one for a module, or the application itself (tests/journeys/service.py).
"""

import gc
from collections.abc import AsyncIterator, Iterator
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from persistence.database import Database, connect
from persistence.embedded import throwaway
from persistence.migrations import upgrade

_numbers = count(1)

# The same examples every time, for as long as they take; `--hypothesis-profile=search` looks for new ones.
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("suite", deadline=None, derandomize=True, database=None, suppress_health_check=SLOW)
settings.register_profile("search", deadline=None, suppress_health_check=SLOW)
settings.load_profile("suite")

# Importing and collecting make much that stays for the session; the collector need not look through it ever again.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


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
