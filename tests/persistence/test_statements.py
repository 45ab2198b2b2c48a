"""Statements as values: what is sent for them, and what is refused before anything is sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Date, Integer, Text, any_, bindparam, column, insert, literal, select, table
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.schema import CreateTable

from domain.errors import Refusal
from persistence.database import Database, Statement
from persistence.tables import metadata

people = table("people", column("id", Integer), column("name", Text))


def test_names_become_places_in_their_order() -> None:
    statement = Statement(
        select(people.c.id).where(people.c.name == bindparam("name"), people.c.id > bindparam("after", type_=Integer))
    )
    sql, values = statement.bind({"after": 3, "name": "Ada"})
    assert sql == "SELECT people.id \nFROM people \nWHERE people.name = $1::VARCHAR AND people.id > $2::INTEGER"
    assert values == ["Ada", 3]


def test_a_name_used_twice_has_one_place() -> None:
    statement = Statement(select(people.c.id).where((people.c.id > bindparam("n")) | (people.c.id < -bindparam("n"))))
    sql, values = statement.bind({"n": 7})
    assert sql.count("$1") == 2
    assert values == [7]


def test_a_missing_name_is_told_at_once() -> None:
    with pytest.raises(KeyError, match="name"):
        Statement(select(people.c.id).where(people.c.name == bindparam("name"))).bind({"nome": "Ada"})


def test_literals_are_kept_and_may_be_overridden() -> None:
    statement = Statement(insert(people).values(id=bindparam("id"), name=bindparam("name", "nobody")))
    assert statement.bind({"id": 1})[1] == [1, "nobody"]
    assert statement.bind({"id": 1, "name": None})[1] == [1, None]
    assert statement.bind({"id": 2})[1] == [2, "nobody"]


def test_a_literal_null_is_no_missing_name() -> None:
    assert Statement(insert(people).values(id=bindparam("id"), name=None)).bind({"id": 1})[1] == [1, None]


def test_a_written_out_list_is_allowed() -> None:
    sql, values = Statement(select(people.c.id).where(people.c.name.in_(["Ada", "Grace"]))).bind({})
    assert sql.endswith("IN ($1::VARCHAR, $2::VARCHAR)")
    assert values == ["Ada", "Grace"]


def test_a_list_as_parameter_of_in_is_refused_with_the_way_out() -> None:
    statement = Statement(select(people.c.id).where(people.c.id.in_(bindparam("ids", expanding=True))))
    with pytest.raises(TypeError, match="any_"):
        statement.bind({"ids": [1]})


def test_what_takes_no_parameters_is_no_statement() -> None:
    with pytest.raises(TypeError, match="CREATE TABLE"):
        Statement(CreateTable(next(iter(metadata.tables.values())))).bind({})


def test_it_is_compiled_once_and_shared_by_threads() -> None:
    statement = Statement(select(people.c.id).where(people.c.name == bindparam("name"), people.c.id == 5))
    with ThreadPoolExecutor(8) as threads:
        bound = list(threads.map(lambda name: statement.bind({"name": name}), map(str, range(200))))
    assert [values for _, values in bound] == [[str(number), 5] for number in range(200)]
    assert statement.bind({"name": ""})[0] is statement.bind({"name": ""})[0]


@pytest.mark.parametrize(
    "moment",
    [
        date.min,
        date.max,
        datetime(1, 1, 1),  # noqa: DTZ001 - asyncpg compares without a zone
        datetime(9999, 12, 31, 23, 59, 59, 999999),  # noqa: DTZ001 - as above
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(9999, 12, 31, 18, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_the_ends_of_the_calendar_are_refused_before_they_become_infinity(moment: Any) -> None:
    statement = Statement(select(literal(1)).where(column("day", Date) < bindparam("day")))
    with pytest.raises(Refusal, match=r"The date \d+-\d+-\d+ is out of range: use one between 1970 and 2100"):
        statement.bind({"day": moment})


async def test_no_value_becomes_sql(database: Database) -> None:
    evil = "'; DROP TABLE users; --"
    names = Statement(select(bindparam("name", type_=Text).label("name"), (literal("$1") + "%s").label("other")))
    row = await database.fetch_row(names, name=evil)
    assert row is not None
    assert tuple(row) == (evil, "$1%s")
    within = Statement(select(literal("a", Text) == any_(bindparam("names", type_=ARRAY(Text)))))
    assert await database.fetch_value(within, names=["b", evil]) is False
