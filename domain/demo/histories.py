"""A whole search, drawn: what was saved and submitted when, and what became of it up to a moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile
from random import Random

from domain.applications import Outcome, Stage
from domain.demo.boards import Board
from domain.demo.calendars import ONE_DAY, days, drawn
from domain.demo.ledgers import Desk, fate, triumph
from domain.demo.rows import DemoApplication, DemoPosting
from domain.demo.searches import LUCK, Search
from domain.periods import local_date, zone
from domain.transitions import Move, derive

_SAVED_FIRST = 0.35
_WINNER_WAITED, _AT_LEAST = 42, 28
_NOTES = (
    "They asked a lot about my last project; send the link.",
    "Friendly call. Salary fits.",
    "The team is small and the work is near to what I want.",
    "Prepare two examples of things that went wrong.",
    "They decide at the end of the month.",
    "Long process: four rounds.",
)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An application whose later moves may still change; `day` is the local date of applying, None if only saved."""

    posting: DemoPosting
    day: date | None
    moves: tuple[Move, ...]
    source: str
    resume_version: str | None


def history(rng: Random, search: Search, board: Board, *, cutoff: datetime) -> tuple[DemoApplication, ...]:
    """Every application of a search that was written down before `cutoff` (UTC), by the moment it was."""
    desk = Desk(rng, zone(search.time_zone))
    until = local_date(cutoff, desk.zone)
    ending = until - (search.won_days_ago or 0) * ONE_DAY
    calendar = list(days(until - search.days * ONE_DAY, ending))
    drafts = [_submitted(desk, search, board, calendar, day) for day in _days(rng, search, calendar, search.applied)]
    drafts += [_saved(desk, search, board, day) for day in _days(rng, search, calendar, search.saved)]
    if search.won_days_ago is not None:
        drafts = _won(desk, drafts, accepted=ending)
    applications = (_finished(rng, draft, cutoff=cutoff) for draft in drafts)
    return tuple(sorted(applications, key=lambda each: each.created_at))


def _days(rng: Random, search: Search, calendar: Sequence[date], count: int) -> list[date]:
    return drawn(rng, calendar, pace=search.pace, count=count)


def _source(rng: Random, search: Search) -> str:
    return rng.choices(list(search.sources), list(search.sources.values()))[0]


def _submitted(desk: Desk, search: Search, board: Board, calendar: Sequence[date], day: date) -> _Draft:
    rng, source = desk.rng, _source(desk.rng, search)
    gone = calendar.index(day) / len(calendar)
    resume = [each for each in search.resumes if each.since <= gone][-1]
    posting = board.take(day, source=source)
    moves = []
    saved = day - rng.randint(1, 6) * ONE_DAY
    if rng.random() < _SAVED_FIRST and saved >= max(posting.posted_at, calendar[0]):
        moves.append(Move(Stage.SAVED, desk.at(saved, search.hour)))
    applied = Move(Stage.APPLIED, desk.at(day, search.hour))
    steps = fate(desk, day, chances=search.chances, luck=LUCK[source] * resume.luck)
    return _Draft(posting, day, (*moves, applied, *desk.dated(steps)), source, resume.name)


def _saved(desk: Desk, search: Search, board: Board, day: date) -> _Draft:
    source = _source(desk.rng, search)
    move = Move(Stage.SAVED, desk.at(day, search.hour))
    return _Draft(board.take(day, source=source), None, (move,), source, None)


def _won(desk: Desk, drafts: Sequence[_Draft], *, accepted: date) -> list[_Draft]:
    """One application leads to the accepted offer, and most of what is then still open is withdrawn."""
    wanted = accepted - _WINNER_WAITED * ONE_DAY
    patient = [draft for draft in drafts if draft.day and (accepted - draft.day).days >= _AT_LEAST]
    if not patient:
        return list(drafts)
    winner = min(patient, key=lambda draft: abs((draft.day or wanted) - wanted))
    return [_winning(desk, draft, accepted) if draft is winner else _let_go(desk, draft, accepted) for draft in drafts]


def _winning(desk: Desk, draft: _Draft, accepted: date) -> _Draft:
    assert draft.day is not None  # noqa: S101 - who applied to nothing cannot win
    steps = triumph(draft.day, accepted=accepted)
    return replace(draft, moves=(*_until_applied(draft), *desk.dated(steps)))


def _until_applied(draft: _Draft) -> list[Move]:
    return [move for move in draft.moves if move.target in (Stage.SAVED, Stage.APPLIED)]


def _let_go(desk: Desk, draft: _Draft, accepted: date) -> _Draft:
    """After an acceptance nobody goes on talking to others; a rejection may still come in."""
    before = tuple(takewhile(lambda move: _moment(move) < desk.morning(accepted), draft.moves))
    state = derive(before)
    is_asked = any(isinstance(move.target, Stage) for move in draft.moves[len(before) :])
    likely = {Stage.SAVED: 0.0, Stage.APPLIED: 0.35}.get(state.stage, 1.0)
    if state.outcome is None and (is_asked or desk.rng.random() < likely):
        gone = accepted + desk.rng.randint(1, 3) * ONE_DAY
        return replace(draft, moves=(*before, *desk.dated([(Outcome.WITHDRAWN, gone)])))
    return replace(draft, moves=before) if is_asked else draft


def _moment(move: Move) -> datetime:
    assert move.occurred_at is not None  # noqa: S101 - a demo has no undated moves
    return move.occurred_at


def _finished(rng: Random, draft: _Draft, *, cutoff: datetime) -> DemoApplication:
    happened = tuple(takewhile(lambda move: _moment(move) < cutoff, draft.moves))
    has_talked = any(move.target is Stage.INTERVIEWING for move in happened)
    return DemoApplication(
        posting=draft.posting,
        moves=happened,
        source=draft.source,
        resume_version=draft.resume_version,
        notes=rng.choice(_NOTES) if has_talked and rng.random() < 0.5 else None,
    )
