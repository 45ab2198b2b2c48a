"""Metrics over time, trends, and breakdowns."""

from datetime import datetime

import strawberry

from domain.metrics import Metric, Unit
from domain.periods import Interval
from resolvers.inputs import TimeZone
from schema.ranges import DateRange, Freshness, Rate


@strawberry.type(description="A metric in one bucket of time.")
class Point:
    """Start and value."""

    start: datetime = strawberry.field(description="Start of the bucket (UTC); it lasts until the next one starts.")
    value: float | None = strawberry.field(description="The metric; null for a ratio or a median out of nothing.")
    is_partial: bool = strawberry.field(description="Whether the bucket is not over yet.")


@strawberry.type(description="A metric over a range: dense, ordered, half-open buckets in the given time zone.")
class TimeSeries:
    """Points, total and comparison."""

    metric: Metric = strawberry.field(description="Which metric.")
    unit: Unit = strawberry.field(description="What its numbers count.")
    interval: Interval = strawberry.field(description="How wide a bucket is.")
    time_zone: TimeZone = strawberry.field(description="Whose days, weeks and months the buckets are.")
    points: list[Point] = strawberry.field(description="Every bucket of the range, in order.")
    total: float | None = strawberry.field(
        description="The metric over the whole range (of OPEN_APPLICATIONS: at its end); null out of nothing."
    )
    rate: Rate | None = strawberry.field(description="For ratios: the total with all that belongs to it; else null.")
    previous: "TimeSeries | None" = strawberry.field(
        description="The same metric over the range compared with; null when none was asked for or there is none."
    )
    change_ratio: float | None = strawberry.field(
        description="Change of the total as a share of the previous one; null when that is 0 or unknown."
    )
    freshness: Freshness = strawberry.field(description="How old the numbers are.")


@strawberry.type(description="A part of a breakdown.")
class Slice:
    """Keys and value."""

    keys: list[str] = strawberry.field(description="One for each dimension asked for; Unknown where it is not known.")
    count: int = strawberry.field(description="How many applications it is made from.")
    value: float | None = strawberry.field(description="The metric of the slice; null out of nothing.")
    rate: Rate | None = strawberry.field(description="For ratios: the value with all that belongs to it; else null.")


@strawberry.type(description="A metric split by dimensions.")
class Breakdown:
    """Slices and the whole."""

    metric: Metric = strawberry.field(description="Which metric.")
    unit: Unit = strawberry.field(description="What its numbers count.")
    slices: list[Slice] = strawberry.field(description="Largest first, by the number of applications.")
    other: float | None = strawberry.field(description="Sum over the slices left out; null for what does not add up.")
    total: float | None = strawberry.field(description="The metric over everything; null out of nothing.")
    freshness: Freshness = strawberry.field(description="How old the numbers are.")


@strawberry.type(description="How the search develops: the main metrics over time, each beside the period before.")
class Trends:
    """The main series."""

    range: DateRange = strawberry.field(description="The dates they are about.")
    interval: Interval = strawberry.field(description="How wide a bucket is.")
    series: list[TimeSeries] = strawberry.field(
        description="APPLICATIONS, RESPONSES, INTERVIEWS, OFFERS, REJECTIONS, RESPONSE_RATE and INTERVIEW_RATE."
    )
    freshness: Freshness = strawberry.field(description="How old the numbers are.")
