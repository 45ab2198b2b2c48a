"""The catalogue made ready for reading: for every name and alias, the decoder of its properties."""

from typing import Any, Final

import msgspec

from domain.events import Priority
from domain.events.catalogue import ALIASES, CATALOGUE, Declaration, PrivacyClass, Properties, Senders


class Known(msgspec.Struct, frozen=True):
    """What reading an event of a name needs to know."""

    name: str
    decoder: "msgspec.json.Decoder[Any]"
    properties: type[Properties]
    priority: Priority
    privacy: PrivacyClass
    senders: Senders


def _ready(declaration: Declaration) -> Known:
    return Known(
        name=declaration.name,
        decoder=msgspec.json.Decoder(declaration.properties),
        properties=declaration.properties,
        priority=declaration.priority,
        privacy=declaration.privacy,
        senders=declaration.senders,
    )


_BY_NAME: Final = {name: _ready(declaration) for name, declaration in CATALOGUE.items()}
KNOWN: Final = _BY_NAME | {alias: _BY_NAME[name] for alias, name in ALIASES.items()}
"""By name and by alias."""

UNKNOWN: Final = Known(
    name="",
    decoder=msgspec.json.Decoder(Properties),
    properties=Properties,
    priority=Priority.NORMAL,
    privacy=PrivacyClass.BEHAVIOUR,
    senders=Senders.ANYONE,
)
"""Of a name that is not in the catalogue."""
