"""A metric split by dimensions: slices, the rest, and the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.freshness import Freshness
from domain.metrics import REGISTRY, Metric, Unit
from domain.rates import Rate
from domain.responses import median_days


@dataclass(frozen=True, slots=True)
class Group:
    """One counted group of a breakdown.

    `count` is how many applications are in it, `hits` those of them that the metric counts; `waits` are there for
    metrics of days.
    """

    keys: tuple[str, ...]
    count: int
    hits: int
    dated: int = 0
    mature: int = 0
    waits: tuple[tuple[int, bool, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Slice:
    """One combination of keys; `rate` is there for ratios, `count` is how many applications it is made from."""

    keys: tuple[str, ...]
    count: int
    value: float | None
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Slices, largest first. `other` is the sum over the slices left out; None for ratios and days, which don't add."""

    metric: Metric
    slices: tuple[Slice, ...]
    other: float | None
    total: float | None
    freshness: Freshness

    @property
    def unit(self) -> Unit:
        """What its numbers count."""
        return REGISTRY[self.metric].unit


def build_breakdown(
    metric: Metric, groups: Iterable[Group], freshness: Freshness, *, first: int, at_least: int
) -> Breakdown:
    """The `first` largest slices made from at least `at_least` applications; the whole counts everything."""
    everything = sorted(groups, key=lambda group: (-group.count, group.keys))
    kept = [
        _slice(metric, group) for group in everything if group.count >= at_least and (group.hits or _is_share(metric))
    ]
    shown = sorted(kept, key=lambda each: _rank(metric, each))[:first]
    whole = _slice(metric, _together(everything))
    adds_up = REGISTRY[metric].unit is Unit.COUNT
    other = (whole.value or 0.0) - sum(each.value or 0.0 for each in shown) if adds_up else None
    return Breakdown(metric, tuple(shown), other, whole.value, freshness)


def _is_share(metric: Metric) -> bool:
    return REGISTRY[metric].unit is not Unit.COUNT


def _rank(metric: Metric, each: Slice) -> tuple[float, tuple[str, ...]]:
    size = each.count if _is_share(metric) else each.value or 0.0
    return (-size, each.keys)


def _together(groups: Sequence[Group]) -> Group:
    return Group(
        keys=(),
        count=sum(group.count for group in groups),
        hits=sum(group.hits for group in groups),
        dated=sum(group.dated for group in groups),
        mature=sum(group.mature for group in groups),
        waits=tuple(wait for group in groups for wait in group.waits),
    )


def _slice(metric: Metric, group: Group) -> Slice:
    match REGISTRY[metric].unit:
        case Unit.RATIO:
            rate = Rate(group.hits, group.count, group.mature / group.dated if group.dated else None)
            return Slice(group.keys, group.count, rate.value, rate)
        case Unit.DAYS:
            return Slice(group.keys, group.count, median_days(group.waits), None)
        case _:
            return Slice(group.keys, group.hits, float(group.hits), None)
