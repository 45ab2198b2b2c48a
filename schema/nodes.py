"""Objects with an id that can be fetched again by it."""

from typing import Any

import strawberry

from resolvers.nodes import encode
from schema.costs import METADATA_KEY, Cost


@strawberry.interface(description="An object that can be fetched again by its id.")
class Node:
    """What `node` answers."""

    id: strawberry.ID = strawberry.field(description="Opaque, the same for ever.")


def identified(kind: str) -> Any:
    """The id field of a type."""

    def id_of(parent: strawberry.Parent[Any]) -> strawberry.ID:
        return strawberry.ID(encode(kind, parent.id))

    return strawberry.field(id_of, description="Opaque, the same for ever.", metadata={METADATA_KEY: Cost(own=0)})
