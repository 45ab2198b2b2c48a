"""The most important changes, told in sentences that hold up."""

from datetime import UTC, datetime, timedelta
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.changes import Change, count_surprise, important_changes, rate_surprise
from domain.freshness import live
from domain.metrics import REGISTRY, Ended, Events, EventSessions, Happened, Metric, Open, Share, Unit
from domain.periods import Interval
from domain.rates import Rate
from domain.series import Point, TimeSeries

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
WEEK = "the week before"


def one(metric: Metric, total: float | None, rate: Rate | None = None, *, is_partial: bool = False) -> TimeSeries:
    points = (Point(NOW - timedelta(days=1), total, is_partial),)
    return TimeSeries(metric, REGISTRY[metric].unit, Interval.DAY, "UTC", points, total, rate, live(NOW))


def counted(metric: Metric, before: float, now: float, *, is_partial: bool = False) -> TimeSeries:
    return one(metric, now, is_partial=is_partial).compared_with(one(metric, before))


def shared(metric: Metric, before: Rate, now: Rate) -> TimeSeries:
    return one(metric, now.value, now).compared_with(one(metric, before.value, before))


def told(*series: TimeSeries, before: str = WEEK) -> list[str]:
    return [change.sentence for change in important_changes(series, before=before)]


def test_counts_in_sentences() -> None:
    assert told(counted(Metric.APPLICATIONS, 7, 12)) == ["You sent 12 applications, up from 7 the week before."]
    assert told(counted(Metric.APPLICATIONS, 2, 1)) == ["You sent 1 application, down from 2 the week before."]
    assert told(counted(Metric.OFFERS, 0, 1)) == ["You got 1 offer, up from none the week before."]
    assert told(counted(Metric.INTERVIEWS, 3, 0)) == ["You had no first interviews, down from 3 the week before."]
    assert told(counted(Metric.RESPONSES, 1, 4)) == ["Employers answered 4 applications, up from 1 the week before."]
    assert told(counted(Metric.REJECTIONS, 1, 2), before="the month before") == [
        "You got 2 rejections, up from 1 the month before."
    ]
    assert told(counted(Metric.JOB_VIEWS, 1_000, 12_345)) == [
        "You looked at 12,345 postings, up from 1,000 the week before."
    ]


def test_a_count_as_a_value() -> None:
    assert important_changes([counted(Metric.APPLICATIONS, 4, 12)], before=WEEK) == (
        Change(
            metric=Metric.APPLICATIONS,
            before=4,
            now=12,
            difference=8,
            surprise=2.0,
            is_provisional=False,
            is_better=True,
            sentence="You sent 12 applications, up from 4 the week before.",
        ),
    )


def test_a_rate_as_a_value() -> None:
    found = important_changes([shared(Metric.RESPONSE_RATE, Rate(2, 10, 1.0), Rate(4, 10, 1.0))], before=WEEK)
    assert found == (
        Change(
            metric=Metric.RESPONSE_RATE,
            before=0.2,
            now=0.4,
            difference=0.2,
            surprise=0.2 / sqrt(0.3 * (1 - 0.3) * (1 / 10 + 1 / 10)),
            is_provisional=False,
            is_better=True,
            sentence="Your response rate was 40 % (4 of 10), up from 20 % (2 of 10) the week before.",
        ),
    )


def test_a_small_sample_says_so() -> None:
    assert told(shared(Metric.INTERVIEW_RATE, Rate(1, 4, 1.0), Rate(3, 6, 1.0))) == [
        "Your interview rate was 50 % (3 of 6), up from 25 % (1 of 4) the week before. "
        "With so few applications this may be chance."
    ]


def test_a_rate_that_fell_may_still_rise() -> None:
    young = shared(Metric.RESPONSE_RATE, Rate(6, 10, 1.0), Rate(2, 10, 0.5))
    (change,) = important_changes([young], before=WEEK)
    assert (change.is_provisional, change.is_better) == (True, None)
    assert change.sentence == (
        "Your response rate was 20 % (2 of 10), down from 60 % (6 of 10) the week before. "
        "It may still rise as answers come in."
    )
    old = shared(Metric.RESPONSE_RATE, Rate(6, 10, 1.0), Rate(2, 10, 1.0))
    (change,) = important_changes([old], before=WEEK)
    assert (change.is_provisional, change.is_better) == (False, False)
    assert change.sentence == "Your response rate was 20 % (2 of 10), down from 60 % (6 of 10) the week before."


