"""One cohort in one statement: the counts and the waits of the applications submitted in a range."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from domain.applications import Outcome, Reached, Stage
from domain.cohorts import Cohort, CohortCount
from domain.dimensions import MetricFilter
from domain.users import User
from persistence.applications import OUTCOMES, OWNED, STAGES, STEPS
from persistence.database import Database, Record, Statement
from persistence.dimensions import JOINED, ZONE, literal, narrowing, parameters
from persistence.tables import Instant, applications, transitions

FROM, UNTIL = bindparam("from_at", type_=Instant), bindparam("until_at", type_=Instant)
NOW, MATURE_BEFORE = bindparam("now", type_=Instant), bindparam("mature_before", type_=Instant)
UNDATED_TOO = bindparam("undated", type_=Boolean)

MOMENTS: dict[Reached, ColumnElement[datetime | None]] = {
    Reached.APPLIED: applications.c.applied_at,
    Reached.RESPONDED: applications.c.responded_at,
    Reached.INTERVIEWED: applications.c.interviewed_at,
    Reached.OFFERED: applications.c.offered_at,
}


@dataclass(frozen=True, slots=True)
class Span:
    """The instants of a range, and what else time decides: UTC, half-open.

    `undated` lets in the applications without a day of applying (ALL_TIME, and nothing else, does). Applications from
    before `mature_before` are old enough to have been answered.
    """

    from_at: datetime
    until_at: datetime
    undated: bool
    now: datetime
    mature_before: datetime
    zone: str

    def parameters(self) -> dict[str, Any]:
        """What the statements bind."""
        return {name: getattr(self, name) for name in Span.__slots__}


def source(*, narrowed: bool) -> FromClause:
    """The tables to read: jobs and companies are joined only when a filter may ask for them."""
    return JOINED if narrowed else applications


def in_span() -> ColumnElement[bool]:
    """Submitted in the range."""
    return or_(
        and_(applications.c.applied_at >= FROM, applications.c.applied_at < UNTIL),
        and_(UNDATED_TOO, applications.c.applied_at.is_(None)),
    )


def days_until(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """Local calendar days from applying to a moment, never below 0; NULL when one of the two is not known."""

    def local(instant: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(func.timezone(ZONE, instant), Date)

    # GREATEST takes a NULL for nothing, and nothing for 0 days.
    known = and_(moment.is_not(None), applications.c.applied_at.is_not(None))
    return case((known, func.greatest(local(moment) - local(applications.c.applied_at), 0)))


def waited_until(step: Reached) -> ColumnElement[Any]:
    """The moment a step was reached, or else until when the application could have reached it.

    Silence goes on until now, also where the owner has called it GHOSTED; any other ending ends the wait. NULL where
    one of the days is not known.
    """
    still = or_(applications.c.outcome.is_(None), applications.c.outcome == Outcome.GHOSTED.value)
    censored = case((still, NOW), else_=applications.c.closed_at)
    return case((applications.c.reached >= step.value, MOMENTS[step]), else_=censored)


def _was_screened() -> ColumnElement[bool]:
    """Whether the ledger says SCREENING, in a line that is in force; the state only keeps the furthest stage."""
    line, later = transitions.alias("line"), transitions.alias("later")
    lines: Select[Any] = select(literal_column("1")).where(
        line.c.application_id == applications.c.id,
        line.c.target == Stage.SCREENING.value,
        ~select(literal_column("1")).where(later.c.replaces == line.c.id).exists(),
    )
    return lines.exists()


def _counts(*, narrowed: bool, paths: bool) -> Select[Any]:
    screened = _was_screened() if paths else literal_column("false", Boolean)
    return (
        select(
            literal("counts").label("kind"),
            applications.c.stage,
            applications.c.outcome,
            cast(applications.c.reached, Integer).label("step"),
            cast(null(), Integer).label("days"),
            func.count().label("count"),
            func.count(applications.c.applied_at).label("dated"),
            func.count().filter(applications.c.applied_at < MATURE_BEFORE).label("mature"),
            func.min(applications.c.applied_at).label("first_at"),
            screened.label("screened"),
        )
        .select_from(source(narrowed=narrowed))
        .where(OWNED, in_span(), *(narrowing() if narrowed else ()))
        .group_by(applications.c.stage, applications.c.outcome, applications.c.reached, literal_column("screened"))
    )


def _waits(step: Reached, narrowed: bool) -> Select[Any]:
    ended = waited_until(step)
    return (
        select(
            literal("waits"),
            case((applications.c.reached >= step.value, literal("yes"))),
            cast(null(), Text),
            literal_column(str(step.value), Integer),
            days_until(ended).label("days"),
            func.count(),
            literal_column("0"),
            literal_column("0"),
            cast(null(), Instant),
            literal_column("false", Boolean),
        )
        .select_from(source(narrowed=narrowed))
        .where(
            OWNED,
            applications.c.applied_at >= FROM,
            applications.c.applied_at < UNTIL,
            applications.c.reached >= Reached.APPLIED.value,
            ended.is_not(None),
            *(narrowing() if narrowed else ()),
        )
        .group_by(literal_column("2"), literal_column("5"))
    )


@lru_cache(maxsize=32)
def _statement(steps: frozenset[Reached], narrowed: bool, paths: bool) -> Statement:
    parts = [_counts(narrowed=narrowed, paths=paths), *(_waits(step, narrowed) for step in sorted(steps))]
    return Statement(union_all(*parts) if len(parts) > 1 else parts[0])


class Cohorts:
    """Cohorts of one owner."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def of(
        self, span: Span, narrowed: MetricFilter, *, waits: Collection[Reached] = (), paths: bool = False
    ) -> Cohort:
        """The cohort of a range, with the waits for the steps asked for; one statement.

        With `paths`, the counts tell apart which applications were ever screened.
        """
        rows = await self._database.fetch(
            _statement(frozenset(waits), not narrowed.is_empty, paths),
            owner=self._owner.id,
            **span.parameters(),
            **parameters(narrowed),
        )
        counts: list[CohortCount] = []
        found: dict[Reached, list[tuple[int, bool, int]]] = {step: [] for step in waits}
        firsts: list[datetime] = []
        for row in rows:
            if row[0] == "waits":
                found[STEPS[row[3]]].append((row[4], row[1] is not None, row[5]))
                continue
            counts.append(_count(row))
            if row[8] is not None:
                firsts.append(row[8])
        return Cohort(tuple(counts), found, min(firsts, default=None))


def _count(row: Record) -> CohortCount:
    return CohortCount(STAGES[row[1]], OUTCOMES[row[2]], STEPS[row[3]], row[5], row[6], row[7], row[9])
