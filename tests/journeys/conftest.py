"""One server for every file; whoever needs a database of their own opens a server over it.

Not one for the session: what it does by itself would be seen by tests of other folders that count what goes on.
"""

from collections.abc import AsyncIterator

import pytest

from tests.browsers import opened_browser
from tests.journeys.databases import copied
from tests.journeys.service import Service, serving

__all__ = ["opened_browser"]

FRIEND = "http://localhost:8123"
"""Another site, whose pages may send events; nobody listens there."""


@pytest.fixture(scope="module")
async def service(template: str) -> AsyncIterator[Service]:
    """The shared server. Tests keep apart by asking as people of their own."""
    async with serving(await copied(template, "journeys")) as opened:
        yield opened


@pytest.fixture(scope="module")
async def collector(template: str) -> AsyncIterator[Service]:
    """A shared server that counts what it takes in. Here, too, everybody is a person of their own."""
    dsn = await copied(template, "collector")
    async with serving(dsn, with_worker=True, allowed_origins=FRIEND) as opened:
        yield opened


@pytest.fixture
async def alone(dsn: str) -> AsyncIterator[Service]:
    """A server over a database of the test's own."""
    async with serving(dsn) as opened:
        yield opened
