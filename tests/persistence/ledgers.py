"""Searches drawn at random, and the same questions answered slowly in Python, by which the SQL is held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from domain.applications import Application, Outcome, Reached, Target
from domain.periods import local_date
from domain.transitions import Move
from domain.users import User
from persistence.cohorts import Span
from persistence.database import Database
from tests.builders import (
    ACCEPTED,
    APPLIED,
    DECLINED,
    GHOSTED,
    INTERVIEWING,
    OFFERED,
    REJECTED,
    REOPENED,
    SAVED,
    SCREENING,
    WITHDRAWN,
    application,
    utc,
)

NOW = utc(2026, 3, 11, 9)
FIRST = utc(2026, 1, 1, 0)
WORDS: list[Target] = [
    SAVED,
    APPLIED,
    APPLIED,
    SCREENING,
    INTERVIEWING,
    OFFERED,
    ACCEPTED,
    DECLINED,
    REJECTED,
    WITHDRAWN,
    GHOSTED,
]
SOURCES = ["LinkedIn", "Indeed", None]
COMPANIES = ["Acme", "Bolt", "Corp"]


async def drawn(database: Database, owner: User, seed: int, count: int = 60) -> list[Application]:
    """Applications with ledgers in any order, with days missing, some opened again."""
    chance = Random(seed)

    def moment() -> datetime | None:
        if chance.random() < 0.12:
            return None
        return FIRST + timedelta(minutes=chance.randrange(0, int((NOW - FIRST) / timedelta(minutes=1))))

    made = []
    for _ in range(count):
        ledger = [Move(chance.choice(WORDS), moment()) for _ in range(chance.randint(1, 4))]
        if chance.random() < 0.1:
            ledger.append(Move(REOPENED, moment()))
        made.append(
            await application(
                database, owner, *ledger, source=chance.choice(SOURCES), company=chance.choice(COMPANIES), title="Job"
            )
        )
    return made


def spans(zone: str) -> Iterable[Span]:
    """All time, the last weeks, a range in the middle, one in the past, one to come."""
    for start, until, undated in (
        (utc(1970, 1, 1, 0), utc(2026, 3, 12, 0), True),
        (utc(2026, 2, 11, 3), utc(2026, 3, 12, 3), False),
        (utc(2026, 1, 20, 0), utc(2026, 2, 3, 0), False),
        (utc(2025, 1, 1, 0), utc(2025, 2, 1, 0), False),
        (utc(2026, 3, 1, 0), utc(2026, 5, 1, 0), False),
    ):
        yield Span(start, until, undated, NOW, NOW - timedelta(days=30), zone)


@dataclass(frozen=True, slots=True)
class Oracle:
    """The naive answers over some applications."""

    applications: Sequence[Application]
    span: Span

    def submitted(self) -> list[Application]:
        """What was sent in the range."""
        return [each for each in self.applications if self.holds(each.applied_at) and each.reached >= Reached.APPLIED]

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment lies in the range; a moment that is not known does in all time."""
        if moment is None:
            return self.span.undated
        return self.span.from_at <= moment < self.span.until_at

    def wait(self, each: Application, step: Reached) -> tuple[int, bool] | None:
        """(local days, whether the step was reached then), None where a day is not known."""
        moments = {
            Reached.RESPONDED: each.responded_at,
            Reached.INTERVIEWED: each.interviewed_at,
            Reached.OFFERED: each.offered_at,
        }
        has = each.reached >= step
        is_silent = each.outcome in (None, Outcome.GHOSTED)
        until = moments[step] if has else NOW if is_silent else each.closed_at
        if until is None or each.applied_at is None:
            return None
        zone = ZoneInfo(self.span.zone)
        return max((local_date(until, zone) - local_date(each.applied_at, zone)).days, 0), has
