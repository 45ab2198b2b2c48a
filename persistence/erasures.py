"""Erasure of a person from every table, and the hashes by which they are known when they are named again.

What is in no table (caches, Redis, the archive) and what is too much for one request is done by the job `TASK`, asked
for in the same transaction. Ids of events stay: they say nothing, and keep what is sent again from counting again.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger, LargeBinary, any_, bindparam, func, literal, select, text, union_all
from sqlalchemy.dialects.postgresql import ARRAY, insert

from domain.erasures import Erasure, Removed, tombstone
from domain.errors import ErrorCode, Refusal
from domain.users import User
from persistence import rollups
from persistence.database import Database, Session, Statement
from persistence.partitions import retired
from persistence.queues import defer
from persistence.tables import erasures, events, inbox, metadata, quarantine, users

TASK: Final = "erasure"
LOCK: Final = "archive"  # of all jobs that write there: no month is put there by one while another takes people out
SECONDS: Final = 4.0  # of a request's time
SWEEP_SECONDS: Final = 300.0
AT_ONCE: Final = 20_000  # events; more of them go in the background
# Longer than any request may run, or anybody may believe in an account without asking.
LATE: Final = timedelta(minutes=3)

_KINDS: Final = {"inbox": "waiting_events", "quarantine": "quarantined_events"}
_BOOKS: Final = {"revisions", "idempotency_keys"}
_OWNER = bindparam("owner", type_=BigInteger)

_ERASED = Statement(
    select(erasures.c.subject_hash).where(
        erasures.c.subject_hash == any_(bindparam("hashes", type_=ARRAY(LargeBinary)))
    )
)
# Waits for whoever is storing something of this person, and keeps others from beginning to.
_HOLD = Statement(select(users.c.id).where(users.c.id == _OWNER).with_for_update())
_REMEMBER = Statement(
    insert(erasures).values(subject_hash=bindparam("hash"), erased_at=bindparam("now")).on_conflict_do_nothing()
)
_COUNT = Statement(
    union_all(
        *(
            select(literal(_KINDS.get(table.name, table.name)), func.count()).where(table.c.owner_id == _OWNER)
            for table in metadata.sorted_tables
            if "owner_id" in table.c and table.name not in _BOOKS
        )
    )
)
_LEAVE = Statement(users.delete().where(users.c.id == _OWNER))
_LOOSE = [Statement(table.delete().where(table.c.owner_id == _OWNER)) for table in (inbox, quarantine)]
_TAKE_EVENTS = Statement(events.delete().where(events.c.owner_id == _OWNER))


async def erased(database: Database, subjects: Collection[str]) -> frozenset[str]:
    """Which of them were erased, and must be made no account again."""
    by_hash = {tombstone(subject): subject for subject in subjects}
    return frozenset(by_hash[row[0]] for row in await database.fetch(_ERASED, hashes=list(by_hash)))


async def erase(database: Database, user: User, *, now: datetime) -> Erasure:
    """Erase a person from all tables in one transaction, and ask for the rest to be done in the background.

    Raises Refusal when they are gone already.
    """

    async def work(session: Session) -> Erasure:
        if await session.fetch_value(_HOLD, owner=user.id) is None:
            raise Refusal("This account has been erased already.", code=ErrorCode.NOT_FOUND)
        await session.execute(_REMEMBER, hash=tombstone(user.subject), now=now)
        counted = [Removed(row[0], row[1]) for row in await session.fetch(_COUNT, owner=user.id) if row[1]]
        # The account goes before its events: whoever stores some is waited for, and finds nobody to store for after.
        await session.execute(_LEAVE, owner=user.id)
        await _take_loose(session, user.id)
        if sum(each.count for each in counted if each.kind == "events") <= AT_ONCE:
            await _take_events(session, user.id)
        for due in (now, now + LATE):
            await defer(session, TASK, {"owner": user.id}, due=due, lock=LOCK)
        return Erasure(now, (Removed("account", 1), *sorted(counted, key=lambda each: each.kind)))

    return await database.write(work, seconds=SECONDS)


async def sweep(database: Database, owner_id: int) -> None:
    """Take out of the tables what was too much for the request, or came in while the account was going."""

    async def work(session: Session) -> None:
        await _take_loose(session, owner_id)
        await _take_events(session, owner_id)

    await database.write(work, seconds=SWEEP_SECONDS)


async def _take_loose(session: Session, owner_id: int) -> None:
    for loose in _LOOSE:
        await session.execute(loose, owner=owner_id)
    for table in await retired(session):
        deletion = text(f"DELETE FROM {table} WHERE owner_id = :owner")  # noqa: S608 - its name is ours
        await session.execute(Statement(deletion.bindparams(_OWNER)), owner=owner_id)


async def _take_events(session: Session, owner_id: int) -> None:
    await rollups.take_back(session, owner_id)
    await session.execute(_TAKE_EVENTS, owner=owner_id)
