"""Whole acts of an owner on an application, each one transaction: all of it, or nothing."""

from collections.abc import Callable, Sequence

from sqlalchemy import bindparam, select

from domain.applications import Application, Origin
from domain.errors import ErrorCode, Refusal
from domain.openings import Opening
from domain.transitions import Move, Transition
from domain.users import User
from persistence import openings
from persistence.applications import Applications
from persistence.database import Database, Session, Statement
from persistence.jobs import VISIBLE
from persistence.tables import jobs
from persistence.transitions import Transitions

_OWN_JOB = Statement(select(jobs.c.id).where(jobs.c.owner_id == bindparam("owner"), jobs.c.key == bindparam("key")))
_VISIBLE_JOB = Statement(select(jobs.c.id).where(jobs.c.id == bindparam("job"), VISIBLE))

Decide = Callable[[Application], Sequence[Move]]


class Moves:
    """What one owner does with applications. A refused act changes nothing."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner
        self._applications, self._transitions = Applications(database, owner), Transitions(database, owner)

    async def record(
        self,
        job: Opening | int,
        moves: Sequence[Move],
        *,
        source: str | None,
        resume_version: str | None,
        notes: str | None,
    ) -> Application:
        """A new application for an opening, or for a job that is stored already; Refusal when there is no such job."""

        async def work(session: Session) -> Application:
            number = await self._job(session, job)
            application_id = await self._transitions.open(
                session, number, source=source, resume_version=resume_version, notes=notes
            )
            return await self._transitions.append(session, application_id, moves, origin=Origin.OWNER)

        return await self._database.write(work)

    async def move(self, application_id: int, decide: Decide) -> Application:
        """Add the moves that `decide` finds right for the application as it stands."""

        async def work(session: Session) -> Application:
            application = await self._locked(session, application_id)
            return await self._transitions.append(session, application_id, decide(application), origin=Origin.OWNER)

        return await self._database.write(work)

    async def correct(
        self, application_id: int, decide: Callable[[list[Transition]], tuple[Transition, Move | None]]
    ) -> Application:
        """Put another move in the place of a line, or (None) take it back; `decide` picks the line from the ledger."""

        async def work(session: Session) -> Application:
            await self._locked(session, application_id)
            line, move = decide(await self._transitions.of_locked(session, application_id))
            moves = [] if move is None else [move]
            return await self._transitions.append(session, application_id, moves, origin=Origin.OWNER, replaces=line.id)

        return await self._database.write(work)

    async def annotate(
        self, application_id: int, decide: Callable[[Application], dict[str, str | None]]
    ) -> Application:
        """Replace source, résumé version and notes by what `decide` says."""

        async def work(session: Session) -> Application:
            application = await self._locked(session, application_id)
            return await self._applications.annotate(session, application_id, **decide(application))

        return await self._database.write(work)

    async def _locked(self, session: Session, application_id: int) -> Application:
        application = await self._applications.locked(session, application_id)
        if application is None:
            raise Refusal("You have no such application.", code=ErrorCode.NOT_FOUND, path=("id",))
        return application

    async def _job(self, session: Session, job: Opening | int) -> int:
        if isinstance(job, Opening):
            await openings.stage(session, [openings.record(0, job)])
            await openings.settle(session, self._owner.id)
            number: int = await session.fetch_value(_OWN_JOB, owner=self._owner.id, key=job.key)
            return number
        found: int | None = await session.fetch_value(_VISIBLE_JOB, owner=self._owner.id, job=job)
        if found is None:
            raise Refusal("There is no such job.", code=ErrorCode.NOT_FOUND, path=("input", "jobId"))
        return found
