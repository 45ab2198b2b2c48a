"""The one root field of a subscription: what it is asked with, and what two who ask the same have in common."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    NonNullTypeNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import get_argument_values, get_variable_values

from schema.operations import Operation, RejectedError, presentable

AFTER: Final = "after"
"""The argument that says which answer was seen last."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a subscription asks: a field with its coerced `arguments`, by their GraphQL names.

    `variables` are those to ask again with, `common` those that all must have sent alike to share what they are
    answered. Neither says what was seen last, unless it has to.
    """

    field: GraphQLField
    arguments: Mapping[str, Any]
    variables: Mapping[str, Any]
    common: Mapping[str, Any]

    @property
    def after(self) -> str | None:
        """The sequence that the client has seen."""
        after = self.arguments.get(AFTER)
        return after if isinstance(after, str) else None


def question(schema: GraphQLSchema, operation: Operation, variables: Mapping[str, Any]) -> Question:
    """What a valid subscription asks. Raises RejectedError for variables or arguments that do not fit."""
    node = root_node(operation)
    subscription = schema.subscription_type
    if subscription is None:
        raise TypeError("a schema without subscriptions has no valid one")
    field = subscription.fields[node.name.value]
    declared = operation.node.variable_definitions or ()
    given = get_variable_values(schema, declared, dict(variables), max_errors=10, hide_suggestions=True)
    if isinstance(given, list):
        raise RejectedError(*(presentable(error, "BAD_USER_INPUT") for error in given))
    try:
        arguments = get_argument_values(field, node, given, hide_suggestions=True)
    except GraphQLError as error:
        raise RejectedError(presentable(error, "BAD_USER_INPUT")) from None
    return Question(field, arguments, *_without_after(operation, variables))


def root_node(operation: Operation) -> FieldNode:
    """The field of a valid subscription."""
    return next(_fields(operation, operation.node.selection_set))


def _fields(operation: Operation, selections: SelectionSetNode) -> Iterator[FieldNode]:
    """The fields of the root; validation has seen to it that they are one and the same."""
    fragments = {
        each.name.value: each for each in operation.document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection
        elif isinstance(selection, FragmentSpreadNode):
            yield from _fields(operation, fragments[selection.name.value].selection_set)
        elif isinstance(selection, InlineFragmentNode):
            yield from _fields(operation, selection.selection_set)


def _without_after(operation: Operation, variables: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The variables that are used, without those that only say what was seen: all that may be left out; all."""
    uses = _Uses()
    visit(operation.document, uses)
    declared = operation.node.variable_definitions or ()
    required = {each.variable.name.value for each in declared if isinstance(each.type, NonNullTypeNode)}
    resuming = Counter(
        argument.value.name.value
        for node in _fields(operation, operation.node.selection_set)
        for argument in node.arguments or ()
        if argument.name.value == AFTER and isinstance(argument.value, VariableNode)
    )
    used = {name: value for name, value in variables.items() if uses.found[name]}
    common = {name: value for name, value in used.items() if uses.found[name] > resuming[name]}
    return {name: value for name, value in used.items() if name in common or name in required}, common


class _Uses(Visitor):
    """How often each variable is used, its definition aside."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Counter[str]()

    def enter_variable_definition(self, *_: object) -> Any:
        return self.SKIP

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.found[node.name.value] += 1
