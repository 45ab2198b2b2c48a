"""Ranges: what a person means by "when", as dates of their calendar and as instants."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.errors import Refusal
from domain.freshness import Freshness, live, rolled_up
from domain.metrics import REGISTRY, Metric
from domain.periods import (
    FIRST_DAY,
    LAST_DAY,
    ONE_DAY,
    Comparison,
    DateRange,
    Interval,
    Period,
    bounds,
    local_date,
    previous,
    requested_range,
    resolve_period,
    start_of_day,
    today_in,
)
from domain.periods import zone as zone_named
from domain.series import Frame
from persistence.cohorts import Span
from persistence.metrics import Tallies
from resolvers.context import Context
from resolvers.inputs import RangeInput

LONGEST_BY_DAY, LONGEST_BY_WEEK = 92, 731


@dataclass(frozen=True, slots=True)
class Asked:
    """A range as somebody asked for it: its name, if it has one, its dates, and the zone they are dates of."""

    period: Period | None
    dates: DateRange
    zone: str

    @property
    def is_all_time(self) -> bool:
        """Whether what has no date belongs to it."""
        return self.period is Period.ALL_TIME


def asked(
    context: Context,
    given: RangeInput | None,
    default: Period,
    *,
    zone: str | None = None,
    path: tuple[str, ...] = ("range",),
) -> Asked:
    """The dates meant by an argument, `default` when it was left out; Refusal, with its way to the date, for others.

    ALL_TIME starts today until `since` tells it the owner's first fact, which many answers come to know by themselves.
    """
    name = zone or context.owner.time_zone
    if given is not None and given.between:
        typed = given.between.value
        try:
            return Asked(None, requested_range(typed.from_, typed.until), name)
        except Refusal as refusal:
            inner = refusal.path if refusal.path in (("from",), ("until",)) else ()
            raise Refusal(refusal.message, code=refusal.code, path=(*path, "between", *inner)) from None
    return named(context, given.period.value if given is not None and given.period else default, name)


def named(context: Context, period: Period, zone: str) -> Asked:
    """The dates that the name of a period means in a zone."""
    today = today_in(context.now, zone_named(zone))
    return Asked(period, resolve_period(period, today=today, week_start=context.owner.week_start, earliest=None), zone)


def since(when: Asked, first_at: datetime | None) -> Asked:
    """The same range; ALL_TIME now starts with the day of the owner's first fact."""
    if not when.is_all_time or first_at is None:
        return when
    start = min(local_date(first_at, zone_named(when.zone)), when.dates.start)
    return replace(when, dates=DateRange(max(start, FIRST_DAY), when.dates.until))


def span(context: Context, when: Asked) -> Span:
    """The same range as instants."""
    where = zone_named(when.zone)
    start, until = when.dates.start, when.dates.until
    if when.is_all_time:
        # A log may hold a day that has come elsewhere and not yet here.
        start, until = FIRST_DAY, min(until, LAST_DAY) + ONE_DAY
    return Span(
        from_at=start_of_day(start, where),
        until_at=start_of_day(until, where),
        undated=when.is_all_time,
        now=context.now,
        mature_before=context.now - timedelta(days=context.owner.ghosted_after_days),
        zone=when.zone,
    )


def frame(context: Context, when: Asked, interval: Interval | None) -> Frame:
    """The buckets of a range; the interval that suits its length when none is given."""
    days = when.dates.days
    fitting = Interval.DAY if days <= LONGEST_BY_DAY else Interval.WEEK if days <= LONGEST_BY_WEEK else Interval.MONTH
    chosen = interval or fitting
    edges = bounds(when.dates, chosen, zone=zone_named(when.zone), week_start=context.owner.week_start)
    return Frame(edges, chosen, when.zone, context.now, freshness(context))


def compared(when: Asked, comparison: Comparison) -> Asked | None:
    """The range to compare with; None where there is none."""
    dates = previous(when.dates, comparison, period=when.period)
    return None if dates is None else Asked(None, dates, when.zone)


def freshness(context: Context) -> Freshness:
    """Of what is read from the ledger, at the moment of the request."""
    return live(context.now)


async def waiting_since(context: Context, told: datetime | None) -> datetime | None:
    """Since when the oldest event waits to be counted: in the database, as `told`, or elsewhere."""
    elsewhere = None if context.waiting is None else await context.waiting.since()
    return min((moment for moment in (told, elsewhere) if moment is not None), default=None)


def freshness_of(context: Context, metric: Metric, counted: Tallies) -> Freshness:
    """Of a metric: what is counted from events may lack those that still wait."""
    declared = REGISTRY[metric]
    if declared.is_about_applications:
        return freshness(context)
    told = rolled_up if declared.formula in counted.rolled_up else live
    return told(context.now, waiting_since=counted.waiting_since)
