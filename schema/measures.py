"""How much a definition asks for, fragments written out: each fragment is walked once, however often it is spread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphql import (
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
)

# Sums stop here, so that a tower of doubling fragments stays a small number in sums and messages.
MOST = 1_000_000

INTROSPECTION_ROOTS = frozenset({"__schema", "__type"})
INTROSPECTION_LISTS = frozenset({"types", "fields", "inputFields", "interfaces", "possibleTypes"})


@dataclass(slots=True)
class Measure:
    """Counts of one definition. What lies below `__schema` and `__type` is counted apart, as `meta`."""

    fields: int = 0
    selections: int = 0
    aliases: int = 0
    directives: int = 0
    depth: int = 0
    meta_fields: int = 0
    meta_depth: int = 0
    meta_lists: int = 0
    catalogues: int = 0
    roots: set[str] = field(default_factory=set)

    @property
    def is_introspection(self) -> bool:
        """Whether nothing but the schema itself is asked about."""
        return self.meta_fields > 0 and self.roots <= INTROSPECTION_ROOTS | {"__typename"}


@dataclass(frozen=True, slots=True)
class Spread:
    """A fragment spread: which, how many levels of fields above it, and how many lists of types."""

    name: str
    depth: int
    lists: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A definition's own counts and what it spreads."""

    own: Measure
    spreads: list[Spread]


def measure(
    operations: Iterable[OperationDefinitionNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[list[tuple[OperationDefinitionNode, Measure]], dict[str, Measure]]:
    """The operations with their totals, and the totals of the fragments, leaves first.

    A spread that closes a cycle counts nothing; validation refuses the cycle.
    """
    sheets = {name: _sheet(node) for name, node in fragments.items()}
    totals: dict[str, Measure] = {}
    for name in _leaves_first(sheets):
        totals[name] = _total(sheets[name], totals)
    return [(node, _total(_sheet(node), totals)) for node in operations], totals


def _sheet(definition: ExecutableDefinitionNode) -> Sheet:
    own, spreads = Measure(directives=len(definition.directives or ())), list[Spread]()
    is_meta = isinstance(definition, FragmentDefinitionNode) and definition.type_condition.name.value.startswith("__")
    for variable in definition.variable_definitions or ():
        own.directives += len(variable.directives or ())
    stack = [(definition.selection_set, 0, is_meta, 0)]
    while stack:
        selection_set, depth, meta, lists = stack.pop()
        for selection in selection_set.selections:
            own.selections += 1
            own.directives += len(selection.directives or ())
            if isinstance(selection, FragmentSpreadNode):
                spreads.append(Spread(selection.name.value, depth, lists))
            elif isinstance(selection, InlineFragmentNode):
                stack.append((selection.selection_set, depth, meta, lists))
            elif isinstance(selection, FieldNode):
                inner = _count(own, selection, depth=depth, meta=meta, lists=lists)
                if selection.selection_set is not None:
                    stack.append((selection.selection_set, *inner))
    return Sheet(own, spreads)


def _count(own: Measure, node: FieldNode, *, depth: int, meta: bool, lists: int) -> tuple[int, bool, int]:
    """Add one field; the depth, kind and list nesting of what lies below it."""
    name = node.name.value
    if depth == 0:
        own.roots.add(name)
    own.aliases += node.alias is not None
    # `ofType` unwraps a type that was written down once; unlike all others it cannot lead in a circle.
    level = depth if meta and name == "ofType" else depth + 1
    if meta and name in INTROSPECTION_LISTS:
        lists += 1
        own.meta_lists = max(own.meta_lists, lists)
        own.catalogues += name == "types"
    if meta or name in INTROSPECTION_ROOTS:
        own.meta_fields += 1
        own.meta_depth = max(own.meta_depth, level)
        return level, True, lists
    own.fields += 1
    own.depth = max(own.depth, level)
    return level, False, lists


def _total(sheet: Sheet, totals: Mapping[str, Measure]) -> Measure:
    total = sheet.own
    for spread in sheet.spreads:
        part = totals.get(spread.name)
        if part is None:
            continue
        total.fields = min(MOST, total.fields + part.fields)
        total.selections = min(MOST, total.selections + part.selections)
        total.aliases = min(MOST, total.aliases + part.aliases)
        total.directives = min(MOST, total.directives + part.directives)
        total.meta_fields = min(MOST, total.meta_fields + part.meta_fields)
        total.catalogues = min(MOST, total.catalogues + part.catalogues)
        if part.depth:
            total.depth = max(total.depth, spread.depth + part.depth)
        if part.meta_depth:
            total.meta_depth = max(total.meta_depth, spread.depth + part.meta_depth)
        if part.meta_lists:
            total.meta_lists = max(total.meta_lists, spread.lists + part.meta_lists)
        if spread.depth == 0:
            total.roots |= part.roots
    return total


def _leaves_first(sheets: Mapping[str, Sheet]) -> list[str]:
    """Names in an order in which every fragment follows the ones it spreads. No recursion: chains may be long."""
    order: dict[str, None] = {}
    entered: set[str] = set()
    for root in sheets:
        stack = [root]
        while stack:
            name = stack[-1]
            if name in entered:
                stack.pop()
                order.setdefault(name)
                continue
            entered.add(name)
            stack.extend(
                spread.name for spread in sheets[name].spreads if spread.name in sheets and spread.name not in entered
            )
    return list(order)
