"""The response curve against a textbook, against hand counts, and against plain counting where nothing is missing."""

import statistics
from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rates import Rate
from domain.responses import CurvePoint, ResponseCurve, quantile_days, response_curve

Wait = tuple[int, bool, int]


def answered(*days: int) -> list[Wait]:
    return [(day, True, 1) for day in days]


def silent(*days: int) -> list[Wait]:
    return [(day, False, 1) for day in days]


waits = st.lists(st.tuples(st.integers(0, 60), st.booleans(), st.integers(1, 5)), max_size=40)
answer_days = st.lists(st.integers(0, 60), min_size=1, max_size=60)

# --- the textbook: 21 children on 6-MP, weeks in remission (Freireich and others, Blood 21 (1963) 699-716)

RELAPSES = answered(6, 6, 6, 7, 10, 13, 16, 22, 23)
STILL_WELL = silent(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)


def test_the_textbook_curve() -> None:
    curve = response_curve(RELAPSES + STILL_WELL)
    # S(t) as in J. P. Klein, M. L. Moeschberger, "Survival Analysis" (2003), table 4.1A; the intervals' ends on the
    # log(-log) scale calculated from its numbers at risk with 30 digits.
    published = [
        (6, 0.8571, 0.6197, 0.9516),
        (7, 0.8067, 0.5631, 0.9228),
        (10, 0.7529, 0.5032, 0.8894),
        (13, 0.6902, 0.4316, 0.8491),
        (16, 0.6275, 0.3675, 0.8049),
        (22, 0.5378, 0.2678, 0.7468),
        (23, 0.4482, 0.1881, 0.6801),
    ]
    found = [
        (point.day, round(1 - point.answered, 4), round(1 - point.high, 4), round(1 - point.low, 4))
        for point in curve.points
    ]
    assert found == published
    assert (curve.answered, curve.unanswered) == (9, 12)


def test_the_textbook_plateau() -> None:
    curve = response_curve(RELAPSES + STILL_WELL)
    # The plateau is 1 - 0.4482 = 0.5518. Half of it, 0.2759, is passed at 13 (0.3098); nine tenths, 0.4966, at 23.
    assert curve.median_days == 13.0
    assert quantile_days(curve, 0.5) == 13.0
    assert quantile_days(curve, 0.9) == 23.0
    assert quantile_days(curve, 1.0) == 23.0


# --- small ones, by hand


def test_nobody() -> None:
    assert response_curve([]) == ResponseCurve(answered=0, unanswered=0, median_days=None, points=())
    assert response_curve([]).at([0, 7]) == (CurvePoint(0, 0.0, 0.0, 0.0), CurvePoint(7, 0.0, 0.0, 0.0))


def test_only_silence() -> None:
    curve = response_curve([(30, False, 96)])
    assert curve == ResponseCurve(answered=0, unanswered=96, median_days=None, points=())
    assert quantile_days(curve, 0.9) is None


def test_one_answer_on_the_same_day() -> None:
    curve = response_curve(answered(0))
    assert (curve.answered, curve.unanswered, curve.median_days) == (1, 0, 0.0)
    assert [(point.day, point.answered, point.high) for point in curve.points] == [(0, 1.0, 1.0)]
    assert curve.points[0].low == Rate(1, 1).low


def test_an_answer_before_its_application_is_on_day_0() -> None:
    assert response_curve([(-3, True, 1), (4, False, 1)]) == response_curve([(0, True, 1), (4, False, 1)])


def test_waiting_less_long_than_the_answers_took_weighs_less() -> None:
    # Four waited on day 2 and one of them was answered; then one was silent at 3; of two on day 5 one was answered.
    curve = response_curve([*answered(2, 5), *silent(3, 9)])
    assert [point.day for point in curve.points] == [2, 5]
    assert [point.answered for point in curve.points] == pytest.approx([1 / 4, 1 - 3 / 4 * 1 / 2])
    # Half of the plateau of 0.625 is 0.3125, which day 5 is the first to reach.
    assert curve.median_days == 5.0


def test_silence_on_the_day_of_an_answer_still_waited_on_it() -> None:
    curve = response_curve([(4, True, 1), (4, False, 1), (8, True, 1), (8, False, 1)])
    assert [point.answered for point in curve.points] == pytest.approx([1 / 4, 1 - 3 / 4 * 1 / 2])


