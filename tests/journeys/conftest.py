"""One server for the session; whoever needs a database of their own opens a server over it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.browsers import opened_browser
from tests.conftest import database_named
from tests.journeys.service import Service, serving

__all__ = ["opened_browser"]

FRIEND = "http://localhost:8123"
"""Another site, whose pages may send events; nobody listens there."""


@pytest.fixture(scope="session")
async def service(template: str) -> AsyncIterator[Service]:
    """The shared server. Tests keep apart by asking as people of their own."""
    async with serving(await _copy(template, "journeys")) as opened:
        yield opened


@pytest.fixture(scope="session")
async def collector(template: str) -> AsyncIterator[Service]:
    """A shared server that counts what it takes in. Here, too, everybody is a person of their own."""
    dsn = await _copy(template, "collector")
    async with serving(dsn, with_worker=True, allowed_origins=FRIEND) as opened:
        yield opened


async def _copy(template: str, name: str) -> str:
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE template_main STRATEGY FILE_COPY")
    finally:
        await admin.close()
    return database_named(template, name)


@pytest.fixture
async def alone(dsn: str) -> AsyncIterator[Service]:
    """A server over a database of the test's own."""
    async with serving(dsn) as opened:
        yield opened
