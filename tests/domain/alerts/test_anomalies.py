"""What is usual: exact ranges on series whose medians can be told by looking."""

import pytest

from domain.alerts.anomalies import Expected, expected

# Four weeks of a working week: 10 from Monday to Friday, nothing at the weekend.
WORKING = [(day, 10.0 if day <= 5 else 0.0) for _ in range(4) for day in range(1, 8)]


def weeks(*rises: float) -> list[tuple[int, float]]:
    """A week a rise: the same week, moved up as a whole."""
    return [(day, day + rise) for rise in rises for day in range(1, 8)]


def test_each_weekday_has_its_own_middle() -> None:
    assert expected(WORKING, 1, deviations=3.5, is_count=True) == Expected(9.0, 11.0)
    assert expected(WORKING, 6, deviations=3.5, is_count=True) == Expected(0.0, 1.0)


def test_without_any_spread_what_is_no_count_has_no_leeway() -> None:
    assert expected(WORKING, 3, deviations=3.5, is_count=False) == Expected(10.0, 10.0)


def test_the_spread_is_1_4826_times_the_mad() -> None:
    """Weeks at 0, 1, 2, 3 above the same: residuals ±0.5 and ±1.5, so their MAD is 1 around 0."""
    found = expected(weeks(100, 101, 102, 103), 2, deviations=2.0, is_count=True)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((103.5 - 2 * 1.4826, 103.5 + 2 * 1.4826))


def test_a_mad_of_nothing_gives_way_to_the_mean_deviation() -> None:
    """One day of 28 is 14 off: the MAD is 0, the mean absolute deviation 0.5."""
    history = [*WORKING[:-7], (1, 24.0), *WORKING[-6:]]
    found = expected(history, 2, deviations=4.0, is_count=True)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((10 - 4 * 1.253314 * 0.5, 10 + 4 * 1.253314 * 0.5))


def test_under_28_days_nothing_is_usual() -> None:
    assert expected(WORKING[:27], 1, deviations=3.5, is_count=True) is None
    assert expected([], 1, deviations=3.5, is_count=True) is None


def test_a_weekday_that_never_was_has_no_range() -> None:
    assert expected([(1, 5.0)] * 30, 2, deviations=3.5, is_count=True) is None


def test_only_the_last_twelve_weeks_count() -> None:
    long_ago = [(day, 1000.0) for _ in range(20) for day in range(1, 8)]
    assert expected([*long_ago, *WORKING * 3], 1, deviations=3.5, is_count=True) == Expected(9.0, 11.0)


def test_outliers_do_not_widen_what_is_usual() -> None:
    """Less than half of the days may be anything."""
    wild = [*WORKING * 2, *((day, 10_000.0) for day in (1, 2, 3))]
    found = expected(wild, 4, deviations=3.5, is_count=True)
    assert found is not None
    assert found.low <= 10.0 <= found.high
