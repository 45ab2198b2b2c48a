"""Percentiles out of buckets are never farther from the truth than a bucket is wide."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.performance import BOUNDS, BUCKETS, Measured, Tally, bucket_of, measured, whole
from domain.rates import Rate
from server.telemetry import SECONDS


def counted(*times: float, failures: int = 0, observed: float = 1.0) -> Measured:
    tallies = [Tally(bucket_of(each), 1, 0, each) for each in times]
    return measured([*tallies, Tally(0, 0, failures, 0.0)], observed_seconds=observed)


@given(
    st.lists(st.floats(min_value=0, max_value=5, allow_subnormal=False), min_size=1, max_size=200),
    st.integers(min_value=1, max_value=100),
)
def test_a_percentile_is_in_the_bucket_of_the_exact_one(times: list[float], percent: int) -> None:
    exact = sorted(times)[ceil(percent * len(times) / 100) - 1]
    found = counted(*times).percentile(percent)
    assert found is not None
    assert bucket_of(found) == bucket_of(exact)
    low = BOUNDS[bucket_of(exact) - 1] if exact > BOUNDS[0] else 0.0
    width = BOUNDS[bucket_of(exact)] - low
    assert abs(found - exact) <= width
    assert width <= max(0.001, low * 2 / 3 + 1e-12)


def test_percentiles_of_known_times() -> None:
    found = counted(*[0.002] * 50, *[0.1] * 45, *[1.0] * 4, 9.0)
    assert found.p50_milliseconds == pytest.approx(2.0)
    assert found.p95_milliseconds == pytest.approx(100.0)
    assert found.percentile(99) == pytest.approx(1.0)
    assert found.percentile(100) == 5.0  # beyond the last bound nothing more is known
    assert found.mean_milliseconds == pytest.approx((0.1 + 4.5 + 4 + 9) * 10)


def test_nothing_was_as_fast_as_nothing() -> None:
    found = counted(observed=0)
    assert (found.count, found.p95_milliseconds, found.mean_milliseconds, found.per_second) == (0, None, None, None)
    assert found.error_rate == Rate(0, 0)
    assert whole([], observed_seconds=60.0) == Measured((0,) * BUCKETS, 0, 0.0, 60.0)


def test_failures_and_throughput_say_what_they_are_of() -> None:
    found = counted(*[0.01] * 30, failures=3, observed=60.0)
    assert found.error_rate == Rate(3, 30)
    assert found.per_second == 0.5
    both = whole([found, counted(0.01, failures=1)], observed_seconds=62.0)
    assert (both.count, both.failures, both.per_second) == (31, 4, 0.5)


def test_more_requests_than_a_rate_can_hold_have_none() -> None:
    assert measured([Tally(0, 2**31, 1, 1.0)], observed_seconds=1).error_rate is None


def test_a_bucket_of_another_version_counts_as_the_slowest() -> None:
    assert measured([Tally(99, 2, 0, 20.0), Tally(-5, 1, 0, 7.0)], observed_seconds=1).percentile(50) == BOUNDS[-1]


def test_prometheus_sees_some_of_the_same_bounds() -> None:
    assert set(SECONDS) <= set(BOUNDS)
    assert list(BOUNDS) == sorted(BOUNDS)
