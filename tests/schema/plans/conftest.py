"""A database with the demo in it, for questions that change nothing."""

import gc
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import asyncpg
import pytest

from domain.demo import generate
from domain.users import User
from persistence.database import Database, connect
from persistence.demo import seed
from tests.builders import utc
from tests.conftest import database_named

NOW = utc(2026, 3, 2, 10, 30)


@dataclass(frozen=True, slots=True)
class DemoHouse:
    """The open database and the people in it, the named ones first."""

    database: Database
    people: list[User]


@pytest.fixture
def forgetful() -> Iterator[None]:
    """For tests in which the reference executor forgets coroutines: they are found while nobody minds."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
async def demo_house(template: str) -> AsyncIterator[DemoHouse]:
    """The demo of one seed at one moment."""
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute("CREATE DATABASE demo_of_plans TEMPLATE template_main STRATEGY FILE_COPY")
        async with connect(database_named(template, "demo_of_plans"), connections=4) as database:
            yield DemoHouse(database, await seed(database, generate(1, NOW)))
    finally:
        await admin.execute("DROP DATABASE demo_of_plans WITH (FORCE)")
        await admin.close()
