"""What is announced: hints that something of an owner, or of the platform, has changed. Never what it is now."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import msgspec

from domain.revisions import Part

PLATFORM: Final = "analytics:platform"
"""The channel on which everybody's events are announced, without saying whose."""

INBOX: Final = "analytics:inbox"
"""The channel on which workers hear that something waits; nothing is said of it."""

EVERY_PART: Final = frozenset(Part)
MOST_NAMES: Final = 64
"""So many event names one hint tells; where there are more, it is of any name."""

_OWNER: Final = "analytics:owner:"


def owner_channel(owner_id: int) -> str:
    """The channel on which changes of one owner's data are announced."""
    return f"{_OWNER}{owner_id}"


@dataclass(frozen=True, slots=True)
class Hint:
    """Something changed: look again. One lost or doubled costs freshness, never truth.

    `owner_id` is None for the platform. `parts` of the owner's data changed, and events of these `names` happened;
    activity without any names is of any name. With `is_lost` others may not have come, and it has every part.
    """

    owner_id: int | None
    parts: frozenset[Part] = frozenset()
    names: frozenset[str] = frozenset()
    is_lost: bool = False

    @property
    def is_of_any_name(self) -> bool:
        """Whether any event may have happened."""
        return Part.ACTIVITY in self.parts and not self.names

    @property
    def channel(self) -> str:
        """Where it is announced."""
        return PLATFORM if self.owner_id is None else owner_channel(self.owner_id)


def hint(owner_id: int | None, *, parts: Collection[Part] = (), names: Collection[str] = ()) -> Hint:
    """A hint of bounded size: beyond 64 names it is of any name."""
    if len(names) > MOST_NAMES:
        return Hint(owner_id, frozenset(parts) | {Part.ACTIVITY})
    return Hint(owner_id, frozenset(parts), frozenset(names))


def lost(owner_id: int | None) -> Hint:
    """Anything may have changed."""
    return Hint(owner_id, EVERY_PART, is_lost=True)


def merged(first: Hint, second: Hint) -> Hint:
    """One hint that says what two of the same channel say."""
    if first.is_lost or second.is_lost:
        return lost(first.owner_id)
    names = () if first.is_of_any_name or second.is_of_any_name else first.names | second.names
    return hint(first.owner_id, parts=first.parts | second.parts, names=names)


class _Wire(msgspec.Struct, omit_defaults=True):
    """A hint on its way; whose it is, the channel says."""

    parts: set[Part] = msgspec.field(default_factory=set, name="p")
    names: set[str] = msgspec.field(default_factory=set, name="n")
    is_lost: bool = msgspec.field(default=False, name="l")


_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_DECODER: Final = msgspec.json.Decoder(_Wire)


def encoded(told: Hint) -> bytes:
    """As bytes for the channel of the hint."""
    return _ENCODER.encode(_Wire(set(told.parts), set(told.names), told.is_lost))


def decoded(channel: str, message: str | bytes) -> Hint:
    """What came in on a channel of ours; what cannot be read, as from another version, says that something changed."""
    owner_id = owner_of(channel)
    try:
        wire = _DECODER.decode(message)
    except msgspec.DecodeError:
        return lost(owner_id)
    return lost(owner_id) if wire.is_lost else hint(owner_id, parts=wire.parts, names=wire.names)


def owner_of(channel: str) -> int | None:
    """Whose channel it is; None for nobody's in particular. Raises ValueError for one that is not ours."""
    if channel in {PLATFORM, INBOX}:
        return None
    if not channel.startswith(_OWNER):
        raise ValueError(f"{channel!r} is not a channel of ours.")
    return int(channel.removeprefix(_OWNER))
