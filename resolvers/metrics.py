"""Metrics over time, trends, and breakdowns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import strawberry

from domain.breakdowns import Breakdown, build_breakdown
from domain.caching import Family
from domain.dimensions import Dimension, MetricFilter
from domain.errors import ErrorCode, Refusal
from domain.freshness import Freshness
from domain.metrics import REGISTRY, Metric
from domain.periods import Comparison, DateRange, Interval, Period
from domain.series import Frame, TimeSeries, build_series
from resolvers.arguments import Filter, Range, Width
from resolvers.caching import kept
from resolvers.context import Context, Info
from resolvers.inputs import TimeZone, metric_filter, optional_text, page_size
from resolvers.ranges import Asked, asked, compared, frame, freshness, freshness_of, since, span, waiting_since

MOST_METRICS = 30
MOST_POINTS = 20_000
MOST_DIMENSIONS = 3
DEFAULT_SLICES, MOST_SLICES = 20, 100


@strawberry.input(description="Leaves out slices that are made from too few applications; they count in `other`.")
class HavingInput:
    """What a slice must have to be shown."""

    min_count: int = strawberry.field(description="At least so many applications, 0 or more.")


async def series_of(
    context: Context,
    metrics: Sequence[Metric],
    when: Asked,
    interval: Interval | None,
    narrowed: MetricFilter,
    compare: Comparison | None = None,
) -> list[TimeSeries]:
    """One series a metric, in the order asked, each beside its comparison where there is one.

    One statement for all of them, one more for the comparison, and one to find where ALL_TIME starts.
    """
    if when.is_all_time:
        formulas = [REGISTRY[metric].formula for metric in metrics]
        when = since(when, await context.metrics.first_at(formulas, zone=when.zone))
    buckets = frame(context, when, interval)
    _bound(len(metrics) * (len(buckets.bounds) - 1) * (1 if compare is None else 2))
    found = await _series(context, metrics, when, buckets, narrowed)
    before = None if compare is None else compared(when, compare)
    if before is None:
        return found
    earlier = await _series(context, metrics, before, frame(context, before, found[0].interval), narrowed)
    return [now.compared_with(then) for now, then in zip(found, earlier, strict=True)]


async def kept_series(
    context: Context,
    family: Family,
    metrics: Sequence[Metric],
    when: Asked,
    interval: Interval | None,
    narrowed: MetricFilter,
    compare: Comparison | None = None,
) -> list[TimeSeries]:
    """As `series_of`, or as it was found."""

    async def count() -> tuple[TimeSeries, ...]:
        return tuple(await series_of(context, metrics, when, interval, narrowed, compare))

    found = await kept(
        context, family, tuple[TimeSeries, ...], count, reads=metrics,
        metrics=metrics, range=when, interval=interval, filter=narrowed, compare=compare,
    )  # fmt: skip
    return list(found)


def _bound(points: int) -> None:
    if points > MOST_POINTS:
        raise Refusal(
            f"That would be {points:,} points, and at most {MOST_POINTS:,} are answered at once: choose a wider "
            "`interval`, a shorter `range` or fewer `metrics`.",
            code=ErrorCode.TOO_LARGE,
            path=("interval",),
        )


async def _series(
    context: Context, metrics: Sequence[Metric], when: Asked, buckets: Frame, narrowed: MetricFilter
) -> list[TimeSeries]:
    formulas = [REGISTRY[metric].formula for metric in metrics]
    counted = await context.metrics.tallies(formulas, span(context, when), buckets.bounds, narrowed)
    if not all(REGISTRY[metric].is_about_applications for metric in metrics):
        counted = replace(counted, waiting_since=await waiting_since(context, counted.waiting_since))
    return [
        build_series(metric, counted.rows, replace(buckets, freshness=freshness_of(context, metric, counted)))
        for metric in metrics
    ]


Compared = Annotated[
    Comparison | None,
    strawberry.argument(description="What to put beside each series; nothing when it is left out."),
]


async def metrics(
    info: Info,
    metrics: Annotated[list[Metric], strawberry.argument(description="Which metrics, 1 to 30.")],
    range: Range = None,
    interval: Width = None,
    compare: Compared = None,
    filter: Filter = None,
    time_zone: Annotated[
        TimeZone | None, strawberry.argument(description="Whose days and weeks to count in; yours when it is left out.")
    ] = None,
) -> list[TimeSeries]:
    """The series, each beside its comparison where one is asked for and there is one."""
    narrowed = metric_filter(filter)
    _check(metrics, narrowed)
    when = asked(info.context, range, Period.LAST_30_DAYS, zone=time_zone)
    return await kept_series(info.context, Family.METRICS, metrics, when, interval, narrowed, compare)


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
    metric: Annotated[Metric, strawberry.argument(description="Which metric, one about applications.")],
    by: Annotated[list[Dimension], strawberry.argument(description="What to split it by, 1 to 3 dimensions.")],
    range: Range = None,
    filter: Filter = None,
    having: Annotated[
        HavingInput | None, strawberry.argument(description="Which slices to show; all when it is left out.")
    ] = None,
    first: Annotated[
        int | None, strawberry.argument(description="How many slices to show, 1 to 100; 20 when it is left out.")
    ] = None,
) -> Breakdown:
    """The metric split by one to three dimensions."""
    if not 1 <= len(by) <= MOST_DIMENSIONS or len(set(by)) < len(by):
        raise Refusal(f"`by` takes 1 to {MOST_DIMENSIONS} different dimensions.", path=("by",))
    size = page_size(first, None, default=DEFAULT_SLICES, largest=MOST_SLICES)
    at_least = 0 if having is None else having.min_count
    if at_least < 0:
        raise Refusal(f"`minCount` is {at_least}: give 0 or more.", path=("having", "minCount"))
    if not REGISTRY[metric].is_about_applications:
        raise Refusal(f"{metric} counts events, which have no properties of applications.", path=("metric",))
    when = asked(info.context, range, Period.ALL_TIME)
    return await breakdown_of(info.context, metric, by, when, metric_filter(filter), first=size, at_least=at_least)


async def breakdown_of(
    context: Context,
    metric: Metric,
    by: Sequence[Dimension],
    when: Asked,
    narrowed: MetricFilter,
    *,
    first: int = DEFAULT_SLICES,
    at_least: int = 0,
) -> Breakdown:
    """The same of a metric of applications, counted or as it was found; one statement."""

    async def count() -> Breakdown:
        groups = await context.breakdowns.groups(REGISTRY[metric].formula, by, span(context, when), narrowed)
        return build_breakdown(metric, groups, freshness(context), first=first, at_least=at_least)

    return await kept(
        context, Family.BREAKDOWN, Breakdown, count, reads=[metric],
        metric=metric, by=by, range=when, filter=narrowed, first=first, at_least=at_least,
    )  # fmt: skip


TRENDS = (
    Metric.APPLICATIONS,
    Metric.RESPONSES,
    Metric.INTERVIEWS,
    Metric.OFFERS,
    Metric.REJECTIONS,
    Metric.RESPONSE_RATE,
    Metric.INTERVIEW_RATE,
)


@dataclass(frozen=True, slots=True)
class Trends:
    """The main series of a range, each beside the period before."""

    range: DateRange
    interval: Interval
    series: list[TimeSeries]
    freshness: Freshness


async def trends(
    info: Info,
    range: Range = None,
    interval: Width = None,
    industry: Annotated[
        str | None,
        strawberry.argument(description="Only applications to companies of this industry; all when it is left out."),
    ] = None,
    location: Annotated[
        str | None, strawberry.argument(description="Only applications to jobs at this place; all when it is left out.")
    ] = None,
) -> Trends:
    """How the search develops, everywhere or within an industry or a place."""
    place = optional_text(location, path=("location",))
    branch = optional_text(industry, path=("industry",))
    narrowed = MetricFilter(industries=[branch] if branch else None, locations=[place] if place else None)
    when = asked(info.context, range, Period.LAST_90_DAYS)
    compare = Comparison.PREVIOUS_PERIOD
    found = await kept_series(info.context, Family.TRENDS, TRENDS, when, interval, narrowed, compare)
    dates = since(when, found[0].points[0].start if found[0].points else None).dates
    return Trends(dates, found[0].interval, found, found[0].freshness)
