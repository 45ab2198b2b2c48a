"""Reports at rest: what was computed then, kept as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Integer, bindparam, or_, select, tuple_

from domain.reports import Findings, Report, ReportKind
from domain.users import User
from persistence.database import Database, Record, Statement
from persistence.tables import Instant, reports

_COLUMNS = (reports.c.id, reports.c.kind, reports.c.content, reports.c.created_at)
_OWNED = reports.c.owner_id == bindparam("owner")
_CURSOR_ID = bindparam("cursor_id", type_=BigInteger)
_PASSED = tuple_(reports.c.created_at, reports.c.id) < tuple_(bindparam("cursor_at", type_=Instant), _CURSOR_ID)
_ADD = Statement(
    reports.insert()
    .values(
        owner_id=bindparam("owner"),
        kind=bindparam("kind"),
        range_from=bindparam("start"),
        range_until=bindparam("until"),
        content=bindparam("content"),
        created_at=bindparam("now"),
    )
    .returning(*_COLUMNS)
)
_BY_ID = Statement(select(*_COLUMNS).where(_OWNED, reports.c.id == bindparam("report")))
_PAGE = Statement(
    select(*_COLUMNS)
    .where(_OWNED, or_(_CURSOR_ID.is_(None), _PASSED))
    .order_by(reports.c.created_at.desc(), reports.c.id.desc())
    .limit(bindparam("limit", type_=Integer))
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a report in the list."""

    created_at: datetime
    id: int


def stored(findings: Findings) -> dict[str, Any]:
    """What was found as JSON can hold it."""
    content: dict[str, Any] = msgspec.to_builtins(findings)
    return content


def restored(content: dict[str, Any], *, number: int, kind: str, created_at: datetime) -> Report:
    """The same again, exactly; a field that domain classes gain later needs a default, for the reports of before."""
    return msgspec.convert({**content, "id": number, "kind": kind, "created_at": created_at}, Report)


def _report(row: Record) -> Report:
    return restored(row[2], number=row[0], kind=row[1], created_at=row[3])


class Reports:
    """One owner's reports."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def add(self, kind: ReportKind, findings: Findings, *, now: datetime) -> Report:
        """Keep what was found; the answer is read back from what is kept."""
        row = await self._database.write(
            lambda session: session.fetch_row(
                _ADD,
                owner=self._owner.id,
                kind=kind,
                start=findings.range.start,
                until=findings.range.until,
                content=stored(findings),
                now=now,
            )
        )
        assert row is not None  # noqa: S101 - INSERT … RETURNING always answers
        return _report(row)

    async def by_id(self, report_id: int) -> Report | None:
        """One report; None when this owner has no such one."""
        row = await self._database.fetch_row(_BY_ID, owner=self._owner.id, report=report_id)
        return None if row is None else _report(row)

    async def page(self, *, limit: int, cursor: Cursor | None) -> Sequence[Report]:
        """Up to `limit` reports from before the cursor's, newest first."""
        rows = await self._database.fetch(
            _PAGE,
            owner=self._owner.id,
            limit=limit,
            cursor_at=cursor and cursor.created_at,
            cursor_id=cursor and cursor.id,
        )
        return [_report(row) for row in rows]
