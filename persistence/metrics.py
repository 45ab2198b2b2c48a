"""Numbers for time series: everything a set of metrics needs over one range, counted by bucket in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select, union_all

from domain.dimensions import MetricFilter
from domain.metrics import Events, EventSessions, EventSum, Formula, Open, Share, Wait
from domain.series import Tally
from domain.users import User
from persistence.applications import OWNED
from persistence.cohorts import MOMENTS, Span
from persistence.database import Database, Statement
from persistence.dimensions import parameters
from persistence.happenings import cuts, day_parameters, firsts, happenings, is_rolled_up
from persistence.makers import maker
from persistence.tables import applications
from persistence.tallies import facts_of, moments, shares, waits

EVENTS = (Events, EventSum, EventSessions)


@dataclass(frozen=True, slots=True)
class Tallies:
    """What was counted, what of it came from roll-ups, and since when (UTC) the oldest event waits to be counted.

    `waiting_since` is told when a formula over events was asked; None when nothing waits.
    """

    rows: list[Tally]
    rolled_up: frozenset[Formula] = frozenset()
    waiting_since: datetime | None = None


@lru_cache(maxsize=128)
def _statement(formulas: frozenset[Formula], narrowed: bool, by_day: bool) -> Statement:
    selects = []
    ranged = {name for each in formulas if not isinstance(each, Open) for name in facts_of(each)}
    if ranged:
        selects.append(moments(ranged, narrowed, since_ever=False))
    if Open() in formulas:
        selects.append(moments(facts_of(Open()), narrowed, since_ever=True))
    if any(isinstance(each, Share) for each in formulas):
        selects.append(shares(narrowed))
    selects += [waits(each.step, narrowed) for each in sorted(formulas, key=repr) if isinstance(each, Wait)]
    if asked := [each for each in formulas if isinstance(each, EVENTS)]:
        selects += happenings(asked, by_day=by_day)
    return Statement(union_all(*selects) if len(selects) > 1 else selects[0])


@lru_cache(maxsize=128)
def _first(formulas: frozenset[Formula], by_day: bool) -> Statement:
    """The first moment that any of the formulas reads."""
    found: list[Select[Any]] = []
    if any(not isinstance(each, EVENTS) for each in formulas):
        told = (func.min(moment) for moment in (*MOMENTS.values(), applications.c.closed_at))
        found.append(select(func.least(*told).label("at")).where(OWNED))
    found += firsts([each for each in formulas if isinstance(each, EVENTS)], by_day=by_day)
    union = union_all(*found).subquery("firsts")
    return Statement(select(func.min(union.c.at)))


_tally = maker(Tally)


class Metrics:
    """Tallies of one owner."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def first_at(self, formulas: Collection[Formula], *, zone: str | None = None) -> datetime | None:
        """The moment of the owner's first fact that the formulas count (UTC); None before there is one.

        Of events that are kept by day it is noon of the first one, unless days of another `zone` are asked about.
        """
        by_day = zone in (None, self._owner.time_zone)
        moment: datetime | None = await self._database.fetch_value(
            _first(frozenset(formulas), by_day), owner=self._owner.id, zone=self._owner.time_zone
        )
        return moment

    async def tallies(
        self, formulas: Collection[Formula], span: Span, bounds: Sequence[datetime], narrowed: MetricFilter
    ) -> Tallies:
        """What the formulas need over the buckets between `bounds` (ascending, UTC); one statement for all of them."""
        wanted = frozenset(formulas)
        days = cuts(self._owner, span, bounds) if any(isinstance(each, EVENTS) for each in wanted) else None
        by_day = days is not None
        rows = await self._database.fetch(
            _statement(wanted, not narrowed.is_empty, by_day),
            owner=self._owner.id,
            bounds=list(bounds),
            **span.parameters(),
            **day_parameters(span, days),
            **parameters(narrowed),
        )
        waiting = next((each[5] for each in rows if each[0] == "waiting"), None)
        return Tallies(
            rows=[_tally(*row) for row in rows if row[0] != "waiting"],
            rolled_up=frozenset(each for each in wanted if is_rolled_up(each, by_day=by_day)),
            waiting_since=None if waiting is None else datetime.fromtimestamp(waiting, UTC),
        )
