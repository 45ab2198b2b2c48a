"""Numbers for time series: everything a set of metrics needs over one range, counted by bucket in one statement."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Select,
    func,
    literal_column,
    select,
    union_all,
)

from domain.dimensions import MetricFilter
from domain.metrics import Events, EventSessions, EventSum, Formula, Open, Share, Wait
from domain.series import Tally
from domain.users import User
from persistence.applications import OWNED
from persistence.cohorts import (
    MOMENTS,
    Span,
)
from persistence.database import Database, Statement
from persistence.dimensions import literal, parameters
from persistence.makers import maker
from persistence.tables import applications, events
from persistence.tallies import OWNED_EVENT, facts_of, happenings, moments, shares, waits


@lru_cache(maxsize=128)
def _statement(formulas: frozenset[Formula], narrowed: bool) -> Statement:
    selects = []
    ranged = {name for each in formulas if not isinstance(each, Open) for name in facts_of(each)}
    if ranged:
        selects.append(moments(ranged, narrowed, since_ever=False))
    if Open() in formulas:
        selects.append(moments(facts_of(Open()), narrowed, since_ever=True))
    if any(isinstance(each, Share) for each in formulas):
        selects.append(shares(narrowed))
    for each in sorted(formulas, key=repr):
        if isinstance(each, Wait):
            selects.append(waits(each.step, narrowed))
        elif isinstance(each, Events | EventSum | EventSessions):
            selects.append(happenings(each))
    return Statement(union_all(*selects) if len(selects) > 1 else selects[0])


@lru_cache(maxsize=128)
def _first(formulas: frozenset[Formula]) -> Statement:
    """The first moment that any of the formulas reads."""
    firsts: list[Select[Any]] = []
    if any(not isinstance(each, Events | EventSum | EventSessions) for each in formulas):
        told = (func.min(moment) for moment in (*MOMENTS.values(), applications.c.closed_at))
        firsts.append(select(func.least(*told).label("at")).where(OWNED))
    for each in sorted(formulas, key=repr):
        if isinstance(each, Events | EventSum | EventSessions):
            named = literal_column("true") if isinstance(each, EventSessions) else events.c.name == literal(each.name)
            firsts.append(select(func.min(events.c.occurred_at).label("at")).where(OWNED_EVENT, named))
    union = union_all(*firsts).subquery("firsts")
    return Statement(select(func.min(union.c.at)))


_tally = maker(Tally)


class Metrics:
    """Tallies of one owner."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def first_at(self, formulas: Collection[Formula]) -> datetime | None:
        """The moment of the owner's first fact that the formulas count (UTC); None before there is one."""
        moment: datetime | None = await self._database.fetch_value(_first(frozenset(formulas)), owner=self._owner.id)
        return moment

    async def tallies(
        self, formulas: Collection[Formula], span: Span, bounds: Sequence[datetime], narrowed: MetricFilter
    ) -> list[Tally]:
        """What the formulas need over the buckets between `bounds` (ascending, UTC); one statement for all of them."""
        rows = await self._database.fetch(
            _statement(frozenset(formulas), not narrowed.is_empty),
            owner=self._owner.id,
            bounds=list(bounds),
            **span.parameters(),
            **parameters(narrowed),
        )
        return [_tally(*row) for row in rows]
