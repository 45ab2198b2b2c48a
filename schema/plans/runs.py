"""One execution of a plan: what it carries, and what it has found out in case the reference has to take over."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any, Final, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.values import VariableValues
from graphql.pyutils import Path, is_awaitable

from schema.plans.surprises import SurpriseError

_PATH: Final = GraphQLResolveInfo._fields.index("path")


class PlannedInfo(GraphQLResolveInfo[Any]):
    """A resolve info for all rows of a level. Whoever wants to know which row it is ends the plan."""

    operation_extensions = None

    @property
    def path(self) -> Path:
        """Where the value stands in the answer, unless that is inside a list."""
        found: Path | None = cast(Any, self[_PATH])
        if found is None:
            raise SurpriseError("a path inside a list")
        return found

    @property
    def async_helpers(self) -> Any:
        """Helpers of the reference executor, which is not running."""
        raise SurpriseError("helpers of the reference executor")


@dataclass(frozen=True, slots=True)
class Document:
    """What an info says of the whole operation."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    operation: OperationDefinitionNode


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the answer: which field of which type; the path when it is not inside a list."""

    document: Document
    nodes: list[FieldNode]
    returns: GraphQLOutputType
    parent: GraphQLObjectType
    path: Path | None

    def info(self, run: "Run") -> GraphQLResolveInfo[Any]:
        """What a resolver here is told."""
        whole = self.document
        return PlannedInfo._make(
            (
                self.nodes[0].name.value,
                self.nodes,
                self.returns,
                self.parent,
                self.path,
                whole.schema,
                whole.fragments,
                None,
                whole.operation,
                run.variables.coerced,
                run.context,
                is_awaitable,
                None,
                None,
            )
        )


def place(node: FieldNode) -> int:
    """Where the field stands in the text, which may have been read again since the plan was made."""
    return node.loc.start if node.loc else id(node)


@dataclass(slots=True)
class Run:
    """One execution; `settled` holds what awaited resolvers came to, by the place of the field and the source."""

    context: Any
    variables: VariableValues
    settled: dict[tuple[int, int], tuple[Any, Any]] = field(default_factory=dict)

    async def settle(self, spot: Spot, source: Any, result: Awaitable[Any]) -> Any:
        """Await what a resolver promised and keep what came of it."""
        # The source is kept too: while it lives, no other object can have its id.
        key = place(spot.nodes[0]), id(source)
        try:
            value = await result
        except SurpriseError:
            raise  # it asked what only the reference executor can tell
        except Exception as error:
            self.settled[key] = source, error
            raise
        self.settled[key] = source, value
        return value

    def resolve(self, resolve: Any, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        """As middleware of the reference executor: what was asked is not asked again, least of all what was slow."""
        known = self.settled.get((place(info.field_nodes[0]), id(source)))
        if known is None:
            return resolve(source, info, **arguments)
        _, outcome = known
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
