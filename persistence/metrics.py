"""Numbers for time series: everything a set of metrics needs over one range, counted by bucket in one statement."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
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
    union_all,
    values,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.applications import Outcome, Reached
from domain.dimensions import MetricFilter
from domain.metrics import Ended, Events, EventSessions, EventSum, Formula, Happened, Open, Share, Wait
from domain.series import Tally, fact_of
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
    source,
    waited_until,
)
from persistence.database import Database, Statement
from persistence.dimensions import literal, narrowing, parameters
from persistence.tables import Instant, applications, events

OWNED_EVENT = events.c.owner_id == bindparam("owner")
BOUNDS = bindparam("bounds", type_=ARRAY(Instant))


def _bucket(moment: Any) -> Any:
    return func.width_bucket(moment, BOUNDS)


def _row(
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


def _moments(narrowed: bool) -> Select[Any]:
    """Facts by the moment they happened: steps first reached, endings, and what was opened to be counted as open."""
    submitted, dated = applications.c.reached >= Reached.APPLIED.value, applications.c.applied_at.is_not(None)
    is_open = applications.c.outcome.is_(None)
    # Of an ending without a date nobody can say when it was: such an application is never counted as open.
    known = and_(submitted, dated, or_(is_open, applications.c.closed_at.is_not(None)))
    lines = [(step.name, applications.c.reached >= step.value, moment) for step, moment in MOMENTS.items()]
    lines += [
        ("OPENED", known, applications.c.applied_at),
        # People record endings before beginnings; nothing can be closed before it is open.
        ("CLOSED", and_(known, not_(is_open)), func.greatest(applications.c.closed_at, applications.c.applied_at)),
        ("OPEN_UNDATED", and_(submitted, not_(dated), is_open), applications.c.applied_at),
    ]
    lines += [
        (f"ENDED_{each.name}", applications.c.outcome == each.value, applications.c.closed_at) for each in Outcome
    ]
    facts = (
        values(column("fact", Text), column("holds", Boolean), column("at", Instant), name="facts")
        .data([(literal(name), holds, moment) for name, holds, moment in lines])
        .lateral()
    )
    return (
        _row("moment", fact=facts.c.fact, bucket=_bucket(facts.c.at), value=func.count())
        .select_from(source(narrowed=narrowed).join(facts, literal_column("true")))
        .where(
            OWNED,
            facts.c.holds,
            or_(facts.c.at < UNTIL, and_(UNDATED_TOO, facts.c.at.is_(None))),
            *(narrowing() if narrowed else ()),
        )
        .group_by(literal_column("fact"), literal_column("bucket"))
    )


def _shares(narrowed: bool) -> Select[Any]:
    """The applications of each bucket, by the furthest step they reached."""
    return (
        _row(
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


def _waits(step: Reached, narrowed: bool) -> Select[Any]:
    """Days waited for a step, by the bucket of applying; `fact` is NULL where the wait ended without it."""
    ended = waited_until(step)
    return (
        _row(
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


def _happenings(formula: Events | EventSum | EventSessions) -> Select[Any]:
    """Events of the owner by the moment they happened; a session by the moment of its first event in the range."""
    value: Any = func.count()
    conditions = [OWNED_EVENT, events.c.occurred_at >= FROM, events.c.occurred_at < UNTIL]
    moment: ColumnElement[Any] = events.c.occurred_at
    if isinstance(formula, EventSessions):
        first = func.min(events.c.occurred_at).label("at")
        sessions = select(first).where(*conditions, events.c.session_id.is_not(None)).group_by(events.c.session_id)
        moment, conditions = sessions.subquery("sessions").c.at, []
    else:
        conditions.append(events.c.name == literal(formula.name))
    if isinstance(formula, EventSum):
        # Senders are free in their properties: what is no number counts as nothing.
        is_number = func.jsonb_typeof(events.c.properties[formula.key]) == "number"
        told = case((is_number, cast(events.c.properties[formula.key].as_string(), Float)))
        value = func.coalesce(func.sum(told), 0)
    fact = literal(fact_of(formula))
    return _row("event", fact=fact, bucket=_bucket(moment), value=value).where(*conditions).group_by(column("bucket"))


Part = type[Share] | Wait | Events | EventSum | EventSessions | type[Happened]


def _part(formula: Formula) -> Part:
    """Which part of the statement a formula reads."""
    match formula:
        case Happened() | Ended() | Open():
            return Happened
        case Share():
            return Share
        case _:
            return formula


@lru_cache(maxsize=128)
def _statement(parts: frozenset[Part], narrowed: bool) -> Statement:
    selects = []
    for part in sorted(parts, key=repr):
        if part is Happened:
            selects.append(_moments(narrowed))
        elif part is Share:
            selects.append(_shares(narrowed))
        elif isinstance(part, Wait):
            selects.append(_waits(part.step, narrowed))
        elif isinstance(part, Events | EventSum | EventSessions):
            selects.append(_happenings(part))
    return Statement(union_all(*selects) if len(selects) > 1 else selects[0])


@lru_cache(maxsize=128)
def _first(parts: frozenset[Part]) -> Statement:
    """The first moment that any of the parts reads."""
    firsts: list[Select[Any]] = []
    if any(isinstance(part, type | Wait) for part in parts):
        moments = (func.min(moment) for moment in (*MOMENTS.values(), applications.c.closed_at))
        firsts.append(select(func.least(*moments).label("at")).where(OWNED))
    for part in sorted(parts, key=repr):
        if isinstance(part, Events | EventSum | EventSessions):
            named = literal_column("true") if isinstance(part, EventSessions) else events.c.name == literal(part.name)
            firsts.append(select(func.min(events.c.occurred_at).label("at")).where(OWNED_EVENT, named))
    union = union_all(*firsts).subquery("firsts")
    return Statement(select(func.min(union.c.at)))


class Metrics:
    """Tallies of one owner."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def first_at(self, formulas: Collection[Formula]) -> datetime | None:
        """The moment of the owner's first fact that the formulas count (UTC); None before there is one."""
        moment: datetime | None = await self._database.fetch_value(
            _first(frozenset(map(_part, formulas))), owner=self._owner.id
        )
        return moment

    async def tallies(
        self, formulas: Collection[Formula], span: Span, bounds: Sequence[datetime], narrowed: MetricFilter
    ) -> list[Tally]:
        """What the formulas need over the buckets between `bounds` (ascending, UTC); one statement for all of them."""
        rows = await self._database.fetch(
            _statement(frozenset(map(_part, formulas)), not narrowed.is_empty),
            owner=self._owner.id,
            bounds=list(bounds),
            **span.parameters(),
            **parameters(narrowed),
        )
        return [Tally(*row) for row in rows]
