"""Which hints may change the answer of a subscription, declared beside its field."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLField
from strawberry.types.field import StrawberryField

from domain.revisions import Part

METADATA_KEY: Final = "topics"


@dataclass(frozen=True, slots=True)
class Topics:
    """What an answer is made from: `parts` of the viewer's own data and events of these `names`, or everybody's.

    `most_a_second` is how often such an answer is worth its work; None: as often as anything is answered. With
    `is_delta` an answer tells what is new since the last one (`Context.told`), so that nobody may miss one.
    """

    parts: frozenset[Part] = frozenset()
    names: frozenset[str] = frozenset()
    is_platform: bool = False
    most_a_second: float | None = None
    is_delta: bool = False

    def concern(self, parts: Collection[Part], names: Collection[str] = ()) -> bool:
        """Whether a change of these parts, by events of these names, may change the answer.

        Activity that has no names is of any name; what is about the platform is changed by everything.
        """
        if self.is_platform or not self.parts.isdisjoint(parts) or not self.names.isdisjoint(names):
            return True
        return bool(self.names) and Part.ACTIVITY in parts and not names


Declaration = Topics | Callable[[Mapping[str, Any]], Topics]


def topics_of(field: GraphQLField, arguments: Mapping[str, Any]) -> Topics:
    """The topics of a field of Subscription asked with these arguments (by their GraphQL names, coerced).

    Raises TypeError for a field that declares none.
    """
    definition = (field.extensions or {}).get("strawberry-definition")
    declared = definition.metadata.get(METADATA_KEY) if isinstance(definition, StrawberryField) else None
    if isinstance(declared, Topics):
        return declared
    if not callable(declared):
        raise TypeError("a subscription declares its topics")
    told: Topics = declared(arguments)
    return told
