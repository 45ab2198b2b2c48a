"""Sequences: which state an answer of a subscription told, and whether the next one goes on from what was seen.

A sequence is opaque to clients. It is one number, of the newest entry of an owner's ledger, or two, of a revision:
`12` and `12.340`. A state is at or before another when none of its numbers is greater.
"""

import re
from dataclasses import dataclass
from typing import Final

from domain.revisions import Revision

_WRITTEN: Final = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.(?:0|[1-9][0-9]{0,17}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A state, by numbers that only ever grow."""

    numbers: tuple[int, ...]

    def __str__(self) -> str:
        """As clients see it."""
        return ".".join(map(str, self.numbers))

    def is_seen_by(self, later: "Sequence") -> bool:
        """Whether the other is the same state or one after it."""
        pairs = zip(self.numbers, later.numbers, strict=False)
        return len(self.numbers) == len(later.numbers) and all(mine <= theirs for mine, theirs in pairs)


def sequence_of(revision: Revision) -> Sequence:
    """The state of everything of an owner."""
    return Sequence((revision.ledger, revision.activity))


def read_sequence(text: str | None) -> Sequence | None:
    """The state a client says it has seen; None for no text and for one that we never wrote."""
    if text is None or not _WRITTEN.fullmatch(text):
        return None
    return Sequence(tuple(map(int, text.split("."))))


def goes_on(after: str | None, present: Sequence) -> bool:
    """Whether `present` goes on from what was seen: that was the same state, or one before it."""
    seen = read_sequence(after)
    return seen is not None and seen.is_seen_by(present)