def test_few_and_young() -> None:
    assert told(shared(Metric.RESPONSE_RATE, Rate(1, 2, 0.0), Rate(0, 3, 0.0))) == [
        "Your response rate was 0 % (0 of 3), down from 50 % (1 of 2) the week before. "
        "It may still rise as answers come in. With so few applications this may be chance."
    ]


def test_a_rise_among_the_young_is_a_rise() -> None:
    (change,) = important_changes([shared(Metric.OFFER_RATE, Rate(0, 10, 0.5), Rate(1, 10, 0.0))], before=WEEK)
    assert (change.is_provisional, change.is_better) == (False, True)
    assert change.sentence == "Your offer rate was 10 % (1 of 10), up from 0 % (0 of 10) the week before."


def test_a_range_that_is_not_over() -> None:
    same_days = "in the same days of the week before"
    (less,) = important_changes([counted(Metric.APPLICATIONS, 5, 3, is_partial=True)], before=same_days)
    assert (less.is_provisional, less.is_better) == (True, None)
    assert less.sentence == "You sent 3 applications so far, down from 5 in the same days of the week before."
    (more,) = important_changes([counted(Metric.APPLICATIONS, 3, 5, is_partial=True)], before=same_days)
    assert (more.is_provisional, more.is_better) == (False, True)
    assert more.sentence == "You sent 5 applications so far, up from 3 in the same days of the week before."


def test_more_is_not_always_better() -> None:
    better = {
        metric: important_changes([counted(metric, 1, 2)], before=WEEK)[0].is_better
        for metric in (Metric.OFFERS, Metric.REJECTIONS, Metric.WITHDRAWALS, Metric.JOB_VIEWS)
    }
    assert better == {
        Metric.OFFERS: True,
        Metric.REJECTIONS: False,
        Metric.WITHDRAWALS: None,
        Metric.JOB_VIEWS: None,
    }
    assert important_changes([counted(Metric.REJECTIONS, 2, 1)], before=WEEK)[0].is_better is True


def test_percentages_with_as_many_digits_as_it_takes() -> None:
    assert told(shared(Metric.RESPONSE_RATE, Rate(98, 1_000, 1.0), Rate(101, 1_000, 1.0))) == [
        "Your response rate was 10.1 % (101 of 1,000), up from 9.8 % (98 of 1,000) the week before."
    ]
    assert told(shared(Metric.RESPONSE_RATE, Rate(0, 8, 1.0), Rate(1, 8, 1.0))) == [
        "Your response rate was 13 % (1 of 8), up from 0 % (0 of 8) the week before."
    ]


def test_the_three_that_surprise_most() -> None:
    found = important_changes(
        [
            counted(Metric.APPLICATIONS, 10, 20),  # 10 / √30 = 1.83
            counted(Metric.RESPONSES, 1, 9),  # 8 / √10 = 2.53
            counted(Metric.INTERVIEWS, 1, 2),  # 1 / √3 = 0.58
            counted(Metric.REJECTIONS, 4, 4),
            shared(Metric.RESPONSE_RATE, Rate(1, 10, 1.0), Rate(9, 20, 1.0)),  # 0.35 / √(1/3 · 2/3 · 0.15) = 1.92
        ],
        before=WEEK,
    )
    assert [change.metric for change in found] == [Metric.RESPONSES, Metric.RESPONSE_RATE, Metric.APPLICATIONS]
    assert [round(change.surprise, 2) for change in found] == [2.53, 1.92, 1.83]


