"""Erasure beside everybody else at work: nothing of the person is left, and nobody else loses anything."""

import asyncio

import asyncpg
from sqlalchemy import text

from domain.errors import Refusal, Unavailable
from domain.events import Event
from domain.users import User
from persistence.database import Database, Statement
from persistence.erasures import erase, erased, sweep
from persistence.tables import metadata
from tests.builders import APPLIED, application, happened, person, stored, utc

NOW = utc(2026, 3, 1)
OWNED = {
    table.name: Statement(text(f"SELECT owner_id FROM {table.name} WHERE owner_id IS NOT NULL"))  # noqa: S608 - ours
    for table in metadata.sorted_tables
    if "owner_id" in table.c
}


def batch(*owners: User) -> list[Event]:
    return [
        happened(name, NOW, owner=each.id, session="s", properties={"seconds": 1, "applicationId": "a", **told})
        for each in owners
        for name, told in (("time_spent", {}), ("application_created", {"title": "x", "company": "y"}))
    ]


async def owners(database: Database) -> set[int]:
    """Whose rows there are."""
    return {row[0] for found in OWNED.values() for row in await database.fetch(found)}


async def test_who_is_stored_for_meanwhile_is_gone_all_the_same(database: Database) -> None:
    stays = await person(database, "stays")
    for _ in range(6):
        goes = await person(database, "goes")

        async def store(user: User = goes) -> int:
            try:
                return (await stored(database, *batch(user, stays))).new
            except (asyncpg.IntegrityConstraintViolationError, Unavailable):  # the worker takes them one by one then
                return (await stored(database, *batch(stays))).new

        new = await asyncio.gather(store(), store(), erase(database, goes, now=NOW), store(), store())
        assert {type(each) for each in new} >= {int}
        assert await owners(database) == {stays.id}
    counted = Statement(text("SELECT (SELECT sum(events) FROM platform_daily), (SELECT count(*) FROM events)"))
    (row,) = await database.fetch(counted)
    assert row[0] == row[1] == 6 * 4 * 2


async def test_who_writes_by_hand_meanwhile_is_refused_or_gone(database: Database) -> None:
    goes = await person(database, "goes")
    done = await asyncio.gather(
        *(application(database, goes, (APPLIED, NOW), company=f"c{number}") for number in range(3)),
        erase(database, goes, now=NOW),
        return_exceptions=True,
    )
    assert not isinstance(done[-1], BaseException)
    assert all(
        not isinstance(each, BaseException) or isinstance(each, Refusal | asyncpg.PostgresError) for each in done
    )
    assert await owners(database) == set()


async def test_a_second_sweep_finds_nothing(database: Database) -> None:
    goes, stays = await person(database, "goes"), await person(database, "stays")
    await stored(database, *batch(goes, stays))
    await erase(database, goes, now=NOW)
    await sweep(database, goes.id)
    await sweep(database, goes.id)
    assert await owners(database) == {stays.id}


async def test_only_the_hash_of_a_name_is_kept(database: Database) -> None:
    goes = await person(database, "goes")
    await erase(database, goes, now=NOW)
    assert await erased(database, []) == frozenset()
    assert await erased(database, [goes.subject, goes.subject.upper(), "x"]) == {goes.subject}
    rows = await database.fetch(Statement(text("SELECT length(subject_hash), erased_at FROM erasures")))
    assert [tuple(row) for row in rows] == [(32, NOW)]
