"""The platform in numbers, without people."""

from datetime import date

import strawberry

from resolvers import platform as resolve
from schema.costs import METADATA_KEY, Cost
from schema.metrics import Point
from schema.ranges import DateRange, Freshness, Rate


@strawberry.type(description="How much there is of everything.")
class PlatformTotals:
    """Counts."""

    users: int = strawberry.field(description="Accounts that there are now.")
    active_users: int = strawberry.field(description="Distinct people who did anything in the range.")
    sessions: int = strawberry.field(description="Visits that began in the range.")
    events: int = strawberry.field(
        description="Events that happened in the range, whoever sent them; what this service writes about itself "
        "does not count."
    )
    active_sessions: int = strawberry.field(
        description="Visits that are not over: their last event is less than 30 minutes ago."
    )


@strawberry.type(
    description="Distinct people who did anything, by day, week and month of UTC: dense, ordered, clipped to the range."
)
class ActiveUsers:
    """Three widths."""

    daily: list[Point] = strawberry.field(description="By day.")
    weekly: list[Point] = strawberry.field(description="By week, from Monday.")
    monthly: list[Point] = strawberry.field(description="By calendar month.")


@strawberry.type(description="How many of a cohort came back in a later week.")
class RetentionPoint:
    """Week and share."""

    weeks_later: int = strawberry.field(description="How many weeks after the first one; at least 1.")
    rate: Rate = strawberry.field(description="Share of the cohort that did anything in that week.")
    is_partial: bool = strawberry.field(description="Whether the week is not over yet.")


@strawberry.type(description="The people whose first activity ever was in the same week.")
class RetentionCohort:
    """First week and what followed."""

    start: date = strawberry.field(description="Monday of that week (UTC).")
    people: int = strawberry.field(description="How many they are; at least 5.")
    points: list[RetentionPoint] = strawberry.field(description="Every later week that has begun, in order.")


@strawberry.type(
    description="Who stays, by the week of the first activity. Groups of fewer than 5 people are only counted."
)
class Retention:
    """Cohorts."""

    cohorts: list[RetentionCohort] = strawberry.field(
        description="Cohorts of 5 people or more, oldest first, over the last 52 weeks of the range."
    )
    hidden_cohorts: int = strawberry.field(description="How many cohorts of fewer than 5 people are not shown.")


@strawberry.type(description="How often something was done, and for how long.")
class FeatureUsage:
    """A name of the catalogue."""

    name: str = strawberry.field(description="Name of the event.")
    description: str = strawberry.field(description="What it says.")
    events: int = strawberry.field(description="How often it happened in the range.")
    seconds: float = strawberry.field(description="Visible time that its events told, in seconds; 0 for most.")


@strawberry.type(
    description="What is used. While fewer than 5 people were active in the range, this would say what they did, and "
    "the names are only counted."
)
class Features:
    """Usage by name."""

    shown: list[FeatureUsage] = strawberry.field(description="By event name, most used first.")
    hidden: int = strawberry.field(description="How many names are not shown; 0 with 5 people or more.")


@strawberry.type(description="Events of a name that the catalogue does not have.")
class UnknownEvent:
    """Name and count."""

    name: str = strawberry.field(description="Name of the event.")
    events: int = strawberry.field(description="How often it happened in the range.")


@strawberry.type(description="Events of names that the catalogue does not have.")
class UnknownEvents:
    """All of them."""

    events: int = strawberry.field(description="How many there were in the range.")
    names: list[UnknownEvent] = strawberry.field(description="The names, most frequent first, at most 100.")


@strawberry.type(
    description="The platform in numbers, without people: counts over everybody, by days of UTC, from roll-ups."
)
class Platform:
    """Everybody together."""

    range: DateRange = strawberry.field(description="The dates it is about, which are days of UTC here.")
    totals = strawberry.field(
        resolve.totals,
        graphql_type=PlatformTotals | None,
        description="How much there is; null when it could not be counted, which an error says.",
        metadata={METADATA_KEY: Cost(20)},
    )
    active_users = strawberry.field(
        resolve.active,
        graphql_type=ActiveUsers | None,
        description="How many are active; null when it could not be counted.",
        metadata={METADATA_KEY: Cost(30)},
    )
    retention = strawberry.field(
        resolve.retained,
        graphql_type=Retention | None,
        description="Who stays; null when it could not be counted.",
        metadata={METADATA_KEY: Cost(50)},
    )
    features = strawberry.field(resolve.used, graphql_type=Features, description="What is used.")
    unknown_events = strawberry.field(
        resolve.unknown_events,
        graphql_type=UnknownEvents | None,
        description="Events of names that the catalogue does not have; null for all but operators.",
    )
    freshness: Freshness = strawberry.field(description="How old the numbers are.")
