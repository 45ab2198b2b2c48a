"""Requests by operation and by hour, from their roll-up."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby, pairwise
from typing import Final

from sqlalchemy import bindparam, func, select, tuple_
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

# Both ways of counting in one statement: asked one after the other, what is counted meanwhile would be in one of them.
_REQUESTED = Statement(
    select(operation_hours.c.operation, _SLOT, *_COUNTED)
    .where(*_WITHIN)
    .group_by(
        func.grouping_sets(
            tuple_(operation_hours.c.operation, operation_hours.c.bucket), tuple_(_SLOT, operation_hours.c.bucket)
        )
    )
    .order_by(_SLOT, operation_hours.c.operation)
)
_FIRST = Statement(select(func.min(operation_hours.c.hour)))


async def first_hour(database: Database) -> datetime | None:
    """The first hour of which anything is known."""
    found: datetime | None = await database.fetch_value(_FIRST)
    return found


async def requests(
    database: Database, edges: Sequence[datetime], *, now: datetime, observed_seconds: float
) -> tuple[Sequence[OperationMeasured], Sequence[MomentMeasured]]:
    """The requests between the first and the last edge (UTC, ascending), counted two ways.

    Of every operation, the most asked for first; and of every bucket between two edges, by the hour they ended in.
    """
    rows = await database.fetch(_REQUESTED, edges=edges, from_at=edges[0], until_at=edges[-1])
    operations = [
        OperationMeasured(*_parts(measured(map(_tally, group), observed_seconds=observed_seconds)), operation)
        for operation, group in groupby((row for row in rows if row[0] is not None), key=lambda row: str(row[0]))
    ]
    moments = (row for row in rows if row[0] is None)
    slots = {slot: list(map(_tally, group)) for slot, group in groupby(moments, key=lambda row: int(row[1]))}
    points = []
    for slot, (start, end) in enumerate(pairwise(edges), start=1):
        observed = max(0.0, (min(end, now) - start).total_seconds())
        parts = _parts(measured(slots.get(slot, ()), observed_seconds=observed))
        points.append(MomentMeasured(*parts, start, is_partial=end > now))
    return sorted(operations, key=lambda each: (-each.count, each.operation)), points


def _tally(row: Record) -> Tally:
    return Tally(row[2], int(row[3]), int(row[4]), row[5])


def _parts(each: Measured) -> tuple[tuple[int, ...], int, float, float]:
    return each.buckets, each.failures, each.seconds, each.observed_seconds
