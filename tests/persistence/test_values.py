"""Documents and texts, there and back; what PostgreSQL cannot hold is refused and breaks nothing."""

import math
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, bindparam, select
from sqlalchemy.dialects.postgresql import JSONB

from persistence.database import Database, Statement

DOCUMENT = Statement(select(bindparam("given", type_=JSONB)))
TEXT = Statement(select(bindparam("given", type_=Text)))

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    # Above that PostgreSQL writes a float out in digits, and it comes back as an integer.
    | st.floats(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
)
documents = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture
def dsn(bare_dsn: str) -> str:
    return bare_dsn


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(document=documents)
async def test_a_document_comes_back_as_it_went(database: Database, document: Any) -> None:
    assert await database.fetch_value(DOCUMENT, given=document) == document


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("wrap", [lambda n: n, lambda n: [None, n], lambda n: {"a": {"b": (n,)}}])
async def test_what_is_not_a_number_never_becomes_null(database: Database, number: float, wrap: Any) -> None:
    with pytest.raises(asyncpg.DataError, match=r"JSON has no (nan|-?inf)"):
        await database.fetch_value(DOCUMENT, given=wrap(number))


@pytest.mark.parametrize("document", ["\ud800", {"a": ["\udfff"]}, {"\ud800": 1}, 2**70, {1, 2}, "\0"])
async def test_a_document_that_is_none_is_refused_and_breaks_nothing(
    dsn: str, database: Database, document: Any
) -> None:
    with pytest.raises((asyncpg.DataError, asyncpg.UntranslatableCharacterError)):
        await database.fetch_value(DOCUMENT, given=document)
    assert await database.fetch_value(DOCUMENT, given={"a": None}) == {"a": None}
    assert database.pool_size() == (1, 1)
    assert database.statements == 2


@pytest.mark.parametrize("text", ["\ud800", "a\0b"])
async def test_a_text_that_is_none_is_refused_and_breaks_nothing(database: Database, text: str) -> None:
    with pytest.raises((asyncpg.DataError, asyncpg.CharacterNotInRepertoireError)):
        await database.fetch_value(TEXT, given=text)
    assert await database.fetch_value(TEXT, given="ä🙂") == "ä🙂"
    assert database.pool_size() == (1, 1)
