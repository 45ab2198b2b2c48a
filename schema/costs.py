"""What an operation may cost us, declared on fields and known before it runs.

The cost of a field is `own + items × (per_item + the cost of what is asked of each item)`; of an operation, the sum
over its fields with fragments written out, as if every `@skip` were false and every type condition held.

`items` is 1 for a field that is no list. For a list it is the largest of what the arguments in `by` say: a number
counts as itself, a list as its length. When they say nothing it is the arguments' default, then the declared `items`,
then 20 for a field that takes such arguments, and 10 for any other list. Lists right below a field with such arguments
(`nodes`, `edges`) are that page again, not a second factor.

Undeclared, a field that merely reads an attribute costs nothing, one with a resolver costs 1, and a page costs 1 more
for each row.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_interface_type,
    is_list_type,
    is_object_type,
)
from strawberry.types.field import StrawberryField

from schema.prices import Count, Price, size_of

METADATA_KEY: Final = "cost"
PAGE_ARGUMENTS: Final = ("first", "last")
PAGE_ITEMS: Final = 20
LIST_ITEMS: Final = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """A declaration, for `strawberry.field(metadata={"cost": Cost(...)})`; the module says how it is used."""

    own: int = 1
    per_item: int = 0
    items: int | None = None
    by: tuple[str, ...] = PAGE_ARGUMENTS


class Tariff:
    """The declared costs of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """`schema` is the graphql-core schema that strawberry built."""
        self._schema = schema
        self._declared: dict[tuple[str, str], Cost] = {}

    def prices(
        self, operations: Iterable[OperationDefinitionNode], fragments: Iterable[FragmentDefinitionNode]
    ) -> list[Price]:
        """The price of each operation of a valid document; `fragments` come leaves first, and each is walked once."""
        walk = Walk(self._schema, self.declared)
        for fragment in fragments:
            walk.add_fragment(fragment)
        return [walk.operation(operation) for operation in operations]

    def declared(self, parent: str, name: str, field: GraphQLField) -> Cost:
        """What the field declares, or the default for its kind."""
        cost = self._declared.get((parent, name))
        if cost is None:
            cost = self._declared[parent, name] = _declaration(field)
        return cost


def _declaration(field: GraphQLField) -> Cost:
    definition = (field.extensions or {}).get("strawberry-definition")
    if not isinstance(definition, StrawberryField):
        return Cost(own=0)
    cost = definition.metadata.get(METADATA_KEY)
    if isinstance(cost, Cost):
        return cost
    is_page = any(name in field.args for name in PAGE_ARGUMENTS)
    return Cost(own=int(definition.base_resolver is not None), per_item=int(is_page))


def default_sizes(operation: OperationDefinitionNode) -> dict[str, int]:
    """What the variables of an operation say when they are not sent."""
    return {
        variable.variable.name.value: size
        for variable in operation.variable_definitions or ()
        if (size := _literal_size(variable.default_value)) is not None
    }


class Walk:
    """One pass over one document."""

    def __init__(self, schema: GraphQLSchema, declared: Callable[[str, str, GraphQLField], Cost]) -> None:
        """Start with no fragments known."""
        self._schema = schema
        self._declared = declared
        self._fragments: dict[tuple[str, bool], Price] = {}

    def add_fragment(self, node: FragmentDefinitionNode) -> None:
        """Price a fragment, both for a place of its own and for one right below a page."""
        parent = self._schema.get_type(node.type_condition.name.value)
        for in_page in (False, True):
            self._fragments[node.name.value, in_page] = self._selections(node.selection_set, parent, in_page=in_page)

    def operation(self, node: OperationDefinitionNode) -> Price:
        """The price of an operation."""
        return self._selections(node.selection_set, self._schema.get_root_type(node.operation), in_page=False)

    def _selections(self, node: SelectionSetNode, parent: GraphQLNamedType | None, *, in_page: bool) -> Price:
        price = Price()
        for selection in node.selections:
            if isinstance(selection, FieldNode):
                price = price.plus(self._field(selection, parent, in_page=in_page))
            elif isinstance(selection, FragmentSpreadNode):
                price = price.plus(self._fragments.get((selection.name.value, in_page), Price()))
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                inner = self._schema.get_type(condition.name.value) if condition else parent
                price = price.plus(self._selections(selection.selection_set, inner, in_page=in_page))
        return price

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, *, in_page: bool) -> Price:
        if not (is_object_type(parent) or is_interface_type(parent)):
            return Price()
        field = parent.fields.get(node.name.value)
        if field is None:
            return Price()  # `__schema`, `__type`, `__typename`: bounded by limits of their own
        cost = self._declared(parent.name, node.name.value, field)
        is_page = any(name in field.args for name in cost.by)
        below = Price()
        if node.selection_set is not None:
            below = self._selections(node.selection_set, get_named_type(field.type), in_page=is_page)
        count = _count(node, field, cost, is_page=is_page, in_page=in_page)
        return Price(cost.own).plus(Price(cost.per_item).plus(below).times(count))


def _count(node: FieldNode, field: GraphQLField, cost: Cost, *, is_page: bool, in_page: bool) -> Count | int:
    if not is_page:
        if not is_list_type(get_nullable_type(field.type)):
            return 1
        if cost.items is not None:
            return cost.items
        return 1 if in_page else LIST_ITEMS
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    values = [given[name] for name in cost.by if name in given]
    variables = tuple(value.name.value for value in values if isinstance(value, VariableNode))
    literal = max((size for value in values if (size := _literal_size(value)) is not None), default=None)
    if not variables and literal is not None:
        return literal
    assumed = _assumed_items(field, cost)
    return Count(variables, literal, assumed) if variables else assumed


def _assumed_items(field: GraphQLField, cost: Cost) -> int:
    defaults = [field.args[name].default_value for name in cost.by if name in field.args]
    sizes = [size for default in defaults if (size := size_of(default)) is not None]
    return max(sizes, default=PAGE_ITEMS if cost.items is None else cost.items)


def _literal_size(value: ValueNode | None) -> int | None:
    if isinstance(value, IntValueNode):
        return size_of(int(value.value))
    if isinstance(value, ListValueNode):
        return len(value.values)
    return None
