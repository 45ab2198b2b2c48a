"""Columns of scalars and enums: looked at as a whole, and left as they are where the encoder writes the same."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from inspect import iscoroutine
from math import isfinite
from operator import attrgetter
from types import NoneType
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)
from graphql.pyutils import is_awaitable
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from schema.plans.surprises import SurpriseError

Values = list[Any]
Leaves = Callable[[object, Values], Values]
Fitting = Mapping[type, Callable[[Values], bool]]


@lru_cache(maxsize=500)
def leaves(type_: GraphQLLeafType, *, nullable: bool) -> Leaves:
    """How a column of this type is completed; it raises SurpriseError for a value that the type does not take."""
    slowly = _one_by_one(type_, nullable=nullable)
    if isinstance(type_, CustomGraphQLEnumType):
        return _enum(type_, slowly, nullable=nullable)
    fitting = _FITTING.get(type_.coerce_output_value)
    return slowly if fitting is None else _as_they_are(fitting, slowly, nullable=nullable)


def surprise(*values: object) -> SurpriseError:
    """The end of a plan; coroutines among the values, which nobody will await any more, are closed."""
    for value in values:
        if iscoroutine(value):
            value.close()
    return SurpriseError(", ".join(sorted({type(value).__name__ for value in values})))


def _one_by_one(type_: GraphQLLeafType, *, nullable: bool) -> Leaves:
    coerce = type_.coerce_output_value

    def column(_: object, values: Values) -> Values:
        done: Values = []
        for value in values:
            if value is None and nullable:
                done.append(None)
                continue
            if value is None or value is Undefined or isinstance(value, Exception) or is_awaitable(value):
                raise surprise(*values)
            coerced = coerce(value)
            if coerced is None or coerced is Undefined:
                raise surprise(*values)
            done.append(coerced)
        return done

    return column


def _as_they_are(fitting: Fitting, slowly: Leaves, *, nullable: bool) -> Leaves:
    """Values of exactly one class, which the encoder writes as what the reference would make of them."""

    def column(run: object, values: Values) -> Values:
        kinds = set(map(type, values))
        present = values
        if nullable and NoneType in kinds:
            kinds.remove(NoneType)
            present = [value for value in values if value is not None]
        if len(kinds) == 1:
            fits = fitting.get(kinds.pop())
            if fits is not None and fits(present):
                return values
        return slowly(run, values)

    return column


def _enum(type_: CustomGraphQLEnumType, slowly: Leaves, *, nullable: bool) -> Leaves:
    members: Iterable[Any] = type_.wrapped_cls
    names: dict[Any, str | None] = {member: type_.coerce_output_value(member) for member in members}
    expected: set[type] = {type_.wrapped_cls}
    if nullable:
        names[None] = None
        expected.add(NoneType)

    def column(run: object, values: Values) -> Values:
        if expected.issuperset(map(type, values)):
            return list(map(names.__getitem__, values))
        return slowly(run, values)

    return column


def _any(_: Values) -> bool:
    return True


def _are_32_bit(values: Values) -> bool:
    return bool(min(values) >= -(2**31) and max(values) < 2**31)


def _are_finite(values: Values) -> bool:
    return isfinite(sum(values))  # an infinity or NaN among them makes the sum one


def _are_utc(values: Values) -> bool:
    return {UTC}.issuperset(map(attrgetter("tzinfo"), values))


# By the function that the reference would call. orjson writes dates, and instants in UTC, as `isoformat` does.
_FITTING: Final[Mapping[Any, Fitting]] = {
    GraphQLString.coerce_output_value: {str: _any},
    GraphQLID.coerce_output_value: {str: _any},
    str: {str: _any},
    GraphQLBoolean.coerce_output_value: {bool: _any},
    GraphQLInt.coerce_output_value: {int: _are_32_bit},
    GraphQLFloat.coerce_output_value: {float: _are_finite},
    date.isoformat: {date: _any},
    datetime.isoformat: {datetime: _are_utc},
}
