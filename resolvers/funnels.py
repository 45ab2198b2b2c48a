"""Funnel, flow and response curve: three readings of one cohort."""

from dataclasses import dataclass
from typing import Annotated

import strawberry

from domain.applications import Reached
from domain.cohorts import Cohort
from domain.errors import Refusal
from domain.flows import Flow, FlowFormat, FlowPath, build_flow
from domain.funnels import Funnel, FunnelStage, FunnelStep, build_funnel
from domain.periods import DateRange, Period
from domain.responses import CurvePoint, ResponseCurve
from resolvers.arguments import Filter, Range
from resolvers.context import Info
from resolvers.inputs import MetricFilterInput, RangeInput, metric_filter
from resolvers.ranges import asked, since, span

WAITED_FOR = (Reached.RESPONDED, Reached.INTERVIEWED, Reached.OFFERED)
MOST_DAYS = 100


@dataclass(frozen=True, slots=True)
class RangedFunnel:
    """A funnel and the dates it is about."""

    range: DateRange
    steps: tuple[FunnelStep, ...]


async def _cohort(
    info: Info,
    given: RangeInput | None,
    narrowed: MetricFilterInput | None,
    *,
    waits: tuple[Reached, ...] = (),
    paths: bool = False,
) -> tuple[Cohort, DateRange]:
    when = asked(info.context, given, Period.ALL_TIME)
    cohort = await info.context.cohorts.of(span(info.context, when), metric_filter(narrowed), waits=waits, paths=paths)
    return cohort, since(when, cohort.first_at).dates


async def funnel(
    info: Info,
    range: Range = None,
    filter: Filter = None,
) -> RangedFunnel:
    """How far the applications submitted in the range ever got; one statement."""
    cohort, dates = await _cohort(info, range, filter, waits=WAITED_FOR)
    return RangedFunnel(dates, funnel_of(cohort).steps)


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
    cohort, _ = await _cohort(info, range, filter, paths=True)
    paths: dict[FlowPath, int] = {}
    for each in cohort.counts:
        if each.reached >= Reached.APPLIED:
            path = FlowPath(each.stage, each.outcome, each.is_screened)
            paths[path] = paths.get(path, 0) + each.count
    return build_flow(paths)


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
    cohort, _ = await _cohort(info, range, filter, waits=(Reached.RESPONDED,))
    return cohort.curve(Reached.RESPONDED)


def curve_at(
    parent: strawberry.Parent[ResponseCurve],
    days: Annotated[list[int], strawberry.argument(description="Days since applying, up to 100 numbers.")],
) -> list[CurvePoint]:
    """The curve on chosen days."""
    if len(days) > MOST_DAYS or any(not 0 <= day <= 36_600 for day in days):
        raise Refusal(f"`days` takes up to {MOST_DAYS} numbers from 0 to 36,600.", path=("days",))
    return list(parent.at(days))
