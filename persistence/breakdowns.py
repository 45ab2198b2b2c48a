"""A metric of applications, counted by what they have in common."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
)

from domain.applications import Outcome
from domain.breakdowns import Group
from domain.dimensions import UNKNOWN, Dimension, MetricFilter
from domain.metrics import Ended, Formula, Happened, Open, Share, Wait
from domain.users import User
from persistence.applications import OWNED
from persistence.cohorts import (
    FROM,
    MATURE_BEFORE,
    MOMENTS,
    UNDATED_TOO,
    UNTIL,
    Span,
    days_until,
    in_span,
    waited_until,
)
from persistence.database import Database, Record, Statement
from persistence.dimensions import COLUMNS, JOINED, literal, narrowing, parameters
from persistence.tables import applications

_SUBMITTED = applications.c.reached >= 1


def _happened_in_span(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(and_(moment >= FROM, moment < UNTIL), and_(UNDATED_TOO, moment.is_(None)))


def _open_at_the_end() -> ColumnElement[bool]:
    """Submitted before the range ends, and not ended by then; the same as the series counts."""
    is_open = applications.c.outcome.is_(None)
    dated = and_(applications.c.applied_at < UNTIL, or_(is_open, applications.c.closed_at >= UNTIL))
    return or_(dated, and_(UNDATED_TOO, applications.c.applied_at.is_(None), is_open))


def _counted(formula: Formula) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """(which applications are in the groups, which of them the metric counts)."""
    match formula:
        case Happened(step):
            return and_(applications.c.reached >= step.value, _happened_in_span(MOMENTS[step])), literal_column("true")
        case Ended(outcome):
            ended = applications.c.outcome == Outcome(outcome).value
            return and_(ended, _happened_in_span(applications.c.closed_at)), literal_column("true")
        case Open():
            return and_(_SUBMITTED, _open_at_the_end()), literal_column("true")
        case Share(step) | Wait(step):
            return and_(_SUBMITTED, in_span()), applications.c.reached >= step.value
        case _:
            raise ValueError(f"{formula} is not about applications")


def _groups(dimensions: Sequence[Dimension], formula: Formula) -> Select[Any]:
    keys = [func.coalesce(COLUMNS[each], literal(UNKNOWN)).label(f"key_{n}") for n, each in enumerate(dimensions)]
    member, hit = _counted(formula)
    days: ColumnElement[Any] = cast(null(), Integer)
    if isinstance(formula, Wait):
        ended = waited_until(formula.step)
        days = case((ended.is_not(None), days_until(ended)))
    grouped = [*keys, hit.label("hit"), days.label("days")]
    return (
        select(
            *grouped,
            func.count(),
            func.count(applications.c.applied_at),
            func.count().filter(applications.c.applied_at < MATURE_BEFORE),
        )
        .select_from(JOINED)
        .where(OWNED, member, *narrowing())
        .group_by(*(literal_column(str(n)) for n in range(1, len(grouped) + 1)))
    )


@lru_cache(maxsize=256)
def _statement(dimensions: tuple[Dimension, ...], formula: Formula) -> Statement:
    return Statement(_groups(dimensions, formula))


class Breakdowns:
    """Metrics of one owner, split."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def groups(
        self, formula: Formula, dimensions: Sequence[Dimension], span: Span, narrowed: MetricFilter
    ) -> list[Group]:
        """One group for each combination of keys that occurs; one statement."""
        rows = await self._database.fetch(
            _statement(tuple(dimensions), formula),
            owner=self._owner.id,
            **span.parameters(),
            **parameters(narrowed),
        )
        return _grouped(rows, len(dimensions))


def _grouped(rows: Sequence[Record], width: int) -> list[Group]:
    by_keys: dict[tuple[str, ...], list[Record]] = {}
    for row in rows:
        by_keys.setdefault(tuple(row[:width]), []).append(row)
    groups = []
    for keys, members in by_keys.items():
        lines = [tuple(row[width:]) for row in members]
        groups.append(
            Group(
                keys=keys,
                count=sum(count for _, _, count, _, _ in lines),
                hits=sum(count for hit, _, count, _, _ in lines if hit),
                dated=sum(dated for *_, dated, _ in lines),
                mature=sum(mature for *_, mature in lines),
                waits=tuple((days, hit, count) for hit, days, count, _, _ in lines if days is not None),
            )
        )
    return groups
