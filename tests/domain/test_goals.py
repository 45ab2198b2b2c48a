"""How far behind its pace a goal is, at exact moments of exact intervals."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.goals import Goal, GoalProgress, goal_dates, progress
from domain.periods import DateRange, Interval, zone

BERLIN = zone("Europe/Berlin")
WEEKLY = Goal(id=1, metric="APPLICATIONS", target=14, interval=Interval.WEEK)
MONDAY = datetime(2026, 11, 15, 23, tzinfo=UTC)  # Monday 16 November 2026, 00:00 in Berlin


def weekly(current: int, *, after: timedelta) -> GoalProgress:
    return progress(WEEKLY, current=current, now=MONDAY + after, zone=BERLIN, week_start=1)


def test_a_week_at_half_time() -> None:
    assert weekly(3, after=timedelta(days=3.5)) == GoalProgress(
        current=3,
        target=14,
        expected=7.0,
        percent_behind=57,
        needs_attention=True,
        starts=MONDAY,
        ends=MONDAY + timedelta(days=7),
    )


@pytest.mark.parametrize(
    ("current", "days", "expected", "percent_behind", "needs_attention"),
    [
        (0, 0, 0.0, 0, False),  # nothing is due in the first moment
        (0, 1, 2.0, 100, False),  # all of it is missing, but two sevenths are not over
        (3, 1.75, 3.5, 14, False),
        (3, 2, 4.0, 25, True),  # exactly a quarter, exactly two sevenths
        (4, 2, 4.0, 0, False),
        (7, 5, 10.0, 30, True),
        (8, 5, 10.0, 20, False),
        (10, 5, 10.0, 0, False),
        (40, 5, 10.0, 0, False),
    ],
)
def test_pace(current: int, days: float, expected: float, percent_behind: int, needs_attention: bool) -> None:
    found = weekly(current, after=timedelta(days=days))
    assert (found.expected, found.percent_behind, found.needs_attention) == (expected, percent_behind, needs_attention)


def test_a_moment_before_two_sevenths_nothing_needs_attention() -> None:
    found = weekly(0, after=timedelta(days=2) - timedelta(microseconds=1))
    assert (found.percent_behind, found.needs_attention) == (100, False)


def test_the_next_week_begins_from_nothing() -> None:
    last = weekly(0, after=timedelta(days=7) - timedelta(microseconds=1))
    following = weekly(0, after=timedelta(days=7))
    assert (last.ends, last.percent_behind) == (following.starts, 100)
    assert (following.percent_behind, following.needs_attention) == (0, False)


def test_a_week_of_169_hours() -> None:
    # Clocks go back in Berlin on Sunday 25 October 2026: the week runs from 22:00 UTC to 23:00 UTC.
    now = datetime(2026, 10, 22, 10, 30, tzinfo=UTC)
    found = progress(WEEKLY, current=7, now=now, zone=BERLIN, week_start=1)
    assert found.ends - found.starts == timedelta(hours=169)
    assert now - found.starts == timedelta(hours=84.5)
    assert (found.expected, found.percent_behind) == (7.0, 0)


@pytest.mark.parametrize(
    ("interval", "week_start", "dates"),
    [
        (Interval.DAY, 1, DateRange(date(2026, 2, 14), date(2026, 2, 15))),
        (Interval.WEEK, 1, DateRange(date(2026, 2, 9), date(2026, 2, 16))),
        (Interval.WEEK, 7, DateRange(date(2026, 2, 8), date(2026, 2, 15))),
        (Interval.MONTH, 1, DateRange(date(2026, 2, 1), date(2026, 3, 1))),
    ],
)
def test_intervals_are_whole(interval: Interval, week_start: int, dates: DateRange) -> None:
    goal = Goal(id=1, metric="APPLICATIONS", target=1, interval=interval)
    assert goal_dates(goal, today=date(2026, 2, 14), week_start=week_start) == dates


def test_a_month_in_the_owners_zone() -> None:
    goal = Goal(id=1, metric="INTERVIEWS", target=28, interval=Interval.MONTH)
    found = progress(goal, current=3, now=datetime(2026, 2, 8, tzinfo=UTC), zone=zone("Asia/Kathmandu"), week_start=1)
    assert found.starts == datetime(2026, 1, 31, 18, 15, tzinfo=UTC)
    assert found.ends == datetime(2026, 2, 28, 18, 15, tzinfo=UTC)
    # 7 days, 5 hours and 45 minutes of 28 days are over: 7.239583 are due, and two sevenths (8 days) are not over.
    assert found.expected == pytest.approx(7.239583, abs=1e-6)
    assert (found.percent_behind, found.needs_attention) == (58, False)


def test_a_date_that_came_twice_is_over() -> None:
    # At 00:01 on 7 November 2010 clocks in St. John's went back to 23:01: the 6th came again when it was already over.
    goal = Goal(id=1, metric="APPLICATIONS", target=4, interval=Interval.DAY)
    now = datetime(2010, 11, 7, 3, 0, tzinfo=UTC)
    found = progress(goal, current=3, now=now, zone=zone("America/St_Johns"), week_start=1)
    assert found.ends == datetime(2010, 11, 7, 2, 30, tzinfo=UTC)
    assert (found.expected, found.percent_behind) == (4.0, 25)


@pytest.mark.parametrize("target", [0, -1, 1_000_001])
def test_targets_have_limits(target: int) -> None:
    with pytest.raises(Refusal, match=f"`target` is {target}: give a number from 1 to 1,000,000.") as refusal:
        Goal(id=1, metric="APPLICATIONS", target=target, interval=Interval.WEEK)
    assert refusal.value.path == ("target",)


def test_no_goals_for_an_hour() -> None:
    with pytest.raises(Refusal, match="a DAY, a WEEK or a MONTH") as refusal:
        Goal(id=1, metric="APPLICATIONS", target=1, interval=Interval.HOUR)
    assert refusal.value.path == ("interval",)


@given(
    st.integers(1, 1_000_000),
    st.integers(0, 2_000_000),
    st.sampled_from([Interval.DAY, Interval.WEEK, Interval.MONTH]),
    st.integers(0, 130 * 365 * 24 * 60).map(
        lambda minutes: datetime(1970, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo"]).map(zone),
    st.integers(1, 7),
)
def test_percent_behind_is_the_exact_share_rounded_down(
    target: int, current: int, interval: Interval, now: datetime, where: ZoneInfo, week_start: int
) -> None:
    goal = Goal(id=1, metric="APPLICATIONS", target=target, interval=interval)
    found = progress(goal, current=current, now=now, zone=where, week_start=week_start)
    assert found.starts <= now < found.ends
    assert 0 <= found.percent_behind <= 100
    share = Fraction((now - found.starts) // timedelta.resolution, (found.ends - found.starts) // timedelta.resolution)
    due = target * share
    assert found.expected == pytest.approx(float(due))
    if current >= due:
        assert found.percent_behind == 0
    else:
        assert found.percent_behind <= 100 * (1 - current / due) < found.percent_behind + 1
    assert found.needs_attention == (found.percent_behind >= 25 and share >= Fraction(2, 7))
