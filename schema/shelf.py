"""A bounded store of what we know of texts; a flood of new texts cannot push out those in use."""

from collections import OrderedDict
from dataclasses import dataclass, field

from schema.operations import Document, RejectedError

Outcome = Document | RejectedError


@dataclass(slots=True)
class Part:
    """One half of a shelf: least recently used goes first when there is no room."""

    room: int
    outcomes: OrderedDict[str, Outcome] = field(default_factory=OrderedDict)
    characters: int = 0

    def put(self, text: str, outcome: Outcome) -> None:
        """Remember, unless the text alone is larger than the room."""
        if len(text) > self.room:
            return
        self.drop(text)
        self.outcomes[text] = outcome
        self.characters += len(text)
        while self.characters > self.room:
            self.drop(next(iter(self.outcomes)))

    def drop(self, text: str) -> None:
        """Forget, if known."""
        if self.outcomes.pop(text, None) is not None:
            self.characters -= len(text)


class Shelf:
    """Outcomes by text, in two halves.

    New texts and refusals live in the first half; a valid document asked for again moves to the second.
    """

    def __init__(self, *, characters: int) -> None:
        """Hold at most `characters` of text; a parsed document takes 100 to 300 bytes for each of its characters."""
        self.fresh = Part(characters // 2)
        self.proven = Part(characters // 2)

    def get(self, text: str) -> Outcome | None:
        """What is known of a text."""
        if (outcome := self.proven.outcomes.get(text)) is not None:
            self.proven.outcomes.move_to_end(text)
            return outcome
        outcome = self.fresh.outcomes.get(text)
        if isinstance(outcome, Document):
            self.fresh.drop(text)
            self.proven.put(text, outcome)
        return outcome

    def put(self, text: str, outcome: Outcome) -> None:
        """Remember as new."""
        self.fresh.put(text, outcome)
