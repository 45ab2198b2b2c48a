"""What somebody did on the platform while they searched: visits around what they saved and submitted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from domain.applications import Stage
from domain.demo.boards import Board
from domain.demo.calendars import at, days, eagerness
from domain.demo.rows import DemoApplication, DemoEvent
from domain.demo.searches import Search
from domain.periods import local_date, zone

_PAUSE = timedelta(minutes=45)
_JUST_LOOKING = 0.3
_PATHS = ("/dashboard", "/jobs", "/applications", "/skills", "/goals")


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something in the ledger that its owner did themselves."""

    moment: datetime
    is_save: bool
    key: str


@dataclass(slots=True)
class _Visit:
    """One session being written down; the clock only goes forward."""

    rng: Random
    session: str
    clock: datetime
    events: list[DemoEvent] = field(default_factory=list)

    def note(self, name: str, properties: dict[str, str | int], *, moment: datetime | None = None) -> None:
        """One event, now or at a given moment."""
        number = UUID(int=self.rng.getrandbits(128), version=4)
        self.events.append(DemoEvent(number, name, moment or self.clock, self.session, properties))

    def spend(self, low: int, high: int) -> None:
        """Let some seconds pass."""
        self.clock += timedelta(seconds=self.rng.randint(low, high))


def visits(
    rng: Random, search: Search, board: Board, applications: Sequence[DemoApplication], *, cutoff: datetime
) -> tuple[DemoEvent, ...]:
    """Events of a search before `cutoff` (UTC), in the order of time; ids and sessions follow from chance alone."""
    events: list[DemoEvent] = []
    for number, (start, facts) in enumerate(_occasions(rng, search, applications, cutoff=cutoff), start=1):
        visit = _Visit(rng, f"demo-{search.name}-{number:04}", start)
        _look_around(visit, search, board)
        for fact in facts:
            _act(visit, fact)
        visit.spend(20, 240)
        seconds = int((visit.clock - start).total_seconds())
        visit.note("time_spent", {"seconds": seconds})
        events += visit.events
    return tuple(sorted((each for each in events if each.occurred_at < cutoff), key=lambda each: each.occurred_at))


def _occasions(
    rng: Random, search: Search, applications: Sequence[DemoApplication], *, cutoff: datetime
) -> Iterator[tuple[datetime, list[_Fact]]]:
    """When visits begin, and what of the ledger happens during each."""
    local = zone(search.time_zone)
    facts = sorted(_facts(applications), key=lambda fact: fact.moment)
    busy: set[date] = set()
    group: list[_Fact] = []
    for fact in facts:
        busy.add(local_date(fact.moment, local))
        if group and fact.moment - group[-1].moment > _PAUSE:
            yield _before(rng, group), group
            group = []
        group.append(fact)
    if group:
        yield _before(rng, group), group
    until = local_date(cutoff, local)
    for day in days(until - timedelta(days=search.days), until):
        if day not in busy and rng.random() < _JUST_LOOKING * eagerness(day):
            yield at(rng, day, local, around=search.hour), []


def _before(rng: Random, group: Sequence[_Fact]) -> datetime:
    return group[0].moment - timedelta(seconds=rng.randint(500, 1500))


def _facts(applications: Sequence[DemoApplication]) -> Iterator[_Fact]:
    for each in applications:
        for move in each.moves:
            if move.target in (Stage.SAVED, Stage.APPLIED) and move.occurred_at is not None:
                yield _Fact(move.occurred_at, move.target is Stage.SAVED, each.posting.key)


def _look_around(visit: _Visit, search: Search, board: Board) -> None:
    """Look at a page or two, search, and open what was found: at most 490 seconds, so before the first fact."""
    rng, today = visit.rng, local_date(visit.clock, zone(search.time_zone))
    shown = board.shown(today)
    for path in ("/dashboard", *rng.sample(_PATHS[1:], k=rng.randint(1, 2))):
        visit.note("page_view", {"path": path})
        visit.spend(5, 40)
    for _ in range(rng.randint(1, 2)):
        visit.note("job_search", {"query": rng.choice(search.trades), "results": len(shown)})
        visit.spend(4, 25)
        for posting in rng.sample(shown, k=min(len(shown), rng.randint(1, 4))):
            visit.note("job_view", {"job": posting.key})
            visit.spend(10, 40)


def _act(visit: _Visit, fact: _Fact) -> None:
    """Look at the posting, then save it or apply to it at the moment that the ledger says."""
    seen = max(visit.clock, fact.moment - timedelta(seconds=visit.rng.randint(40, 200)))
    visit.note("job_view", {"job": fact.key}, moment=min(seen, fact.moment))
    if fact.is_save:
        visit.note("job_save", {"job": fact.key}, moment=fact.moment)
    visit.clock = max(visit.clock, fact.moment)
