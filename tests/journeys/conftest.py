"""One server for the session; whoever needs a database of their own opens a server over it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.browsers import opened_browser
from tests.conftest import database_named
from tests.journeys.service import Service, serving

__all__ = ["opened_browser"]


@pytest.fixture(scope="session")
async def service(template: str) -> AsyncIterator[Service]:
    """The shared server. Tests keep apart by asking as people of their own."""
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute("CREATE DATABASE journeys TEMPLATE template_main STRATEGY FILE_COPY")
    finally:
        await admin.close()
    async with serving(database_named(template, "journeys")) as opened:
        yield opened


@pytest.fixture
async def alone(dsn: str) -> AsyncIterator[Service]:
    """A server over a database of the test's own."""
    async with serving(dsn) as opened:
        yield opened
