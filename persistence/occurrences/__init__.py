"""Events that speak of applications move them along their ledgers, whatever order they come in."""

import asyncio
from dataclasses import dataclass, field

from domain.jobs import role
from domain.occurrences import NAMES, TELLING, History, Occurrence, fold, job_number, own_number
from domain.openings import Opening
from domain.transitions import Transition, derive, in_force
from persistence import turns
from persistence.database import Record, Session
from persistence.occurrences import statements as sql
from persistence.transitions import STATE, transition

BREATH = 100
"""After how many applications others in the process get their turn: a batch may be long."""

_FACTS = ("source", "resume_version", "notes")
_NAMES = sorted(NAMES)
_NOTHING = fold(())


@dataclass(slots=True)
class _Subject:
    """One application as events speak of it: by the sender's reference, or by the number behind an id of ours."""

    owner: int
    key: str | None
    number: int | None
    new: list[Occurrence] = field(default_factory=list)
    earlier: list[Occurrence] = field(default_factory=list)
    stored: Record | None = None
    before: History = _NOTHING
    told: History = _NOTHING

    @property
    def needs_all(self) -> bool:
        """Whether what was told earlier matters: of an application that is there, moves alone only add lines."""
        return self.key is not None and (self.stored is None or any(each.name in TELLING for each in self.new))

    @property
    def is_created(self) -> bool:
        """Whether it is to be made now."""
        return self.key is not None and self.stored is None and self.told.job is not None

    @property
    def is_renamed(self) -> bool:
        """Whether it turns out to be for another job, or for one of other facts, than was told so far."""
        return self.stored is not None and self.before.job not in (None, self.told.job)


async def apply(session: Session) -> set[int]:
    """Bring applications up to what the events in the temporary table `new_events` add; the owners of those changed.

    The events are in `events` already, in the same transaction. A reference that no event has created yet waits: its
    moves are found again when it is created. Handing in the same events in any order, split in any way, leads to the
    same applications and ledgers.
    """
    await turns.take_all(session)
    subjects = await _spoken_of(session)
    if not subjects:
        return set()
    await session.script(sql.BY_INDEX)
    await _find(session, subjects)
    await _fold(session, subjects)
    created = [each for each in subjects if each.is_created]
    renamed = [each for each in subjects if each.is_renamed]
    await _settle(session, [*created, *renamed])
    if created:
        await _create(session, created)
    owners = {each.owner for each in (*created, *renamed)}
    stored = [each for each in subjects if each.stored is not None]
    owners |= await _annotate(session, stored)
    owners |= await _move(session, stored)
    await _tidy(session, [*created, *renamed])
    await session.script(sql.BY_ANY)
    return owners


async def _spoken_of(session: Session) -> list[_Subject]:
    subjects: dict[tuple[int, str | int], _Subject] = {}
    for owner, reference, *event in await session.fetch(sql.NEW, names=_NAMES):
        number = own_number(reference)
        key = None if number is not None else sql.PREFIX + reference
        subject = subjects.setdefault((owner, reference if number is None else number), _Subject(owner, key, number))
        subject.new.append(Occurrence(*event))
    return list(subjects.values())


async def _find(session: Session, subjects: list[_Subject]) -> None:
    """What is stored of them, locked; and what earlier events said, where that matters."""
    found = await session.fetch(
        sql.STORED,
        **sql.KEYS.of((each.owner, each.key) for each in subjects if each.key),
        **sql.NUMBERS.of((each.owner, each.number) for each in subjects if each.key is None),
    )
    by_key = {(row["owner_id"], row["import_key"]): row for row in found}
    by_number = {(row["owner_id"], row["id"]): row for row in found}
    waiting: dict[tuple[int, str], _Subject] = {}
    for each in subjects:
        each.stored = by_key.get((each.owner, each.key)) if each.key else by_number.get((each.owner, each.number))
        if each.key and each.needs_all:
            waiting[each.owner, each.key.removeprefix(sql.PREFIX)] = each
    if waiting:
        rows = await session.fetch(sql.EARLIER, names=_NAMES, **sql.REFERENCES.of(waiting))
        for owner, reference, *event in rows:
            waiting[owner, reference].earlier.append(Occurrence(*event))


async def _fold(session: Session, subjects: list[_Subject]) -> None:
    wanted = {
        (each.owner, number)
        for each in subjects
        for event in (*each.earlier, *each.new)
        if each.needs_all and (number := job_number(event)) is not None
    }
    known: dict[int, set[int]] = {}
    for owner, number in await session.fetch(sql.VISIBLE_JOBS, **sql.WANTED_JOBS.of(wanted)) if wanted else ():
        known.setdefault(owner, set()).add(number)
    for place, each in enumerate(subjects):
        jobs = known.get(each.owner, set())
        each.told = fold((*each.earlier, *each.new), jobs)
        if each.earlier and each.stored is not None:
            each.before = fold(each.earlier, jobs)
        if place % BREATH == 0:
            await asyncio.sleep(0)


