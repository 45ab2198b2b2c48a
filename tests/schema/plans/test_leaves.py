"""What plans leave to the encoder is written as the reference executor would have it written."""

from datetime import UTC, date, datetime

import orjson
import pytest
from graphql import GraphQLFloat, GraphQLInt, GraphQLString
from hypothesis import given
from hypothesis import strategies as st

from schema.plans import SurpriseError
from schema.plans.leaves import leaves
from schema.plans.rows import rows_of
from schema.root import schema


@given(st.datetimes(timezones=st.just(UTC)))
def test_instants(moment: datetime) -> None:
    assert orjson.dumps(moment) == orjson.dumps(moment.isoformat())


@given(st.dates())
def test_dates(day: date) -> None:
    assert orjson.dumps(day) == orjson.dumps(day.isoformat())


@given(st.lists(st.none() | st.datetimes(timezones=st.just(UTC)), min_size=1))
def test_instants_in_utc_are_left_as_they_are(moments: list[datetime | None]) -> None:
    column = leaves(schema._schema.type_map["DateTime"], nullable=True)
    assert column(None, moments) == moments


def test_numbers_are_looked_at_as_a_whole() -> None:
    integers, floats = leaves(GraphQLInt, nullable=False), leaves(GraphQLFloat, nullable=True)
    assert integers(None, [1, -(2**31), 2**31 - 1]) == [1, -(2**31), 2**31 - 1]
    assert floats(None, [1e308, 1e308, None]) == [1e308, 1e308, None]
    for column, values in ((integers, [1, 2**31]), (floats, [1.0, float("nan")]), (floats, [float("inf"), 1.0])):
        with pytest.raises(Exception, match="cannot represent"):
            column(None, values)


def test_null_where_none_may_be_is_a_surprise() -> None:
    with pytest.raises(SurpriseError):
        leaves(GraphQLString, nullable=False)(None, ["a", None])


@given(st.lists(st.text(st.characters()), min_size=1, max_size=5, unique=True), st.integers(0, 3))
def test_rows_have_these_keys_and_no_others(keys: list[str], count: int) -> None:
    columns = [[(key, number) for number in range(count)] for key in keys]
    assert rows_of(tuple(keys))(columns) == [{key: (key, number) for key in keys} for number in range(count)]


def test_columns_of_different_lengths_make_no_rows() -> None:
    with pytest.raises(ValueError, match="shorter"):
        rows_of(("a", "b"))([[1, 2], [1]])
