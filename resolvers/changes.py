"""What a subscription answers: the state now, once.

Whoever follows asks again when something may have changed (realtime.live). Every answer is read by the function
that answers the query of the same name, so the two never differ.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Annotated

import strawberry

from domain.applications import Application
from domain.metrics import Metric
from domain.sequences import Sequence as State
from domain.sequences import goes_on, read_sequence, sequence_of
from domain.series import TimeSeries
from resolvers import activity as resolve_activity
from resolvers import metrics as resolve_metrics
from resolvers import platform as resolve_platform
from resolvers import summaries as resolve_summaries
from resolvers.activity import Activity
from resolvers.arguments import Filter, First, Range, Width
from resolvers.context import Context, Info
from resolvers.metrics import Compared
from resolvers.platform import Platform
from resolvers.summaries import RangedSummary

MOST_APPLICATIONS, NEWEST_APPLICATIONS = 100, 20

Seen = Annotated[
    str | None,
    strawberry.argument(
        description="The `sequence` of the last answer you have seen, to go on from it; null for the first time."
    ),
]


@dataclass(frozen=True, slots=True)
class Change:
    """Which state was read, and whether that does not go on from what was seen."""

    sequence: str
    is_snapshot: bool


@dataclass(frozen=True, slots=True)
class MetricsChange(Change):
    """Metrics over time."""

    series: list[TimeSeries]


@dataclass(frozen=True, slots=True)
class SummaryChange(Change):
    """The summary."""

    summary: RangedSummary


@dataclass(frozen=True, slots=True)
class ApplicationChange(Change):
    """Applications whose ledger has entries that were not seen, the last moved first."""

    applications: list[Application]


@dataclass(frozen=True, slots=True)
class PlatformChange(Change):
    """The platform."""

    platform: Platform


@dataclass(frozen=True, slots=True)
class ActivityChange(Change):
    """What the owner has just been doing."""

    activity: Activity


async def metrics_changed(
    info: Info,
    metrics: Annotated[list[Metric], strawberry.argument(description="Which metrics, 1 to 30.")],
    range: Range = None,
    interval: Width = None,
    compare: Compared = None,
    filter: Filter = None,
    after: Seen = None,
) -> AsyncGenerator[MetricsChange, None]:
    """As `metrics`."""
    series = await resolve_metrics.metrics(info, metrics, range, interval, compare, filter)
    yield MetricsChange(*state_of(info.context, after), series)


async def summary_changed(info: Info, range: Range = None, after: Seen = None) -> AsyncGenerator[SummaryChange, None]:
    """As `summary`."""
    summary = await resolve_summaries.summary(info, range)
    yield SummaryChange(*state_of(info.context, after), summary)


async def activity_changed(info: Info, first: First = None, after: Seen = None) -> AsyncGenerator[ActivityChange, None]:
    """As `activity`."""
    activity = await resolve_activity.activity(info, first)
    yield ActivityChange(*state_of(info.context, after), activity)


async def platform_changed(info: Info, range: Range = None, after: Seen = None) -> AsyncGenerator[PlatformChange, None]:
    """As `platform`; its sequence is a digest, because nothing numbers the states of everybody together."""
    platform = await resolve_platform.platform(info, range)
    told = (platform.range, replace(platform.used, waiting_since=None))
    yield PlatformChange(*digest_state(info.context, after, told), platform)


async def application_changed(info: Info, after: Seen = None) -> AsyncGenerator[ApplicationChange, None]:
    """The applications that have moved since; one statement."""
    yield await _moved(info.context, _seen(info.context, after))


async def _moved(context: Context, after: str | None) -> ApplicationChange:
    seen = read_sequence(after)
    most = NEWEST_APPLICATIONS if seen is None else MOST_APPLICATIONS + 1
    found = await context.transitions.moved(most=most)
    present = State((found[0][0] if found else 0,))
    if seen is not None and seen.is_seen_by(present):
        newer = [(number, each) for number, each in found if number > seen.numbers[0]]
        if len(newer) <= MOST_APPLICATIONS:
            return ApplicationChange(str(present), False, _applications(newer))
    return ApplicationChange(str(present), True, _applications(found[:NEWEST_APPLICATIONS]))


def _applications(found: Sequence[tuple[int, Application]]) -> list[Application]:
    return [each for _, each in found]


def state_of(context: Context, after: str | None) -> tuple[str, bool]:
    """The sequence, and whether it is a snapshot, of the owner's data as the account was read with it.

    What is read later has at least that in it.
    """
    present = sequence_of(context.owner.revision)
    return str(present), not goes_on(_seen(context, after), present)


def digest_state(context: Context, after: str | None, told: tuple[object, ...]) -> tuple[str, bool]:
    """The same of what no number counts the states of: whatever differs from what was seen is a snapshot."""
    sequence = blake2b(repr(told).encode(), digest_size=12).hexdigest()
    return sequence, sequence != _seen(context, after)


def _seen(context: Context, after: str | None) -> str | None:
    return context.told or after
