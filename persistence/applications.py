"""Applications as stored: pages, single ones, and the state that the ledger leads to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    any_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)

from domain.applications import Application, Outcome, Reached, Stage
from domain.dimensions import EVERYTHING, MetricFilter
from domain.users import User
from persistence.companies import IDS
from persistence.database import Database, Session, Statement
from persistence.dimensions import narrowing_by_job, parameters
from persistence.makers import maker
from persistence.tables import UNDATED, Instant, applications, companies, jobs

COLUMNS = (
    applications.c.id,
    applications.c.owner_id,
    applications.c.job_id,
    applications.c.stage,
    applications.c.outcome,
    applications.c.reached,
    applications.c.applied_at,
    applications.c.responded_at,
    applications.c.interviewed_at,
    applications.c.offered_at,
    applications.c.closed_at,
    applications.c.last_moved_at,
    applications.c.source,
    applications.c.resume_version,
    applications.c.notes,
    applications.c.created_at,
)
OWNED = applications.c.owner_id == bindparam("owner")
STATUS = func.coalesce(applications.c.outcome, applications.c.stage)
STAGES = {each.value: each for each in Stage}
OUTCOMES: dict[str | None, Outcome | None] = {None: None, **{each.value: each for each in Outcome}}
STEPS = {each.value: each for each in Reached}
UNHEARD = "timestamptz '2200-01-01 00:00:00+00'"
"""Stands for the last move of what has none, where what moved longest ago comes first."""
_application = maker(Application)


class ApplicationOrder(StrEnum):
    """How a list of applications is sorted; the number breaks ties, and what has no date stands last."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    LAST_MOVED = "LAST_MOVED"
    LONGEST_SILENCE = "LONGEST_SILENCE"


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """What narrows a list of applications; None does not. The instants are half-open bounds of the day of applying."""

    having: MetricFilter = EVERYTHING
    search: str | None = None
    is_open: bool | None = None
    is_submitted: bool | None = None
    applied_from: datetime | None = None
    applied_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the sorting instant and the number of its last application."""

    moment: datetime
    id: int


def application(row: Iterable[Any]) -> Application:
    """The application in a record of `COLUMNS`."""
    (id_, owner, job, stage, outcome, reached, *rest) = row
    return _application(id_, owner, job, STAGES[stage], OUTCOMES[outcome], STEPS[reached], *rest)


def _moment(order: ApplicationOrder) -> ColumnElement[Any]:
    if order is ApplicationOrder.LONGEST_SILENCE:
        return func.coalesce(applications.c.last_moved_at, literal_column(UNHEARD, Instant))
    column = applications.c.last_moved_at if order is ApplicationOrder.LAST_MOVED else applications.c.applied_at
    return func.coalesce(column, literal_column(UNDATED, Instant))


def _conditions() -> list[ColumnElement[bool]]:
    """Every filter is a parameter that may be NULL, so that there are few statements, compiled once."""
    conditions: list[ColumnElement[bool]] = [OWNED, *narrowing_by_job()]
    is_open = bindparam("is_open", type_=Boolean)
    conditions.append(or_(is_open.is_(None), applications.c.outcome.is_(None) == is_open))
    is_submitted = bindparam("is_submitted", type_=Boolean)
    conditions.append(or_(is_submitted.is_(None), (applications.c.stage != Stage.SAVED.value) == is_submitted))
    since, until = bindparam("applied_from", type_=Instant), bindparam("applied_until", type_=Instant)
    conditions.append(or_(since.is_(None), applications.c.applied_at >= since))
    conditions.append(or_(until.is_(None), applications.c.applied_at < until))
    search = bindparam("search", type_=Text)
    names: Select[Any] = (
        select(literal_column("1"))
        .select_from(jobs.join(companies, companies.c.id == jobs.c.company_id))
        .where(
            jobs.c.id == applications.c.job_id,
            or_(
                func.strpos(func.lower(jobs.c.title), func.lower(search)) > 0,
                func.strpos(func.lower(companies.c.name), func.lower(search)) > 0,
            ),
        )
    )
    conditions.append(or_(search.is_(None), names.exists()))
    return conditions


def _page(order: ApplicationOrder, *, backward: bool, from_start: bool) -> Select[Any]:
    moment = _moment(order)
    descending = (order not in (ApplicationOrder.OLDEST, ApplicationOrder.LONGEST_SILENCE)) != backward
    conditions = _conditions()
    if not from_start:
        here = tuple_(moment, applications.c.id)
        there = tuple_(bindparam("cursor_moment", type_=Instant), bindparam("cursor_id", type_=BigInteger))
        conditions.append(here < there if descending else here > there)
    keys = [moment, applications.c.id]
    return (
        select(*COLUMNS)
        .where(*conditions)
        .order_by(*(key.desc() if descending else key.asc() for key in keys))
        .limit(bindparam("limit", type_=Integer))
    )


_PAGES = {
    (order, backward, from_start): Statement(_page(order, backward=backward, from_start=from_start))
    for order in ApplicationOrder
    for backward in (False, True)
    for from_start in (False, True)
}
_COUNT = Statement(select(func.count()).select_from(applications).where(*_conditions()))
_BY_IDS = Statement(select(*COLUMNS).where(OWNED, applications.c.id == any_(IDS)))
_LOCKED = Statement(select(*COLUMNS).where(OWNED, applications.c.id == bindparam("id")).with_for_update())
_ANNOTATE = Statement(
    applications.update()
    .where(OWNED, applications.c.id == bindparam("application"))
    .values({name: bindparam(f"new_{name}") for name in ("source", "resume_version", "notes")})
    .returning(*COLUMNS)
)


class Applications:
    """One owner's applications."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def by_ids(self, ids: Sequence[int]) -> dict[int, Application]:
        """Those of the asked that this owner has, by number."""
        rows = await self._database.fetch(_BY_IDS, ids=list(ids), owner=self._owner.id)
        return {row[0]: application(row) for row in rows}

    async def page(
        self,
        narrowed: ApplicationFilter,
        order: ApplicationOrder,
        *,
        limit: int,
        cursor: Cursor | None = None,
        backward: bool = False,
    ) -> list[Application]:
        """Up to `limit` applications beyond the cursor; going backward they come in the opposite order."""
        parameters = _parameters(narrowed)
        if cursor is not None:
            parameters.update(cursor_moment=cursor.moment, cursor_id=cursor.id)
        statement = _PAGES[order, backward, cursor is None]
        rows = await self._database.fetch(statement, owner=self._owner.id, limit=limit, **parameters)
        return [application(row) for row in rows]

    async def count(self, narrowed: ApplicationFilter) -> int:
        """How many the filter lets through."""
        value: int = await self._database.fetch_value(_COUNT, owner=self._owner.id, **_parameters(narrowed))
        return value

    async def locked(self, session: Session, application_id: int) -> Application | None:
        """One application, locked until the transaction ends; None when this owner has no such one."""
        row = await session.fetch_row(_LOCKED, owner=self._owner.id, id=application_id)
        return None if row is None else application(row)

    async def annotate(
        self,
        session: Session,
        application_id: int,
        *,
        source: str | None,
        resume_version: str | None,
        notes: str | None,
    ) -> Application:
        """Replace what the owner wrote beside an application that exists."""
        row = await session.fetch_row(
            _ANNOTATE,
            owner=self._owner.id,
            application=application_id,
            new_source=source,
            new_resume_version=resume_version,
            new_notes=notes,
        )
        assert row is not None  # noqa: S101 - it was locked in this transaction
        return application(row)


def _parameters(narrowed: ApplicationFilter) -> dict[str, Any]:
    own = {name: getattr(narrowed, name) for name in ApplicationFilter.__slots__ if name != "having"}
    return own | parameters(narrowed.having)
