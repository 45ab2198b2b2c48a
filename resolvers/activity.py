"""What the owner has just been doing."""

from dataclasses import dataclass
from datetime import timedelta

import strawberry

from domain.activity import SESSION_MINUTES, Happening, RecentEvents, last_hour, recent
from domain.freshness import Freshness, live
from persistence.activity import Activity as Events
from resolvers.arguments import First
from resolvers.context import Context, Info
from resolvers.inputs import page_size
from resolvers.ranges import waiting_since

DEFAULT_FEED, LARGEST_FEED = 20, 100


@dataclass(frozen=True, slots=True)
class Activity:
    """What was asked of it, and what is told of everything else: visits that are not over."""

    most: int
    active_sessions: int
    freshness: Freshness


async def activity(info: Info, first: First = None) -> Activity:
    """The owner's activity now; one statement, and one for each part of it that is asked for."""
    context = info.context
    most = page_size(first, None, default=DEFAULT_FEED, largest=LARGEST_FEED)
    present = await _events(context).present(since=context.now - timedelta(minutes=SESSION_MINUTES))
    oldest_at = await waiting_since(context, present.waiting_since)
    return Activity(most, present.active_sessions, live(context.now, waiting_since=oldest_at))


async def newest(parent: strawberry.Parent[Activity], info: Info) -> list[Happening]:
    """The newest events."""
    return await _events(info.context).newest(info.context.now, most=parent.most)


async def last_hours_events(info: Info) -> RecentEvents:
    """The last 60 minutes."""
    since, until = last_hour(info.context.now)
    return recent(await _events(info.context).minutes(since=since, until=until), info.context.now)


def _events(context: Context) -> Events:
    return Events(context.database, context.owner)
