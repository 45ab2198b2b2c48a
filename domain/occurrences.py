"""What the events that speak of one application say: whether it exists, its facts, and the moves of its ledger."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from domain.applications import Outcome, Reopening, Stage, Target
from domain.companies import clean_name
from domain.imports.statuses.reading import read_status
from domain.nodes import parse
from domain.openings import Opening
from domain.skills.matching import find_skills
from domain.transitions import RANKS, Move

CREATING = frozenset({"application_created", "job_apply"})
_STATUS = frozenset({*CREATING, "application_updated", "application_status_change"})
TELLING = frozenset({*CREATING, "application_updated"})
"""Events that tell facts of an application, not moves alone."""

_IMPLIED: dict[str, Target] = {
    "interview_scheduled": Stage.INTERVIEWING,
    "interview_feedback": Stage.INTERVIEWING,
    "offer_received": Stage.OFFERED,
    "offer_accepted": Outcome.ACCEPTED,
    "offer_declined": Outcome.DECLINED,
    "application_withdrawn": Outcome.WITHDRAWN,
}
NAMES = frozenset({*_STATUS, *_IMPLIED})
"""Every event name that can say something of an application."""

# A title comes again with every event that is folded with it.
_skills = lru_cache(maxsize=4096)(find_skills)
_LONGEST, _LONGEST_URL, _LONGEST_NOTES = 300, 2_000, 10_000


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event as stored; `occurred_at` is UTC."""

    id: UUID
    name: str
    occurred_at: datetime
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A move, with the event that tells it."""

    target: Target
    occurred_at: datetime
    event_id: UUID

    @property
    def move(self) -> Move:
        """The move alone."""
        return Move(self.target, self.occurred_at)


@dataclass(frozen=True, slots=True)
class History:
    """What all events about one application say together.

    `job` is what it is for, an opening or the number of a job that is stored; None as long as no event says so: the
    application does not exist yet, and its moves wait. `lines` stand in the order in which they happened.
    """

    job: Opening | int | None
    source: str | None
    resume_version: str | None
    notes: str | None
    lines: tuple[Line, ...]


def own_number(reference: str, kind: str = "Application") -> int | None:
    """The number behind one of our own opaque ids; None for any other text: then it is the sender's."""
    found = parse(reference)
    return found[1] if found is not None and found[0] == kind else None


def job_number(occurrence: Occurrence) -> int | None:
    """The number of the stored job that an event names by our opaque id."""
    told = occurrence.properties.get("jobId")
    return own_number(told, "Job") if occurrence.name in CREATING and isinstance(told, str) else None


def fold(occurrences: Iterable[Occurrence], known_jobs: Collection[int] = ()) -> History:
    """The history, the same in whatever order the events are given.

    The first event that creates the application with a usable title and company, or with one of `known_jobs`, says what
    it is for; later updates may put title, company, place and address right. Source, résumé version and notes are
    those of the last event that says them. First and last go by (occurred_at, id).
    """
    ordered = sorted(occurrences, key=lambda each: (each.occurred_at, each.id.int))
    telling = [each for each in ordered if each.name in TELLING]
    lines = {line for each in ordered for line in _lines(each)}
    job = _job(telling, known_jobs)
    return History(
        job=job,
        source=_last(telling, "source"),
        resume_version=_last(telling, "resumeVersion"),
        notes=_last(telling, "notes", longest=_LONGEST_NOTES),
        lines=tuple(sorted(lines, key=lambda each: (each.occurred_at, RANKS[each.target], each.event_id.int))),
    )


def _lines(occurrence: Occurrence) -> Iterator[Line]:
    for target in _targets(occurrence):
        yield Line(target, occurrence.occurred_at, occurrence.id)


def _targets(occurrence: Occurrence) -> tuple[Target, ...]:
    """The moves in one event: whatever is created at more than SAVED has been submitted."""
    name, properties = occurrence.name, occurrence.properties
    if name in CREATING:
        told = status(properties.get("status")) or Stage.APPLIED
        if name == "application_created" and told is Stage.SAVED:
            return (Stage.SAVED,)
        return (Stage.APPLIED,) if told in (Stage.SAVED, Stage.APPLIED) else (Stage.APPLIED, told)
    if name in _STATUS:
        moved = status(properties.get("status"))
        return () if moved is None else (moved,)
    implied = _IMPLIED.get(name)
    if name == "interview_feedback" and status(properties.get("result")) is Outcome.REJECTED:
        return (Stage.INTERVIEWING, Outcome.REJECTED)
    return () if implied is None else (implied,)


def status(told: Any) -> Target | None:
    """The stage or outcome that a status word means, in any case and under the names people give them; else None."""
    if not isinstance(told, str):
        return None
    word = "_".join(told.upper().split())
    for kind in (Stage, Outcome, Reopening):
        if word in kind.__members__:
            return kind(word)
    reading = read_status(told.replace("_", " "))
    return reading.targets[-1] if reading.targets else None


def _job(telling: Iterable[Occurrence], known_jobs: Collection[int]) -> Opening | int | None:
    opening: dict[str, str] = {}
    for each in telling:
        told = _opening(each)
        number = job_number(each)
        if opening:
            opening |= told if each.name not in CREATING else {}
        elif number is not None and number in known_jobs:
            return number
        elif each.name in CREATING and "title" in told and "company" in told:
            opening = told
    if not opening:
        return None
    return Opening(
        company=opening["company"],
        title=opening["title"],
        location=opening.get("location"),
        source=opening.get("source"),
        url=opening.get("url"),
        skills=_skills(opening["title"]),
    )


def _opening(occurrence: Occurrence) -> dict[str, str]:
    """The facts of the job that an event says, usable ones only."""
    properties = occurrence.properties
    address = _text(properties.get("url"), longest=_LONGEST_URL)
    company = _text(properties.get("company"))
    told = {
        "title": _text(properties.get("title")),
        "company": clean_name(company) if company else None,
        "location": _text(properties.get("location")),
        "source": _text(properties.get("source")),
        "url": address if address and address.lower().startswith(("http://", "https://")) else None,
    }
    return {name: value for name, value in told.items() if value}


def _last(telling: Iterable[Occurrence], name: str, *, longest: int = _LONGEST) -> str | None:
    said = (_text(each.properties.get(name), longest=longest, is_prose=name == "notes") for each in telling)
    return next((each for each in reversed(list(said)) if each), None)


def _text(told: Any, *, longest: int = _LONGEST, is_prose: bool = False) -> str | None:
    """The text on one line (prose keeps its lines), cut where it is too long; None for nothing and for no text."""
    if not isinstance(told, str):
        return None
    return (told.strip() if is_prose else " ".join(told.split()))[:longest].strip() or None