def test_of_equal_surprises_the_nearest_to_a_job_is_told_first() -> None:
    found = important_changes(
        [counted(metric, 0, 1) for metric in (Metric.REJECTIONS, Metric.APPLICATIONS, Metric.OFFERS, Metric.RESPONSES)],
        before=WEEK,
    )
    assert [change.metric for change in found] == [Metric.OFFERS, Metric.RESPONSES, Metric.APPLICATIONS]


def test_what_may_still_be_made_up_comes_last() -> None:
    found = important_changes(
        [
            shared(Metric.RESPONSE_RATE, Rate(90, 100, 1.0), Rate(5, 100, 0.0)),
            counted(Metric.APPLICATIONS, 100, 101),
        ],
        before=WEEK,
    )
    assert [change.metric for change in found] == [Metric.APPLICATIONS, Metric.RESPONSE_RATE]


def test_nothing_to_tell() -> None:
    assert told() == []
    assert told(counted(Metric.APPLICATIONS, 5, 5), counted(Metric.OFFERS, 0, 0)) == []
    assert told(shared(Metric.RESPONSE_RATE, Rate(2, 5, 1.0), Rate(4, 10, 1.0))) == []
    assert told(shared(Metric.RESPONSE_RATE, Rate(0, 0), Rate(4, 10, 1.0))) == []
    assert told(shared(Metric.RESPONSE_RATE, Rate(4, 10, 1.0), Rate(0, 0))) == []
    assert told(one(Metric.APPLICATIONS, 5)) == []
    assert told(counted(Metric.OPEN_APPLICATIONS, 5, 9), counted(Metric.MEDIAN_DAYS_TO_RESPONSE, 5, 9)) == []


@pytest.mark.parametrize("metric", [each for each in Metric if not isinstance(REGISTRY[each].formula, Open)])
def test_every_count_and_every_rate_has_words(metric: Metric) -> None:
    formula = REGISTRY[metric].formula
    if isinstance(formula, Share):
        name = metric.value.lower().replace("_", " ")
        sentence = f"Your {name} was 50 % (5 of 10), up from 40 % (4 of 10) the week before."
        assert told(shared(metric, Rate(4, 10, 1.0), Rate(5, 10, 1.0))) == [sentence]
    elif REGISTRY[metric].unit is Unit.COUNT:
        assert isinstance(formula, Happened | Ended | Events | EventSessions)
        (sentence,) = told(counted(metric, 3, 2))
        assert " 2 " in sentence
        assert sentence.endswith(", down from 3 the week before.")
    else:
        assert told(counted(metric, 3, 2)) == []


def test_surprises_are_the_published_ones() -> None:
    assert count_surprise(4, 12) == 2.0
    assert count_surprise(0, 0) == 0.0
    # The square of the pooled z is Pearson's chi-squared of the 2 x 2 table: n(ad - bc)² over the four margins.
    chi_squared = 185 * (15 * 81 - 85 * 4) ** 2 / (100 * 85 * 19 * 166)
    assert isclose(rate_surprise(Rate(15, 100), Rate(4, 85)) ** 2, chi_squared)
    assert rate_surprise(Rate(5, 5), Rate(7, 7)) == 0.0
    assert rate_surprise(Rate(0, 0), Rate(7, 7)) == 0.0


RATES = st.integers(0, 60).flatmap(lambda n: st.builds(Rate, st.integers(0, n), st.just(n), st.sampled_from([None, 1])))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=5), RATES, RATES)
def test_never_more_than_three_never_nothing_called_a_change(
    pairs: list[tuple[int, int]], before: Rate, now: Rate
) -> None:
    metrics = (Metric.APPLICATIONS, Metric.RESPONSES, Metric.INTERVIEWS, Metric.OFFERS, Metric.REJECTIONS)
    series = [counted(metric, *pair) for metric, pair in zip(metrics, pairs, strict=False)]
    found = important_changes([*series, shared(Metric.RESPONSE_RATE, before, now)], before=WEEK)
    moved = sum(then != later for then, later in pairs) + (
        before.value is not None and now.value is not None and before.value != now.value
    )
    assert len(found) == min(moved, 3)
    for change in found:
        assert change.surprise > 0
        assert change.difference == change.now - change.before != 0
