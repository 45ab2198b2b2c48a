"""Whole acts of an owner on an application, each one transaction: all of it, or nothing."""

from collections.abc import Callable, Sequence

import orjson
from sqlalchemy import BigInteger, bindparam, select, text

from domain.applications import Application, Origin
from domain.errors import ErrorCode, Refusal
from domain.nodes import encode
from domain.openings import Opening
from domain.transitions import Move, Transition
from domain.users import User
from persistence import openings, turns
from persistence.applications import Applications
from persistence.database import Database, Session, Statement
from persistence.jobs import VISIBLE
from persistence.tables import jobs
from persistence.transitions import Transitions

_OWN_JOB = Statement(select(jobs.c.id).where(jobs.c.owner_id == bindparam("owner"), jobs.c.key == bindparam("key")))
_VISIBLE_JOB = Statement(select(jobs.c.id).where(jobs.c.id == bindparam("job"), VISIBLE))

# What an owner does here is an event like any other; `origin` says that the ledger has it already. It happened now,
# whatever day the owner tells of.
_REPORT = Statement(
    text("""
    INSERT INTO inbox (id, owner_id, name, occurred_at, received_at, properties, context)
    VALUES (gen_random_uuid(), :owner, :name, now(), now(), :properties, '{"origin":"mutation"}')
    """).bindparams(bindparam("owner", type_=BigInteger))
)

Decide = Callable[[Application], Sequence[Move]]


class Moves:
    """What one owner does with applications, each act an event too. A refused act changes nothing."""

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
            await turns.take(session, self._owner.id)
            number = await self._job(session, job)
            application_id = await self._transitions.open(
                session, number, source=source, resume_version=resume_version, notes=notes
            )
            made = await self._transitions.append(session, application_id, moves, origin=Origin.OWNER)
            return await self._report(session, "application_created", made, moves)

        return await self._database.write(work)

    async def move(self, application_id: int, decide: Decide) -> Application:
        """Add the moves that `decide` finds right for the application as it stands."""

        async def work(session: Session) -> Application:
            moves = decide(await self._locked(session, application_id))
            moved = await self._transitions.append(session, application_id, moves, origin=Origin.OWNER)
            return await self._report(session, "application_status_change", moved, moves)

        return await self._database.write(work)

    async def correct(
        self, application_id: int, decide: Callable[[list[Transition]], tuple[Transition, Move | None]]
    ) -> Application:
        """Put another move in the place of a line, or (None) take it back; `decide` picks the line from the ledger."""

        async def work(session: Session) -> Application:
            await self._locked(session, application_id)
            line, move = decide(await self._transitions.of_locked(session, application_id))
            moves = [] if move is None else [move]
            corrected = await self._transitions.append(
                session, application_id, moves, origin=Origin.OWNER, replaces=line.id
            )
            return await self._report(session, "application_updated", corrected, moves)

        return await self._database.write(work)

    async def annotate(
        self, application_id: int, decide: Callable[[Application], dict[str, str | None]]
    ) -> Application:
        """Replace source, résumé version and notes by what `decide` says."""

        async def work(session: Session) -> Application:
            application = await self._locked(session, application_id)
            annotated = await self._applications.annotate(session, application_id, **decide(application))
            return await self._report(session, "application_updated", annotated)

        return await self._database.write(work)

    async def _report(
        self, session: Session, name: str, application: Application, moves: Sequence[Move] = ()
    ) -> Application:
        told = {"applicationId": encode("Application", application.id), "status": application.status}
        if moves and moves[-1].occurred_at is not None:
            told["at"] = moves[-1].occurred_at.isoformat()
        await session.execute(_REPORT, owner=self._owner.id, name=name, properties=orjson.dumps(told).decode())
        return application

    async def _locked(self, session: Session, application_id: int) -> Application:
        await turns.take(session, self._owner.id)
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
