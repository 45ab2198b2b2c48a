"""Erasing a person: what they say to confirm it, what is remembered of them, what is told afterwards."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.users import User

WORDS: Final = "erase my data"


@dataclass(frozen=True, slots=True)
class Removed:
    """How many rows of one kind went; `kind` is a table by its everyday name."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person is gone since `erased_at` (UTC); what was removed, kinds of which there was nothing left out."""

    erased_at: datetime
    removed: tuple[Removed, ...]


def tombstone(subject: str) -> bytes:
    """What is kept of an erased person: enough to know them when they are named again, too little to name them."""
    return hashlib.sha256(subject.encode()).digest()


def wanted(user: User) -> str:
    """What a person has to write so that nobody erases anything by accident: their address, or else a few words."""
    return user.email or WORDS


def confirms(user: User, said: str) -> bool:
    """Whether that was said, blanks around and capitals aside."""
    return said.strip().casefold() == wanted(user).strip().casefold()
