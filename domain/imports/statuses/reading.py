"""Reading one status cell: the targets that it says were reached."""

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.applications import Outcome, Stage, Target
from domain.imports.statuses.vocabulary import CORRECTIONS, FILLERS, PHRASES, Hint, Signal
from domain.imports.words import fold, fold_name
from domain.transitions import STAGES

_OUTCOMES = (Outcome.ACCEPTED, Outcome.DECLINED, Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.GHOSTED)
_PARTS = re.compile(r"[,;|/+&\n\r•→]|->|=>|>")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class StatusReading:
    """What a status cell says.

    `stages` are those it names, in order; `outcome` the ending; `declined` that somebody declined without saying who;
    `ended` that it is over without saying how; `is_known` whether we understood any of it.
    """

    stages: tuple[Stage, ...] = ()
    outcome: Outcome | None = None
    declined: bool = False
    ended: bool = False
    is_known: bool = True

    @property
    def targets(self) -> tuple[Target, ...]:
        """Everything reached, in order, the ending last."""
        return (*self.stages, *((self.outcome,) if self.outcome else ()))


@lru_cache(maxsize=8192)
def read_status(text: str) -> StatusReading:
    """What a status cell says, by meaning: any case, punctuation, several values, misspellings, seven languages.

    "Rejected (Interview)" is an interview and a rejection. Where several endings are named the best one counts. A
    word that no rule knows, after a cautious look for a misspelling, is left out; a cell of only such words has
    `is_known` False.
    """
    signals: list[Signal] = []
    for part in _PARTS.split(re.sub(r"\bw/ ?o?\b", " without ", text[:_LONGEST])):
        signals += _signals(part)
    targets = {signal for signal in signals if not isinstance(signal, Hint)}
    stages = tuple(stage for stage in STAGES if stage in targets)
    if len(stages) > 1:
        stages = tuple(stage for stage in stages if stage is not Stage.SAVED)
    outcome = next((each for each in _OUTCOMES if each in targets), None)
    return StatusReading(
        stages=stages,
        outcome=outcome,
        declined=Hint.DECLINED in signals,
        ended=Hint.ENDED in signals,
        is_known=bool(signals) or not fold(text),
    )


def _signals(part: str) -> list[Signal]:
    folded = _STRETCHED.sub(r"\1", fold_name(part))
    found: list[Signal] = []
    for signals, pattern in PHRASES:
        folded, hits = pattern.subn(" . ", folded)
        if hits:
            found += signals
    for word in folded.split():
        if word != "." and word not in FILLERS:
            found += _corrected(word)
    return found


@lru_cache(maxsize=4096)
def _corrected(word: str) -> tuple[Signal, ...]:
    if len(word) < 5:
        return ()
    for known, signals in CORRECTIONS.items():
        allowed = 2 if min(len(word), len(known)) >= 8 else 1
        if word[0] == known[0] and abs(len(word) - len(known)) <= allowed and _distance(word, known) <= allowed:
            return signals
    return ()


def _distance(left: str, right: str) -> int:
    """Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, start=1):
        before, row, last = row, [i], before
        for j, other in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
