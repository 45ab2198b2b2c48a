"""What the viewer has just been doing."""

from datetime import datetime

import strawberry

from resolvers import activity as resolve
from schema.costs import METADATA_KEY, Cost
from schema.metrics import Point
from schema.ranges import Freshness


@strawberry.type(description="An event of yours that was stored.")
class Happening:
    """Name and time."""

    name: str = strawberry.field(description="Name of the event.")
    description: str | None = strawberry.field(
        description="What an event of this name says; null for a name that the catalogue does not have."
    )
    occurred_at: datetime = strawberry.field(description="When it happened.")
    received_at: datetime = strawberry.field(description="When it came in.")


@strawberry.type(description="How often something happened in the last 60 minutes.")
class EventCount:
    """A name and its minutes."""

    name: str = strawberry.field(description="Name of the events.")
    events: int = strawberry.field(description="How many there were.")
    points: list[Point] = strawberry.field(
        description="How many in each of the 60 minutes, in order; 0 where there were none.",
        metadata={METADATA_KEY: Cost(own=0, per_item=0, items=60)},
    )


@strawberry.type(description="What happened in the last 60 minutes, the one that is not over among them.")
class RecentEvents:
    """All of it, and by name."""

    events: int = strawberry.field(description="How many events of yours there were, of whatever name.")
    names: list[EventCount] = strawberry.field(
        description="By name, most frequent first; of more than 20 names the 20 most frequent.",
        metadata={METADATA_KEY: Cost(own=0, per_item=1, items=20)},
    )


@strawberry.type(description="What you have just been doing; what this service writes about itself does not count.")
class Activity:
    """Feed, counters and visits."""

    newest = strawberry.field(
        resolve.newest,
        graphql_type=list[Happening],
        description="Your newest events of the last 7 days, newest first, `first` at most.",
        metadata={METADATA_KEY: Cost(own=5, items=20)},
    )
    last_hour = strawberry.field(
        resolve.last_hours_events, graphql_type=RecentEvents, description="How much you did in the last 60 minutes."
    )
    active_sessions: int = strawberry.field(
        description="How many visits of yours are not over: their last event is less than 30 minutes ago."
    )
    freshness: Freshness = strawberry.field(
        description="How old it is: events that came in at `asOf` or later may still wait to be stored."
    )
