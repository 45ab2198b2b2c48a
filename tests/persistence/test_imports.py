"""Files taken in: one at a time for each owner, in the order told, in one transaction."""

import asyncio
from collections.abc import Iterator
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from domain.applications import Stage
from domain.imports.identities import Identity
from domain.imports.moves import ImportedMove
from domain.imports.rows import ImportedRow, Skipped, Understood
from domain.users import User
from persistence.database import Database
from persistence.imports import ImportOutcome, Imports
from persistence.transitions import Transitions
from tests.builders import APPLIED, INTERVIEWING, REJECTED, dump, person, utc

NOW = utc(2026, 3, 11, 9)
BERLIN = ZoneInfo("Europe/Berlin")


def row(
    line: int, *moves: ImportedMove, key: str | None = None, earlier: tuple[str, ...] = (), **told: str
) -> ImportedRow:
    texts = {"company": "Acme", "title": f"Job {line}", "url": None, "location": None, "source": None, **told}
    return ImportedRow(
        line=line,
        workplace=None,
        industry=None,
        resume_version=None,
        notes=None,
        salary_text=None,
        posted_at=None,
        moves=moves or (ImportedMove(Stage.APPLIED, date(2026, 2, 1)),),
        identity=Identity(key or f"key {line}", earlier),
        **texts,  # type: ignore[arg-type] # texts by name
    )


async def take(database: Database, owner: User, *rows: Understood, dry_run: bool = False) -> ImportOutcome:
    return await Imports(database, owner).take([(None, partial(iter, rows))], zone=BERLIN, now=NOW, dry_run=dry_run)


async def test_the_same_file_twice_at_once_is_taken_in_once(database: Database) -> None:
    ada, bob = await person(database), await person(database, "bob")
    rows = [row(number) for number in range(50)]
    first, second, theirs = await asyncio.gather(
        take(database, ada, *rows), take(database, ada, *rows), take(database, bob, *rows)
    )
    assert sorted((first.totals.created, second.totals.created)) == [0, 50]
    assert sorted((first.totals.unchanged, second.totals.unchanged)) == [0, 50]
    assert theirs.totals.created == 50


async def test_steps_are_written_in_the_order_told(database: Database) -> None:
    ada = await person(database)
    told = [
        ImportedMove(APPLIED, date(2026, 2, 1)),
        ImportedMove(INTERVIEWING),
        ImportedMove(REJECTED, date(2026, 2, 9)),
    ]
    await take(database, ada, row(2, *told), row(1, *told))
    ledgers = await Transitions(database, ada).of([1, 2])
    for lines in ledgers.values():
        assert [line.target for line in lines] == [APPLIED, INTERVIEWING, REJECTED]
        assert [line.occurred_at for line in lines] == [utc(2026, 2, 1, 11), None, utc(2026, 2, 9, 11)]


async def test_an_earlier_key_is_used_unless_another_row_has_it(database: Database) -> None:
    ada = await person(database)
    await take(database, ada, row(1, key="old"))
    now = partial(row, 1, key="new", url="https://acme.example/1")
    moved = await take(database, ada, now(earlier=("old",)))
    assert (moved.totals.created, moved.totals.updated) == (0, 1)
    assert (await take(database, ada, now(earlier=("old",)))).totals.unchanged == 1
    both = await take(database, ada, now(), row(2, key="newer", earlier=("new",)))
    assert (both.totals.unchanged, both.totals.created) == (1, 1)


async def test_a_reader_that_fails_half_way_leaves_nothing(database: Database) -> None:
    ada = await person(database)
    await take(database, ada, row(1))
    before = await dump(database)

    def broken() -> Iterator[Understood]:
        yield row(2)
        yield Skipped(line=3, reason="blank")
        raise RuntimeError("the file ends in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await Imports(database, ada).take([("one", partial(iter, [row(4)])), ("two", broken)], zone=BERLIN, now=NOW)
    assert await dump(database) == before


async def test_verdicts_are_listed_up_to_a_limit_and_counted_all(database: Database) -> None:
    ada = await person(database)
    rows = [Skipped(line=number, reason="blank") for number in range(12_000)]
    outcome = await take(database, ada, *rows)
    assert (outcome.totals.skipped, len(outcome.verdicts)) == (12_000, 10_000)
    assert [each.line for each in outcome.verdicts[:3]] == [0, 1, 2]


async def test_no_rows_is_no_change(database: Database) -> None:
    ada = await person(database)
    before = await dump(database)
    outcome = await take(database, ada)
    assert (outcome.totals.rows, outcome.verdicts) == (0, [])
    assert await dump(database) == before
