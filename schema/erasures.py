"""Erasure of a person."""

from datetime import datetime

import strawberry

from schema.errors import payload


@strawberry.type(description="Rows of one kind that were removed.")
class RemovedRows:
    """A kind and a number."""

    kind: str = strawberry.field(description="What was removed, such as `applications` or `events`.")
    count: int = strawberry.field(description="How many there were.")


@strawberry.type(
    description="What was removed. Copies in caches, summaries and the archive of old events follow in the background, "
    "within minutes. The account is not made again, whoever names it."
)
class Erasure:
    """A person is gone."""

    erased_at: datetime = strawberry.field(description="Since when (UTC).")
    removed: list[RemovedRows] = strawberry.field(
        description="What was removed, kinds of which there was nothing left out."
    )


EraseMyDataPayload = payload("EraseMyData", "erasure", Erasure, "What was removed; null when there are errors.")
