"""What an operation selects: collected by the reference's own functions, once for all rows of all requests."""

from collections.abc import Mapping, Sequence

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from graphql.language import DirectiveNode

from schema.plans.surprises import UnsupportedError

Group = list[FieldDetails]
"""The fields behind one key of an answer: they have the same name and arguments, and their selections are merged."""


class _Conditions(Visitor):
    """Collects the variables that decide whether something is selected at all."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value not in (GraphQLSkipDirective.name, GraphQLIncludeDirective.name):
            raise UnsupportedError(f"@{node.name.value}")
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.names[argument.value.name.value] = None
            elif not isinstance(argument.value, BooleanValueNode):
                raise UnsupportedError("a condition that is no boolean")


def conditions(document: DocumentNode) -> tuple[str, ...]:
    """The variables in `@skip` and `@include`. UnsupportedError for any other directive."""
    found = _Conditions()
    visit(document, found)
    return tuple(found.names)


class Selections:
    """What is selected below each field, for given values of the variables that decide it."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        conditions: Mapping[str, bool],
    ) -> None:
        """UnsupportedError for fragments with variables of their own."""
        self.schema, self.operation = schema, operation
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        if any(node.variable_definitions for node in self.fragments.values()):
            raise UnsupportedError("variables of fragments")
        self._details = {name: FragmentDetails(node) for name, node in self.fragments.items()}
        self._values = VariableValues({}, dict(conditions))

    def roots(self, root: GraphQLObjectType) -> Mapping[str, Group]:
        """The groups of the operation itself, in the order of the answer."""
        found = collect_fields(self.schema, self._details, self._values, root, self.operation)
        return found.grouped_field_set

    def below(self, parent: GraphQLObjectType, group: Sequence[FieldDetails]) -> Mapping[str, Group]:
        """The groups below a group whose value is a `parent`."""
        found = collect_subfields(self.schema, self._details, self._values, self.operation, parent, list(group))
        return found.grouped_field_set
