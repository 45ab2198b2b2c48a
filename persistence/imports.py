"""Files of applications, taken in by a few statements however long they are; all of a file, or nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.applications import Origin
from domain.imports.incoming import amended, amendments, incoming
from domain.imports.rows import Rejected, Skipped, Understood
from domain.imports.verdicts import ImportTotals, RowVerdict, Verdict
from domain.transitions import Move, Transition, parse_target
from domain.users import User
from persistence import openings, turns
from persistence import stagings as staged
from persistence.database import Database, Session
from persistence.transitions import STATE

BULK_SECONDS = 600.0
MOST_LISTED = 10_000
BREATH = 100


@dataclass(slots=True)
class ImportOutcome:
    """What became of a file. `verdicts` lists the rows that need a person's eye, up to 10,000; `totals` counts all."""

    totals: ImportTotals = field(default_factory=ImportTotals)
    verdicts: list[RowVerdict] = field(default_factory=list)

    def restart(self) -> None:
        """Forget everything: the transaction begins anew."""
        self.totals, self.verdicts = ImportTotals(), []

    def add(self, verdict: RowVerdict) -> None:
        """List a verdict, while there is room."""
        if len(self.verdicts) < MOST_LISTED:
            self.verdicts.append(verdict)


class _DryRun(Exception):  # noqa: N818 - the way out of a transaction that is not to be kept
    pass


class Imports:
    """The way in for one owner's files."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def take(
        self,
        tables: Sequence[tuple[str | None, Callable[[], Iterable[Understood]]]],
        *,
        zone: ZoneInfo,
        now: datetime,
        dry_run: bool = False,
    ) -> ImportOutcome:
        """Store the understood rows of each named table, in one transaction.

        A table is called for its rows, again if the transaction has to be repeated. A dry run says the same and keeps
        nothing.
        """
        outcome = ImportOutcome()

        async def work(session: Session) -> None:
            outcome.restart()
            await session.fetch(staged.TAKE_TURNS, owner=self._owner.id)
            await session.script(staged.SEEN)
            for name, rows in tables:
                await self._table(session, _Intake(outcome, name, rows(), zone), now)
            if dry_run:
                raise _DryRun

        with suppress(_DryRun):
            await self._database.write(work, seconds=BULK_SECONDS)
        outcome.verdicts.sort(key=lambda verdict: (verdict.table or "", verdict.line))
        return outcome

    async def _table(self, session: Session, intake: "_Intake", now: datetime) -> None:
        await session.script(openings.STAGING)
        await session.script(staged.MORE_COLUMNS)
        await session.copy("incoming_openings", openings.COLUMNS + staged.COLUMNS, _paced(intake.records()))
        await turns.take(session, self._owner.id)
        await session.script(openings.ANALYZE)
        await openings.settle(session, self._owner.id)
        await session.execute(staged.MATCH, owner=self._owner.id)
        await self._amend(session, intake.zone, now)
        await session.execute(staged.CREATE, owner=self._owner.id)
        await session.execute(staged.SEE, owner=self._owner.id)
        counted = await session.fetch(staged.COUNT)
        for verdict, count in counted:
            intake.outcome.totals = intake.outcome.totals.plus(Verdict(verdict), count)
        for line, verdict in await session.fetch(staged.VERDICTS, lines=list(intake.warned)):
            intake.list_warned(line, Verdict(verdict))
        await session.script(staged.DROP)

    async def _amend(self, session: Session, zone: ZoneInfo, now: datetime) -> None:
        """Bring the ledgers of rows that say something else than last time up to date."""
        lines: list[tuple[Any, ...]] = []
        states: list[tuple[Any, ...]] = []
        await session.fetch(staged.LOCK)
        for line, application_id, targets, moments, ids, *ledger in await session.fetch(staged.CHANGED):
            told = _moves(targets, moments)
            known = [
                Transition(id_, application_id, word and parse_target(word), at, now, Origin(origin), replaced, event)
                for id_, word, at, origin, replaced, event in zip(ids, *ledger, strict=True)
            ]
            found = amendments(known, told, zone)
            state = amended(known, found, now) if found else None
            states.append((line, *(getattr(state, name) if state else None for name in STATE), state is not None))
            lines += [
                (
                    application_id,
                    each.move and each.move.target.value,
                    each.move and each.move.occurred_at,
                    each.replaces,
                )
                for each in found
            ]
        if states:
            await session.copy("incoming_lines", staged.LINES, lines)
            await session.copy("incoming_states", ("line", *STATE, "is_amended"), states)
            await session.execute(staged.ADD_LINES, owner=self._owner.id)
            await session.execute(staged.SET_STATES)


def _moves(targets: Sequence[str], moments: Sequence[datetime | None]) -> list[Move]:
    told = []
    for word, moment in zip(targets, moments, strict=True):
        target = parse_target(word)
        assert target is not None  # noqa: S101 - incoming rows hold targets only
        told.append(Move(target, moment))
    return told


async def _paced(records: Iterable[tuple[Any, ...]]) -> AsyncIterator[tuple[Any, ...]]:
    """The records, with a breath now and then: reading them is work, and others are waiting for the event loop."""
    for number, record in enumerate(records):
        if number % BREATH == 0:
            await asyncio.sleep(0)
        yield record


class _Intake:
    """One table on its way in: hands rows over one by one and remembers only what a person should see."""

    def __init__(self, outcome: ImportOutcome, name: str | None, rows: Iterable[Understood], zone: ZoneInfo) -> None:
        self.outcome, self.zone = outcome, zone
        self.warned: dict[int, tuple[str, ...]] = {}
        self._name, self._rows = name, rows

    def records(self) -> Iterator[tuple[Any, ...]]:
        """The applications as rows of the staging table; verdicts on the others are given on the way."""
        for row in self._rows:
            if isinstance(row, Skipped):
                self._refuse(RowVerdict(line=row.line, verdict=Verdict.SKIPPED, reason=row.reason, table=self._name))
            elif isinstance(row, Rejected):
                self._refuse(
                    RowVerdict(
                        line=row.line,
                        verdict=Verdict.REJECTED,
                        reason=row.reason,
                        column=row.column,
                        table=self._name,
                    )
                )
            else:
                if row.warnings and len(self.warned) < MOST_LISTED:
                    self.warned[row.line] = row.warnings
                each = incoming(row, self.zone)
                yield (*openings.record(row.line, each.opening), *staged.record(each))

    def list_warned(self, line: int, verdict: Verdict) -> None:
        """What became of a row with warnings."""
        self.outcome.add(RowVerdict(line=line, verdict=verdict, warnings=self.warned[line], table=self._name))

    def _refuse(self, verdict: RowVerdict) -> None:
        self.outcome.totals = self.outcome.totals.plus(verdict.verdict)
        self.outcome.add(verdict)
