"""From a row as told to what is stored: instants instead of days, a derived state, and what an older import lacks."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from domain.applications import Origin, Outcome, Target
from domain.imports.dates.calendars import as_instant
from domain.imports.rows import ImportedRow
from domain.openings import Opening
from domain.periods import local_date
from domain.salaries import parse_salary
from domain.skills.matching import find_skills
from domain.transitions import Move, State, Transition, derive, in_force

UNSTATED = "Unknown"
"""What a company or a title is called that the row does not name."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An application on its way in. `digest` is the same as long as the row says the same."""

    row: ImportedRow
    opening: Opening
    moves: tuple[Move, ...]
    state: State
    digest: bytes


@dataclass(frozen=True, slots=True)
class Amendment:
    """A line that a ledger lacks: a move, in the place of the line `replaces` if that is given; no move retracts it."""

    move: Move | None
    replaces: int | None = None


def incoming(row: ImportedRow, zone: ZoneInfo) -> Incoming:
    """The row for an owner who lives in `zone`: a day without a time stands at noon."""
    moves = tuple(Move(move.target, None if move.when is None else as_instant(move.when, zone)) for move in row.moves)
    opening = Opening(
        company=row.company or UNSTATED,
        title=row.title or UNSTATED,
        location=row.location,
        workplace=row.workplace,
        source=row.source,
        url=row.url,
        industry=row.industry,
        salary=parse_salary(row.salary_text) if row.salary_text else None,
        posted_at=row.posted_at,
        skills=find_skills(row.title),
    )
    said = (
        opening.key,
        row.industry,
        row.workplace,
        row.source,
        row.resume_version,
        row.notes,
        row.salary_text,
        row.moves,
    )
    digest = hashlib.sha256(msgspec.json.encode(said)).digest()
    return Incoming(row, opening, moves, derive(moves), digest)


def amendments(ledger: Iterable[Transition], told: Sequence[Move], zone: ZoneInfo) -> list[Amendment]:
    """What brings a ledger up to a later telling of the same row.

    A move told for the first time is added. One told with another day corrects the line that an import wrote; a day
    already known is not taken back. An ending that is no longer told is retracted if an import wrote it; stages stay,
    because logs overwrite them with the next one. What the owner wrote by hand is left alone, and what the owner has
    corrected or taken back is not told again.
    """
    lines_written = list(ledger)
    standing = in_force(lines_written)
    overruled = _overruled(lines_written)
    lines = {line.target: line for line in standing}
    found: list[Amendment] = []
    for line in standing:
        gone = isinstance(line.target, Outcome) and line.target not in {move.target for move in told}
        if gone and line.origin is Origin.IMPORT:
            found.append(Amendment(None, line.id))
    for move in told:
        known = lines.get(move.target)
        if known is None:
            if move.target not in overruled:
                found.append(Amendment(move))
        elif known.origin is Origin.IMPORT and _differs(known.occurred_at, move.occurred_at, zone):
            found.append(Amendment(move, known.id))
    return found


def _overruled(ledger: Sequence[Transition]) -> set[Target | None]:
    """What an import told and the owner then put right."""
    put_right = {line.replaces for line in ledger if line.origin is Origin.OWNER}
    return {line.target for line in ledger if line.origin is Origin.IMPORT and line.id in put_right}


def _differs(known: datetime | None, told: datetime | None, zone: ZoneInfo) -> bool:
    if told is None:
        return False
    return known is None or local_date(known, zone) != local_date(told, zone)


def amended(ledger: Sequence[Transition], found: Iterable[Amendment], now: datetime) -> State:
    """The state once the amendments are written."""
    lines = list(ledger)
    number = max((line.id for line in lines), default=0)
    for extra, each in enumerate(found, start=1):
        target, moment = (None, None) if each.move is None else (each.move.target, each.move.occurred_at)
        lines.append(
            Transition(
                id=number + extra,
                application_id=lines[0].application_id,
                target=target,
                occurred_at=moment,
                recorded_at=now,
                origin=Origin.IMPORT,
                replaces=each.replaces,
            )
        )
    return derive(in_force(lines))
