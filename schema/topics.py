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
    """What an answer is made from: `parts` of the viewer's own data, or (`is_platform`) everybody's.

    `names` are the events that may change it; None where any may.
    """

    parts: frozenset[Part] = frozenset()
    names: frozenset[str] | None = None
    is_platform: bool = False

    def concern(self, parts: Collection[Part], names: Collection[str] = ()) -> bool:
        """Whether a change of these parts, by events of these names, may change the answer; no names: by anything.

        What is about the platform is changed by everything.
        """
        if self.is_platform:
            return True
        if self.parts.isdisjoint(parts):
            return False
        return self.names is None or not names or not self.names.isdisjoint(names)


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
