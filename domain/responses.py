"""How long answers take, counting fairly those that have not come yet: the Kaplan-Meier curve."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, expm1, isclose, log, sqrt

from domain.rates import Z_95, Rate

Waits = Iterable[tuple[int, bool, int]]
"""(whole days waited, whether an answer came then, how many waited so): a multiset of applications, in any order.

Unanswered means still waiting after so many days, or withdrawn then. An answer dated before its application counts as
one on day 0.
"""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The share answered (0 to 1) by the end of `day`, counted in days since applying, with its 95 % interval."""

    day: int
    answered: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ResponseCurve:
    """The cumulative share answered, one point for each day on which answers came, ascending.

    `answered` and `unanswered` are counts of applications. `median_days` is None when nobody answered.
    """

    answered: int
    unanswered: int
    median_days: float | None
    points: tuple[CurvePoint, ...]

    def at(self, days: Sequence[int]) -> tuple[CurvePoint, ...]:
        """The curve on the given days, in their order: 0 before the first answer, flat after the last."""
        known = [point.day for point in self.points]
        return tuple(self._on(day, bisect_right(known, day)) for day in days)

    def _on(self, day: int, passed: int) -> CurvePoint:
        if not passed:
            return CurvePoint(day, 0.0, 0.0, 0.0)
        latest = self.points[passed - 1]
        return CurvePoint(day, latest.answered, latest.low, latest.high)


def response_curve(waits: Waits) -> ResponseCurve:
    """The Kaplan-Meier estimate over `waits`; `ValueError` for a negative count.

    E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", Journal of the American Statistical
    Association 53 (1958) 457-481. Who answered on a day and who was last seen on it both still waited on that day.
    """
    answers, silences = _counted(waits)
    points = _points(answers, silences)
    return ResponseCurve(
        answered=sum(answers.values()),
        unanswered=sum(silences.values()),
        median_days=_quantile([(point.day, point.answered) for point in points], 0.5),
        points=points,
    )


def median_days(waits: Waits) -> float | None:
    """The `median_days` of the curve, for those who need nothing else of it."""
    shares: list[tuple[int, float]] = []
    unanswered = 1.0
    for day, came, waiting in _steps(*_counted(waits)):
        unanswered *= (waiting - came) / waiting
        shares.append((day, 1 - unanswered))
    return _quantile(shares, 0.5)


def quantile_days(curve: ResponseCurve, share: float) -> float | None:
    """Days by which `share` (above 0, up to 1) of those that get an answer have it; None when nobody answered.

    That is the first day on which the curve reaches `share` of its plateau; where it reaches it exactly, half-way to
    the next day with answers. So 0.5 is the plain median once all data are in. `ValueError` for any other share.
    """
    if not 0 < share <= 1:
        raise ValueError(f"{share} is not a share above 0 and up to 1")
    return _quantile([(point.day, point.answered) for point in curve.points], share)


def _quantile(shares: Sequence[tuple[int, float]], share: float) -> float | None:
    if not shares:
        return None
    wanted = share * shares[-1][1]
    for (day, answered), (following, _) in pairwise(shares):
        # The curve is a product of floats: equal shares may differ in the last digits.
        if isclose(answered, wanted, rel_tol=1e-9):
            return (day + following) / 2
        if answered > wanted:
            return float(day)
    return float(shares[-1][0])


Days = dict[int, int]


def _counted(waits: Waits) -> tuple[Days, Days]:
    """How many were answered, and how many seen for the last time, after so many days."""
    answers: Days = {}
    silences: Days = {}
    for days, is_answered, count in waits:
        if count < 0:
            raise ValueError(f"{count} applications cannot have waited {days} days")
        if count:
            found, day = answers if is_answered else silences, max(days, 0)
            found[day] = found.get(day, 0) + count
    return answers, silences


def _steps(answers: Days, silences: Days) -> Iterator[tuple[int, int, int]]:
    """(day, how many answers came on it, how many were waiting for one) of every day with answers, ascending."""
    waiting = sum(answers.values()) + sum(silences.values())
    for day in sorted(answers.keys() | silences.keys()):
        came = answers.get(day, 0)
        if came:
            yield day, came, waiting
        waiting -= came + silences.get(day, 0)


def _points(answers: Days, silences: Days) -> tuple[CurvePoint, ...]:
    points: list[CurvePoint] = []
    unanswered, greenwood = 1.0, 0.0
    for day, came, waiting in _steps(answers, silences):
        if came == waiting:
            # Nobody is left to wait, and Greenwood's sum has no value: what was known stays known.
            low = points[-1].low if points else Rate(came, waiting).low or 0.0
            points.append(CurvePoint(day, 1.0, low, 1.0))
        else:
            unanswered *= (waiting - came) / waiting
            greenwood += came / (waiting * (waiting - came))
            points.append(_point(day, unanswered=unanswered, greenwood=greenwood))
    return tuple(points)


def _point(day: int, *, unanswered: float, greenwood: float) -> CurvePoint:
    # M. Greenwood, "The natural duration of cancer", Reports on Public Health and Medical Subjects 33 (1926); on the
    # log(-log) scale, which keeps the ends within 0 and 1: J. D. Kalbfleisch, R. L. Prentice, "The Statistical Analysis
    # of Failure Time Data", Wiley (1980) 1.3.
    hazard = -log(unanswered)
    factor = exp(Z_95 * sqrt(greenwood) / hazard)
    return CurvePoint(day, answered=1 - unanswered, low=-expm1(-hazard / factor), high=-expm1(-hazard * factor))
