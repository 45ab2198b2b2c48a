"""From what a row says to the ordered moves of one application."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from domain.applications import Outcome, Stage, Target
from domain.imports.dates.calendars import When, calendar_day


@dataclass(frozen=True, slots=True)
class ImportedMove:
    """A step of an application; `when` is None when its day is not known."""

    target: Target
    when: When | None = None


@dataclass(slots=True, kw_only=True)
class Facts:
    """Everything one row says about how an application went.

    `stages` and `outcome` come from status words; `status_at` is the date of the status itself; `closed_at` that of
    whatever ended it. In `happened` a milestone stands as soon as its column says yes, with its date if the column
    gives one.
    """

    stages: set[Stage] = field(default_factory=set)
    outcome: Outcome | None = None
    happened: dict[Target, When | None] = field(default_factory=dict)
    responded: bool = False
    responded_at: When | None = None
    applied_at: When | None = None
    saved_at: When | None = None
    status_at: When | None = None
    closed_at: When | None = None
    only_saved: bool = False

    @property
    def has_ended(self) -> bool:
        """Whether an ending is known, by word or by its own column."""
        return self.outcome is not None or any(isinstance(target, Outcome) for target in self.happened)

    @property
    def tells_something(self) -> bool:
        """Whether the row says more than that there is an opening."""
        happened = self.stages or self.outcome or self.happened or self.responded
        return bool(happened or self.applied_at or self.saved_at)

    def note(self, target: Target, when: When | None) -> None:
        """Something happened; of several dates the earliest is when it was first reached."""
        known = self.happened.get(target)
        if known is None or (when is not None and calendar_day(when) < calendar_day(known)):
            self.happened[target] = when if when is not None else known


_PRIORITY = (Outcome.ACCEPTED, Outcome.DECLINED, Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.GHOSTED)
_AHEAD = (Stage.SCREENING, Stage.INTERVIEWING, Stage.OFFERED)


def assemble(facts: Facts) -> tuple[tuple[ImportedMove, ...], tuple[str, ...]]:
    """The moves in the order in which they happened, and warnings about dates that cannot be right.

    A response date is the day of the first answer: of a rejection when nothing else was reached and the rejection has
    no other date, else of a screening, which any answer of a human is. A date that would go back in time is dropped;
    its move stays.
    """
    outcome = _outcome(facts)
    if facts.only_saved:
        saved = [ImportedMove(Stage.SAVED, facts.saved_at)]
        return _coherent(saved + ([ImportedMove(outcome, facts.closed_at)] if outcome else []))
    reached = {stage for stage in _AHEAD if stage in facts.stages or stage in facts.happened}
    dates = {target: when for target, when in facts.happened.items() if when is not None}
    ended_at = _ended_at(facts, outcome, dates)
    answered_at = facts.responded_at
    interviewed_at = dates.get(Stage.INTERVIEWING)
    if (
        answered_at is not None
        and interviewed_at is not None
        and calendar_day(interviewed_at) < calendar_day(answered_at)
    ):
        # An answer after the interview is the decision.
        ended_at = ended_at or (
            answered_at if outcome in (Outcome.REJECTED, Outcome.ACCEPTED, Outcome.DECLINED) else None
        )
        answered_at = None
    elif outcome is Outcome.REJECTED and answered_at is not None and not reached and _same(ended_at, answered_at):
        ended_at, answered_at = answered_at, None
    elif facts.responded and not reached and outcome not in (Outcome.REJECTED, Outcome.ACCEPTED, Outcome.DECLINED):
        reached.add(Stage.SCREENING)
    if answered_at is not None:
        reached.add(Stage.SCREENING)
        screened_at = dates.get(Stage.SCREENING)
        dates[Stage.SCREENING] = min((answered_at, screened_at), key=calendar_day) if screened_at else answered_at
    _date_of_status(facts, reached, outcome, dates)
    moves = [ImportedMove(Stage.APPLIED, facts.applied_at)]
    moves += [ImportedMove(stage, dates.get(stage)) for stage in _AHEAD if stage in reached]
    if outcome is not None:
        moves.append(ImportedMove(outcome, ended_at))
    before = _saved(facts)
    return _coherent(before + moves)


def _outcome(facts: Facts) -> Outcome | None:
    """What the status says; but silence is over when the column of another ending says so."""
    if facts.outcome not in (None, Outcome.GHOSTED):
        return facts.outcome
    return next((each for each in _PRIORITY if each in facts.happened), facts.outcome)


def _ended_at(facts: Facts, outcome: Outcome | None, dates: dict[Target, When]) -> When | None:
    if outcome is None:
        return None
    return dates.get(outcome) or facts.closed_at or (facts.status_at if facts.outcome is not None else None)


def _date_of_status(facts: Facts, reached: set[Stage], outcome: Outcome | None, dates: dict[Target, When]) -> None:
    """While it is open, the date of the status (or of a decision) is that of the furthest stage the status names."""
    named = [stage for stage in _AHEAD if stage in facts.stages and stage in reached]
    when = facts.status_at or (facts.closed_at if Stage.OFFERED in reached else None)
    if outcome is None and named and when is not None:
        dates.setdefault(named[-1], when)


def _saved(facts: Facts) -> list[ImportedMove]:
    """Saved before it was applied for; a later "created" date is only when somebody wrote the row."""
    if facts.saved_at is None:
        return []
    if facts.applied_at is not None and calendar_day(facts.saved_at) > calendar_day(facts.applied_at):
        return []
    return [ImportedMove(Stage.SAVED, facts.saved_at)]


def _same(left: When | None, right: When) -> bool:
    return left is None or calendar_day(left) == calendar_day(right)


def _coherent(moves: Iterable[ImportedMove]) -> tuple[tuple[ImportedMove, ...], tuple[str, ...]]:
    kept: list[ImportedMove] = []
    warnings: list[str] = []
    latest: ImportedMove | None = None
    for move in moves:
        if move.when is None:
            kept.append(move)
            continue
        if latest is not None and latest.when is not None:
            day, last = calendar_day(move.when), calendar_day(latest.when)
            if day < last:
                warnings.append(
                    f"{move.target} is dated {day.isoformat()}, before {latest.target} on {last.isoformat()}: "
                    "the date was left out."
                )
                kept.append(ImportedMove(move.target))
                continue
            move = ImportedMove(move.target, _not_before(move.when, latest.when))
        kept.append(move)
        latest = move
    return tuple(kept), tuple(warnings)


def _not_before(when: When, last: When) -> When:
    """On one day, a move without a time of day (it will be stored as noon) does not come before one that has it."""
    if not isinstance(last, datetime) or calendar_day(when) != calendar_day(last):
        return when
    if isinstance(when, datetime) and when.tzinfo == last.tzinfo:
        return max(when, last)
    return last if not isinstance(when, datetime) and last.hour >= 12 else when
