"""Reports at rest: what was computed then, kept as it was."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from domain.reports import Report, ReportKind
from sqlalchemy import BigInteger, Integer, bindparam, or_, select

from domain.users import User
from persistence.database import Database, Record, Statement
from persistence.tables import reports

_COLUMNS = (
    reports.c.id,
    reports.c.kind,
    reports.c.range_from,
    reports.c.range_until,
    reports.c.content,
    reports.c.created_at,
)
_OWNED = reports.c.owner_id == bindparam("owner")
_CURSOR = bindparam("cursor", type_=BigInteger)
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
    .where(_OWNED, or_(_CURSOR.is_(None), reports.c.id < _CURSOR))
    .order_by(reports.c.id.desc())
    .limit(bindparam("limit", type_=Integer))
)


def _report(row: Record) -> Report:
    return Report.restored(
        id=row[0], kind=ReportKind(row[1]), start=row[2], until=row[3], content=row[4], created_at=row[5]
    )


class Reports:
    """One owner's reports."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def add(
        self, kind: ReportKind, *, start: date, until: date, content: dict[str, Any], now: datetime
    ) -> Report:
        """Keep a report."""
        row = await self._database.write(
            lambda session: session.fetch_row(
                _ADD, owner=self._owner.id, kind=kind, start=start, until=until, content=content, now=now
            )
        )
        assert row is not None  # noqa: S101 - INSERT … RETURNING always answers
        return _report(row)

    async def by_id(self, report_id: int) -> Report | None:
        """One report; None when this owner has no such one."""
        row = await self._database.fetch_row(_BY_ID, owner=self._owner.id, report=report_id)
        return None if row is None else _report(row)

    async def page(self, *, limit: int, cursor: int | None) -> Sequence[Report]:
        """Up to `limit` reports made before the cursor's, newest first."""
        rows = await self._database.fetch(_PAGE, owner=self._owner.id, limit=limit, cursor=cursor)
        return [_report(row) for row in rows]
