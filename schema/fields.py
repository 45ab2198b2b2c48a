"""Fields of the roots: each says who may ask for it and what that costs."""

from typing import Any

import strawberry

from schema.costs import METADATA_KEY, Cost
from schema.permissions import Permission, Reads, Writes, needs
from schema.topics import METADATA_KEY as TOPICS
from schema.topics import Declaration


def answered(
    resolver: Any,
    graphql_type: Any,
    description: str,
    *,
    cost: Cost | None = None,
    permission: type[Permission] = Reads,
) -> Any:
    """A field of Query."""
    declared = {METADATA_KEY: cost or Cost(own=10)}
    extensions = needs(permission)
    return strawberry.field(
        resolver, graphql_type=graphql_type, description=description, metadata=declared, extensions=extensions
    )


def done(
    resolver: Any,
    graphql_type: Any,
    description: str,
    *,
    cost: Cost | None = None,
    permission: type[Permission] = Writes,
) -> Any:
    """A field of Mutation."""
    declared = {METADATA_KEY: cost or Cost(own=20)}
    extensions = needs(permission)
    return strawberry.mutation(
        resolver, graphql_type=graphql_type, description=description, metadata=declared, extensions=extensions
    )


def followed(
    resolver: Any,
    graphql_type: Any,
    description: str,
    *,
    topics: Declaration,
    cost: Cost | None = None,
    permission: type[Permission] = Reads,
) -> Any:
    """A field of Subscription; `topics` says what changes its answer."""
    declared = {METADATA_KEY: cost or Cost(own=10), TOPICS: topics}
    extensions = needs(permission)
    return strawberry.subscription(
        resolver, graphql_type=graphql_type, description=description, metadata=declared, extensions=extensions
    )
