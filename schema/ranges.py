"""What many answers carry: their dates, their freshness, and rates with all that belongs to them."""

from datetime import date, datetime

import strawberry

from domain.freshness import FreshnessSource


@strawberry.type(description="Local dates, half-open.")
class DateRange:
    """Dates of the owner's calendar."""

    start: date = strawberry.field(name="from", description="First day, in the owner's time zone.")
    until: date = strawberry.field(description="First day that is left out.")


@strawberry.type(description="How old an answer is and where it came from.")
class Freshness:
    """Age and source."""

    as_of: datetime = strawberry.field(description="The numbers are true as of this moment (UTC).")
    source: FreshnessSource = strawberry.field(description="Where they were read.")
    lag_seconds: float = strawberry.field(description="How long before the answer that was, in seconds.")


@strawberry.type(description="A share that carries what it was counted from, and how far it can be trusted.")
class Rate:
    """Numerator, denominator, and the 95 % Wilson interval."""

    value: float | None = strawberry.field(description="The share, 0 to 1; null out of nothing.")
    numerator: int = strawberry.field(description="How many got there.")
    denominator: int = strawberry.field(description="Out of how many.")
    low: float | None = strawberry.field(description="Lower end of the 95 % Wilson interval; null out of nothing.")
    high: float | None = strawberry.field(description="Upper end of the 95 % Wilson interval; null out of nothing.")
    small_sample: bool = strawberry.field(description="Whether the denominator is below 5: too few to read into.")
    maturity: float | None = strawberry.field(
        description="Share of the denominator old enough to have been answered; null when no day of applying is known."
    )
