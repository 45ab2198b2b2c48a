"""Where the values of a field come from: an attribute, a look-up of the whole level, or a resolver."""

from collections.abc import Callable
from inspect import Parameter
from operator import attrgetter
from typing import Any

import strawberry
from graphql import GraphQLField
from strawberry.types.field import StrawberryField

from resolvers.loaders import METADATA_KEY, Batch
from schema.plans.calls import called
from schema.plans.leaves import Values
from schema.plans.runs import Run, Spot
from schema.plans.shapes import Completion, Later, Now
from schema.plans.surprises import UnsupportedError


def reading(schema: strawberry.Schema, field: GraphQLField, spot: Spot) -> Completion:
    """From sources to the values of a field. UnsupportedError when that is a matter for the reference executor."""
    definition = (field.extensions or {}).get("strawberry-definition")
    if not isinstance(definition, StrawberryField) or field.resolve is None:
        raise UnsupportedError("a field of another kind")
    if definition.is_subscription:
        # What its source has told is the value, as strawberry's own resolver has it.
        return Now(lambda _, sources: sources)
    batch = definition.metadata.get(METADATA_KEY)
    if isinstance(batch, Batch) and not definition.extensions:
        return _looked_up(batch)
    if definition.is_basic_field and definition.default_resolver is getattr:
        attribute = attrgetter(definition.python_name)
        return Now(lambda _, sources: list(map(attribute, sources)))
    if not (definition.is_async or definition.extensions or definition.arguments):
        simple = _simple(definition, spot, schema.config.info_class)
        if simple is not None:
            return simple
    return called(schema, field, definition, spot)


def _looked_up(batch: Batch) -> Completion:
    async def column(run: Run, sources: Values) -> Values:
        return await batch.level(run.context, sources) if sources else []

    return Later(column)


def _simple(definition: StrawberryField, spot: Spot, info_class: Callable[..., Any]) -> Completion | None:
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
