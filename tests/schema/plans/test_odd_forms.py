"""Every odd value in every form of every kind of field, one at a time."""

from typing import Any

import pytest
import strawberry

from tests.schema.plans.answers import compare, operation
from tests.schema.plans.odd import (
    CONFIG,
    LEAVES,
    NONSENSE,
    RIGHT,
    Info,
    Left,
    LeftThing,
    Right,
    RightThing,
    Source,
    soon,
)

# The reference executor forgets coroutines when it gives up.
pytestmark = [
    pytest.mark.usefixtures("forgetful"),
    pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine .* was never awaited:RuntimeWarning"
    ),
]


class Fixed(Left):
    """Has this value wherever it is asked for a kind."""

    def __init__(self, kind: str, value: Any) -> None:
        super().__init__("fixed", 0.0)
        self.kind, self.fixed = kind, value

    def __getattr__(self, name: str) -> Any:
        kind, _, form = name.partition("_")
        if kind != self.kind:
            return self if kind == "box" else super().__getattr__(name)
        value = soon("later") if self.fixed == "soon" else self.fixed
        match form:
            case "list":
                return [value]
            case "list_list_null":
                return [[value, None], None]
        return value


def _left(info: Info) -> Any:
    return info.context


@strawberry.type
class Query:
    left = strawberry.field(_left, graphql_type=LeftThing)


schema = strawberry.Schema(query=Query, types=[LeftThing, RightThing], config=CONFIG)
FORMS = ["Plain", "Null", "List", "ListListNull", "Called", "Told", "Later"]
VALUES_AT_ONCE = [*NONSENSE, *(value for values in RIGHT.values() for value in values)]
VALUES = [*VALUES_AT_ONCE, "soon"]
THINGS_AT_ONCE = [*NONSENSE, Left("a", 0.0), Right("a", 0.0), Source("a", 0.0)]
THINGS = [*THINGS_AT_ONCE, "soon"]


@pytest.mark.parametrize("kind", LEAVES)
async def test_leaves(kind: str) -> None:
    for form in FORMS:
        asked = operation(schema, f"{{left {{boxPlain {{{kind}{form}}}}}}}")
        for value in VALUES if form != "Later" else VALUES_AT_ONCE:
            await compare(schema, asked, {}, lambda value=value: Fixed(kind, value))  # type: ignore[misc] # a default


@pytest.mark.parametrize("kind", ["box", "right", "thing"])
async def test_objects(kind: str) -> None:
    for form in FORMS:
        for fields in ("__typename", "textPlain" if kind != "right" else "countPlain"):
            asked = operation(schema, f"{{left {{{kind}{form} {{{fields}}}}}}}")
            for value in THINGS if form != "Later" else THINGS_AT_ONCE:
                await compare(schema, asked, {}, lambda value=value: Fixed(kind, value))  # type: ignore[misc] # a default
