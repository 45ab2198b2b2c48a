"""Public postings: taken in like somebody's log, but they belong to nobody and anybody may see them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import text

from domain.imports.rows import Rejected, Skipped
from domain.imports.verdicts import RowVerdict, Verdict
from domain.postings.rows import Understood
from persistence import openings
from persistence.database import Database, Session, Statement
from persistence.imports import BULK_SECONDS, ImportOutcome

_TAKE_TURNS = Statement(text("SELECT pg_advisory_xact_lock(92, 0)"))


class Postings:
    """The way in for tables of postings."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self._database = database

    async def take(self, rows: Callable[[], Iterable[Understood]]) -> ImportOutcome:
        """Store the understood rows, all or nothing; a posting that is there already is brought up to date.

        `rows` is called again if the transaction has to be repeated.
        """
        outcome = ImportOutcome()

        async def work(session: Session) -> None:
            outcome.restart()
            await session.fetch(_TAKE_TURNS)
            intake = _Intake(outcome, rows())
            await openings.stage(session, intake.records())
            await session.script(openings.ANALYZE)
            created, changed = await openings.settle(session, None)
            for verdict, count in (
                (Verdict.CREATED, created),
                (Verdict.UPDATED, changed),
                (Verdict.UNCHANGED, intake.taken - created - changed),
            ):
                outcome.totals = outcome.totals.plus(verdict, count)

        await self._database.write(work, seconds=BULK_SECONDS)
        return outcome


class _Intake:
    """Hands postings over one by one, counts them, and remembers only what a person should see."""

    def __init__(self, outcome: ImportOutcome, rows: Iterable[Understood]) -> None:
        self.taken = 0
        self._outcome, self._rows = outcome, rows

    def records(self) -> Iterator[tuple[Any, ...]]:
        for row in self._rows:
            if isinstance(row, Skipped | Rejected):
                verdict = Verdict.SKIPPED if isinstance(row, Skipped) else Verdict.REJECTED
                column = None if isinstance(row, Skipped) else row.column
                self._outcome.totals = self._outcome.totals.plus(verdict)
                self._outcome.add(RowVerdict(line=row.line, verdict=verdict, reason=row.reason, column=column))
                continue
            self.taken += 1
            if row.warnings:
                self._outcome.add(RowVerdict(line=row.line, verdict=Verdict.CREATED, warnings=row.warnings))
            yield openings.record(row.line, row.opening, occurrence=row.occurrence)
