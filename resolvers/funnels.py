"""Funnel, flow and response curve: three readings of one cohort."""

from dataclasses import dataclass
from typing import Annotated

import strawberry

from domain.applications import Reached
from domain.caching import Family
from domain.cohorts import Cohort
from domain.errors import Refusal
from domain.flows import Flow, FlowFormat, FlowPath, build_flow
from domain.funnels import Funnel, FunnelStage, FunnelStep, build_funnel
from domain.periods import DateRange, Period
from domain.responses import CurvePoint, ResponseCurve
from resolvers.arguments import Filter, Range
from resolvers.caching import COHORT, kept
from resolvers.context import Info
from resolvers.inputs import metric_filter
from resolvers.ranges import asked, since, span

WAITED_FOR = (Reached.RESPONDED, Reached.INTERVIEWED, Reached.OFFERED)
MOST_DAYS = 100


@dataclass(frozen=True, slots=True)
class RangedFunnel:
    """A funnel and the dates it is about."""

    range: DateRange
    steps: tuple[FunnelStep, ...]


async def funnel(
    info: Info,
    range: Range = None,
    filter: Filter = None,
) -> RangedFunnel:
    """How far the applications submitted in the range ever got; one statement."""
    context, when, narrowed = info.context, asked(info.context, range, Period.ALL_TIME), metric_filter(filter)

    async def count() -> RangedFunnel:
        cohort = await context.cohorts.of(span(context, when), narrowed, waits=WAITED_FOR)
        return RangedFunnel(since(when, cohort.first_at).dates, funnel_of(cohort).steps)

    return await kept(context, Family.FUNNEL, RangedFunnel, count, reads=COHORT, range=when, filter=narrowed)


def funnel_of(cohort: Cohort) -> Funnel:
    """The funnel of a cohort that was read with the waits of `WAITED_FOR`."""
    counts: dict[Reached, int] = {}
    for each in cohort.counts:
        counts[each.reached] = counts.get(each.reached, 0) + each.count
    medians = {stage: cohort.median_days(stage.reached) for stage in FunnelStage if stage.reached in WAITED_FOR}
    return build_funnel(counts, maturity=cohort.maturity, median_days=medians)


async def flow(
    info: Info,
    range: Range = None,
    filter: Filter = None,
) -> Flow:
    """Which way the applications submitted in the range went; one statement."""
    context, when, narrowed = info.context, asked(info.context, range, Period.ALL_TIME), metric_filter(filter)

    async def count() -> Flow:
        cohort = await context.cohorts.of(span(context, when), narrowed, paths=True)
        return build_flow(_paths(cohort))

    return await kept(context, Family.FLOW, Flow, count, reads=COHORT, range=when, filter=narrowed)


def _paths(cohort: Cohort) -> dict[FlowPath, int]:
    paths: dict[FlowPath, int] = {}
    for each in cohort.counts:
        if each.reached >= Reached.APPLIED:
            path = FlowPath(each.stage, each.outcome, each.is_screened)
            paths[path] = paths.get(path, 0) + each.count
    return paths


def flow_text(
    parent: strawberry.Parent[Flow], format: Annotated[FlowFormat, strawberry.argument(description="Which notation.")]
) -> str:
    """The flow in a notation that draws it."""
    return parent.as_text(format)


async def response_curve(
    info: Info,
    range: Range = None,
    filter: Filter = None,
) -> ResponseCurve:
    """How the share that has an answer grows with the days since applying; one statement."""
    context, when, narrowed = info.context, asked(info.context, range, Period.ALL_TIME), metric_filter(filter)

    async def count() -> ResponseCurve:
        cohort = await context.cohorts.of(span(context, when), narrowed, waits=(Reached.RESPONDED,))
        return cohort.curve(Reached.RESPONDED)

    return await kept(context, Family.RESPONSE_CURVE, ResponseCurve, count, reads=COHORT, range=when, filter=narrowed)


def curve_at(
    parent: strawberry.Parent[ResponseCurve],
    days: Annotated[list[int], strawberry.argument(description="Days since applying, up to 100 numbers.")],
) -> list[CurvePoint]:
    """The curve on chosen days."""
    if len(days) > MOST_DAYS or any(not 0 <= day <= 36_600 for day in days):
        raise Refusal(f"`days` takes up to {MOST_DAYS} numbers from 0 to 36,600.", path=("days",))
    return list(parent.at(days))
