"""Where the values of a field come from: an attribute, a look-up of the whole level, or a resolver."""

from collections.abc import Callable
from inspect import Parameter
from operator import attrgetter
from typing import Any

from graphql import GraphQLField, GraphQLResolveInfo, VariableNode, Visitor, visit
from graphql.execution.values import get_argument_values
from graphql.pyutils import gather_with_cancel, is_awaitable
from strawberry.types.field import StrawberryField

from resolvers.loaders import METADATA_KEY, Batch
from schema.plans.leaves import Values
from schema.plans.runs import Run, Spot
from schema.plans.shapes import Completion, Later, Now
from schema.plans.surprises import UnsupportedError


def reading(field: GraphQLField, spot: Spot, info_class: Callable[..., Any]) -> Completion:
    """From sources to the values of a field. UnsupportedError for a field that Strawberry did not make."""
    definition = (field.extensions or {}).get("strawberry-definition")
    if not isinstance(definition, StrawberryField) or field.resolve is None:
        raise UnsupportedError("a field of another kind")
    batch = definition.metadata.get(METADATA_KEY)
    if isinstance(batch, Batch) and not definition.extensions:
        return _looked_up(batch)
    if definition.is_basic_field and definition.default_resolver is getattr:
        attribute = attrgetter(definition.python_name)
        return Now(lambda _, sources: list(map(attribute, sources)))
    if definition.is_async or definition.extensions or definition.arguments:
        return _resolved(field, spot)
    return _called(definition, spot, info_class) or _resolved(field, spot)


def _looked_up(batch: Batch) -> Completion:
    async def column(run: Run, sources: Values) -> Values:
        return await batch.level(run.context, sources) if sources else []

    return Later(column)


def _called(definition: StrawberryField, spot: Spot, info_class: Callable[..., Any]) -> Completion | None:
    """A plain function of the source, of the source and the info, or of the info; None when it takes anything else."""
    resolver = definition.base_resolver
    if resolver is None:
        return None
    parameters = list(resolver.signature.parameters.values())
    if any(each.kind is not Parameter.POSITIONAL_OR_KEYWORD for each in parameters):
        return None
    function: Callable[..., Any] = resolver.wrapped_func  # type: ignore[assignment] # bound when the type was made
    source = resolver.parent_parameter or resolver.root_parameter or resolver.self_parameter

    def info(run: Run) -> Any:
        return info_class(_raw_info=spot.info(run), _field=definition)

    match parameters:
        case [first] if first == source:
            return Now(lambda _, sources: [function(each) for each in sources])
        case [first] if first == resolver.info_parameter:
            return Now(lambda run, sources: [function(info(run)) for _ in sources])
        case [first, second] if first == source and second == resolver.info_parameter:

            def column(run: Run, sources: Values) -> Values:
                shared = info(run)
                return [function(each, shared) for each in sources]

            return Now(column)
    return None


def _resolved(field: GraphQLField, spot: Spot) -> Completion:
    """Anything else is called through the schema: permissions, arguments and all."""
    arguments = _arguments(field, spot)
    resolve: Callable[..., Any] = field.resolve  # type: ignore[assignment] # seen above

    async def one(run: Run, source: Any, info: GraphQLResolveInfo[Any]) -> Any:
        result = resolve(source, info, **arguments(run))
        return await run.settle(spot, source, result) if is_awaitable(result) else result

    async def column(run: Run, sources: Values) -> Values:
        info = spot.info(run)
        if len(sources) == 1:
            return [await one(run, sources[0], info)]
        return await gather_with_cancel(*(one(run, source, info) for source in sources))

    return Later(column)


class _Variables(Visitor):
    """Whether there is a variable anywhere."""

    found = False

    def enter_variable(self, _node: VariableNode, *_: object) -> None:
        self.found = True


def _arguments(field: GraphQLField, spot: Spot) -> Callable[[Run], dict[str, Any]]:
    """The coerced arguments; those without variables are coerced once, as the reference does with defaults."""
    node = spot.nodes[0]
    seen = _Variables()
    for argument in node.arguments or ():
        visit(argument, seen)
    if seen.found:
        return lambda run: get_argument_values(field, node, run.variables, hide_suggestions=True)
    known = get_argument_values(field, node, hide_suggestions=True)
    return lambda _: known
