"""The ledger at rest: lines are added, never changed; the state they lead to is written in the same transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Integer, Text, any_, bindparam, exists, func, literal_column, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from domain.applications import Application, Origin
from domain.transitions import Move, Transition, derive, in_force, parse_target
from domain.users import User
from persistence.applications import COLUMNS, OWNED, Cursor, application
from persistence.companies import IDS
from persistence.database import Database, Record, Session, Statement
from persistence.tables import UNDATED, Instant, applications, transitions

LEDGER = (
    transitions.c.id,
    transitions.c.application_id,
    transitions.c.target,
    transitions.c.occurred_at,
    transitions.c.recorded_at,
    transitions.c.origin,
    transitions.c.replaces,
    transitions.c.event_id,
)
_OWNED = transitions.c.owner_id == bindparam("owner")
_OF = Statement(
    select(*LEDGER)
    .where(_OWNED, transitions.c.application_id == any_(IDS))
    .order_by(transitions.c.application_id, transitions.c.id)
)
# Backwards along an index, one probe a line: nothing older than what is asked for is read.
_LATER = transitions.alias("later")
_MOVED = Statement(
    select(transitions.c.id, *COLUMNS)
    .select_from(transitions.join(applications, applications.c.id == transitions.c.application_id))
    .where(
        _OWNED,
        OWNED,
        ~exists().where(_LATER.c.application_id == transitions.c.application_id, _LATER.c.id > transitions.c.id),
    )
    .order_by(transitions.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
# What happened last; a correction stands for the line it corrects, a retraction for nothing.
_HAPPENED = func.coalesce(transitions.c.occurred_at, literal_column(UNDATED, Instant))


def _latest(*, from_start: bool) -> Statement:
    here, number = bindparam("cursor_moment", type_=Instant), bindparam("cursor_id", type_=BigInteger)
    beyond = [] if from_start else [tuple_(_HAPPENED, transitions.c.id) < tuple_(here, number)]
    in_force = ~exists().where(_LATER.c.replaces == transitions.c.id)
    return Statement(
        select(*LEDGER)
        .where(_OWNED, transitions.c.target.is_not(None), in_force, *beyond)
        .order_by(_HAPPENED.desc(), transitions.c.id.desc())
        .limit(bindparam("most", type_=Integer))
    )


_LATEST = {from_start: _latest(from_start=from_start) for from_start in (True, False)}
_ADD = Statement(
    text("""
    INSERT INTO transitions (owner_id, application_id, target, occurred_at, origin, replaces)
    SELECT :owner, :application, line.target, line.occurred_at, :origin, :replaces
    FROM unnest(:targets, :moments) WITH ORDINALITY AS line (target, occurred_at, position)
    ORDER BY line.position
    """).bindparams(
        bindparam("owner", type_=BigInteger),
        bindparam("application", type_=BigInteger),
        bindparam("origin", type_=Text),
        bindparam("replaces", type_=BigInteger),
        bindparam("targets", type_=ARRAY(Text)),
        bindparam("moments", type_=ARRAY(Instant)),
    )
)
STATE = (
    "stage",
    "outcome",
    "reached",
    "applied_at",
    "responded_at",
    "interviewed_at",
    "offered_at",
    "closed_at",
    "last_moved_at",
)
_SET_STATE = Statement(
    applications.update()
    .where(OWNED, applications.c.id == bindparam("application"))
    .values({name: bindparam(f"new_{name}") for name in STATE})
    .returning(*COLUMNS)
)
_CREATE = Statement(
    applications.insert()
    .values(
        owner_id=bindparam("owner"),
        job_id=bindparam("job"),
        source=bindparam("source"),
        resume_version=bindparam("resume_version"),
        notes=bindparam("notes"),
        stage="SAVED",
        reached=0,
    )
    .returning(applications.c.id)
)


def transition(row: Record) -> Transition:
    """The line in a record."""
    target = None if row[2] is None else parse_target(row[2])
    return Transition(row[0], row[1], target, row[3], row[4], Origin(row[5]), row[6], row[7])


class Transitions:
    """One owner's ledger."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def of(self, application_ids: Sequence[int]) -> dict[int, list[Transition]]:
        """Every line of these applications, corrected and retracted ones too, in the order written."""
        found: dict[int, list[Transition]] = {}
        for row in await self._database.fetch(_OF, ids=list(application_ids), owner=self._owner.id):
            found.setdefault(row[1], []).append(transition(row))
        return found

    async def moved(self, *, most: int) -> list[tuple[int, Application]]:
        """The applications whose ledgers have the newest lines, each with its newest one's number, newest first.

        Who writes an owner's ledger waits for their turn (persistence.turns), so lines come to be seen in the order of
        their numbers.
        """
        rows = await self._database.fetch(_MOVED, owner=self._owner.id, most=most)
        return [(row[0], application(row[1:])) for row in rows]

    async def latest(self, *, limit: int, cursor: Cursor | None = None) -> list[Transition]:
        """Up to `limit` entries in force beyond the cursor, what happened last first; what has no date stands last."""
        beyond = {} if cursor is None else {"cursor_moment": cursor.moment, "cursor_id": cursor.id}
        statement = _LATEST[cursor is None]
        rows = await self._database.fetch(statement, owner=self._owner.id, most=limit, **beyond)
        return [transition(row) for row in rows]

    async def of_locked(self, session: Session, application_id: int) -> list[Transition]:
        """The ledger of an application whose lock the transaction holds."""
        return [transition(row) for row in await session.fetch(_OF, ids=[application_id], owner=self._owner.id)]

    async def open(
        self,
        session: Session,
        job_id: int,
        *,
        source: str | None,
        resume_version: str | None,
        notes: str | None,
    ) -> int:
        """A new application with an empty ledger; its number."""
        number: int = await session.fetch_value(
            _CREATE, owner=self._owner.id, job=job_id, source=source, resume_version=resume_version, notes=notes
        )
        return number

    async def append(
        self,
        session: Session,
        application_id: int,
        lines: Iterable[Move],
        *,
        origin: Origin,
        replaces: int | None = None,
    ) -> Application:
        """Add lines and store the state that follows; the caller holds the application's lock.

        With `replaces`, the one line corrects that earlier one; without a line it retracts it.
        """
        written: list[tuple[str | None, datetime | None]] = [(move.target.value, move.occurred_at) for move in lines]
        targets, moments = zip(*(written or [(None, None)]), strict=True)
        await session.execute(
            _ADD,
            owner=self._owner.id,
            application=application_id,
            targets=list(targets),
            moments=list(moments),
            origin=origin,
            replaces=replaces,
        )
        state = derive(in_force(await self.of_locked(session, application_id)))
        row = await session.fetch_row(
            _SET_STATE,
            owner=self._owner.id,
            application=application_id,
            **{f"new_{name}": getattr(state, name) for name in STATE},
        )
        assert row is not None  # noqa: S101 - it was locked or made in this transaction
        return application(row)
