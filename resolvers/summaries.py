"""The summary, and what it lists beside its cohort."""

from dataclasses import dataclass

import strawberry

from domain.applications import Reached
from domain.caching import Family
from domain.dimensions import EVERYTHING
from domain.metrics import REGISTRY, Metric
from domain.periods import Period
from domain.summaries import Summary, build_summary
from persistence.cohorts import Span
from resolvers.arguments import Range
from resolvers.caching import COHORT, kept
from resolvers.context import Info
from resolvers.ranges import asked, freshness, since, span


@dataclass(frozen=True, slots=True)
class RangedSummary(Summary):
    """A summary and the instants it is about, which for ALL_TIME begin before the first application."""

    instants: Span


async def summary(info: Info, range: Range = None) -> RangedSummary:
    """What became of the applications submitted in the range; one statement."""
    when = asked(info.context, range, Period.ALL_TIME)
    instants = span(info.context, when)

    async def count() -> Summary:
        cohort = await info.context.cohorts.of(instants, EVERYTHING, waits=[Reached.RESPONDED])
        return build_summary(cohort, since(when, cohort.first_at).dates, freshness(info.context))

    found = await kept(info.context, Family.SUMMARY, Summary, count, reads=COHORT, range=when)
    return RangedSummary(**{name: getattr(found, name) for name in Summary.__slots__}, instants=instants)


async def job_views(parent: strawberry.Parent[RangedSummary], info: Info) -> int:
    """Postings looked at in the range."""
    return await _events(info, parent.instants, Metric.JOB_VIEWS)


async def job_saves(parent: strawberry.Parent[RangedSummary], info: Info) -> int:
    """Postings saved in the range."""
    return await _events(info, parent.instants, Metric.JOB_SAVES)


async def _events(info: Info, instants: Span, metric: Metric) -> int:
    edges = [instants.from_at, instants.until_at]

    async def count() -> int:
        counted = await info.context.metrics.tallies([REGISTRY[metric].formula], instants, edges, EVERYTHING)
        return int(sum(each.value for each in counted.rows))

    return await kept(info.context, Family.SUMMARY, int, count, reads=[metric], metric=metric, edges=edges)
