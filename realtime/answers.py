"""What the sender is told: a verdict for every event."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import msgspec

from domain.events import Event, Quarantined, Told, Verdict

_encoder: Final = msgspec.json.Encoder()


class _Line(msgspec.Struct, frozen=True, gc=False):
    index: int
    id: UUID
    verdict: Verdict


class _Lines(msgspec.Struct):
    accepted: int
    duplicates: int
    quarantined: int
    dropped: int
    verdicts: list[Told | _Line]


@dataclass(frozen=True, slots=True)
class Answer:
    """Counts, and one verdict for each event in the order in which they were sent."""

    accepted: int
    duplicates: int
    quarantined: int
    dropped: int
    lines: Sequence[Told | _Line] = field(repr=False)

    @property
    def verdicts(self) -> list[Told]:
        """The verdicts in full."""
        return [line if isinstance(line, Told) else Told(line.index, str(line.id), line.verdict) for line in self.lines]

    def encode(self) -> bytes:
        """The answer as JSON."""
        lines = _Lines(self.accepted, self.duplicates, self.quarantined, self.dropped, list(self.lines))
        return _encoder.encode(lines)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The events of a request, sorted: `indices` are the places of `events` in it, `others` tell of the rest."""

    events: list[Event]
    quarantined: list[Quarantined]
    indices: list[int] = field(repr=False)
    others: list[Told] = field(repr=False)

    @property
    def told(self) -> list[Told]:
        """A verdict for every event, as far as is known before the inbox has looked at their ids."""
        return self.answer(frozenset()).verdicts

    def answer(self, known: Collection[UUID]) -> Answer:
        """What to tell, when the inbox has found that these ids were accepted before."""
        places = zip(self.indices, self.events, strict=True)
        if not known and not self.others:
            accepted = Verdict.ACCEPTED
            taken = [_Line(index, event.id, accepted) for index, event in places]
            return Answer(accepted=len(taken), duplicates=0, quarantined=0, dropped=0, lines=taken)
        lines: list[Told | _Line] = [
            _Line(index, event.id, Verdict.DUPLICATE if event.id in known else Verdict.ACCEPTED)
            for index, event in places
        ]
        lines = sorted([*lines, *self.others], key=lambda line: line.index)
        told = [line.verdict for line in lines]
        return Answer(
            accepted=told.count(Verdict.ACCEPTED),
            duplicates=told.count(Verdict.DUPLICATE),
            quarantined=told.count(Verdict.QUARANTINED),
            dropped=told.count(Verdict.DROPPED),
            lines=lines,
        )
