"""The parts that tallies are read by: each a SELECT of rows that look alike, so that one statement holds many."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Float,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    values,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.applications import Outcome, Reached
from domain.metrics import Ended, Formula, Happened, Open
from persistence.applications import OWNED
from persistence.cohorts import (
    FROM,
    MATURE_BEFORE,
    MOMENTS,
    UNDATED_TOO,
    UNTIL,
    days_until,
    in_span,
    source,
    waited_until,
)
from persistence.dimensions import literal, narrowing
from persistence.tables import Instant, applications

BOUNDS = bindparam("bounds", type_=ARRAY(Instant))


def _bucket(moment: Any) -> Any:
    return func.width_bucket(moment, BOUNDS)


def row(
    kind: str,
    *,
    fact: Any = None,
    bucket: Any,
    step: Any = None,
    days: Any = None,
    value: Any,
    dated: Any = None,
    mature: Any = None,
) -> Select[Any]:
    """One part of a statement of tallies: the columns of domain.series.Tally, in their order."""
    return select(
        literal(kind),
        (cast(null(), Text) if fact is None else fact).label("fact"),
        bucket.label("bucket"),
        (cast(null(), Integer) if step is None else step).label("step"),
        (cast(null(), Integer) if days is None else days).label("days"),
        cast(value, Float),
        literal_column("0") if dated is None else dated,
        literal_column("0") if mature is None else mature,
    )


def facts_of(formula: Formula) -> tuple[str, ...]:
    """The names of the moments a formula counts."""
    match formula:
        case Happened(step):
            return (step.name,)
        case Ended(outcome):
            return (f"ENDED_{outcome.name}",)
        case Open():
            return ("OPENED", "CLOSED", "OPEN_UNDATED")
        case _:
            return ()


def _lines() -> dict[str, tuple[ColumnElement[bool], ColumnElement[Any]]]:
    """Every moment by its name: whether it holds for an application, and when it was."""
    submitted, dated = applications.c.reached >= Reached.APPLIED.value, applications.c.applied_at.is_not(None)
    is_open = applications.c.outcome.is_(None)
    # Of an ending without a date nobody can say when it was: such an application is never counted as open.
    known = and_(submitted, dated, or_(is_open, applications.c.closed_at.is_not(None)))
    # People record endings before beginnings; nothing can be closed before it is open.
    closed_at = func.greatest(applications.c.closed_at, applications.c.applied_at)
    return {
        **{step.name: (applications.c.reached >= step.value, moment) for step, moment in MOMENTS.items()},
        **{f"ENDED_{each.name}": (applications.c.outcome == each.value, applications.c.closed_at) for each in Outcome},
        "OPENED": (known, applications.c.applied_at),
        "CLOSED": (and_(known, not_(is_open)), closed_at),
        "OPEN_UNDATED": (and_(submitted, not_(dated), is_open), applications.c.applied_at),
    }


def moments(names: Collection[str], narrowed: bool, *, since_ever: bool) -> Select[Any]:
    """Some facts by the moment they happened: within the range, or since ever, for what is open has been opened."""
    lines = _lines()
    facts = (
        values(column("fact", Text), column("holds", Boolean), column("at", Instant), name="facts")
        .data([(literal(name), *lines[name]) for name in sorted(names)])
        .lateral()
    )
    dated = facts.c.at < UNTIL if since_ever else and_(facts.c.at >= FROM, facts.c.at < UNTIL)
    return (
        row("moment", fact=facts.c.fact, bucket=_bucket(facts.c.at), value=func.count())
        .select_from(source(narrowed=narrowed).join(facts, literal_column("true")))
        .where(
            OWNED,
            facts.c.holds,
            or_(dated, and_(UNDATED_TOO, facts.c.at.is_(None))),
            *(narrowing() if narrowed else ()),
        )
        .group_by(literal_column("fact"), literal_column("bucket"))
    )


def shares(narrowed: bool) -> Select[Any]:
    """The applications of each bucket, by the furthest step they reached."""
    return (
        row(
            "share",
            bucket=_bucket(applications.c.applied_at),
            step=cast(applications.c.reached, Integer),
            value=func.count(),
            dated=func.count(applications.c.applied_at),
            mature=func.count().filter(applications.c.applied_at < MATURE_BEFORE),
        )
        .select_from(source(narrowed=narrowed))
        .where(OWNED, applications.c.reached >= 1, in_span(), *(narrowing() if narrowed else ()))
        .group_by(literal_column("bucket"), literal_column("step"))
    )


def waits(step: Reached, narrowed: bool) -> Select[Any]:
    """Days waited for a step, by the bucket of applying; `fact` is NULL where the wait ended without it."""
    ended = waited_until(step)
    return (
        row(
            "wait",
            fact=case((applications.c.reached >= step.value, literal("yes"))),
            bucket=_bucket(applications.c.applied_at),
            step=literal_column(str(step.value), Integer),
            days=days_until(ended),
            value=func.count(),
        )
        .select_from(source(narrowed=narrowed))
        .where(
            OWNED,
            applications.c.reached >= 1,
            applications.c.applied_at >= FROM,
            applications.c.applied_at < UNTIL,
            ended.is_not(None),
            *(narrowing() if narrowed else ()),
        )
        .group_by(literal_column("fact"), literal_column("bucket"), literal_column("days"))
    )
