"""What one request may ask for, counted in time linear in its text and before anything dearer happens to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLError, Node, OperationDefinitionNode, OperationType

from schema.measures import Measure, measure
from schema.repetitions import most_repeated


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of everything; the text limits hold for the document, all others for each definition written out."""

    characters: int = 15_000
    tokens: int = 1_500
    nesting: int = 64
    number_characters: int = 40
    depth: int = 10
    aliases: int = 30
    fields: int = 400
    selections: int = 1_600
    directives: int = 30
    repetitions: int = 30
    operations: int = 10
    variables: int = 50
    cost: int = 5_000
    introspection_depth: int = 15
    introspection_fields: int = 1_500
    introspection_lists: int = 2


class LimitError(GraphQLError):
    """More than a limit allows: `extensions` carry the code, the limit and what was found."""

    def __init__(self, code: str, what: str, way_out: str, *, limit: int, found: int, node: Node | None = None) -> None:
        """`what` names the thing counted in the plural; `way_out` is a sentence saying what to do instead."""
        super().__init__(
            f"Too much in one request: {found:,} {what}, and {limit:,} are allowed. {way_out}",
            nodes=node,
            extensions={"code": code, "limit": limit, "found": found},
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """A document within its limits: its operations with their measures, and its fragments, leaves first."""

    operations: tuple[tuple[OperationDefinitionNode, Measure], ...]
    fragments: tuple[FragmentDefinitionNode, ...]


def check_document(document: DocumentNode, limits: Limits) -> Shape:
    """Refuse a document that asks for too much. Fragments are counted where they are spread, but walked only once."""
    definitions = document.definitions
    operations = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) > limits.operations:
        raise LimitError(
            "OPERATION_LIMIT",
            "operations",
            "Send the one to run, and only the fragments it uses.",
            limit=limits.operations,
            found=len(operations),
        )
    named = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
    measured, totals = measure(operations, named)
    for operation, total in measured:
        _check_variables(operation, limits)
        _check_measure(operation, total, limits)
        _check_repetitions(operation, named, limits)
    for name, total in totals.items():
        _check_measure(named[name], total, limits)
    return Shape(operations=tuple(measured), fragments=tuple(named[name] for name in totals))


def _check_variables(operation: OperationDefinitionNode, limits: Limits) -> None:
    found = len(operation.variable_definitions or ())
    if found > limits.variables:
        raise LimitError(
            "VARIABLE_LIMIT",
            "variables",
            "Gather them in an input object.",
            limit=limits.variables,
            found=found,
            node=operation,
        )


def _check_repetitions(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode], limits: Limits
) -> None:
    found = most_repeated(operation, fragments, steps=limits.selections)
    if found > limits.repetitions:
        raise LimitError(
            "REPETITION_LIMIT",
            "times the same object at the same place",
            "Ask for each object once, with all its fields.",
            limit=limits.repetitions,
            found=found,
            node=operation,
        )


def _check_measure(node: Node, total: Measure, limits: Limits) -> None:
    for code, found, limit, what, way_out in _allowances(total, limits):
        if found > limit:
            raise LimitError(code, what, way_out, limit=limit, found=found, node=node)
    is_query = isinstance(node, OperationDefinitionNode) and node.operation is OperationType.QUERY
    if total.catalogues and is_query and not total.is_introspection:
        raise LimitError(
            "INTROSPECTION_LIMIT",
            "questions about all types beside a question about data",
            "Ask for `__schema` in a request of its own.",
            limit=0,
            found=total.catalogues,
            node=node,
        )


def _allowances(total: Measure, limits: Limits) -> Iterable[tuple[str, int, int, str, str]]:
    """Every count with its code, limit, name and way out, the most telling first."""
    fewer = "Ask for fewer fields at once; a second request may have the rest."
    schema_once = "The standard introspection query passes; send that one."
    return (
        ("DEPTH_LIMIT", total.depth, limits.depth, "levels of fields", "Ask for the inner objects by their own ids."),
        ("ALIAS_LIMIT", total.aliases, limits.aliases, "aliases", "Ask for lists instead of one alias an item."),
        (
            "DIRECTIVE_LIMIT",
            total.directives,
            limits.directives,
            "directives",
            "Leave out what changes nothing.",
        ),
        ("FIELD_LIMIT", total.fields, limits.fields, "fields with fragments written out", fewer),
        ("FIELD_LIMIT", total.selections, limits.selections, "fields and fragments written out", fewer),
        (
            "INTROSPECTION_LIMIT",
            total.meta_depth,
            limits.introspection_depth,
            "levels of introspection",
            schema_once,
        ),
        (
            "INTROSPECTION_LIMIT",
            total.meta_fields,
            limits.introspection_fields,
            "introspection fields with fragments written out",
            schema_once,
        ),
        (
            "INTROSPECTION_LIMIT",
            total.meta_lists,
            limits.introspection_lists,
            "lists of types and fields inside each other",
            schema_once,
        ),
        ("INTROSPECTION_LIMIT", total.catalogues, 1, "lists of all types", "Ask for `types` once."),
    )
