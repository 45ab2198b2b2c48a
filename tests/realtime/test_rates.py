import pytest

from realtime.rates import Rates


def test_a_minutes_worth_at_once_and_then_as_it_fills() -> None:
    rates = Rates()
    assert rates.take("ada", 60, per_minute=60, now=0.0) == 0.0
    assert rates.take("ada", 10, per_minute=60, now=0.0) == pytest.approx(10.0)
    assert rates.take("ada", 10, per_minute=60, now=9.0) == pytest.approx(1.0)
    assert rates.take("ada", 10, per_minute=60, now=10.0) == 0.0
    assert rates.take("ada", 1, per_minute=60, now=10.0) == pytest.approx(1.0)


def test_a_bucket_never_holds_more_than_a_minute() -> None:
    rates = Rates()
    assert rates.take("ada", 60, per_minute=60, now=0.0) == 0.0
    assert rates.take("ada", 60, per_minute=60, now=1_000_000.0) == 0.0
    assert rates.take("ada", 1, per_minute=60, now=1_000_000.0) == pytest.approx(1.0)


def test_each_has_a_bucket_of_their_own() -> None:
    rates = Rates()
    assert rates.take("ada", 60, per_minute=60, now=0.0) == 0.0
    assert rates.take("ravi", 60, per_minute=60, now=0.0) == 0.0


def test_a_request_larger_than_the_bucket_comes_through_and_is_paid_for() -> None:
    rates = Rates()
    assert rates.take("ada", 180, per_minute=60, now=0.0) == 0.0
    assert rates.take("ada", 1, per_minute=60, now=0.0) == pytest.approx(121.0)
    assert rates.take("ada", 1, per_minute=60, now=121.0) == 0.0


def test_zero_is_no_limit() -> None:
    rates = Rates()
    assert [rates.take("ada", 10**9, per_minute=0, now=0.0) for _ in range(3)] == [0.0, 0.0, 0.0]


def test_memory_is_bounded() -> None:
    rates = Rates(most=2)
    for name in ("ada", "ravi", "grace"):
        assert rates.take(name, 60, per_minute=60, now=0.0) == 0.0
    assert rates.take("grace", 1, per_minute=60, now=0.0) > 0
    assert rates.take("ada", 60, per_minute=60, now=0.0) == 0.0
