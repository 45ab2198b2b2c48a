"""Silences of one owner's open applications, counted by days."""

from datetime import datetime

from sqlalchemy import Date, bindparam, cast, func, literal_column, select

from domain.dimensions import MetricFilter
from domain.users import User
from persistence.applications import OWNED
from persistence.database import Database, Statement
from persistence.dimensions import JOINED, ZONE, narrowing, parameters
from persistence.tables import Instant, applications

# The same days as `silence` of an application shows: dates of the owner's calendar.
_DAYS = cast(func.timezone(ZONE, bindparam("now", type_=Instant)), Date) - cast(
    func.timezone(ZONE, applications.c.last_moved_at), Date
)
_SILENT = Statement(
    select(_DAYS.label("days"), func.count())
    .select_from(JOINED)
    .where(
        OWNED,
        applications.c.outcome.is_(None),
        applications.c.stage != "SAVED",
        applications.c.last_moved_at.is_not(None),
        *narrowing(),
    )
    .group_by(literal_column("1"))
)


class Silences:
    """Of one owner."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def by_days(self, narrowed: MetricFilter, *, now: datetime) -> list[tuple[int, int]]:
        """(days of silence at `now`, how many open applications); those without a date are left out."""
        rows = await self._database.fetch(
            _SILENT, owner=self._owner.id, zone=self._owner.time_zone, now=now, **parameters(narrowed)
        )
        return [(row[0], row[1]) for row in rows]
