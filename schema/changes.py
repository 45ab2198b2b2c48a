"""What subscriptions say: something has changed, and this is how it is now."""

from collections.abc import Mapping
from typing import Any

import strawberry

from domain.metrics import REGISTRY, Metric
from domain.revisions import Part, read_for
from resolvers.caching import COHORT
from schema.activity import Activity
from schema.applications import Application
from schema.costs import METADATA_KEY, Cost
from schema.metrics import TimeSeries
from schema.platform import Platform
from schema.summaries import Summary
from schema.topics import Topics

MOVES = Topics(parts=frozenset({Part.LEDGER}), is_delta=True)
ACTIVITY = Topics(parts=frozenset({Part.ACTIVITY}))
# Counting over everybody is work; nobody misses the states in between.
PLATFORM = Topics(is_platform=True, most_a_second=1.0)


def of_metrics(metrics: list[Metric]) -> Topics:
    """What the metrics are counted from: where declared events alone change them, those, else a whole part."""
    parts, names = set[Part](), set[str]()
    for metric in metrics:
        read, changed_by = read_for([metric]), REGISTRY[metric].changed_by
        if changed_by and Part.ACTIVITY in read:
            names |= changed_by
        else:
            parts |= read
    return Topics(frozenset(parts), frozenset(names))


def of_asked_metrics(arguments: Mapping[str, Any]) -> Topics:
    """The same of the argument `metrics`."""
    return of_metrics([Metric(each) for each in arguments["metrics"]])


SUMMARY = of_metrics([*COHORT, Metric.JOB_VIEWS, Metric.JOB_SAVES])


def _sequence() -> Any:
    return strawberry.field(description="Which state this is; pass the last one you have seen as `after` to go on.")


def _is_snapshot() -> Any:
    return strawberry.field(
        description="Whether it does not go on from what you have seen: put it in the place of all you have."
    )


@strawberry.type(description="A metric, or several, as they are now.")
class MetricsChange:
    """Series."""

    series: list[TimeSeries] = strawberry.field(
        description="One for each metric asked for, in that order, as `metrics` answers.",
        metadata={METADATA_KEY: Cost(own=0, items=0)},
    )
    sequence: str = _sequence()
    is_snapshot: bool = _is_snapshot()


@strawberry.type(description="The summary as it is now.")
class SummaryChange:
    """Summary."""

    summary: Summary = strawberry.field(description="As `summary` answers.")
    sequence: str = _sequence()
    is_snapshot: bool = _is_snapshot()


@strawberry.type(description="Applications that were recorded, or whose ledger has got new entries.")
class ApplicationChange:
    """Applications."""

    applications: list[Application] = strawberry.field(
        description="Those that moved since what you have seen, as they are now, the last moved first. A snapshot has "
        "the 20 that moved last: ask `applications` for the others.",
        metadata={METADATA_KEY: Cost(own=0, per_item=1, items=20)},
    )
    sequence: str = _sequence()
    is_snapshot: bool = _is_snapshot()


@strawberry.type(description="The platform as it is now.")
class PlatformChange:
    """Platform."""

    platform: Platform = strawberry.field(description="As `platform` answers.")
    sequence: str = _sequence()
    is_snapshot: bool = _is_snapshot()


@strawberry.type(description="What you have been doing, as it is now.")
class ActivityChange:
    """Activity."""

    activity: Activity = strawberry.field(description="As `activity` answers.")
    sequence: str = _sequence()
    is_snapshot: bool = _is_snapshot()
