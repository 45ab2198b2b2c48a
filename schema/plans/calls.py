"""Calling a resolver as Strawberry calls it, with all that does not depend on the request found out before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import strawberry
from graphql import GraphQLField, VariableNode, Visitor, visit
from graphql.execution.values import get_argument_values
from graphql.pyutils import gather_with_cancel, is_awaitable
from strawberry.permission import BasePermission, PermissionExtension
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField
from strawberry.types.maybe import Some

from schema.plans.leaves import Values, surprise
from schema.plans.runs import Run, Spot
from schema.plans.shapes import Later
from schema.plans.surprises import UnsupportedError

Arguments = Callable[[Run], dict[str, Any]]


def called(schema: strawberry.Schema, field: GraphQLField, definition: StrawberryField, spot: Spot) -> Later:
    """A resolver with arguments, permissions or awaiting. UnsupportedError for extensions other than permissions."""
    resolver = definition.base_resolver
    if resolver is None or (resolver.info_parameter and resolver.info_parameter.name != "info"):
        raise UnsupportedError("a resolver of another form")
    function: Callable[..., Any] = resolver.wrapped_func  # type: ignore[assignment] # bound when the type was made
    wants_info, is_bound = resolver.info_parameter is not None, resolver.self_parameter is not None
    by_name = [each.name for each in (resolver.parent_parameter, resolver.root_parameter) if each is not None]
    permissions = _permissions(definition)
    arguments = _arguments(schema, field, definition, spot)
    info_class = schema.config.info_class

    async def one(run: Run, source: Any, info: Any) -> Any:
        named = arguments(run)
        for name in by_name:
            named[name] = source
        for permission in permissions:
            is_allowed = permission.has_permission(source, info, **named)
            if is_awaitable(is_allowed):
                is_allowed = await is_allowed
            if is_allowed is not True:
                raise surprise(is_allowed)
        if wants_info:
            named["info"] = info
        result = function(source, **named) if is_bound else function(**named)
        return await run.settle(spot, source, result) if is_awaitable(result) else result

    async def column(run: Run, sources: Values) -> Values:
        info = info_class(_raw_info=spot.info(run), _field=definition)
        if len(sources) == 1:
            return [await one(run, sources[0], info)]
        return await gather_with_cancel(*(one(run, source, info) for source in sources))

    return Later(column)


def _permissions(definition: StrawberryField) -> Sequence[BasePermission]:
    """All that have to say yes; whatever one of them says instead of no is for the reference executor to find out."""
    found: list[BasePermission] = []
    for extension in definition.extensions:
        if type(extension) is not PermissionExtension or extension.fail_silently:
            raise UnsupportedError(type(extension).__name__)
        found += extension.permissions
    return found


def _arguments(schema: strawberry.Schema, field: GraphQLField, definition: StrawberryField, spot: Spot) -> Arguments:
    """The arguments as the function takes them; without variables they are understood once and made anew each time."""
    node, registry = spot.nodes[0], schema.schema_converter.scalar_registry

    def converted(given: dict[str, Any]) -> dict[str, Any]:
        return convert_arguments(given, definition.arguments, scalar_registry=registry, config=schema.config)

    seen = _Variables()
    for argument in node.arguments or ():
        visit(argument, seen)
    if seen.found:
        return lambda run: converted(get_argument_values(field, node, run.variables, hide_suggestions=True))
    renew = renewal(converted(get_argument_values(field, node, hide_suggestions=True)))
    return lambda _: renew()


class _Variables(Visitor):
    """Whether there is a variable anywhere."""

    found = False

    def enter_variable(self, _node: VariableNode, *_: object) -> None:
        self.found = True


def renewal(value: Any) -> Callable[[], Any]:
    """A function that makes an equal value which nobody else has. UnsupportedError for values of unknown kinds."""
    if value is None or value is strawberry.UNSET or isinstance(value, str | int | float | date | Enum):
        return lambda: value
    if isinstance(value, list):
        items = [renewal(each) for each in value]
        return lambda: [each() for each in items]
    if isinstance(value, Mapping):
        entries = [(name, renewal(each)) for name, each in value.items()]
        return lambda: {name: each() for name, each in entries}
    if isinstance(value, Some):
        inner = renewal(value.value)
        return lambda: Some(inner())
    kind = type(value)
    if is_dataclass(value) and hasattr(kind, "__strawberry_definition__"):
        parts = [(each.name, renewal(getattr(value, each.name))) for each in fields(value)]
        return lambda: kind(**{name: each() for name, each in parts})
    raise UnsupportedError(kind.__name__)