def test_greenwood_by_hand() -> None:
    # 3 of 10 on one day: S = 0.7, its variance 0.7^2 * 3 / (10 * 7) is the binomial one, 0.7 * 0.3 / 10.
    point = response_curve([(1, True, 3), (9, False, 7)]).points[0]
    assert 0.7 * sqrt(3 / 70) == pytest.approx(sqrt(0.7 * 0.3 / 10))
    # 0.7 ** exp(+-1.959963984540054 * sqrt(3 / 70) / ln 0.7), calculated with 30 digits.
    assert 1 - point.low == pytest.approx(0.89194904122, abs=1e-11)
    assert 1 - point.high == pytest.approx(0.32871659328, abs=1e-11)


def test_when_all_are_answered_the_last_lower_end_stays() -> None:
    *_, before, last = response_curve(answered(1, 2, 3, 4)).points
    assert last == CurvePoint(4, 1.0, before.low, 1.0)


def test_on_any_day() -> None:
    curve = response_curve([*answered(2, 5), *silent(3, 9)])
    first, last = curve.points
    assert curve.at([400, 2, -1, 1, 4, 5]) == (
        CurvePoint(400, last.answered, last.low, last.high),
        CurvePoint(2, first.answered, first.low, first.high),
        CurvePoint(-1, 0.0, 0.0, 0.0),
        CurvePoint(1, 0.0, 0.0, 0.0),
        CurvePoint(4, first.answered, first.low, first.high),
        CurvePoint(5, last.answered, last.low, last.high),
    )


@pytest.mark.parametrize(
    ("days", "median", "ninth_decile"),
    [
        ((3,), 3.0, 3.0),
        ((1, 4), 2.5, 4.0),
        ((1, 1, 1, 9), 1.0, 9.0),
        ((1, 1, 9, 9), 5.0, 9.0),
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 20), 5.5, 14.5),
    ],
)
def test_quantiles_by_hand(days: tuple[int, ...], median: float, ninth_decile: float) -> None:
    curve = response_curve(answered(*days))
    assert curve.median_days == median
    assert quantile_days(curve, 0.9) == ninth_decile


@pytest.mark.parametrize("share", [0.0, -0.5, 1.01, float("nan")])
def test_quantiles_of_no_share(share: float) -> None:
    with pytest.raises(ValueError, match="is not a share above 0 and up to 1"):
        quantile_days(response_curve(answered(1)), share)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="-1 applications cannot have waited 3 days"):
        response_curve([(3, True, -1)])


# --- whatever the waits


@given(answer_days)
def test_with_everybody_answered_it_is_the_plain_share(days: list[int]) -> None:
    curve = response_curve(answered(*days))
    for point in curve.at(range(-1, 62)):
        assert point.answered == pytest.approx(sum(day <= point.day for day in days) / len(days), abs=1e-12)


@given(answer_days, st.lists(st.integers(0, 100)))
def test_with_silence_only_after_the_last_answer_the_median_is_the_plain_one(days: list[int], extra: list[int]) -> None:
    curve = response_curve(answered(*days) + silent(*(max(days) + more for more in extra)))
    assert curve.median_days == statistics.median(days)
    assert curve.points[-1].answered == pytest.approx(len(days) / (len(days) + len(extra)))


@given(waits)
def test_it_rises_within_its_interval(rows: list[Wait]) -> None:
    curve = response_curve(rows)
    assert curve.answered == sum(count for _, is_answered, count in rows if is_answered)
    assert curve.unanswered == sum(count for _, is_answered, count in rows if not is_answered)
    assert [point.day for point in curve.points] == sorted({day for day, is_answered, _ in rows if is_answered})
    before = 0.0
    for point in curve.points:
        assert before < point.answered
        assert 0 <= point.low <= point.answered <= point.high <= 1
        before = point.answered


@given(waits)
def test_quantiles_rise_and_lie_among_the_answers(rows: list[Wait]) -> None:
    curve = response_curve(rows)
    found = [quantile_days(curve, share) for share in (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)]
    if not curve.points:
        assert found == [None] * 6
        return
    known = [days for days in found if days is not None]
    assert known == sorted(known)
    assert curve.points[0].day <= known[0] <= known[-1] == curve.points[-1].day
    assert curve.median_days == known[2]


@given(waits, st.randoms())
def test_order_and_grouping_do_not_matter(rows: list[Wait], random: Random) -> None:
    singles = [(days, is_answered, 1) for days, is_answered, count in rows for _ in range(count)]
    random.shuffle(singles)
    assert response_curve(singles) == response_curve(rows)
