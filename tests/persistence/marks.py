"""Statements to try the database with: over a table of marks, and over none."""

import asyncio

from sqlalchemy import Double, Integer, bindparam, column, func, insert, literal_column, select, table, update

from persistence.database import Database, Statement

marks = table("marks", column("id", Integer), column("value", Integer))

ONE = Statement(select(literal_column("1")))
NAP = Statement(select(func.pg_sleep(bindparam("seconds", type_=Double))))
LIMIT = Statement(select(func.current_setting("statement_timeout")))
ALL = Statement(select(marks.c.id).order_by(marks.c.id))
VALUES = Statement(select(marks.c.value).order_by(marks.c.id))
WIDE = Statement(select(literal_column("*")).select_from(marks).order_by(marks.c.id))
ADD = Statement(insert(marks).values(id=bindparam("number"), value=0))
RAISE = Statement(update(marks).where(marks.c.id == bindparam("number")).values(value=marks.c.value + 1))
CONFLICT = "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"


async def fill(database: Database) -> None:
    """All ten connections open and idle."""
    nap = 0.05
    while database.pool_size() != (10, 10):
        await asyncio.gather(*[database.fetch(NAP, seconds=nap) for _ in range(10)])
        nap = min(2 * nap, 1)


async def numbers(database: Database) -> list[int]:
    """The marks there are, in order."""
    return [row[0] for row in await database.fetch(ALL)]
