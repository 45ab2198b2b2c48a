"""A schema of every form of field, over sources that give right values and, as often as asked, nonsense."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property
from random import Random
from types import GenericAlias, SimpleNamespace
from typing import Any

import strawberry
from graphql import Undefined
from strawberry.permission import BasePermission, PermissionExtension
from strawberry.schema.config import StrawberryConfig

from resolvers.loaders import METADATA_KEY, Batch, Lookup, batched
from schema.scalars import SCALARS


@strawberry.enum
class Colour(StrEnum):
    """Its values are not its names."""

    RED = "red"
    BLUE = "blue"


@strawberry.enum
class Size(Enum):
    """Its values are no texts."""

    SMALL = 1
    LARGE = (2, 3)


class Text(str):
    """Almost a text."""

    __slots__ = ()


class OddError(Exception):
    """What a source raises, or hands over as a value."""


SOMEWHERE = timezone(timedelta(minutes=53, seconds=28))  # Berlin until 1893
RIGHT: dict[str, list[Any]] = {
    "text": ["", "a", "ü\u2028", "x" * 50],
    "count": [0, -1, 2**31 - 1],
    "share": [0.0, -0.0, 0.1, 1e300, 5e-324],
    "flag": [True, False],
    "key": ["QQ", "1"],
    "moment": [datetime(1, 1, 1, tzinfo=UTC), datetime(2026, 3, 2, 1, 2, 3, 45, tzinfo=UTC)],
    "day": [date(1, 1, 1), date(2026, 3, 2)],
    "colour": list(Colour),
    "size": list(Size),
}
NONSENSE: list[Any] = [
    *(None, Undefined, OddError("returned"), ValueError("returned"), b"x", {"a": 1}, [1], (1,), {2}, [None], []),
    *("text", Text("sub"), "red", "RED", "3", 1, 0, 2**31, 2**70, True, 1.0, 1.5, math.nan, math.inf, 1e308),
    *(Decimal("1.5"), Colour.RED, Size.LARGE, date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=SOMEWHERE)),
    datetime(2026, 3, 2),  # noqa: DTZ001 - naive on purpose
]


async def soon(value: Any) -> Any:
    """A value that comes later."""
    await asyncio.sleep(0)
    return value


class Source:
    """Has an attribute of every name, such as `count_list`: always the same one for a seed."""

    def __init__(self, seed: str, oddness: float) -> None:
        self.seed, self.oddness = seed, oddness

    def __repr__(self) -> str:
        return f"{type(self).__name__} of {self.seed}"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or "_" not in name:
            raise AttributeError(name)
        return self.value(Random(f"{self.seed}.{name}"), *name.split("_", 1))

    def value(self, chance: Random, kind: str, form: str) -> Any:
        """A value of a kind in a form, or else nonsense."""
        if chance.random() < self.oddness:
            return self.odd(chance, kind)
        if form.startswith("list"):
            rest = form.removeprefix("list").lstrip("_") or "plain"
            return [self.value(chance, kind, rest) for _ in range(chance.choice([0, 1, 3]))]
        if form == "null" and chance.random() < 0.3:
            return None
        if kind in RIGHT:
            return chance.choice(RIGHT[kind])
        made = {"left": Left, "right": Right, "box": Source}.get(kind) or chance.choice([Left, Right])
        return made(f"{self.seed}.{chance.random()}", self.oddness)

    def odd(self, chance: Random, kind: str) -> Any:
        """What should not be there."""
        match chance.randrange(12):
            case 0:
                raise OddError(f"raised about {kind}")
            case 1:
                return soon(chance.choice(RIGHT["text"]))
            case 2:
                return (each for each in ["generated"])
            case 3:
                return Left(self.seed, self.oddness)
        return chance.choice(NONSENSE)


class Left(Source):
    """One kind of thing."""


class Right(Source):
    """The other kind."""


@dataclass
class Context:
    """What resolvers share: the source of the root, and look-ups."""

    seed: str
    oddness: float

    @cached_property
    def loaders(self) -> Any:
        """Look-ups that count what they are asked, and fail as oddly as everything else."""
        return SimpleNamespace(
            boxes=Lookup(self._finding("box", "null")), rights=Lookup(self._finding("right", "list"))
        )

    def _finding(self, kind: str, form: str) -> Callable[[list[str]], Any]:
        async def find(keys: list[str]) -> list[Any]:
            await asyncio.sleep(0)
            found = [Source(f"{self.seed}.{key}", self.oddness) for key in keys]
            return [each.value(Random(each.seed), kind, form) for each in found]

        return find


Info = strawberry.Info[Any, None]


class Keeps(BasePermission):
    """Says no to some ways of asking, and nonsense to others."""

    message = "This is kept."
    error_extensions = {"code": "KEPT"}  # noqa: RUF012 - Strawberry's own declaration of it

    def has_permission(self, source: Any, info: Any, **arguments: Any) -> Any:
        """Whether one may."""
        return {2: False, 3: "yes"}.get(arguments.get("way", 1), True)


class KeepsForAWhile(BasePermission):
    """Says so later."""

    message = "This is kept for a while."

    async def has_permission(self, source: Any, info: Any, **arguments: Any) -> bool:
        """Whether one may."""
        await asyncio.sleep(0)
        return arguments.get("way") != 4


def _called(name: str) -> Callable[..., Any]:
    def read(parent: strawberry.Parent[Any]) -> Any:
        return getattr(parent, name)

    return read


def _told(name: str) -> Callable[..., Any]:
    def read(parent: strawberry.Parent[Any], info: Info) -> Any:
        return getattr(parent, name) if info.field_name else None

    return read


def _later(name: str) -> Callable[..., Any]:
    async def read(parent: strawberry.Parent[Any], info: Info, way: int = 1) -> Any:
        if way == 5:
            return str(info.path.as_list())
        await asyncio.sleep(0)
        return getattr(parent, name)

    return read


def _looked_up(loader: str, kind: Any) -> Any:
    batch = Batch(loader, "seed")
    return strawberry.field(batched(batch), graphql_type=kind, metadata={METADATA_KEY: batch})


def _kept(resolver: Callable[..., Any], kind: Any) -> Any:
    extension = PermissionExtension([Keeps(), KeepsForAWhile()], use_directives=False)
    return strawberry.field(resolver, graphql_type=kind, extensions=[extension])


FORMS: dict[str, Callable[[Any], Any]] = {
    "plain": lambda kind: kind,
    "null": lambda kind: kind | None,
    "list": lambda kind: GenericAlias(list, kind),
    "list_list_null": lambda kind: GenericAlias(list, GenericAlias(list, kind | None)) | None,
}


def members(kinds: dict[str, Any]) -> dict[str, Any]:
    """A namespace with fields of all forms for each kind: attributes, and resolvers of every sort."""
    attributes: dict[str, Any] = {}
    resolvers: dict[str, Any] = {}
    for name, kind in kinds.items():
        attributes |= {f"{name}_{form}": made(kind) for form, made in FORMS.items()}
        resolvers[f"{name}_called"] = strawberry.field(_called(f"{name}_null"), graphql_type=kind | None)
        resolvers[f"{name}_told"] = strawberry.field(_told(f"{name}_plain"), graphql_type=kind)
        resolvers[f"{name}_later"] = strawberry.field(_later(f"{name}_null"), graphql_type=kind | None)
    return {"__annotations__": attributes, **resolvers}


LEAVES: dict[str, Any] = {
    "text": str,
    "count": int,
    "share": float,
    "flag": bool,
    "key": strawberry.ID,
    "moment": datetime,
    "day": date,
    "colour": Colour,
    "size": Size,
}
Box: Any = strawberry.type(type("Box", (), members(LEAVES)))


@strawberry.interface
class Thing:
    """Either of two."""

    text_plain: str
    box_null: Box | None


def _thing(name: str, source: type[Source], namespace: dict[str, Any]) -> Any:
    def is_type_of(_: type, value: object, __: object) -> bool:
        return isinstance(value, source)

    return strawberry.type(type(name, (Thing,), {**namespace, "is_type_of": classmethod(is_type_of)}))


RightThing: Any = _thing(
    "RightThing", Right, {**members({"box": Box, "count": int}), "box_maybe": _looked_up("boxes", Box | None)}
)
LeftThing: Any = _thing(
    "LeftThing",
    Left,
    {
        **members({"box": Box, "right": RightThing, "thing": Thing, "text": str}),
        "box_found": _looked_up("boxes", Box),
        "rights_found": _looked_up("rights", list[RightThing]),
        "right_kept": _kept(_later("right_null"), RightThing | None),
    },
)


async def _root(info: Info, way: int = 1) -> Any:
    await asyncio.sleep(0)
    return Left(f"{info.context.seed}.{way}", info.context.oddness)


def _roots(info: Info) -> Any:
    return Source(info.context.seed, info.context.oddness).thing_list


@strawberry.type
class Query:
    """The root."""

    left = _kept(_root, LeftThing)
    left_or_null = _kept(_root, LeftThing | None)
    things = strawberry.field(_roots, graphql_type=list[Thing])


CONFIG = StrawberryConfig(scalar_map=SCALARS)
schema = strawberry.Schema(query=Query, types=[LeftThing, RightThing], config=CONFIG)
