"""What becomes of one application: answers that come late or never, interviews, offers, silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import log
from random import Random
from zoneinfo import ZoneInfo

from domain.applications import Outcome, Stage, Target
from domain.demo.calendars import ONE_DAY, at, days, working_day
from domain.demo.searches import Chances
from domain.periods import start_of_day
from domain.transitions import Move

# Spread of the log-normal waits: with 0.95, one answer in twenty takes five times the median and more.
_SPREAD = 0.95
_OFFICE, _EVENING = 13.0, 20.0
_OWN = (Outcome.GHOSTED, Outcome.WITHDRAWN, Outcome.ACCEPTED, Outcome.DECLINED)
# People note a ghosting after so many days of silence, and some never do.
_PATIENCE = (30, 45)
_GHOSTING_NOTED = 0.82
_WITHDRAWN = 0.05

Step = tuple[Target, date]


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk the answers land on: their chance, their zone, their office hours."""

    rng: Random
    zone: ZoneInfo

    def dated(self, steps: Sequence[Step]) -> list[Move]:
        """Steps as moves: what an employer does falls into office hours, what the owner does into the evening."""
        return [Move(target, self.at(day, _EVENING if target in _OWN else _OFFICE)) for target, day in steps]

    def at(self, day: date, hour: float) -> datetime:
        """A moment about that hour of a local date, in UTC."""
        return at(self.rng, day, self.zone, around=hour)

    def morning(self, day: date) -> datetime:
        """The first moment of a local date, in UTC."""
        return start_of_day(day, self.zone)

    def later(self, day: date, *, median: float) -> date:
        """A working day after `day`, by a log-normal wait."""
        wait = max(1, round(self.rng.lognormvariate(log(median), _SPREAD)))
        return working_day(day + min(wait, 180) * ONE_DAY)

    def given_up(self, day: date) -> date | None:
        """When the owner notes the silence since `day` as a ghosting; None for never."""
        if self.rng.random() > _GHOSTING_NOTED:
            return None
        return day + self.rng.randint(*_PATIENCE) * ONE_DAY


def fate(desk: Desk, day: date, *, chances: Chances, luck: float) -> list[Step]:
    """The steps after applying on the local date `day`, in order, one a day at most; the odds are multiplied by `luck`.

    An answer that comes after the owner has given up stands after the GHOSTED that it refutes.
    """
    rng = desk.rng
    gone = day + rng.randint(3, 25) * ONE_DAY if rng.random() < _WITHDRAWN else None
    if rng.random() >= _with(chances.answers, luck):
        return _quit(gone) or _silence(desk, day)
    answered = desk.later(day, median=chances.wait)
    if gone is not None and gone < answered:
        return _quit(gone)
    before = [step for step in _silence(desk, day) if step[1] < answered]
    if rng.random() >= _with(chances.invitations, luck**0.4):
        return [*before, (Outcome.REJECTED, answered)]
    return [*before, (Stage.SCREENING, answered), *_invited(desk, answered, chances=chances)]


def _invited(desk: Desk, screened: date, *, chances: Chances) -> list[Step]:
    if desk.rng.random() >= chances.interviews:
        return _turned_down(desk, screened)
    met = desk.later(screened, median=6)
    steps: list[Step] = [(Stage.INTERVIEWING, met)]
    if desk.rng.random() >= chances.offers:
        return [*steps, *_turned_down(desk, met)]
    offered = desk.later(met, median=11)
    return [*steps, (Stage.OFFERED, offered), (Outcome.DECLINED, offered + desk.rng.randint(2, 8) * ONE_DAY)]


def _turned_down(desk: Desk, since: date) -> list[Step]:
    word = desk.rng.random()
    if word < 0.12:
        return [(Outcome.WITHDRAWN, since + desk.rng.randint(1, 9) * ONE_DAY)]
    if word < 0.32:
        return _silence(desk, since)
    return [(Outcome.REJECTED, desk.later(since, median=8))]


def _silence(desk: Desk, since: date) -> list[Step]:
    noted = desk.given_up(since)
    return [] if noted is None else [(Outcome.GHOSTED, noted)]


def _with(share: float, luck: float) -> float:
    odds = share / (1 - share) * luck
    return odds / (1 + odds)


def _quit(gone: date | None) -> list[Step]:
    return [] if gone is None else [(Outcome.WITHDRAWN, gone)]


def triumph(day: date, *, accepted: date) -> list[Step]:
    """The steps of the application that is won: applied for on `day`, accepted on a date at least four weeks later."""
    office = [each for each in days(day + ONE_DAY, accepted) if working_day(each) == each]
    screened, met, offered = (office[len(office) * share // 100] for share in (22, 48, 85))
    return [
        (Stage.SCREENING, screened),
        (Stage.INTERVIEWING, met),
        (Stage.OFFERED, offered),
        (Outcome.ACCEPTED, accepted),
    ]
