"""Open applications by how long their employers have said nothing."""

import strawberry


@strawberry.type(description="So many open applications have heard nothing for about so long.")
class SilenceBand:
    """From, until, how many."""

    from_days: int = strawberry.field(description="So many local days of silence at least.")
    until_days: int | None = strawberry.field(description="Fewer than so many; null for the last band, without end.")
    count: int = strawberry.field(description="How many applications; 0 in an empty band.")
    is_long: bool = strawberry.field(description="Whether that is past your limit, `ghostedAfterDays`.")
