"""The ledger as a whole, page by page."""

import strawberry

from schema.applications import Transition
from schema.connections import PageInfo


@strawberry.type(description="An entry of the ledger and its place in the list.")
class TransitionEdge:
    """Item and cursor."""

    node: Transition = strawberry.field(description="The entry.")
    cursor: str = strawberry.field(description="Where it stands; pass it as `after` to go on from here.")


@strawberry.type(description="A page of the ledger.")
class TransitionConnection:
    """Items and where they stand."""

    edges: list[TransitionEdge] = strawberry.field(description="The entries with their cursors.")
    nodes: list[Transition] = strawberry.field(description="The entries alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
