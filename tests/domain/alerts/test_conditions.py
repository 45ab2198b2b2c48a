"""Conditions: found and not found, with the numbers that made them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import AlertCondition, AlertRule, Finding, Manners, Reading, judge
from domain.alerts.conditions import judge_goal, judge_market, judge_silence, readable
from domain.goals import Goal, progress
from domain.metrics import Metric
from domain.periods import Interval, zone

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
NOW = MONDAY + timedelta(days=400)


def rule(
    condition: AlertCondition,
    threshold: float,
    metric: Metric = Metric.APPLICATIONS,
    *,
    consecutive: int = 1,
    has_small_samples: bool = False,
) -> AlertRule:
    manners = Manners(consecutive)
    return AlertRule(1, "r", metric, condition, threshold, manners=manners, has_small_samples=has_small_samples)


def days(*values: float | None, sample: int | None = None) -> list[Reading]:
    """One reading a day from a Monday on."""
    return [
        Reading(MONDAY + place * DAY, MONDAY + (place + 1) * DAY, value, place % 7 + 1, sample)
        for place, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("condition", "threshold", "values", "is_met"),
    [
        (AlertCondition.ABOVE, 3, (0, 4), True),
        (AlertCondition.ABOVE, 3, (9, 3), False),
        (AlertCondition.BELOW, 3, (9, 2), True),
        (AlertCondition.BELOW, 3, (0, 3), False),
        (AlertCondition.CHANGE, 0.5, (4, 6), True),
        (AlertCondition.CHANGE, 0.5, (4, 2), True),
        (AlertCondition.CHANGE, 0.5, (4, 5), False),
        (AlertCondition.CHANGE, 0.5, (0, 5), False),
        (AlertCondition.CHANGE, 0.5, (5,), False),
        (AlertCondition.ABOVE, 0, (1, None), False),
        (AlertCondition.ABOVE, 0, (), False),
    ],
)
def test_the_last_reading_decides(
    condition: AlertCondition, threshold: float, values: tuple[float, ...], is_met: bool
) -> None:
    found = judge(rule(condition, threshold), days(*values), NOW)
    assert (found is not None) == is_met
    if found is not None:
        previous = values[-2] if condition is AlertCondition.CHANGE else None
        last = MONDAY + (len(values) - 1) * DAY
        assert found == Finding(last, last + DAY, values[-1], threshold, previous=previous)


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 5))
def test_so_many_in_a_row_and_no_fewer(values: list[int], wanted: int) -> None:
    found = judge(rule(AlertCondition.ABOVE, 4, consecutive=wanted), days(*values), NOW)
    tail = values[-wanted:]
    assert (found is not None) == (len(tail) == wanted and min(tail, default=0) > 4)
    if found is not None:
        assert found.value == values[-1]


@pytest.mark.parametrize("condition", [AlertCondition.ABOVE, AlertCondition.BELOW])
def test_a_rate_of_fewer_than_five_finds_nothing_unless_it_may(condition: AlertCondition) -> None:
    threshold = 0.2 if condition is AlertCondition.ABOVE else 0.8
    few, enough = days(0.5, sample=4), days(0.5, sample=6)
    assert judge(rule(condition, threshold, Metric.RESPONSE_RATE), few, NOW) is None
    allowed = judge(rule(condition, threshold, Metric.RESPONSE_RATE, has_small_samples=True), few, NOW)
    found = judge(rule(condition, threshold, Metric.RESPONSE_RATE), enough, NOW)
    assert allowed is not None
    assert found is not None
    assert (allowed.numerator, allowed.denominator) == (2, 4)
    assert (found.numerator, found.denominator) == (3, 6)


def test_a_change_from_a_small_sample_is_none() -> None:
    before, after = days(0.5, sample=4)[0], days(0.1, 1.0, sample=10)[1]
    assert judge(rule(AlertCondition.CHANGE, 0.5, Metric.RESPONSE_RATE), [before, after], NOW) is None


def test_an_anomaly_says_what_was_expected() -> None:
    usual = [10.0 if place % 7 < 5 else 0.0 for place in range(28)]
    found = judge(rule(AlertCondition.ANOMALY, 3.5), days(*usual, 30.0), NOW)
    assert found is not None
    assert (found.value, found.low, found.high) == (30.0, 9.0, 11.0)
    assert judge(rule(AlertCondition.ANOMALY, 3.5), days(*usual, 11.0), NOW) is None
    assert judge(rule(AlertCondition.ANOMALY, 3.5), days(*usual[1:], 30.0), NOW) is None


def test_a_running_day_counts_only_where_it_cannot_be_taken_back() -> None:
    noon = MONDAY + DAY + DAY / 2
    told = days(5, 0)
    above, below = rule(AlertCondition.ABOVE, 3), rule(AlertCondition.BELOW, 3)
    rate = rule(AlertCondition.ABOVE, 3, Metric.RESPONSE_RATE)
    level = rule(AlertCondition.BELOW, 3, Metric.OPEN_APPLICATIONS)
    read = [len(readable(each, told, noon)) for each in (above, below, rate, level)]
    assert read == [2, 1, 1, 2]


@pytest.mark.parametrize(
    ("values", "hours", "silent"),
    [
        ((1, 0, 0, 0), 84, 2),
        ((1, 0, 0, 0), 96, 3),
        ((1, 0, 0, 1), 96, None),
        ((0, 0, 0, 0), 96, None),
    ],
)
def test_silence_counts_the_days_that_are_over(values: tuple[int, ...], hours: int, silent: int | None) -> None:
    now = MONDAY + timedelta(hours=hours)
    found = judge_silence(rule(AlertCondition.SILENCE, 2), days(*values), now)
    assert found == (None if silent is None else Finding(MONDAY, now, float(silent), 2))


def test_a_goal_is_behind_once_two_days_of_the_week_are_over() -> None:
    goal = Goal(1, Metric.APPLICATIONS, 7, Interval.WEEK)
    asked = rule(AlertCondition.GOAL_BEHIND, 25)
    found = []
    for hours in (47, 48, 96):
        now = MONDAY + timedelta(hours=hours)
        stands = progress(goal, current=1, now=now, zone=zone("UTC"), week_start=1)
        found.append(judge_goal(asked, stands, now))
    assert [each and each.value for each in found] == [None, 50.0, 75.0]
    assert found[1] == Finding(MONDAY, MONDAY + 2 * DAY, 50.0, 25, previous=2.0, numerator=1, denominator=7)


@pytest.mark.parametrize(("then", "now", "is_met"), [(4, 40, False), (8, 10, True), (8, 9, False), (8, 6, True)])
def test_the_market_changes_by_a_share_of_at_least_five(then: int, now: int, is_met: bool) -> None:
    at = MONDAY + 3 * DAY + DAY / 2
    asked = AlertRule(1, "r", None, AlertCondition.MARKET, 0.25)
    found = judge_market(asked, now_postings=now, then_postings=then, at=at)
    assert found == (Finding(MONDAY, at, float(now), 0.25, previous=float(then)) if is_met else None)
