"""Time series: a metric over dense buckets, assembled from counted groups."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate

from domain.applications import Reached
from domain.freshness import Freshness
from domain.metrics import REGISTRY, Ended, Events, EventSessions, EventSum, Happened, Metric, Open, Share, Unit, Wait
from domain.periods import Interval
from domain.rates import Rate
from domain.responses import median_days


@dataclass(frozen=True, slots=True)
class Tally:
    """One counted group.

    `bucket` counts from 1; 0 is everything before the range, None what has no date, one beyond the last what is dated
    later and belongs to the range all the same. What `fact`, `step` and `days` say
    depends on `kind`: "moment" (`fact` happened), "share" (`step` was the furthest), "wait" (`days` until `step`, or
    without it where `fact` is None), "event" (`fact` is what `fact_of` calls it).
    """

    kind: str
    fact: str | None
    bucket: int | None
    step: int | None
    days: int | None
    value: float
    dated: int
    mature: int


@dataclass(frozen=True, slots=True)
class Point:
    """The value of the bucket that starts at `start` (UTC); `is_partial` while the bucket is not over."""

    start: datetime
    value: float | None
    is_partial: bool


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """A metric over a range: dense, ordered, half-open buckets in `time_zone`.

    `total` is the metric over the whole range (for OPEN_APPLICATIONS: at its end); `rate` is there for ratios.
    """

    metric: Metric
    unit: Unit
    interval: Interval
    time_zone: str
    points: tuple[Point, ...]
    total: float | None
    rate: Rate | None
    freshness: Freshness
    previous: "TimeSeries | None" = None

    @property
    def change_ratio(self) -> float | None:
        """Change of the total against the previous one, as a share of it; None when that is 0 or unknown."""
        before = self.previous.total if self.previous else None
        return None if not before or self.total is None else (self.total - before) / before

    def compared_with(self, previous: "TimeSeries | None") -> "TimeSeries":
        """The same series beside its comparison."""
        return replace(self, previous=previous)


@dataclass(frozen=True, slots=True)
class Frame:
    """The buckets that tallies were counted in: n + 1 ascending instants (UTC), and the moment of asking."""

    bounds: Sequence[datetime]
    interval: Interval
    time_zone: str
    now: datetime
    freshness: Freshness


def build_series(metric: Metric, tallies: Iterable[Tally], frame: Frame) -> TimeSeries:
    """One metric out of the tallies of many."""
    count = len(frame.bounds) - 1
    values, total, rate = _values(metric, list(tallies), count)
    are_partial = [end > frame.now for end in frame.bounds[1:]]
    points = tuple(map(Point, frame.bounds, values, are_partial))
    unit = REGISTRY[metric].unit
    return TimeSeries(metric, unit, frame.interval, frame.time_zone, points, total, rate, frame.freshness)


Values = tuple[Sequence[float | None], float | None, Rate | None]


def _values(metric: Metric, tallies: list[Tally], count: int) -> Values:
    match REGISTRY[metric].formula:
        case Happened(step):
            return _counted(tallies, "moment", step.name, count)
        case Ended(outcome):
            return _counted(tallies, "moment", f"ENDED_{outcome.name}", count)
        case Open():
            return _open(tallies, count)
        case Share(step):
            return _shares(tallies, step, count)
        case Wait(step):
            return _waits(tallies, step, count)
        case Events() | EventSum() | EventSessions() as formula:
            return _counted(tallies, "event", fact_of(formula), count)


def fact_of(formula: Events | EventSum | EventSessions) -> str:
    """What the tallies of a formula over events are called."""
    match formula:
        case Events(name):
            return f"count of {name}"
        case EventSum(name, key):
            return f"sum of {key} of {name}"
        case EventSessions():
            return "sessions"


def _counted(tallies: list[Tally], kind: str, fact: str, count: int) -> Values:
    values = [0.0] * count
    elsewhere = 0.0
    for each in tallies:
        if each.kind == kind and each.fact == fact:
            if each.bucket is None or each.bucket > count:
                elsewhere += each.value
            elif each.bucket:
                values[each.bucket - 1] += each.value
    return values, sum(values) + elsewhere, None


def _open(tallies: list[Tally], count: int) -> Values:
    moves = [0.0] * (count + 1)
    elsewhere = 0.0
    for each in tallies:
        sign = {"OPENED": 1, "CLOSED": -1, "OPEN_UNDATED": 1}.get(each.fact or "", 0) if each.kind == "moment" else 0
        if each.bucket is None or each.bucket > count:
            elsewhere += sign * each.value
        else:
            moves[each.bucket] += sign * each.value
    levels = list(accumulate(moves))
    return levels[1:], levels[-1] + elsewhere, None


def _shares(tallies: list[Tally], step: Reached, count: int) -> Values:
    numerators: dict[int | None, int] = defaultdict(int)
    denominators: dict[int | None, int] = defaultdict(int)
    dated = mature = 0
    for each in tallies:
        if each.kind == "share" and each.step is not None:
            denominators[each.bucket] += int(each.value)
            numerators[each.bucket] += int(each.value) if each.step >= step else 0
            dated, mature = dated + each.dated, mature + each.mature
    rates = [_ratio(numerators[bucket], denominators[bucket]) for bucket in range(1, count + 1)]
    whole = Rate(sum(numerators.values()), sum(denominators.values()), mature / dated if dated else None)
    return rates, whole.value, whole


def _ratio(numerator: int, denominator: int) -> float | None:
    return numerator / denominator if denominator else None


def _waits(tallies: list[Tally], step: Reached, count: int) -> Values:
    waits: dict[int | None, list[tuple[int, bool, int]]] = defaultdict(list)
    for each in tallies:
        if each.kind == "wait" and each.step == step and each.days is not None:
            waits[each.bucket].append((each.days, each.fact is not None, int(each.value)))
    medians = [median_days(waits[bucket]) for bucket in range(1, count + 1)]
    return medians, median_days(wait for group in waits.values() for wait in group), None
