"""From an operation to its plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import (
    GraphQLAbstractType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.pyutils import Path

from schema.operations import Operation
from schema.plans.leaves import leaves
from schema.plans.reads import reading
from schema.plans.runs import Document, Run, Spot
from schema.plans.selections import Group, Selections
from schema.plans.shapes import Completion, Now, completed, in_turn, kinds, lists, objects, unless_null
from schema.plans.surprises import UnsupportedError


@dataclass(frozen=True, slots=True)
class Plan:
    """An operation, ready to be answered; `size` counts its fields, with fragments written out."""

    root: Completion
    size: int

    async def answer(self, run: Run, source: object = None) -> Any:
        """The data. Raises whatever came up; nothing has changed then, and nothing is known about the answer."""
        (data,) = await completed(self.root, run, [source])
        return data


def compile_plan(schema: strawberry.Schema, operation: Operation, conditions: Mapping[str, bool]) -> Plan:
    """The plan of a valid query, or of an event of a subscription, for these values of variables in conditions.

    UnsupportedError, or whatever the reference functions raise, when there can be none.
    """
    root_type = schema._schema.get_root_type(operation.kind)
    if operation.node.directives or schema.exception_handlers or root_type is None:
        raise UnsupportedError("a directive on the operation, handlers of exceptions, or no such operations")
    selections = Selections(schema._schema, operation.document, operation.node, conditions)
    compiler = _Compiler(schema, selections)
    root = compiler.object(root_type, selections.roots(root_type), path=None, is_in_list=False)
    return Plan(root, compiler.size)


class _Compiler:
    """Walks the selections once, with the types of the schema."""

    def __init__(self, schema: strawberry.Schema, selections: Selections) -> None:
        self._schema, self._selections = schema, selections
        self._document = Document(schema._schema, selections.fragments, selections.operation)
        self.size = 0

    def object(
        self, type_: GraphQLObjectType, groups: Mapping[str, Group], *, path: Path | None, is_in_list: bool
    ) -> Completion:
        """Objects of a type with the selected fields."""
        columns = {}
        for key, group in groups.items():
            here = None if is_in_list else Path(path, key, type_.name)
            columns[key] = self._field(type_, group, here)
        return objects(columns, type_.is_type_of)

    def _field(self, parent: GraphQLObjectType, group: Group, path: Path | None) -> Completion:
        self.size += 1
        nodes = [details.node for details in group]
        name = nodes[0].name.value
        if name == "__typename":
            return Now(lambda _, sources: [parent.name] * len(sources))
        field: GraphQLField | None = parent.fields.get(name)
        if field is None:
            raise UnsupportedError("introspection")
        spot = Spot(self._document, nodes, field.type, parent, path)
        read = reading(self._schema, field, spot)
        return in_turn(read, self._value(field.type, group, spot, path))

    def _value(self, type_: GraphQLOutputType, group: Group, spot: Spot, path: Path | None) -> Completion:
        nullable = not is_non_null_type(type_)
        inner = get_nullable_type(type_)
        if is_leaf_type(inner):
            return Now(leaves(inner, nullable=nullable))
        if is_list_type(inner):
            return unless_null(lists(self._value(inner.of_type, group, spot, None)), nullable=nullable)
        if is_object_type(inner):
            groups = self._selections.below(inner, group)
            below = self.object(inner, groups, path=path, is_in_list=path is None)
            return unless_null(below, nullable=nullable)
        if is_abstract_type(inner):
            return unless_null(self._abstract(inner, group, spot, path), nullable=nullable)
        raise UnsupportedError("a type of an unknown kind")

    def _abstract(self, type_: GraphQLAbstractType, group: Group, spot: Spot, path: Path | None) -> Completion:
        resolve_type = type_.resolve_type
        if resolve_type is None:
            raise UnsupportedError("an abstract type that does not say what its values are")

        def name_of(run: Run, value: Any) -> Any:
            return resolve_type(value, spot.info(run), type_)

        possible = {}
        for each in self._schema._schema.get_possible_types(type_):
            groups = self._selections.below(each, group)
            possible[each.name] = self.object(each, groups, path=path, is_in_list=path is None)
        return kinds(name_of, possible)
