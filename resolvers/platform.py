"""The platform in numbers, without people: each part is one statement over roll-ups."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

import strawberry

from domain.access import Role, Scope
from domain.activity import SESSION_MINUTES
from domain.caching import Family
from domain.freshness import Freshness, rolled_up
from domain.periods import DateRange, Period, requested_range
from domain.platform import (
    ActiveUsers,
    Features,
    Retention,
    Totals,
    UnknownEvents,
    active_users,
    features,
    retention,
    retention_dates,
    unknown,
)
from persistence.platform import PlatformNumbers, Used
from resolvers.arguments import Range
from resolvers.caching import kept_for_all
from resolvers.context import Context, Info
from resolvers.ranges import asked, since, waiting_since

ZONE = "UTC"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Platform:
    """A range of days of UTC, what happened in it, and the moment (UTC) of which that is told."""

    range: DateRange
    used: Used
    freshness: Freshness
    counted_at: datetime


async def platform(info: Info, range: Range = None) -> Platform:
    """What happened in the range; one statement, and one more to find where ALL_TIME starts."""
    context = info.context
    dates = await _dates(context, range)
    return await _kept(context, Platform, lambda: _platform(context, dates), "platform", dates)


async def _platform(context: Context, dates: DateRange) -> Platform:
    used = await PlatformNumbers(context.database).used(dates)
    oldest_at = await waiting_since(context, used.waiting_since)
    return Platform(dates, used, rolled_up(context.now, waiting_since=oldest_at), context.now)


async def _kept(
    context: Context,
    kind: type[T],
    compute: Callable[[], Awaitable[T]],
    part: str,
    dates: DateRange,
    counted_at: datetime | None = None,
) -> T:
    """A part belongs to the answer it was first asked with, so that it is never older than that says."""
    return await kept_for_all(
        context,
        Family.PLATFORM,
        kind,
        compute,
        part=part,
        start=dates.start,
        until=dates.until,
        # What is not over yet is so by the days of UTC.
        day=context.now.astimezone(UTC).date(),
        counted_at=counted_at,
    )


async def _dates(context: Context, given: Range) -> DateRange:
    when = asked(context, given, Period.LAST_90_DAYS, zone=ZONE)
    if when.is_all_time:
        first = await PlatformNumbers(context.database).first_day()
        when = since(when, None if first is None else datetime.combine(first, time(12), tzinfo=UTC))
    return requested_range(when.dates.start, when.dates.until)


async def totals(parent: strawberry.Parent[Platform], info: Info) -> Totals:
    """Accounts, people, visits and events."""
    context, dates, used = info.context, parent.range, parent.used

    async def count() -> Totals:
        active_since = context.now - timedelta(minutes=SESSION_MINUTES)
        sizes = await PlatformNumbers(context.database).sizes(dates, active_since=active_since)
        return Totals(sizes.users, used.people, sizes.sessions, used.events, sizes.active_sessions)

    return await _kept(context, Totals, count, "totals", dates, parent.counted_at)


async def active(parent: strawberry.Parent[Platform], info: Info) -> ActiveUsers:
    """People active by day, week and month."""
    context, dates = info.context, parent.range

    async def count() -> ActiveUsers:
        counts = await PlatformNumbers(context.database).active(dates)
        return active_users(counts, dates, now=context.now)

    return await _kept(context, ActiveUsers, count, "active", dates, parent.counted_at)


async def retained(parent: strawberry.Parent[Platform], info: Info) -> Retention:
    """Who of those that came stays."""
    context, dates = info.context, retention_dates(parent.range)

    async def count() -> Retention:
        counts = await PlatformNumbers(context.database).retained(dates)
        return retention(counts, dates, now=context.now)

    return await _kept(context, Retention, count, "retention", dates, parent.counted_at)


def used(parent: strawberry.Parent[Platform]) -> Features:
    """What is used."""
    return features(parent.used.names, people=parent.used.people)


def unknown_events(parent: strawberry.Parent[Platform], info: Info) -> UnknownEvents | None:
    """Events of names that the catalogue does not have; None for those who do not operate the platform."""
    if not info.context.grant.allows(Role.OPERATOR, Scope.READ):
        return None
    return unknown(parent.used.names, events=parent.used.events)
