"""The platform in numbers, without people: each part is one statement over roll-ups."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import strawberry

from domain.access import Role, Scope
from domain.activity import SESSION_MINUTES
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
from resolvers.context import Context, Info
from resolvers.ranges import asked, since, waiting_since

ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Platform:
    """A range of days of UTC, and what happened in it."""

    range: DateRange
    used: Used
    freshness: Freshness


async def platform(info: Info, range: Range = None) -> Platform:
    """What happened in the range; one statement, and one more to find where ALL_TIME starts."""
    context = info.context
    dates = await _dates(context, range)
    used = await PlatformNumbers(context.database).used(dates)
    oldest_at = await waiting_since(context, used.waiting_since)
    return Platform(dates, used, rolled_up(context.now, waiting_since=oldest_at))


async def _dates(context: Context, given: Range) -> DateRange:
    when = asked(context, given, Period.LAST_90_DAYS, zone=ZONE)
    if when.is_all_time:
        first = await PlatformNumbers(context.database).first_day()
        when = since(when, None if first is None else datetime.combine(first, time(12), tzinfo=UTC))
    return requested_range(when.dates.start, when.dates.until)


async def totals(parent: strawberry.Parent[Platform], info: Info) -> Totals:
    """Accounts, people, visits and events."""
    active_since = info.context.now - timedelta(minutes=SESSION_MINUTES)
    sizes = await PlatformNumbers(info.context.database).sizes(parent.range, active_since=active_since)
    return Totals(sizes.users, parent.used.people, sizes.sessions, parent.used.events, sizes.active_sessions)


async def active(parent: strawberry.Parent[Platform], info: Info) -> ActiveUsers:
    """People active by day, week and month."""
    days = await PlatformNumbers(info.context.database).active(parent.range)
    return active_users(days, parent.range, now=info.context.now)


async def retained(parent: strawberry.Parent[Platform], info: Info) -> Retention:
    """Who of those that came stays."""
    dates = retention_dates(parent.range)
    counts = await PlatformNumbers(info.context.database).retained(dates)
    return retention(counts, dates, now=info.context.now)


def used(parent: strawberry.Parent[Platform]) -> Features:
    """What is used."""
    return features(parent.used.names, people=parent.used.people)


def unknown_events(parent: strawberry.Parent[Platform], info: Info) -> UnknownEvents | None:
    """Events of names that the catalogue does not have; None for those who do not operate the platform."""
    if not info.context.grant.allows(Role.OPERATOR, Scope.READ):
        return None
    return unknown(parent.used.names, events=parent.used.events)