async def _settle(session: Session, subjects: list[_Subject]) -> None:
    """The jobs that events told of, one a reference, with their companies."""
    told = [(each.owner, each.key, each.told.job) for each in subjects if isinstance(each.told.job, Opening)]
    if not told:
        return
    companies = {(owner, job.company_key): (owner, job.company_key, job.company) for owner, _, job in told}
    await session.execute(sql.ADD_COMPANIES, **sql.COMPANIES.of(companies.values()))
    jobs = (
        (owner, key, job.company_key, job.title, role(job.title), job.location, job.source, job.url, job.company)
        for owner, key, job in told
    )
    await session.execute(sql.SET_JOBS, **sql.JOBS.of(jobs))
    if any(each.stored is not None for each in subjects):
        await session.execute(sql.DROP_SKILLS, **sql.KEYS.of((owner, key) for owner, key, _ in told))
    skills = [(owner, key, skill) for owner, key, job in told for skill in sorted(job.skills)]
    if skills:
        await session.execute(sql.ADD_SKILLS, **sql.SKILLS.of(skills))


async def _create(session: Session, subjects: list[_Subject]) -> None:
    rows, lines = [], []
    for place, each in enumerate(subjects):
        told = each.told
        if place % BREATH == 0:
            await asyncio.sleep(0)
        state = derive(line.move for line in told.lines)
        number = told.job if isinstance(told.job, int) else None
        facts = (getattr(told, name) for name in _FACTS)
        rows.append((each.owner, each.key, number, *facts, *(getattr(state, name) for name in STATE)))
        lines += [(each.owner, each.key, line.target, line.occurred_at, line.event_id) for line in told.lines]
    await session.execute(sql.CREATE, **sql.APPLICATIONS.of(rows), **sql.FIRST_LINES.of(lines))


async def _annotate(session: Session, subjects: list[_Subject]) -> set[int]:
    """Write what is told otherwise now, unless the owner has put something else in its place meanwhile."""
    changed = []
    for each in subjects:
        stored, before, told = each.stored, each.before, each.told
        if stored is None or not each.needs_all:
            continue
        known = [stored[name] for name in _FACTS]
        facts = [
            getattr(told, name) if here == getattr(before, name) else here
            for name, here in zip(_FACTS, known, strict=True)
        ]
        if each.is_renamed or facts != known:
            number = told.job if each.is_renamed and isinstance(told.job, int) else None
            key = each.key if each.is_renamed and number is None else None
            changed.append((stored["id"], each.owner, key, number, *facts))
    if changed:
        await session.execute(sql.SET_FACTS, **sql.FACTS.of(changed))
    return {row[1] for row in changed}


async def _move(session: Session, subjects: list[_Subject]) -> set[int]:
    """Add the lines that are not there yet, whatever has become of those that are."""
    by_id = {each.stored["id"]: each for each in subjects if each.stored is not None and each.told.lines}
    if not by_id:
        return set()
    ledgers: dict[int, list[Transition]] = {number: [] for number in by_id}
    for row in await session.fetch(sql.LEDGERS, ids=list(by_id)):
        ledgers[row[1]].append(transition(row))
    lines = []
    for number, each in by_id.items():
        there = {(line.event_id, line.target) for line in ledgers[number]}
        lines += [
            (each.owner, number, line.target, line.occurred_at, line.event_id)
            for line in each.told.lines
            if (line.event_id, line.target) not in there
        ]
    if not lines:
        return set()
    for row in await session.fetch(sql.ADD_LINES, **sql.LINES.of(lines)):
        ledgers[row[1]].append(transition(row))
    moved = {line[1] for line in lines}
    states = ((number, derive(in_force(ledgers[number]))) for number in moved)
    rows = ((number, *(getattr(state, name) for name in STATE)) for number, state in states)
    await session.execute(sql.SET_STATES, **sql.STATES.of(rows))
    return {by_id[number].owner for number in moved}


async def _tidy(session: Session, subjects: list[_Subject]) -> None:
    """Take away jobs and companies that were told of wrongly, when nothing else is about them, and name the others."""
    former = [(each.owner, each.key, each.before.job) for each in subjects if isinstance(each.before.job, Opening)]
    companies = {(owner, job.company_key) for owner, _, job in former}
    if former:
        await session.execute(sql.DROP_JOBS, **sql.KEYS.of((owner, key) for owner, key, _ in former))
        await session.execute(sql.DROP_COMPANIES, **sql.KEYS.of(companies))
    companies |= {(each.owner, each.told.job.company_key) for each in subjects if isinstance(each.told.job, Opening)}
    if companies:
        await session.execute(sql.NAME_COMPANIES, **sql.KEYS.of(companies))
