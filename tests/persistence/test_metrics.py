"""Series counted in one statement are the series counted one by one."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from domain.applications import Application, Outcome, Reached
from domain.dimensions import EVERYTHING, MetricFilter
from domain.freshness import live
from domain.metrics import REGISTRY, Ended, Happened, Metric, Open, Share, Wait
from domain.periods import Interval
from domain.responses import response_curve
from domain.series import Frame, TimeSeries, build_series
from persistence.cohorts import Span
from persistence.database import Database
from persistence.metrics import Metrics
from tests.builders import event, person, utc
from tests.persistence.ledgers import NOW, Oracle, drawn, spans

ABOUT_APPLICATIONS = [metric for metric in Metric if REGISTRY[metric].is_about_applications]


def bounds(span: Span) -> list[datetime]:
    start = max(span.from_at, utc(2025, 12, 31, 0))
    edges = [start]
    while edges[-1] < span.until_at:
        edges.append(min(edges[-1] + timedelta(days=5, hours=7), span.until_at))
    return edges


def moment_of(each: Application, formula: Happened | Ended) -> datetime | None:
    if isinstance(formula, Ended):
        return each.closed_at
    return {
        Reached.APPLIED: each.applied_at,
        Reached.RESPONDED: each.responded_at,
        Reached.INTERVIEWED: each.interviewed_at,
        Reached.OFFERED: each.offered_at,
    }[formula.step]


def is_counted(each: Application, formula: Happened | Ended) -> bool:
    if isinstance(formula, Ended):
        return each.outcome == Outcome(formula.outcome)
    return each.reached >= formula.step


def is_open_at(each: Application, moment: datetime) -> bool:
    """Submitted before it and not ended at it; an ending without a day was never open."""
    if each.reached < Reached.APPLIED or each.applied_at is None or each.applied_at >= moment:
        return False
    return each.outcome is None or (each.closed_at is not None and max(each.closed_at, each.applied_at) >= moment)


def expected(made: list[Application], metric: Metric, span: Span, edges: list[datetime]) -> tuple[list[Any], Any]:
    formula, oracle = REGISTRY[metric].formula, Oracle(made, span)
    buckets = list(pairwise(edges))

    def within(moment: datetime | None, start: datetime, end: datetime) -> bool:
        return moment is not None and start <= moment < end

    if isinstance(formula, Happened | Ended):
        counted = [each for each in made if is_counted(each, formula)]
        points = [sum(within(moment_of(each, formula), *bucket) for each in counted) for bucket in buckets]
        return points, sum(oracle.holds(moment_of(each, formula)) for each in counted)
    if isinstance(formula, Open):
        levels = [sum(is_open_at(each, end) for each in made) for _, end in buckets]
        undated = sum(
            each.applied_at is None and each.outcome is None and each.reached >= Reached.APPLIED for each in made
        )
        return levels, sum(is_open_at(each, span.until_at) for each in made) + (undated if span.undated else 0)
    groups = [[each for each in oracle.submitted() if within(each.applied_at, *bucket)] for bucket in buckets]
    if isinstance(formula, Share):
        step = formula.step
        shares = [sum(each.reached >= step for each in group) / len(group) if group else None for group in groups]
        whole = oracle.submitted()
        return shares, sum(each.reached >= step for each in whole) / len(whole) if whole else None
    assert isinstance(formula, Wait)

    def median(group: list[Application]) -> float | None:
        waits = Counter(wait for each in group if (wait := oracle.wait(each, formula.step)) is not None)
        return response_curve((days, has, count) for (days, has), count in waits.items()).median_days

    return [median(group) for group in groups], median([each for group in groups for each in group])


async def series(
    database: Database, owner: Any, metrics: list[Metric], span: Span, narrowed: MetricFilter = EVERYTHING
) -> list[TimeSeries]:
    edges = bounds(span)
    formulas = [REGISTRY[metric].formula for metric in metrics]
    tallies = (await Metrics(database, owner).tallies(formulas, span, edges, narrowed)).rows
    frame = Frame(edges, Interval.DAY, span.zone, NOW, live(NOW))
    return [build_series(metric, tallies, frame) for metric in metrics]


@pytest.mark.parametrize(("seed", "zone"), [(1, "UTC"), (2, "Pacific/Auckland"), (3, "America/Los_Angeles")])
async def test_every_metric_is_what_counting_one_by_one_finds(database: Database, seed: int, zone: str) -> None:
    owner, other = await person(database, zone=zone), await person(database, "bob")
    made = await drawn(database, owner, seed)
    await drawn(database, other, seed + 1, count=10)
    for span in spans(zone):
        for found in await series(database, owner, ABOUT_APPLICATIONS, span):
            points, total = expected(made, found.metric, span, bounds(span))
            assert [point.value for point in found.points] == points, found.metric
            assert found.total == total, found.metric


async def test_metrics_asked_alone_and_together_are_the_same(database: Database) -> None:
    owner = await person(database)
    await drawn(database, owner, 7, count=30)
    for span in spans("UTC"):
        together = await series(database, owner, ABOUT_APPLICATIONS, span)
        for found in together:
            (alone,) = await series(database, owner, [found.metric], span)
            assert alone == found


async def test_a_filter_narrows_every_metric(database: Database) -> None:
    owner = await person(database)
    made = await drawn(database, owner, 8, count=40)
    kept = [each for each in made if each.source == "LinkedIn"]
    for span in spans("UTC"):
        for found in await series(database, owner, ABOUT_APPLICATIONS, span, MetricFilter(sources=["LinkedIn"])):
            assert ([point.value for point in found.points], found.total) == expected(
                kept, found.metric, span, bounds(span)
            ), found.metric


async def test_the_first_fact_is_the_first_of_what_is_asked(database: Database) -> None:
    owner, other = await person(database), await person(database, "bob")
    metrics, formulas = Metrics(database, owner), {metric: REGISTRY[metric].formula for metric in Metric}
    assert await metrics.first_at(formulas.values()) is None
    await event(database, owner, "job_view", utc(2025, 6, 1))
    await event(database, owner, "page_view", utc(2025, 5, 1), session="s")
    await event(database, other, "job_view", utc(2020, 1, 1))
    made = await drawn(database, owner, 9, count=20)
    moments = [
        moment
        for each in made
        for moment in (each.applied_at, each.responded_at, each.interviewed_at, each.offered_at, each.closed_at)
        if moment is not None
    ]
    assert await metrics.first_at([formulas[Metric.APPLICATIONS]]) == min(moments)
    assert await metrics.first_at([formulas[Metric.JOB_VIEWS]]) == utc(2025, 6, 1)
    assert await metrics.first_at([formulas[Metric.SESSIONS]]) == utc(2025, 5, 1)
    assert await metrics.first_at([formulas[Metric.OFFERS], formulas[Metric.JOB_VIEWS]]) == utc(2025, 6, 1)
    assert await metrics.first_at([formulas[Metric.SEARCHES]]) is None
