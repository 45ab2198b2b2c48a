"""The rivals of the benchmark do the same work: the hand-written statements say what GraphQL says."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
import pytest

from benchmarks import statements
from benchmarks.answers import is_same
from benchmarks.questions import OVERVIEW, THOUSAND
from domain.demo import generate
from persistence.database import Database
from persistence.demo import seed
from tests.resolvers.desk import Desk


async def test_one_statement_says_what_graphql_says(dsn: str, database: Database) -> None:
    people = (await seed(database, generate(1, datetime.now(UTC))))[:3]
    connection = await asyncpg.connect(dsn, server_settings={"TimeZone": "UTC"})
    try:
        for person in people:
            desk = Desk(database, person, datetime.now(UTC))
            for query, statement in ((OVERVIEW, statements.OVERVIEW), (THOUSAND, statements.THOUSAND)):
                by_hand = orjson.loads(await connection.fetchval(statement, person.subject))
                assert is_same(await desk.answer(query), by_hand)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": [1, 2.0], "asOf": "now"}, {"a": [1.0, 2.0 + 1e-15], "asOf": "later"}, True),
        ({"a": 1}, {"b": 1}, False),
        ([1], [1, 2], False),
        ({"a": None}, {"a": 0}, False),
        ("x", "y", False),
    ],
)
def test_what_counts_as_the_same(one: Any, other: Any, same: bool) -> None:
    assert is_same(one, other) is same
