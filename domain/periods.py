"""Time as an owner lives it: named periods, half-open ranges of local dates, and the instants that bound buckets."""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil
from zoneinfo import ZoneInfo, available_timezones

from domain.errors import ErrorCode, Refusal

FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2100, 12, 31)
MAX_DAYS = 3_660
ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)


class Period(StrEnum):
    """A named range; the calendar ones run from their first day to the end of today."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"
    LAST_7_DAYS = "LAST_7_DAYS"
    LAST_30_DAYS = "LAST_30_DAYS"
    LAST_90_DAYS = "LAST_90_DAYS"
    LAST_365_DAYS = "LAST_365_DAYS"
    ALL_TIME = "ALL_TIME"


class Interval(StrEnum):
    """The width of a bucket."""

    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class Comparison(StrEnum):
    """What a range is compared with."""

    PREVIOUS_PERIOD = "PREVIOUS_PERIOD"
    PREVIOUS_YEAR = "PREVIOUS_YEAR"


MAX_BUCKETS = {Interval.HOUR: 800, Interval.DAY: MAX_DAYS, Interval.WEEK: 530, Interval.MONTH: 130}
_ROLLING_DAYS = {
    Period.DAY: 1, Period.LAST_7_DAYS: 7, Period.LAST_30_DAYS: 30, Period.LAST_90_DAYS: 90, Period.LAST_365_DAYS: 365
}  # fmt: skip
_CALENDAR_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


@dataclass(frozen=True, slots=True)
class DateRange:
    """Local dates from `start` up to but not including `until`, both within 1970-01-01 and 2101-01-01."""

    start: date
    until: date

    def __post_init__(self) -> None:
        """Refuse an empty or backward range and years outside 1970 to 2100."""
        for field, day in (("from", self.start), ("until", self.until)):
            if not FIRST_DAY <= day <= LAST_DAY + ONE_DAY:
                raise Refusal(f"`{field}` is {day}: give a date within the years 1970 to 2100.", path=(field,))
        if self.start >= self.until:
            message = f"`from` ({self.start}) must be before `until` ({self.until}), which is the first day left out."
            raise Refusal(message, path=("until",))

    @property
    def days(self) -> int:
        """Number of calendar days; at least 1."""
        return (self.until - self.start).days


def requested_range(start: date, until: date) -> DateRange:
    """A range that somebody typed: as `DateRange`, and at most 3,660 days long, else `Refusal`."""
    dates = DateRange(start, until)
    if dates.days > MAX_DAYS:
        message = f"The range has {dates.days:,} days and at most {MAX_DAYS:,} are answered: choose a shorter one."
        raise Refusal(message, code=ErrorCode.TOO_LARGE, path=("range",))
    return dates


def resolve_period(period: Period, *, today: date, week_start: int, earliest: date | None) -> DateRange:
    """The dates a period means on the local date `today`; every one of them ends with `today`.

    `week_start` is the ISO weekday a week begins on (1 Monday to 7 Sunday). `earliest` is the date of the owner's
    first fact, used by ALL_TIME only; without one, ALL_TIME is today. Dates are clamped to 1970 to 2100. ALL_TIME may
    be longer than the 3,660 days that `bounds` accepts.
    """
    today = _clamped(today)
    if period is Period.ALL_TIME:
        start = min(earliest or today, today)
    elif period is Period.WEEK:
        start = week_of(today, week_start=week_start)
    elif period in _CALENDAR_MONTHS:
        months = _CALENDAR_MONTHS[period]
        start = today.replace(month=(today.month - 1) // months * months + 1, day=1)
    else:
        start = today - (_ROLLING_DAYS[period] - 1) * ONE_DAY
    return DateRange(_clamped(start), today + ONE_DAY)


def previous(dates: DateRange, comparison: Comparison, *, period: Period | None = None) -> DateRange | None:
    """The range to compare `dates` with; `period` is the name it was resolved from, None if its ends were typed.

    PREVIOUS_PERIOD: WEEK, MONTH, QUARTER and YEAR compare with the same days of the one before (1-21 November with
    1-21 October; 1-30 March with all of February); typed whole months compare with as many whole months; anything else
    with as many days directly before. PREVIOUS_YEAR: the same dates a year earlier, 29 February becoming the 28th.
    None where there is nothing to compare with: before 1970, and for ALL_TIME.
    """
    if period is Period.ALL_TIME:
        return None
    if comparison is Comparison.PREVIOUS_YEAR:
        months = 12
    else:
        months = _months_between(dates) if period is None else _CALENDAR_MONTHS.get(period, 0)
    if months:
        start, until = _shifted(dates, months=months)
    else:
        days = timedelta(days=7 if period is Period.WEEK else dates.days)
        start, until = dates.start - days, dates.until - days
    return DateRange(start, until) if start >= FIRST_DAY else None


def week_of(day: date, *, week_start: int) -> date:
    """First date of the week that holds `day`; `week_start` 1 (Monday) to 7 (Sunday), else `Refusal`."""
    if not 1 <= week_start <= 7:
        raise Refusal(f"`weekStart` is {week_start}: give a day from 1 (Monday) to 7 (Sunday).", path=("weekStart",))
    return day - (day.isoweekday() - week_start) % 7 * ONE_DAY


@cache
def _known_zones() -> frozenset[str]:
    # A name that means "wherever this server stands" would make answers depend on the machine.
    return frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


@lru_cache(maxsize=1_024)
def zone(name: str) -> ZoneInfo:
    """The IANA time zone of that exact name, for example `Europe/Berlin`; `Refusal` for any other text."""
    if name not in _known_zones():
        shown = ascii(name if len(name) <= 40 else name[:40] + "...")
        message = f"{shown} is not a time zone we know: give an IANA name such as 'Europe/Berlin' or 'UTC'."
        raise Refusal(message, path=("timeZone",))
    return ZoneInfo(name)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The date on the wall at an aware `instant`; `ValueError` for a naive one, which would mean the server's zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone")
    return instant.astimezone(zone).date()


def today_in(now: datetime, zone: ZoneInfo) -> date:
    """The owner's date at the aware instant `now`."""
    return local_date(now, zone)


