"""Answers to mutations that carried an `Idempotency-Key`, kept for a day so that a repetition has no second effect.

An answer can have a secret in it that is shown once (an API key, a link), so it is sealed with the key, and of the key
itself only a hash is kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from domain.users import User
from persistence.database import Database, Record, Session, Statement
from persistence.seals import name, seal, unseal
from persistence.tables import idempotency_keys as table

KEPT: Final = timedelta(hours=24)
# Longer than any request may run: whoever claimed and is silent since has died.
ABANDONED: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Claimed:
    """The key is ours to answer; `since` is the proof when settling or releasing."""

    since: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """The same request was answered before, like this."""

    status: int
    answer: bytes


@dataclass(frozen=True, slots=True)
class Running:
    """The same request is being answered right now."""


@dataclass(frozen=True, slots=True)
class Mismatched:
    """The key belongs to a different request."""


Claim = Claimed | Answered | Running | Mismatched

_OWN = and_(table.c.owner_id == bindparam("owner"), table.c.key == bindparam("claimed"))
_HELD = and_(_OWN, table.c.created_at == bindparam("since"), table.c.status.is_(None))
_new = insert(table).values(
    owner_id=bindparam("owner"), key=bindparam("claimed"), body_hash=bindparam("hash"), created_at=bindparam("now")
)
_CLAIM = Statement(
    _new.on_conflict_do_update(
        index_elements=[table.c.owner_id, table.c.key],
        set_={"body_hash": _new.excluded.body_hash, "created_at": _new.excluded.created_at},
        where=and_(table.c.status.is_(None), table.c.created_at < bindparam("abandoned")),
    ).returning(table.c.created_at)
)
_LOOK = Statement(select(table.c.body_hash, table.c.status, table.c.answer).where(_OWN))
_SETTLE = Statement(table.update().where(_HELD).values(status=bindparam("code"), answer=bindparam("body")))
_RELEASE = Statement(table.delete().where(_HELD))
_FORGET = Statement(
    table.delete().where(table.c.owner_id == bindparam("owner"), table.c.created_at < bindparam("expired"))
)


def _verdict(row: Record | None, key: str, body_hash: bytes) -> Claim:
    if row is None:
        return Running()  # given back this very moment
    if row["body_hash"] != body_hash:
        return Mismatched()
    return Running() if row["status"] is None else Answered(row["status"], unseal(row["answer"], key))


class IdempotencyKeys:
    """One owner's keys. Nothing here reads a clock: `now` is the request's."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def claim(self, key: str, body_hash: bytes, *, now: datetime) -> Claim:
        """Take the key, or say why not. Of any number of requests at once, one gets it."""

        async def take(session: Session) -> Claim:
            owner, abandoned = self._owner.id, now - ABANDONED
            await session.execute(_FORGET, owner=owner, expired=now - KEPT)
            claimed = name(key)
            if await session.fetch_row(
                _CLAIM, owner=owner, claimed=claimed, hash=body_hash, now=now, abandoned=abandoned
            ):
                return Claimed(now)
            return _verdict(await session.fetch_row(_LOOK, owner=owner, claimed=claimed), key, body_hash)

        return await self._database.write(take)

    async def settle(self, key: str, claim: Claimed, *, status: int, answer: bytes) -> None:
        """Keep the answer for whoever repeats the request."""
        await self._database.write(
            lambda session: session.execute(
                _SETTLE, owner=self._owner.id, claimed=name(key), since=claim.since, code=status, body=seal(answer, key)
            )
        )

    async def release(self, key: str, claim: Claimed) -> None:
        """Give the key back: nothing was done under it."""
        await self._database.write(
            lambda session: session.execute(_RELEASE, owner=self._owner.id, claimed=name(key), since=claim.since)
        )
