"""The summary, and what it lists beside its cohort."""

import strawberry

from domain.applications import Reached
from domain.dimensions import EVERYTHING
from domain.metrics import REGISTRY, Metric
from domain.periods import DateRange, Period
from domain.summaries import Summary, build_summary
from resolvers.arguments import Range
from resolvers.context import Info
from resolvers.ranges import Asked, asked, freshness, since, span


async def summary(info: Info, range: Range = None) -> Summary:
    """What became of the applications submitted in the range; one statement."""
    when = asked(info.context, range, Period.ALL_TIME)
    cohort = await info.context.cohorts.of(span(info.context, when), EVERYTHING, waits=[Reached.RESPONDED])
    return build_summary(cohort, since(when, cohort.first_at).dates, freshness(info.context))


async def job_views(parent: strawberry.Parent[Summary], info: Info) -> int:
    """Postings looked at in the range."""
    return await _events(info, parent.range, Metric.JOB_VIEWS)


async def job_saves(parent: strawberry.Parent[Summary], info: Info) -> int:
    """Postings saved in the range."""
    return await _events(info, parent.range, Metric.JOB_SAVES)


async def _events(info: Info, dates: DateRange, metric: Metric) -> int:
    instants = span(info.context, Asked(None, dates, info.context.owner.time_zone))
    edges = [instants.from_at, instants.until_at]
    tallies = await info.context.metrics.tallies([REGISTRY[metric].formula], instants, edges, EVERYTHING)
    return int(sum(each.value for each in tallies))
