"""Applications at rest: one owner's, in every order, locked while they change."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from domain.applications import Application, Origin
from domain.errors import ErrorCode, Refusal
from domain.transitions import Move, derive, in_force
from persistence.applications import ApplicationFilter, ApplicationOrder, Applications, Cursor
from persistence.database import Database, Statement
from persistence.moves import Moves
from persistence.transitions import STATE, Transitions
from tests.builders import APPLIED, INTERVIEWING, OFFERED, REJECTED, SAVED, application, dump, person, utc
from tests.persistence.ledgers import drawn

EVERYTHING = ApplicationFilter()


async def test_an_owner_has_what_is_theirs_and_nothing_else(database: Database) -> None:
    ada, bob = await person(database), await person(database, "bob")
    ours = [await application(database, ada, (APPLIED, "2026-02-01")) for _ in range(3)]
    theirs = [await application(database, bob, (APPLIED, "2026-02-01")) for _ in range(2)]
    applications, ids = Applications(database, ada), [each.id for each in (*ours, *theirs)]
    assert await applications.by_ids(ids) == {each.id: each for each in ours}
    assert await applications.count(EVERYTHING) == 3
    assert set(await applications.page(EVERYTHING, ApplicationOrder.NEWEST, limit=10)) == set(ours)
    assert await Transitions(database, ada).of([each.id for each in theirs]) == {}
    assert set(await Transitions(database, ada).of(ids)) == {each.id for each in ours}


@pytest.mark.parametrize("order", ApplicationOrder)
async def test_pages_are_cut_from_one_order(database: Database, order: ApplicationOrder) -> None:
    ada = await person(database)
    made = await drawn(database, ada, 1, count=25)
    by_moves = order in (ApplicationOrder.LAST_MOVED, ApplicationOrder.LONGEST_SILENCE)
    undated = utc(2200 if order is ApplicationOrder.LONGEST_SILENCE else 1900, 1, 1, 0)

    def rank(each: Application) -> tuple[Any, int]:
        return (each.last_moved_at if by_moves else each.applied_at) or undated, each.id

    whole = sorted(made, key=rank, reverse=order in (ApplicationOrder.NEWEST, ApplicationOrder.LAST_MOVED))
    applications = Applications(database, ada)
    assert await applications.page(EVERYTHING, order, limit=100) == whole
    assert await applications.page(EVERYTHING, order, limit=100, backward=True) == whole[::-1]
    for place in (0, 7, 24):
        cursor = Cursor(*rank(whole[place]))
        assert await applications.page(EVERYTHING, order, limit=5, cursor=cursor) == whole[place + 1 : place + 6]
        before = whole[max(place - 5, 0) : place]
        assert await applications.page(EVERYTHING, order, limit=5, cursor=cursor, backward=True) == before[::-1]


async def test_the_newest_are_read_off_the_index(database: Database) -> None:
    """A page of a long list does not sort the list."""
    ada = await person(database)
    await drawn(database, ada, 2, count=5)
    await database.write(
        lambda session: session.execute(
            Statement(
                text(
                    "INSERT INTO applications (owner_id, job_id, stage, reached, applied_at) "
                    "SELECT owner_id, job_id, 'APPLIED', 1, now() - n * interval '1 minute' "
                    "FROM applications, generate_series(1, 4000) AS n"
                )
            )
        )
    )
    await database.write(lambda session: session.script("ANALYZE applications"))
    plan = await database.fetch(
        Statement(
            text(
                "EXPLAIN SELECT id FROM applications WHERE owner_id = 1 "
                "ORDER BY COALESCE(applied_at, '1900-01-01 00:00:00+00'::timestamptz) DESC, id DESC LIMIT 20"
            )
        )
    )
    told = " ".join(row[0] for row in plan)
    assert "ix_applications_newest" in told
    assert "Sort" not in told


async def test_every_stored_state_follows_from_its_ledger(database: Database) -> None:
    ada = await person(database)
    made = await drawn(database, ada, 3, count=40)
    ledgers = await Transitions(database, ada).of([each.id for each in made])
    for each in made:
        state = derive(in_force(ledgers[each.id]))
        assert {name: getattr(each, name) for name in STATE} == {name: getattr(state, name) for name in STATE}
        assert {line.origin for line in ledgers[each.id]} == {Origin.OWNER}


async def test_moves_of_one_application_take_turns(database: Database) -> None:
    """Twenty at once want to end it: one does, and the others are told that it has ended."""
    ada = await person(database)
    made = await application(database, ada, (APPLIED, "2026-02-01"))
    moves = Moves(database, ada)

    def decide(each: Application) -> list[Move]:
        if each.outcome is not None:
            raise Refusal("It has ended.", code=ErrorCode.CONFLICT)
        return [Move(REJECTED, utc(2026, 2, 3))]

    answers = await asyncio.gather(*(moves.move(made.id, decide) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(each, Application) for each in answers) == 1
    assert sum(isinstance(each, Refusal) for each in answers) == 19
    assert len((await Transitions(database, ada).of([made.id]))[made.id]) == 2


async def test_what_fails_half_way_leaves_nothing(database: Database) -> None:
    ada = await person(database)
    made = await application(database, ada, (APPLIED, "2026-02-01"))
    before = await dump(database)

    def fail(_: Application) -> list[Move]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await Moves(database, ada).move(made.id, fail)
    with pytest.raises(Refusal, match="no such job"):
        await application(database, ada, (APPLIED, "2026-02-01"), job=10**9)
    assert await dump(database) == before


async def test_somebody_else_s_application_is_not_found_and_not_changed(database: Database) -> None:
    ada, bob = await person(database), await person(database, "bob")
    made = await application(database, bob, (APPLIED, "2026-02-01"), (INTERVIEWING, "2026-02-03"))
    line = (await Transitions(database, bob).of([made.id]))[made.id][0]
    before = await dump(database)
    moves = Moves(database, ada)
    for act in (
        moves.move(made.id, lambda _: [Move(OFFERED, None)]),
        moves.correct(made.id, lambda _: (line, None)),
        moves.annotate(made.id, lambda _: {"source": None, "resume_version": None, "notes": "mine"}),
        moves.record(made.job_id, [Move(SAVED, None)], source=None, resume_version=None, notes=None),
    ):
        with pytest.raises(Refusal) as refused:
            await act
        assert refused.value.code is ErrorCode.NOT_FOUND
    assert await dump(database) == before
