"""Events of an owner by the moment they happened: from the roll-ups that hold them, else one by one.

A formula over events is kept by day in the column of `daily_user_metrics` that is named like its metric; visits have a
roll-up of their own. A question can be answered by days when all its buckets begin and end with days of the owner's.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    Select,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    values,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.metrics import REGISTRY, Events, EventSessions, EventSum, Formula
from domain.periods import local_date, start_of_day, zone
from domain.series import fact_of
from domain.users import User
from persistence.cohorts import FROM, UNTIL, Span
from persistence.dimensions import ZONE, literal
from persistence.tables import Instant, daily_user_metrics, events, inbox, sessions
from persistence.tallies import BOUNDS, row

EventFormula = Events | EventSum | EventSessions

DAILY: Mapping[Formula, Column[Any]] = {
    declared.formula: daily_user_metrics.c[metric.lower()]
    for metric, declared in REGISTRY.items()
    if not declared.is_about_applications and metric.lower() in daily_user_metrics.c
}

_OWNER = bindparam("owner", type_=BigInteger)
_CUTS = bindparam("cuts", type_=ARRAY(Date))
_FROM_DAY, _UNTIL_DAY = bindparam("from_day", type_=Date), bindparam("until_day", type_=Date)
_HELD = (daily_user_metrics.c.owner_id == _OWNER,)


def is_rolled_up(formula: Formula, *, by_day: bool) -> bool:
    """Whether a roll-up answers for the formula."""
    return isinstance(formula, EventSessions) or (by_day and formula in DAILY)


def cuts(owner: User, span: Span, bounds: Sequence[datetime]) -> list[date] | None:
    """The dates that the buckets begin with; None unless they and the range begin and end with days of the owner's."""
    if span.zone != owner.time_zone:
        return None
    where = zone(span.zone)
    edges = [span.from_at, span.until_at, *bounds]
    dates = [local_date(edge, where) for edge in edges]
    if any(start_of_day(day, where) != edge for day, edge in zip(dates, edges, strict=True)):
        return None
    return dates[2:]


def day_parameters(span: Span, days: Sequence[date] | None) -> dict[str, Any]:
    """What the parts that read by day bind."""
    if days is None:
        return {}
    where = zone(span.zone)
    return {
        "cuts": list(days),
        "from_day": local_date(span.from_at, where),
        "until_day": local_date(span.until_at, where),
    }


def happenings(formulas: Collection[EventFormula], *, by_day: bool) -> list[Select[Any]]:
    """Rows of kind "event" for all the formulas, and the one of kind "waiting": since when something is not counted."""
    in_order = sorted(formulas, key=repr)
    found = [_visits()] if EventSessions() in formulas else []
    daily = [each for each in in_order if by_day and each in DAILY]
    if daily:
        found.append(_by_day(daily))
    found += [_one_by_one(each) for each in in_order if not is_rolled_up(each, by_day=by_day)]
    return [*found, _waiting()]


def _by_day(formulas: Sequence[EventFormula]) -> Select[Any]:
    facts = (
        values(column("fact", Text), column("value", Float), name="facts")
        .data([(literal(fact_of(each)), cast(DAILY[each], Float)) for each in formulas])
        .lateral()
    )
    bucket = func.width_bucket(daily_user_metrics.c.date, _CUTS)
    return (
        row("event", fact=facts.c.fact, bucket=bucket, value=func.sum(facts.c.value))
        .select_from(daily_user_metrics.join(facts, literal_column("true")))
        .where(
            *_HELD,
            daily_user_metrics.c.date >= _FROM_DAY,
            daily_user_metrics.c.date < _UNTIL_DAY,
            facts.c.value != 0,
        )
        .group_by(column("fact"), column("bucket"))
    )


def _visits() -> Select[Any]:
    started = sessions.c.started_at
    return (
        row(
            "event",
            fact=literal(fact_of(EventSessions())),
            bucket=func.width_bucket(started, BOUNDS),
            value=func.count(),
        )
        .where(sessions.c.owner_id == _OWNER, started >= FROM, started < UNTIL)
        .group_by(column("bucket"))
    )


def _one_by_one(formula: EventFormula) -> Select[Any]:
    if isinstance(formula, EventSessions):
        raise TypeError("visits are counted by their roll-up alone")
    value: Any = func.count()
    if isinstance(formula, EventSum):
        # Senders are free in their properties: what is no number counts as nothing.
        is_number = func.jsonb_typeof(events.c.properties[formula.key]) == "number"
        told = case((is_number, cast(events.c.properties[formula.key].as_string(), Float)))
        value = func.coalesce(func.sum(told), 0)
    moment = events.c.occurred_at
    return (
        row("event", fact=literal(fact_of(formula)), bucket=func.width_bucket(moment, BOUNDS), value=value)
        .where(events.c.owner_id == _OWNER, events.c.name == literal(formula.name), moment >= FROM, moment < UNTIL)
        .group_by(column("bucket"))
    )


def _waiting() -> Select[Any]:
    """Since when the oldest of what has not been counted has waited, in seconds of the epoch; NULL with nothing."""
    oldest = select(func.extract("epoch", inbox.c.received_at)).order_by(inbox.c.position).limit(1).scalar_subquery()
    return row("waiting", bucket=literal_column("0"), value=oldest)


def firsts(formulas: Collection[EventFormula], *, by_day: bool) -> list[Select[Any]]:
    """The first moment of each formula, as a column `at`; of what is kept by day, noon of the first day."""
    found: list[Select[Any]] = []
    for each in sorted(formulas, key=repr):
        if isinstance(each, EventSessions):
            first = select(func.min(sessions.c.started_at).label("at")).where(sessions.c.owner_id == _OWNER)
        elif is_rolled_up(each, by_day=by_day):
            noon = func.min(daily_user_metrics.c.date) + literal_column("time '12:00'")
            first = select(func.timezone(ZONE, noon, type_=Instant).label("at")).where(*_HELD, DAILY[each] != 0)
        else:
            moment = func.min(events.c.occurred_at).label("at")
            first = select(moment).where(events.c.owner_id == _OWNER, events.c.name == literal(each.name))
        found.append(first)
    return found
