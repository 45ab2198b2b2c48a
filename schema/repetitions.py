"""How often the same field is asked for at the same place: validation compares each pair, and all that lies below."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, OperationDefinitionNode


@dataclass(slots=True)
class Place:
    """A place in the answer: how many fields of the document lead there, and the places below it by response name."""

    fields: int = 0
    below: dict[str, "Place"] = field(default_factory=dict)


def most_repeated(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode], *, steps: int
) -> int:
    """The largest number of fields with arguments or fields below that lead to one place, fragments written out.

    Bare fields are cheap to compare and do not count. A fragment counts once for a place, as in validation. After
    `steps` selections the walk ends, so that a cycle of fragments does not keep it; a document within its limits has
    fewer.
    """
    most, root = 0, Place()
    spread = set[tuple[str, int]]()
    stack = [(operation.selection_set, root)]
    while stack and steps > 0:
        selection_set, place = stack.pop()
        steps -= len(selection_set.selections)
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                name = (selection.alias or selection.name).value
                inner = place.below.setdefault(name, Place())
                inner.fields += bool(selection.arguments or selection.selection_set)
                most = max(most, inner.fields)
                if selection.selection_set is not None:
                    stack.append((selection.selection_set, inner))
            elif isinstance(selection, InlineFragmentNode):
                stack.append((selection.selection_set, place))
            elif isinstance(selection, FragmentSpreadNode):
                fragment, visit = fragments.get(selection.name.value), (selection.name.value, id(place))
                if fragment is not None and visit not in spread:
                    spread.add(visit)
                    stack.append((fragment.selection_set, place))
    return most
