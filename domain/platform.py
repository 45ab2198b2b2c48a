"""The platform in numbers, without people: how many are active, who stays, and what is used.

Days, weeks (from Monday) and months are those of UTC. What says how people behave is told of five or more at least;
how many smaller groups there were is told in their place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.events.catalogue import CATALOGUE, PrivacyClass, Senders
from domain.periods import ONE_DAY, DateRange, Interval, bounds, plus_months, week_of
from domain.rates import Rate
from domain.series import Point

ZONE = ZoneInfo("UTC")
MONDAY = 1
WIDTHS = (Interval.DAY, Interval.WEEK, Interval.MONTH)
FEWEST_PEOPLE = 5
MOST_WEEKS = 52
MOST_UNKNOWN = 100
# What this system writes about itself is no use of a feature, and nobody's doing.
OUR_OWN = frozenset(name for name, declared in CATALOGUE.items() if declared.senders is Senders.OURSELVES)
FEATURES: Mapping[str, str] = {
    name: declared.description
    for name, declared in CATALOGUE.items()
    if declared.privacy in (PrivacyClass.BEHAVIOUR, PrivacyClass.CAREER) and name not in OUR_OWN
}


@dataclass(frozen=True, slots=True)
class Usage:
    """How often an event of one name happened, and for how long; it may be a name that the catalogue does not have."""

    name: str
    events: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FeatureUsage(Usage):
    """The same of a name of the catalogue."""

    description: str


@dataclass(frozen=True, slots=True)
class Features:
    """What is used, most used first, and how many names are not shown because too few people were active."""

    shown: tuple[FeatureUsage, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class UnknownEvents:
    """How many events had a name that the catalogue does not have, and the most frequent of those names."""

    events: int
    names: tuple[Usage, ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The days, weeks or months of a range: whole ones from a day up to another, and those that the range clips."""

    from_: date
    until: date
    clipped: tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class ActiveUsers:
    """Distinct people who did anything, by day, by week and by month: dense, ordered, clipped to the range."""

    daily: tuple[Point, ...]
    weekly: tuple[Point, ...]
    monthly: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class RetentionPoint:
    """Of a cohort, the share that was active in the week `weeks_later`; `is_partial` while that is not over."""

    weeks_later: int
    rate: Rate
    is_partial: bool


@dataclass(frozen=True, slots=True)
class RetentionCohort:
    """The people whose first activity ever was in the week that starts on `start`."""

    start: date
    people: int
    points: tuple[RetentionPoint, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """Cohorts of five people or more, oldest first, and how many smaller ones there were."""

    cohorts: tuple[RetentionCohort, ...]
    hidden_cohorts: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Accounts there are now; people active, visits begun and events that happened in the range; visits not over."""

    users: int
    active_users: int
    sessions: int
    events: int
    active_sessions: int


def features(used: Iterable[Usage], *, people: int) -> Features:
    """What is used, out of what happened while so many people were active."""
    found = [
        FeatureUsage(each.name, each.events, each.seconds, FEATURES[each.name])
        for each in used
        if each.name in FEATURES
    ]
    if people < FEWEST_PEOPLE:
        return Features((), len(found))
    return Features(tuple(sorted(found, key=lambda each: (-each.events, each.name))), 0)


def unknown(used: Sequence[Usage], *, events: int) -> UnknownEvents:
    """What happened under names that the catalogue does not have, out of so many `events` of all names."""
    others = sorted((each for each in used if each.name not in CATALOGUE), key=lambda each: (-each.events, each.name))
    return UnknownEvents(
        events - sum(each.events for each in used if each.name in CATALOGUE), tuple(others[:MOST_UNKNOWN])
    )


def pieces(dates: DateRange, width: Interval) -> Pieces:
    """The pieces of a range, weeks from Monday; clipped ones are (first day, first day after), two at most."""
    days = [edge.date() for edge in bounds(dates, width, zone=ZONE, week_start=MONDAY)]
    whole: list[tuple[date, date]] = []
    clipped: list[tuple[date, date]] = []
    for start, until in pairwise(days):
        (whole if (start, until) == _around(start, width) else clipped).append((start, until))
    if not whole:
        return Pieces(dates.start, dates.start, tuple(clipped))
    return Pieces(whole[0][0], whole[-1][1], tuple(clipped))


def _around(day: date, width: Interval) -> tuple[date, date]:
    if width is Interval.MONTH:
        first = day.replace(day=1)
        return first, plus_months(first, 1)
    first, length = (week_of(day, week_start=MONDAY), 7) if width is Interval.WEEK else (day, 1)
    return first, first + length * ONE_DAY


def active_users(counts: Mapping[tuple[Interval, date], int], dates: DateRange, *, now: datetime) -> ActiveUsers:
    """The points of all three widths, out of people by width and first day within the range."""

    def points(width: Interval) -> tuple[Point, ...]:
        edges = bounds(dates, width, zone=ZONE, week_start=MONDAY)
        return tuple(
            Point(start, float(counts.get((width, start.date()), 0)), end > now) for start, end in pairwise(edges)
        )

    return ActiveUsers(*map(points, WIDTHS))


def retention_dates(dates: DateRange) -> DateRange:
    """The part of a range that retention is told of: its last 52 weeks."""
    first = week_of(dates.until - ONE_DAY, week_start=MONDAY) - timedelta(weeks=MOST_WEEKS - 1)
    return DateRange(max(dates.start, first), dates.until)


def retention(counts: Sequence[tuple[date, date, int]], dates: DateRange, *, now: datetime) -> Retention:
    """Cohorts out of (week of the first activity, week of activity, people); weeks are told by their Monday."""
    today = now.astimezone(UTC).date()
    last = week_of(min(dates.until - ONE_DAY, today), week_start=MONDAY)
    active = {(cohort, week): people for cohort, week, people in counts}
    sizes = {cohort: people for (cohort, week), people in sorted(active.items()) if cohort == week}

    def points(cohort: date) -> tuple[RetentionPoint, ...]:
        weeks = range(1, (last - cohort).days // 7 + 1)
        return tuple(point(cohort, later) for later in weeks)

    def point(cohort: date, later: int) -> RetentionPoint:
        week = cohort + timedelta(weeks=later)
        rate = Rate(active.get((cohort, week), 0), sizes[cohort])
        return RetentionPoint(later, rate, week + timedelta(weeks=1) > today)

    shown = {cohort: people for cohort, people in sizes.items() if people >= FEWEST_PEOPLE}
    cohorts = (RetentionCohort(cohort, people, points(cohort)) for cohort, people in shown.items())
    return Retention(tuple(cohorts), len(sizes) - len(shown))
