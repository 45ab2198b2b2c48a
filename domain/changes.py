"""What changed most against the period before, in sentences with their numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from math import sqrt

from domain.metrics import Metric
from domain.rates import Rate
from domain.series import TimeSeries

MOST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One metric against the period before: two counts, or two shares (0 to 1), and what they mean in plain English.

    `surprise` says by how many standard deviations they differ, never below 0: less than 2 is what chance alone does
    more than once in twenty times. `is_provisional` marks a fall that may still be made up: the range is not over, or
    some of a rate's applications are too young to have been answered. `is_better` is None for those, and where neither
    way is better.
    """

    metric: Metric
    before: float
    now: float
    difference: float
    surprise: float
    is_provisional: bool
    is_better: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class _Count:
    """How to say a number of things that somebody did or got, and whether it is good to have more of them."""

    deed: str
    one: str
    many: str
    more_is_better: bool | None


@dataclass(frozen=True, slots=True)
class _Share:
    """How a rate is called."""

    name: str


# From what is nearest to a job to what is farthest: of equal surprises the first is told.
_WORDS: dict[Metric, _Count | _Share] = {
    Metric.ACCEPTANCES: _Count("You accepted", "offer", "offers", True),
    Metric.OFFERS: _Count("You got", "offer", "offers", True),
    Metric.INTERVIEWS: _Count("You had", "first interview", "first interviews", True),
    Metric.RESPONSES: _Count("Employers answered", "application", "applications", True),
    Metric.APPLICATIONS: _Count("You sent", "application", "applications", True),
    Metric.ACCEPTANCE_RATE: _Share("acceptance rate"),
    Metric.OFFER_RATE: _Share("offer rate"),
    Metric.INTERVIEW_RATE: _Share("interview rate"),
    Metric.RESPONSE_RATE: _Share("response rate"),
    Metric.REJECTIONS: _Count("You got", "rejection", "rejections", False),
    Metric.WITHDRAWALS: _Count("You withdrew", "application", "applications", None),
    Metric.GHOSTINGS: _Count("You gave up on", "silent application", "silent applications", None),
    Metric.JOB_SAVES: _Count("You saved", "posting", "postings", None),
    Metric.JOB_VIEWS: _Count("You looked at", "posting", "postings", None),
    Metric.SEARCHES: _Count("You made", "search", "searches", None),
    Metric.SESSIONS: _Count("You made", "visit", "visits", None),
    Metric.PAGE_VIEWS: _Count("You looked at", "page", "pages", None),
}
_ORDER = {metric: place for place, metric in enumerate(_WORDS)}


def important_changes(series: Iterable[TimeSeries], *, before: str, most: int = MOST_CHANGES) -> tuple[Change, ...]:
    """The up to `most` totals that differ most surprisingly from those of `previous`, a range of about equal length.

    `before` says when that was, as an adverb: "the week before". Counts of what happened and rates can change; levels
    and durations are left out, and so is what did not change or had nothing to be counted from. What is provisional
    comes after everything else, however large.
    """
    found = [change for each in series if (change := _change(each, before)) is not None]
    found.sort(key=lambda change: (change.is_provisional, -change.surprise, _ORDER[change.metric]))
    return tuple(found[:most])


def count_surprise(before: float, now: float) -> float:
    """By how many standard deviations two counts over equal times differ, if both came at one constant rate.

    J. Przyborowski, H. Wilenski, "Homogeneity of results in testing samples from Poisson series", Biometrika 31 (1940)
    313-323: of `before + now` Poisson events each half is binomial with share 1/2; here by its normal approximation,
    |now - before| / sqrt(now + before). 0 for nothing at all.
    """
    return abs(now - before) / sqrt(now + before) if now + before else 0.0


def rate_surprise(before: Rate, now: Rate) -> float:
    """By how many standard deviations two shares differ, if both were drawn from one: the pooled two-proportion z.

    J. L. Fleiss, "Statistical Methods for Rates and Proportions", 2nd edition, Wiley (1981) chapter 2, without the
    correction for continuity. 0 where one of them is out of nothing, or both are none or all of it.
    """
    if not before.denominator or not now.denominator:
        return 0.0
    pooled = (before.numerator + now.numerator) / (before.denominator + now.denominator)
    variance = pooled * (1 - pooled) * (1 / before.denominator + 1 / now.denominator)
    return abs(_value(now) - _value(before)) / sqrt(variance) if variance else 0.0


def _change(series: TimeSeries, before: str) -> Change | None:
    words, previous = _WORDS.get(series.metric), series.previous
    if words is None or previous is None:
        return None
    if isinstance(words, _Share):
        return _of_rates(series, previous, words, before)
    return _of_counts(series, previous, words, before)


def _of_counts(series: TimeSeries, previous: TimeSeries, words: _Count, before: str) -> Change | None:
    then, now = previous.total, series.total
    if then is None or now is None or then == now:
        return None
    is_running = bool(series.points) and series.points[-1].is_partial
    is_provisional = is_running and now < then
    noun = words.one if now == 1 else words.many
    deed = f"{words.deed} {_number(now, 'no')} {noun}{' so far' * is_running}"
    return Change(
        metric=series.metric,
        before=then,
        now=now,
        difference=now - then,
        surprise=count_surprise(then, now),
        is_provisional=is_provisional,
        is_better=None if words.more_is_better is None or is_provisional else (now > then) is words.more_is_better,
        sentence=f"{deed}, {_way(now > then)} from {_number(then, 'none')} {before}.",
    )


def _of_rates(series: TimeSeries, previous: TimeSeries, words: _Share, before: str) -> Change | None:
    then, now = previous.rate, series.rate
    if then is None or now is None or not then.denominator or not now.denominator:
        return None
    shift = now.numerator * then.denominator - then.numerator * now.denominator
    if not shift:
        return None
    is_provisional = shift < 0 and (now.maturity or 0) < 1
    digits = next(each for each in count() if _percent(then, each) != _percent(now, each))
    sentence = f"Your {words.name} was {_share(now, digits)}, {_way(shift > 0)} from {_share(then, digits)} {before}."
    return Change(
        metric=series.metric,
        before=_value(then),
        now=_value(now),
        difference=_value(now) - _value(then),
        surprise=rate_surprise(then, now),
        is_provisional=is_provisional,
        is_better=None if is_provisional else shift > 0,
        sentence=" ".join([sentence, *_notes(then, now, is_provisional=is_provisional)]),
    )


def _notes(then: Rate, now: Rate, *, is_provisional: bool) -> Iterator[str]:
    if is_provisional:
        yield "It may still rise as answers come in."
    if then.small_sample or now.small_sample:
        yield "With so few applications this may be chance."


def _way(is_up: bool) -> str:
    return "up" if is_up else "down"


def _number(value: float, nothing: str) -> str:
    return f"{value:,.0f}" if value else nothing


def _share(rate: Rate, digits: int) -> str:
    return f"{_percent(rate, digits)} % ({rate.numerator:,} of {rate.denominator:,})"


def _percent(rate: Rate, digits: int) -> str:
    # Rounded half up in whole numbers, so that no float decides.
    scale = 10**digits
    rounded = (200 * scale * rate.numerator + rate.denominator) // (2 * rate.denominator)
    return f"{rounded // scale}" + (f".{rounded % scale:0{digits}}" if digits else "")


def _value(rate: Rate) -> float:
    return rate.numerator / rate.denominator