def noon(day: date, zone: ZoneInfo) -> datetime:
    """12:00 on the wall of that date, in UTC: where a date without a time is kept. A skipped date gives the next."""
    return datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=10_000)
def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the wall shows `day` or later.

    That is midnight; the first of two where clocks go back over it; the moment of the jump where they go forward over
    it; the start of the next date where a date was skipped whole (Pacific/Apia, 2011-12-30).
    """
    midnight = datetime.combine(day, time(0), tzinfo=zone)
    instant = midnight.astimezone(UTC)
    local = instant.astimezone(zone)
    if local.time() == time(0) and local.date() == day:
        return instant
    # Midnight fell into a jump: PEP 495 puts fold=1 before the jump's moment and fold=0 at or after it.
    before = midnight.replace(fold=1).astimezone(UTC)
    seconds = range(int((instant - before).total_seconds()))
    jump = bisect_left(seconds, day, key=lambda second: local_date(before + timedelta(seconds=second), zone))
    return before + timedelta(seconds=jump)


def bounds(dates: DateRange, interval: Interval, *, zone: ZoneInfo, week_start: int) -> tuple[datetime, ...]:
    """The n + 1 strictly ascending UTC instants that bound n half-open buckets covering exactly `dates`.

    Made for `width_bucket(t, bounds)`: bucket i is `bounds[i] <= t < bounds[i + 1]`. The first and last WEEK and MONTH
    are clipped to the range. HOUR counts elapsed hours from the start of each local day: 23 or 25 when clocks change,
    and a shorter last one when they change by half an hour. A date the zone skipped has no bucket, so a range of only
    that date has none. `Refusal` above 3,660 days or `MAX_BUCKETS`.
    """
    cuts = tuple(_cuts(requested_range(dates.start, dates.until), interval, week_start=week_start))
    buckets = dates.days * 24 if interval is Interval.HOUR else len(cuts) - 1
    if buckets > MAX_BUCKETS[interval]:
        raise Refusal(
            f"{dates.days:,} days by {interval} are {buckets:,} points and at most {MAX_BUCKETS[interval]:,} are "
            f"answered: choose a wider `interval` or a shorter `range`.",
            code=ErrorCode.TOO_LARGE,
            path=("interval",),
        )
    edges = [start_of_day(day, zone) for day in cuts]
    if interval is Interval.HOUR:
        edges = [a + i * ONE_HOUR for a, b in pairwise(edges) for i in range(ceil((b - a) / ONE_HOUR))] + edges[-1:]
    return tuple(dict.fromkeys(edges))


def _cuts(dates: DateRange, interval: Interval, *, week_start: int) -> Iterator[date]:
    day = dates.start
    while day < dates.until:
        yield day
        if interval is Interval.WEEK:
            day = week_of(day, week_start=week_start) + 7 * ONE_DAY
        elif interval is Interval.MONTH:
            day = plus_months(day.replace(day=1), 1)
        else:
            day += ONE_DAY
    yield dates.until


def _clamped(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)


def plus_months(day: date, months: int) -> date:
    """The same day of another month, or its last one where the month is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def _months_between(dates: DateRange) -> int:
    if dates.start.day != 1 or dates.until.day != 1:
        return 0
    return (dates.until.year - dates.start.year) * 12 + dates.until.month - dates.start.month


def _shifted(dates: DateRange, *, months: int) -> tuple[date, date]:
    # Whole months move by their ends, so that February stays whole; anything else by its first and last day.
    last = timedelta(0) if _months_between(dates) else ONE_DAY
    return plus_months(dates.start, -months), plus_months(dates.until - last, -months) + last
