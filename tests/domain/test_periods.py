"""Ranges, comparisons and buckets, over real clock changes of real zones."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from domain.errors import ErrorCode, Refusal
from domain.periods import (
    FIRST_DAY,
    LAST_DAY,
    ONE_DAY,
    ONE_HOUR,
    Comparison,
    DateRange,
    Interval,
    Period,
    bounds,
    local_date,
    noon,
    previous,
    requested_range,
    resolve_period,
    start_of_day,
    today_in,
    week_of,
    zone,
)

ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "America/Scoresbysund",
    "Atlantic/Azores",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Monrovia",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
    "Pacific/Pago_Pago",
)
# Clocks here once went back over midnight, so that a local date came, went and came again.
TURNING_BACK = ("America/St_Johns", "America/Goose_Bay", "America/Moncton", "Antarctica/Casey")
SKIPPED = {("Pacific/Apia", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21"), ("Pacific/Kiritimati", "1994-12-31")}

zones = st.sampled_from(ZONES).map(zone)
days = st.dates(date(1970, 1, 1), date(2099, 12, 31))
change_years = st.dates(date(1985, 1, 1), date(2030, 12, 31))
week_starts = st.integers(1, 7)


def ranges(*, longest: int) -> st.SearchStrategy[DateRange]:
    return st.builds(
        lambda start, length: DateRange(start, start + length * ONE_DAY), days | change_years, st.integers(1, longest)
    )


def span(start: str, until: str) -> DateRange:
    return DateRange(date.fromisoformat(start), date.fromisoformat(until))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- ranges


@pytest.mark.parametrize(
    ("start", "until", "field", "sentence"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), "until", "`from` (2026-03-02) must be before `until` (2026-03-02)"),
        (date(2026, 3, 2), date(2026, 3, 1), "until", "`from` (2026-03-02) must be before `until` (2026-03-01)"),
        (date(1969, 12, 31), date(1970, 2, 1), "from", "`from` is 1969-12-31: give a date within the years 1970 to"),
        (date(2100, 1, 1), date(2101, 1, 2), "until", "`until` is 2101-01-02: give a date within the years 1970 to"),
        (date(1, 1, 1), date(9999, 12, 31), "from", "`from` is 0001-01-01"),
    ],
)
def test_impossible_ranges_are_refused(start: date, until: date, field: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refusal:
        DateRange(start, until)
    assert refusal.value.message.startswith(sentence)
    assert refusal.value.path == (field,)
    assert refusal.value.code is ErrorCode.INVALID_INPUT


def test_the_whole_calendar_is_a_range() -> None:
    assert DateRange(FIRST_DAY, LAST_DAY + ONE_DAY).days == 47_847


def test_a_typed_range_has_at_most_3660_days() -> None:
    assert requested_range(date(2016, 1, 1), date(2016, 1, 1) + 3_660 * ONE_DAY).days == 3_660
    with pytest.raises(Refusal, match="3,661 days and at most 3,660") as refusal:
        requested_range(date(2016, 1, 1), date(2016, 1, 1) + 3_661 * ONE_DAY)
    assert refusal.value.code is ErrorCode.TOO_LARGE


# --- periods


@pytest.mark.parametrize(
    ("period", "start"),
    [
        (Period.DAY, "2026-11-18"),
        (Period.WEEK, "2026-11-16"),
        (Period.MONTH, "2026-11-01"),
        (Period.QUARTER, "2026-10-01"),
        (Period.YEAR, "2026-01-01"),
        (Period.LAST_7_DAYS, "2026-11-12"),
        (Period.LAST_30_DAYS, "2026-10-20"),
        (Period.LAST_90_DAYS, "2026-08-21"),
        (Period.LAST_365_DAYS, "2025-11-19"),
        (Period.ALL_TIME, "2024-02-29"),
    ],
)
def test_periods_end_with_today(period: Period, start: str) -> None:
    today = date(2026, 11, 18)  # a Wednesday
    assert resolve_period(period, today=today, week_start=1, earliest=date(2024, 2, 29)) == span(start, "2026-11-19")


@pytest.mark.parametrize(
    ("week_start", "start"),
    [(1, "2026-11-16"), (2, "2026-11-17"), (3, "2026-11-18"), (4, "2026-11-12"), (6, "2026-11-14"), (7, "2026-11-15")],
)
def test_a_week_begins_where_its_owner_says(week_start: int, start: str) -> None:
    dates = resolve_period(Period.WEEK, today=date(2026, 11, 18), week_start=week_start, earliest=None)
    assert dates == span(start, "2026-11-19")


@pytest.mark.parametrize("week_start", [0, 8, -1])
def test_there_are_seven_weekdays(week_start: int) -> None:
    with pytest.raises(Refusal, match=r"give a day from 1 \(Monday\) to 7 \(Sunday\)"):
        week_of(date(2026, 11, 18), week_start=week_start)


def test_all_time_without_facts_or_with_facts_to_come_is_today() -> None:
    today = date(2026, 11, 18)
    only_today = span("2026-11-18", "2026-11-19")
    assert resolve_period(Period.ALL_TIME, today=today, week_start=1, earliest=None) == only_today
    assert resolve_period(Period.ALL_TIME, today=today, week_start=1, earliest=date(2027, 1, 1)) == only_today
    assert resolve_period(Period.ALL_TIME, today=today, week_start=1, earliest=date(1066, 1, 1)).start == FIRST_DAY


@given(st.sampled_from(Period), st.dates(), week_starts, st.none() | st.dates())
def test_every_period_resolves_on_every_day(
    period: Period, today: date, week_start: int, earliest: date | None
) -> None:
    dates = resolve_period(period, today=today, week_start=week_start, earliest=earliest)
    assert dates.until == min(max(today, FIRST_DAY), LAST_DAY) + ONE_DAY


# --- comparisons


@pytest.mark.parametrize(
    ("period", "dates", "before"),
    [
        (Period.DAY, span("2026-03-01", "2026-03-02"), span("2026-02-28", "2026-03-01")),
        (Period.WEEK, span("2026-11-16", "2026-11-19"), span("2026-11-09", "2026-11-12")),
        (Period.MONTH, span("2026-11-01", "2026-11-22"), span("2026-10-01", "2026-10-22")),
        (Period.MONTH, span("2026-03-01", "2026-03-31"), span("2026-02-01", "2026-03-01")),
        (Period.MONTH, span("2026-02-01", "2026-03-01"), span("2026-01-01", "2026-02-01")),
        (Period.MONTH, span("2026-01-01", "2026-01-11"), span("2025-12-01", "2025-12-11")),
        (Period.QUARTER, span("2026-10-01", "2026-11-22"), span("2026-07-01", "2026-08-22")),
        (Period.QUARTER, span("2026-01-01", "2026-02-11"), span("2025-10-01", "2025-11-11")),
        (Period.YEAR, span("2024-01-01", "2024-03-01"), span("2023-01-01", "2023-03-01")),
        (Period.LAST_30_DAYS, span("2026-04-01", "2026-05-01"), span("2026-03-02", "2026-04-01")),
        (Period.LAST_7_DAYS, span("2026-11-12", "2026-11-19"), span("2026-11-05", "2026-11-12")),
        (None, span("2026-04-01", "2026-05-01"), span("2026-03-01", "2026-04-01")),
        (None, span("2026-01-01", "2026-07-01"), span("2025-07-01", "2026-01-01")),
        (None, span("2026-03-10", "2026-03-20"), span("2026-02-28", "2026-03-10")),
        (None, span("1970-01-10", "1970-01-20"), None),
        (Period.ALL_TIME, span("2026-03-10", "2026-03-20"), None),
    ],
)
def test_previous_period(period: Period | None, dates: DateRange, before: DateRange | None) -> None:
    assert previous(dates, Comparison.PREVIOUS_PERIOD, period=period) == before


@pytest.mark.parametrize(
    ("dates", "before"),
    [
        (span("2026-11-12", "2026-11-19"), span("2025-11-12", "2025-11-19")),
        (span("2024-02-29", "2024-03-01"), span("2023-02-28", "2023-03-01")),
        (span("2024-02-01", "2024-02-29"), span("2023-02-01", "2023-03-01")),
        (span("2024-02-28", "2024-03-02"), span("2023-02-28", "2023-03-02")),
        (span("2024-02-01", "2024-03-01"), span("2023-02-01", "2023-03-01")),
        (span("2025-02-01", "2025-03-01"), span("2024-02-01", "2024-03-01")),
        (span("2025-02-28", "2025-03-01"), span("2024-02-28", "2024-02-29")),
        (span("1970-06-01", "1970-06-02"), None),
    ],
)
def test_previous_year(dates: DateRange, before: DateRange | None) -> None:
    assert previous(dates, Comparison.PREVIOUS_YEAR) == before


@given(st.sampled_from(Period), days, week_starts, st.sampled_from(Comparison))
def test_what_is_compared_never_overlaps(period: Period, today: date, week_start: int, comparison: Comparison) -> None:
    dates = resolve_period(period, today=today, week_start=week_start, earliest=None)
    before = previous(dates, comparison, period=period)
    assert before is None or before.until <= dates.start


# --- zones


@pytest.mark.parametrize("name", [*ZONES, *TURNING_BACK, "US/Eastern", "Etc/GMT+5"])
def test_iana_names_are_zones(name: str) -> None:
    assert zone(name).key == name
    assert zone(name) is zone(name)


@pytest.mark.parametrize(
    "name",
    [
        "", " ", ".", "..", "/", "\n", "Mars/Olympus", "europe/berlin", "Europe", "Europe/", "Europe/Berlin ", "UTC+2",
        "../../etc/passwd", "Europe/../Europe/Berlin", "/etc/localtime", "/usr/share/zoneinfo/UTC", "localtime",
        "Factory", "posixrules", "posix/UTC", "right/UTC", "tzdata.zi", "zone.tab", "UTC\0", "\0", "\ud800", "C:\\UTC",
        "+02:00", "x" * 100_000,
    ],
)  # fmt: skip
def test_anything_else_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refusal:
        zone(name)
    assert refusal.value.message.endswith(
        "is not a time zone we know: give an IANA name such as 'Europe/Berlin' or 'UTC'."
    )
    assert refusal.value.message.isascii()
    assert refusal.value.message.isprintable()
    assert len(refusal.value.message) < 150
    assert refusal.value.path == ("timeZone",)


# --- days


@pytest.mark.parametrize(
    ("name", "day", "instant"),
    [
        ("Asia/Kathmandu", "2026-11-18", "2026-11-17T18:15"),
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00"),  # changes at two, not at midnight
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00"),  # 00:00 does not exist, the day starts at 01:00
        ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00"),  # 23:00 the day before came twice
        ("America/Havana", "2026-11-01", "2026-11-01T04:00"),  # 00:00 comes twice, the first counts
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00"),  # skipped, so the start of the 31st
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00"),
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30"),  # at 00:01 back to 23:01 of the day before
        ("America/Toronto", "2026-11-01", "2026-11-01T04:00"),
        ("Africa/Monrovia", "1971-06-01", "1971-06-01T00:44:30"),  # an offset with seconds
    ],
)
def test_start_of_day(name: str, day: str, instant: str) -> None:
    assert start_of_day(date.fromisoformat(day), zone(name)) == utc(instant)


def test_midnight_inside_a_jump() -> None:
    # Toronto went from 23:30 on 30 March 1919 straight to 00:30 on the 31st, at 04:30 UTC.
    toronto = zone("America/Toronto")
    assert start_of_day(date(1919, 3, 31), toronto) == utc("1919-03-31T04:30")
    assert local_date(utc("1919-03-31T04:29:59"), toronto) == date(1919, 3, 30)
    assert local_date(utc("1919-03-31T04:30:00"), toronto) == date(1919, 3, 31)


@given(days | change_years, zones | st.sampled_from(TURNING_BACK).map(zone))
@example(date(2011, 12, 30), zone("Pacific/Apia"))
@example(date(1993, 8, 21), zone("Pacific/Kwajalein"))
@example(date(2010, 11, 7), zone("America/St_Johns"))
@example(date(2018, 11, 4), zone("America/Sao_Paulo"))
def test_start_of_day_is_the_first_instant_of_it(day: date, where: ZoneInfo) -> None:
    start = start_of_day(day, where)
    assert start.tzinfo is UTC
    assert local_date(start, where) >= day
    assert local_date(start - timedelta(microseconds=1), where) < day


@given(days | change_years, zones)
def test_noon_lies_on_its_date(day: date, where: ZoneInfo) -> None:
    instant = noon(day, where)
    assume((where.key, day.isoformat()) not in SKIPPED)
    assert instant.tzinfo is UTC
    assert local_date(instant, where) == day
    assert instant.astimezone(where).hour == 12


def test_noon_of_a_skipped_date_is_noon_of_the_next() -> None:
    assert noon(date(2011, 12, 30), zone("Pacific/Apia")) == noon(date(2011, 12, 31), zone("Pacific/Apia"))


def test_today_is_the_owners() -> None:
    now = utc("2026-11-18T11:30")
    assert today_in(now, zone("Pacific/Kiritimati")) == date(2026, 11, 19)
    assert today_in(now, zone("UTC")) == date(2026, 11, 18)
    assert today_in(now, zone("Pacific/Pago_Pago")) == date(2026, 11, 18)
    assert today_in(utc("2026-11-18T10:30"), zone("Pacific/Pago_Pago")) == date(2026, 11, 17)


def test_a_naive_instant_is_an_error() -> None:
    with pytest.raises(ValueError, match="2026-11-18T11:30:00 has no time zone"):
        local_date(datetime(2026, 11, 18, 11, 30), zone("UTC"))  # noqa: DTZ001 - it is the wrong input of this test


# --- buckets


def test_hours_of_the_days_on_which_clocks_change() -> None:
    def hours(name: str, day: str) -> list[timedelta]:
        dates = DateRange(date.fromisoformat(day), date.fromisoformat(day) + ONE_DAY)
        return [b - a for a, b in pairwise(bounds(dates, Interval.HOUR, zone=zone(name), week_start=1))]

    half = timedelta(minutes=30)
    assert hours("Europe/Berlin", "2026-11-18") == [ONE_HOUR] * 24
    assert hours("Europe/Berlin", "2026-03-29") == [ONE_HOUR] * 23
    assert hours("Europe/Berlin", "2026-10-25") == [ONE_HOUR] * 25
    assert hours("America/Sao_Paulo", "2018-11-04") == [ONE_HOUR] * 23
    assert hours("Asia/Kathmandu", "2026-11-18") == [ONE_HOUR] * 24
    assert hours("Australia/Lord_Howe", "2026-10-04") == [ONE_HOUR] * 23 + [half]
    assert hours("Australia/Lord_Howe", "2026-04-05") == [ONE_HOUR] * 24 + [half]
    assert hours("Pacific/Apia", "2011-12-30") == []


def test_days_across_a_date_that_was_skipped() -> None:
    found = bounds(span("2011-12-29", "2012-01-02"), Interval.DAY, zone=zone("Pacific/Apia"), week_start=1)
    assert found == tuple(map(utc, ("2011-12-29T10:00", "2011-12-30T10:00", "2011-12-31T10:00", "2012-01-01T10:00")))


def test_weeks_are_clipped_to_the_range() -> None:
    found = bounds(span("2026-11-18", "2026-12-02"), Interval.WEEK, zone=zone("UTC"), week_start=7)
    assert found == tuple(map(utc, ("2026-11-18", "2026-11-22", "2026-11-29", "2026-12-02")))


def test_months_are_clipped_to_the_range() -> None:
    found = bounds(span("2026-01-31", "2026-04-02"), Interval.MONTH, zone=zone("Europe/Berlin"), week_start=1)
    starts = ("2026-01-30T23:00", "2026-01-31T23:00", "2026-02-28T23:00", "2026-03-31T22:00", "2026-04-01T22:00")
    assert found == tuple(map(utc, starts))


@pytest.mark.parametrize(
    ("interval", "length", "buckets"),
    [(Interval.HOUR, 33, 792), (Interval.DAY, 3_660, 3_660), (Interval.WEEK, 3_660, 524), (Interval.MONTH, 3_660, 121)],
)
def test_the_longest_answers(interval: Interval, length: int, buckets: int) -> None:
    start = date(2016, 1, 1)
    found = bounds(DateRange(start, start + length * ONE_DAY), interval, zone=zone("UTC"), week_start=1)
    assert len(found) == buckets + 1


@pytest.mark.parametrize(
    ("interval", "length", "sentence"),
    [
        (Interval.HOUR, 34, "34 days by HOUR are 816 points and at most 800 are answered: choose a wider `interval`"),
        (Interval.HOUR, 3_660, "3,660 days by HOUR are 87,840 points and at most 800 are answered"),
        (Interval.DAY, 3_661, "The range has 3,661 days and at most 3,660 are answered: choose a shorter one."),
        (Interval.MONTH, 40_000, "The range has 40,000 days and at most 3,660 are answered: choose a shorter one."),
    ],
)
def test_too_many_buckets_are_refused(interval: Interval, length: int, sentence: str) -> None:
    dates = DateRange(FIRST_DAY, FIRST_DAY + length * ONE_DAY)
    with pytest.raises(Refusal) as refusal:
        bounds(dates, interval, zone=zone("UTC"), week_start=1)
    assert refusal.value.message.startswith(sentence)
    assert refusal.value.code is ErrorCode.TOO_LARGE


def label(day: date, interval: Interval, week_start: int) -> date:
    """The bucket a local date belongs to, the naive way: by counting back."""
    if interval is Interval.WEEK:
        while day.isoweekday() != week_start:
            day -= ONE_DAY
    return day.replace(day=1) if interval is Interval.MONTH else day


@given(
    ranges(longest=400),
    zones,
    st.sampled_from([Interval.DAY, Interval.WEEK, Interval.MONTH]),
    week_starts,
    st.lists(st.floats(0, 1, exclude_max=True), max_size=20),
)
@example(span("2011-12-30", "2011-12-31"), zone("Pacific/Apia"), Interval.DAY, 1, [])
@example(span("2011-12-01", "2012-02-01"), zone("Pacific/Apia"), Interval.DAY, 5, [0.47, 0.48, 0.5])
@example(span("2018-10-01", "2018-12-01"), zone("America/Sao_Paulo"), Interval.WEEK, 7, [0.55, 0.56])
def test_every_instant_falls_into_the_bucket_of_its_local_date(
    dates: DateRange, where: ZoneInfo, interval: Interval, week_start: int, shares: list[float]
) -> None:
    found = bounds(dates, interval, zone=where, week_start=week_start)
    assert found[0] == start_of_day(dates.start, where)
    assert found[-1] == start_of_day(dates.until, where)
    assert all(a < b for a, b in pairwise(found))

    lived = {
        local_date(start_of_day(dates.start + i * ONE_DAY, where), where)
        for i in range(dates.days)
    } - {dates.until}  # fmt: skip
    labels = sorted({label(day, interval, week_start) for day in lived})
    assert len(found) == len(labels) + 1

    instants = [found[0] + (found[-1] - found[0]) * share for share in shares]
    edges = [edge + step for edge in found for step in (timedelta(0), timedelta(microseconds=-1))]
    for instant in (*instants, *edges):
        if not found[0] <= instant < found[-1]:
            assert not dates.start <= local_date(instant, where) < dates.until
            continue
        bucket = bisect_right(found, instant) - 1
        assert labels[bucket] == label(local_date(instant, where), interval, week_start)


@given(ranges(longest=33), zones)
@example(span("2026-10-01", "2026-10-31"), zone("Australia/Lord_Howe"))
@example(span("2011-12-20", "2012-01-10"), zone("Pacific/Apia"))
def test_hours_never_leave_their_day_nor_exceed_one(dates: DateRange, where: ZoneInfo) -> None:
    found = bounds(dates, Interval.HOUR, zone=where, week_start=1)
    by_day = bounds(dates, Interval.DAY, zone=where, week_start=1)
    assert set(by_day) <= set(found)
    assert len(found) <= 800 + 1
    for a, b in pairwise(found):
        assert timedelta(0) < b - a <= ONE_HOUR
        assert local_date(a, where) == local_date(b - timedelta(microseconds=1), where)
        if b not in by_day:
            assert b - a == ONE_HOUR


@given(st.sampled_from(TURNING_BACK).map(zone), change_years, st.lists(st.integers(0, 3 * 24 * 60), min_size=1))
@example(zone("America/St_Johns"), date(2010, 11, 6), [0, 24 * 60, 24 * 60 + 30, 25 * 60])
def test_a_day_once_begun_is_not_begun_again(where: ZoneInfo, start: date, minutes: list[int]) -> None:
    found = bounds(DateRange(start, start + 4 * ONE_DAY), Interval.DAY, zone=where, week_start=1)
    for minute in minutes:
        instant = found[0] + timedelta(minutes=minute)
        latest = max(local_date(found[0] + timedelta(minutes=m), where) for m in range(minute + 1))
        bucket = bisect_right(found, instant) - 1
        assert start + bucket * ONE_DAY == latest
