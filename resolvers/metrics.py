"""Metrics over time, trends, and breakdowns."""

from collections.abc import Sequence

from domain.breakdowns import Breakdown, build_breakdown
from domain.dimensions import Dimension, MetricFilter
from domain.errors import Refusal
from domain.metrics import REGISTRY, Metric
from domain.periods import Comparison, Interval, Period
from domain.series import TimeSeries, build_series
from resolvers.context import Context, Info
from resolvers.inputs import MetricFilterInput, RangeInput, TimeZone, metric_filter
from resolvers.ranges import Asked, asked, compared, frame, freshness, since, span

MOST_METRICS = 30
MOST_DIMENSIONS = 3
MOST_SLICES = 100


async def series_of(
    context: Context, metrics: Sequence[Metric], when: Asked, interval: Interval | None, narrowed: MetricFilter
) -> list[TimeSeries]:
    """One series a metric, in the order asked; one statement for all of them."""
    if when.is_all_time:
        when = since(when, await context.applications.first_at())
    buckets = frame(context, when, interval)
    formulas = [REGISTRY[metric].formula for metric in metrics]
    tallies = await context.metrics.tallies(formulas, span(context, when), buckets.bounds, narrowed)
    return [build_series(metric, tallies, buckets) for metric in metrics]


async def metrics(
    info: Info,
    metrics: list[Metric],
    range: RangeInput | None = None,
    interval: Interval | None = None,
    compare: Comparison | None = None,
    filter: MetricFilterInput | None = None,
    time_zone: TimeZone | None = None,
) -> list[TimeSeries]:
    """The series, each beside its comparison where one is asked for and there is one."""
    narrowed = metric_filter(filter)
    _check(metrics, narrowed)
    when = asked(info.context, range, Period.LAST_30_DAYS, zone=time_zone)
    found = await series_of(info.context, metrics, when, interval, narrowed)
    before = compared(when, compare) if compare is not None else None
    if before is None:
        return found
    width = found[0].interval
    earlier = await series_of(info.context, metrics, before, width, narrowed)
    return [now.compared_with(then) for now, then in zip(found, earlier, strict=True)]


def _check(metrics: Sequence[Metric], narrowed: MetricFilter) -> None:
    if not 1 <= len(metrics) <= MOST_METRICS:
        raise Refusal(f"`metrics` has {len(metrics)} entries; give 1 to {MOST_METRICS}.", path=("metrics",))
    if narrowed.is_empty:
        return
    for metric in metrics:
        if not REGISTRY[metric].is_about_applications:
            message = f"{metric} counts events, which have no properties of applications: leave out `filter` for it."
            raise Refusal(message, path=("filter",))


async def breakdown(
    info: Info,
    metric: Metric,
    by: list[Dimension],
    range: RangeInput | None = None,
    filter: MetricFilterInput | None = None,
    having: int | None = None,
    first: int = 20,
) -> Breakdown:
    """The metric split by one to three dimensions."""
    if not 1 <= len(by) <= MOST_DIMENSIONS or len(set(by)) < len(by):
        raise Refusal(f"`by` takes 1 to {MOST_DIMENSIONS} different dimensions.", path=("by",))
    if not 1 <= first <= MOST_SLICES:
        raise Refusal(f"`first` is {first}: give a number from 1 to {MOST_SLICES}.", path=("first",))
    if not REGISTRY[metric].is_about_applications:
        raise Refusal(f"{metric} counts events, which have no properties of applications.", path=("metric",))
    when = asked(info.context, range, Period.ALL_TIME)
    narrowed = metric_filter(filter)
    groups = await info.context.breakdowns.groups(REGISTRY[metric].formula, by, span(info.context, when), narrowed)
    return build_breakdown(metric, groups, freshness(info.context), first=first, at_least=having or 0)
