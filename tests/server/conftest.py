"""One running server for the tests that only talk to it."""

from collections.abc import AsyncIterator

import pytest

from tests.server.house import House, Witness, house


@pytest.fixture(scope="session")
async def shared_home() -> AsyncIterator[House]:
    """The house as it is, open for the session."""
    async with house() as opened:
        yield opened


@pytest.fixture
def home(shared_home: House) -> House:
    """The shared house with a witness who has seen nothing, and a tower that has told nothing."""
    shared_home.stay.tower.begin()
    for name, value in vars(Witness()).items():
        setattr(shared_home.witness, name, value)
    return shared_home
