"""Requests by operation and by hour, from their roll-up."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby, pairwise
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from domain.performance import Ending, Measured, MomentMeasured, OperationMeasured, Tally, measured
from persistence.database import Database, Record, Statement
from persistence.tables import Instant, operation_hours

_FROM, _UNTIL = bindparam("from_at", type_=Instant), bindparam("until_at", type_=Instant)
_EDGES = bindparam("edges", type_=ARRAY(Instant))
_WITHIN: Final = (operation_hours.c.hour >= _FROM, operation_hours.c.hour < _UNTIL)
_REQUESTS = func.sum(operation_hours.c.requests)
_COUNTED: Final = (
    operation_hours.c.bucket,
    _REQUESTS,
    func.coalesce(_REQUESTS.filter(operation_hours.c.outcome == Ending.FAILED.value), 0),
    func.sum(operation_hours.c.seconds),
)
_SLOT = func.width_bucket(operation_hours.c.hour, _EDGES)

_BY_OPERATION = Statement(
    select(operation_hours.c.operation, *_COUNTED)
    .where(*_WITHIN)
    .group_by(operation_hours.c.operation, operation_hours.c.bucket)
    .order_by(operation_hours.c.operation)
)
_BY_MOMENT = Statement(
    select(_SLOT, *_COUNTED).where(*_WITHIN).group_by(_SLOT, operation_hours.c.bucket).order_by(_SLOT)
)
_FIRST = Statement(select(func.min(operation_hours.c.hour)))


async def first_hour(database: Database) -> datetime | None:
    """The first hour of which anything is known."""
    found: datetime | None = await database.fetch_value(_FIRST)
    return found


async def by_operation(
    database: Database, *, from_at: datetime, until_at: datetime, observed_seconds: float
) -> Sequence[OperationMeasured]:
    """The requests of every operation, the most asked for first."""
    rows = await database.fetch(_BY_OPERATION, from_at=from_at, until_at=until_at)
    found = [
        OperationMeasured(*_parts(measured(map(_tally, group), observed_seconds=observed_seconds)), operation)
        for operation, group in groupby(rows, key=lambda row: str(row[0]))
    ]
    return sorted(found, key=lambda each: (-each.count, each.operation))


async def by_moment(database: Database, edges: Sequence[datetime], *, now: datetime) -> Sequence[MomentMeasured]:
    """The requests of every bucket between the edges (UTC, ascending), counted by the hour they ended in."""
    rows = await database.fetch(_BY_MOMENT, edges=edges, from_at=edges[0], until_at=edges[-1])
    slots = {slot: list(map(_tally, group)) for slot, group in groupby(rows, key=lambda row: int(row[0]))}
    found = []
    for slot, (start, end) in enumerate(pairwise(edges), start=1):
        observed = max(0.0, (min(end, now) - start).total_seconds())
        parts = _parts(measured(slots.get(slot, ()), observed_seconds=observed))
        found.append(MomentMeasured(*parts, start, is_partial=end > now))
    return found


def _tally(row: Record) -> Tally:
    return Tally(row[1], int(row[2]), int(row[3]), row[4])


def _parts(each: Measured) -> tuple[tuple[int, ...], int, float, float]:
    return each.buckets, each.failures, each.seconds, each.observed_seconds
