"""Rates against published Wilson intervals and against the definition of the score interval itself."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rates import Z_95, Rate


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, Table I, method 3 (score, no continuity correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # 57 answers to 159 applications and 10 interviews, each end solved by bisection on the score equation.
        (57, 159, 0.28808, 0.43562),
        (10, 159, 0.03452, 0.11189),
    ],
)
def test_interval_is_the_published_one(numerator: int, denominator: int, low: float, high: float) -> None:
    rate = Rate(numerator, denominator)
    assert rate.low == pytest.approx(low, abs=6e-5)
    assert rate.high == pytest.approx(high, abs=6e-5)


def test_value_is_the_plain_share() -> None:
    assert Rate(57, 159).value == 57 / 159
    assert Rate(57, 159, 0.9).maturity == 0.9


def test_nothing_of_nothing_has_no_value() -> None:
    rate = Rate(0, 0)
    assert (rate.value, rate.low, rate.high, rate.maturity, rate.small_sample) == (None, None, None, None, True)


def test_none_and_all_are_exact_at_their_end() -> None:
    assert Rate(0, 7).low == 0.0
    assert Rate(7, 7).high == 1.0
    # With none of n, the other end is z^2 / (n + z^2) in closed form.
    assert Rate(0, 7).high == pytest.approx(Z_95**2 / (7 + Z_95**2))
    assert Rate(7, 7).low == pytest.approx(7 / (7 + Z_95**2))


@pytest.mark.parametrize(("denominator", "small"), [(0, True), (4, True), (5, False), (100, False)])
def test_small_sample_is_below_five(denominator: int, small: bool) -> None:
    assert Rate(0, denominator).small_sample is small


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 5), (6, 5), (1, 0), (0, -1)])
def test_impossible_counts_are_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match=f"{numerator} of {denominator} is not a rate"):
        Rate(numerator, denominator)


@given(st.integers(1, 10_000_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_value_and_solves_the_score_equation(counts: tuple[int, int]) -> None:
    numerator, denominator = counts
    rate = Rate(numerator, denominator)
    assert rate.value is not None
    assert rate.low is not None
    assert rate.high is not None
    assert 0 <= rate.low <= rate.value <= rate.high <= 1
    for end in (rate.low, rate.high):
        if 0 < end < 1:
            distance = (rate.value - end) ** 2 * denominator
            assert isclose(distance, Z_95**2 * end * (1 - end), rel_tol=1e-6)


@given(st.integers(1, 1_000_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_mirrors(counts: tuple[int, int]) -> None:
    numerator, denominator = counts
    rate, opposite = Rate(numerator, denominator), Rate(denominator - numerator, denominator)
    assert rate.low is not None
    assert opposite.high is not None
    assert rate.low == pytest.approx(1 - opposite.high, abs=1e-12)
