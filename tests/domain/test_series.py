"""Series out of tallies: dense points, totals, rates, medians and the gauge, without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.applications import Reached
from domain.freshness import live
from domain.metrics import REGISTRY, Events, EventSessions, EventSum, Metric, Unit
from domain.periods import Interval
from domain.rates import Rate
from domain.series import Frame, Tally, TimeSeries, build_series, fact_of

START = datetime(2026, 3, 9, tzinfo=UTC)
NOW = START + timedelta(days=2, hours=9)
BOUNDS = [START + timedelta(days=number) for number in range(4)]
FRAME = Frame(BOUNDS, Interval.DAY, "UTC", NOW, live(NOW))


def tally(kind: str, bucket: int | None, value: float, **parts: Any) -> Tally:
    told = {"fact": None, "step": None, "days": None, "dated": 0, "mature": 0, **parts}
    return Tally(kind=kind, bucket=bucket, value=value, **told)


def series(metric: Metric, *tallies: Tally) -> TimeSeries:
    return build_series(metric, tallies, FRAME)


def values(found: TimeSeries) -> list[float | None]:
    return [point.value for point in found.points]


def test_counts_are_dense_and_the_undated_are_in_the_total_alone() -> None:
    found = series(
        Metric.APPLICATIONS,
        tally("moment", 1, 2, fact="APPLIED"),
        tally("moment", 3, 1, fact="APPLIED"),
        tally("moment", None, 3, fact="APPLIED"),
        tally("moment", 4, 1, fact="APPLIED"),
        tally("moment", 0, 8, fact="APPLIED"),
        tally("moment", 2, 9, fact="RESPONDED"),
        tally("event", 2, 9, fact="APPLIED"),
    )
    assert values(found) == [2, 0, 1]
    assert found.total == 7
    assert (found.unit, found.rate, found.previous, found.change_ratio) == (Unit.COUNT, None, None, None)


def test_a_bucket_is_partial_until_it_is_over() -> None:
    found = series(Metric.APPLICATIONS)
    assert [point.is_partial for point in found.points] == [False, False, True]
    assert [point.start for point in found.points] == BOUNDS[:3]
    over = build_series(Metric.APPLICATIONS, [], Frame(BOUNDS, Interval.DAY, "UTC", BOUNDS[3], live(NOW)))
    assert not any(point.is_partial for point in over.points)


@pytest.mark.parametrize("metric", Metric)
def test_where_nothing_happened_each_metric_has_its_empty_value(metric: Metric) -> None:
    found = series(metric)
    assert values(found) == [REGISTRY[metric].empty] * 3
    assert found.total == REGISTRY[metric].empty
    assert (found.rate is not None) == (REGISTRY[metric].unit is Unit.RATIO)


def test_endings_and_events_have_names_of_their_own() -> None:
    assert values(series(Metric.REJECTIONS, tally("moment", 2, 3, fact="ENDED_REJECTED"))) == [0, 3, 0]
    assert values(series(Metric.JOB_VIEWS, tally("event", 2, 3, fact="count of job_view"))) == [0, 3, 0]
    assert fact_of(Events("a")) != fact_of(EventSum("a", "b")) != fact_of(EventSessions())


def test_shares_are_of_what_was_submitted_in_the_bucket() -> None:
    found = series(
        Metric.INTERVIEW_RATE,
        tally("share", 1, 3, step=Reached.APPLIED, dated=3, mature=3),
        tally("share", 1, 1, step=Reached.OFFERED, dated=1, mature=1),
        tally("share", 3, 2, step=Reached.INTERVIEWED, dated=2, mature=0),
        tally("share", None, 4, step=Reached.RESPONDED),
    )
    assert values(found) == [1 / 4, None, 1.0]
    assert found.rate == Rate(3, 10, 4 / 6)
    assert found.total == 0.3


def test_medians_are_of_the_waits_that_began_in_the_bucket() -> None:
    found = series(
        Metric.MEDIAN_DAYS_TO_RESPONSE,
        tally("wait", 1, 1, fact="yes", step=2, days=3),
        tally("wait", 1, 1, fact="yes", step=2, days=5),
        tally("wait", 2, 2, fact=None, step=2, days=1),
        tally("wait", 3, 1, fact="yes", step=2, days=8),
        tally("wait", 3, 9, fact="yes", step=3, days=8),
    )
    assert values(found) == [4.0, None, 8.0]
    assert found.total == 5.0


def test_the_gauge_stands_where_openings_and_endings_leave_it() -> None:
    found = series(
        Metric.OPEN_APPLICATIONS,
        tally("moment", 0, 5, fact="OPENED"),
        tally("moment", 0, 2, fact="CLOSED"),
        tally("moment", 1, 1, fact="OPENED"),
        tally("moment", 3, 3, fact="CLOSED"),
        tally("moment", None, 7, fact="OPEN_UNDATED"),
        tally("moment", 2, 4, fact="APPLIED"),
    )
    assert values(found) == [4, 4, 1]
    assert found.total == 8


def test_a_change_is_a_share_of_what_was_before() -> None:
    def counted(total: float) -> TimeSeries:
        return series(Metric.APPLICATIONS, tally("moment", 1, total, fact="APPLIED"))

    assert counted(3).compared_with(counted(2)).change_ratio == 0.5
    assert counted(0).compared_with(counted(4)).change_ratio == -1
    assert counted(3).compared_with(counted(0)).change_ratio is None
    assert counted(3).compared_with(None).change_ratio is None
    assert series(Metric.RESPONSE_RATE).compared_with(counted(2)).change_ratio is None


def test_no_bucket_no_point() -> None:
    found = build_series(Metric.APPLICATIONS, [], Frame([START], Interval.DAY, "UTC", NOW, live(NOW)))
    assert (found.points, found.total) == ((), 0)


COUNTS = st.lists(st.tuples(st.none() | st.integers(1, 3), st.integers(0, 50)), max_size=12)


@given(COUNTS)
def test_points_and_the_undated_add_up_to_the_total(counts: list[tuple[int | None, int]]) -> None:
    found = series(Metric.OFFERS, *(tally("moment", bucket, value, fact="OFFERED") for bucket, value in counts))
    undated = sum(value for bucket, value in counts if bucket is None)
    assert sum(value or 0 for value in values(found)) + undated == found.total == sum(value for _, value in counts)
