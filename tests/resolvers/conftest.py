"""People who ask. They share a database, as they do in life; what nobody owns needs a database of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from typing import Any

import asyncpg
import pytest

from persistence.database import Database, connect
from tests.builders import person
from tests.conftest import database_named
from tests.resolvers.desk import Desk
from tests.resolvers.searches import NOW

_numbers = count(1)
Somebody = Callable[..., Awaitable[Desk]]


@pytest.fixture(scope="session")
async def commons(template: str) -> AsyncIterator[Database]:
    """The shared database."""
    name = f"commons_{next(_numbers)}"
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE template_main STRATEGY FILE_COPY")
    finally:
        await admin.close()
    async with connect(database_named(template, name), connections=4) as opened:
        yield opened


@pytest.fixture
def somebody(commons: Database) -> Somebody:
    """Makes a new person, who asks at NOW unless told otherwise."""

    async def make(name: str = "ada", *, now: Any = NOW, database: Database | None = None, **settings: Any) -> Desk:
        place = database or commons
        return Desk(place, await person(place, name, **settings), now)

    return make
