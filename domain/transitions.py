"""The ledger: append-only lines of what happened to an application, and the one fold that everything is derived by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from domain.applications import REACHES, Origin, Outcome, Reached, Reopening, Stage, Target

STAGES = tuple(Stage)

IMPLIED_STAGE: dict[Outcome, Stage] = {
    Outcome.ACCEPTED: Stage.OFFERED,
    Outcome.DECLINED: Stage.OFFERED,
    Outcome.REJECTED: Stage.APPLIED,
    Outcome.WITHDRAWN: Stage.SAVED,
    Outcome.GHOSTED: Stage.APPLIED,
}

_ENDINGS = (Outcome.GHOSTED, Outcome.WITHDRAWN, Outcome.REJECTED, Outcome.DECLINED, Outcome.ACCEPTED)
RANKS: dict[Target, int] = {target: rank for rank, target in enumerate((*Stage, *_ENDINGS, Reopening.REOPENED))}
"""In which order moves of one moment happened when nothing else tells: along the stages, then the end."""


@dataclass(frozen=True, slots=True)
class Move:
    """A dated step as somebody tells it; None says that the day is not known."""

    target: Target
    occurred_at: datetime | None


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the append-only ledger.

    A line with `replaces` corrects an earlier one; with `replaces` and no target it retracts it. `event_id` is the
    event that a line of the origin EVENT came from.
    """

    id: int
    application_id: int
    target: Target | None
    occurred_at: datetime | None
    recorded_at: datetime
    origin: Origin
    replaces: int | None = None
    event_id: UUID | None = None

    @property
    def stage(self) -> Stage | None:
        """The stage this line moved to, if it is a move along the stages."""
        return self.target if isinstance(self.target, Stage) else None

    @property
    def outcome(self) -> Outcome | None:
        """The outcome this line recorded, if it is an ending."""
        return self.target if isinstance(self.target, Outcome) else None

    @property
    def is_reopening(self) -> bool:
        """Whether this line opened an ended application again."""
        return isinstance(self.target, Reopening)

    @property
    def is_retraction(self) -> bool:
        """Whether this line only takes an earlier one back."""
        return self.target is None


@dataclass(frozen=True, slots=True)
class State:
    """Everything that follows from a ledger. Instants are UTC; None is "not (known to have) happened"."""

    stage: Stage
    outcome: Outcome | None
    reached: Reached
    applied_at: datetime | None
    responded_at: datetime | None
    interviewed_at: datetime | None
    offered_at: datetime | None
    closed_at: datetime | None
    last_moved_at: datetime | None


def parse_target(word: str) -> Target:
    """The target a stored word stands for; ValueError on any other word."""
    for kind in (Stage, Outcome, Reopening):
        if word in kind.__members__:
            return kind(word)
    raise ValueError(f"{word!r} is neither a stage, an outcome nor REOPENED")


def in_force(ledger: Iterable[Transition]) -> list[Transition]:
    """The lines that count: not replaced, not retracted, in the order in which they happened.

    An undated line keeps its place after the lines written before it. A correction stands where the line that it
    corrects stood. Of one moment, lines stand as they were written, but those of events by their rank and their events,
    before the others: events come in any order, and lead to the same state.
    """
    lines = sorted(ledger, key=lambda line: line.id)
    place: dict[int, int] = {}
    event: dict[int, UUID | None] = {}
    standing: dict[int, Transition] = {}
    for line in lines:
        place[line.id], event[line.id] = line.id, line.event_id
        if line.replaces is not None:
            place[line.id] = place.get(line.replaces, line.id)
            event[line.id] = event.get(line.replaces)
            standing.pop(line.replaces, None)
        if line.target is not None:
            standing[line.id] = line
    ordered = sorted(standing.values(), key=lambda line: place[line.id])
    return _by_time((line, event[line.id]) for line in ordered)


def _by_time(lines: Iterable[tuple[Transition, UUID | None]]) -> list[Transition]:
    known = datetime.min.replace(tzinfo=UTC)
    keyed: list[tuple[tuple[datetime, bool, int, int], Transition]] = []
    for line, event in lines:
        moment = line.occurred_at or known
        known = max(known, moment)
        if event is None or line.target is None:
            keyed.append(((moment, True, 0, 0), line))
        else:
            keyed.append(((moment, False, RANKS[line.target], event.int), line))
    return [line for _, line in sorted(keyed, key=lambda pair: pair[0])]


def derive(moves: Iterable[Move | Transition]) -> State:
    """Fold moves, in the order in which they happened, into the state they lead to.

    The stage is the furthest one; only a REOPENED line, or an answer after GHOSTED, opens an ended application.
    "When it responded" is the day of the first move that reached RESPONDED, and unknown when that move is undated.
    """
    stage, outcome, reached = Stage.SAVED, None, Reached.SAVED
    closed_at = last_moved_at = None
    first: dict[Reached, datetime | None] = {}
    for move in moves:
        target, moment = move.target, move.occurred_at
        if target is None:
            continue
        if isinstance(target, Stage):
            stage = max(stage, target, key=STAGES.index)
            if outcome is Outcome.GHOSTED:
                outcome = closed_at = None
        elif isinstance(target, Outcome):
            stage = max(stage, IMPLIED_STAGE[target], key=STAGES.index)
            outcome, closed_at = target, moment
        else:
            outcome = closed_at = None
        step = REACHES.get(target, Reached.SAVED)
        for each in range(Reached.RESPONDED, step + 1):
            first.setdefault(Reached(each), moment)
        if target is Stage.APPLIED:
            first.setdefault(Reached.APPLIED, moment)
        reached = max(reached, step)
        last_moved_at = moment if last_moved_at is None or (moment and moment > last_moved_at) else last_moved_at
    return State(
        stage=stage,
        outcome=outcome,
        reached=reached,
        applied_at=first.get(Reached.APPLIED),
        responded_at=first.get(Reached.RESPONDED),
        interviewed_at=first.get(Reached.INTERVIEWED),
        offered_at=first.get(Reached.OFFERED),
        closed_at=closed_at,
        last_moved_at=last_moved_at,
    )
