"""Events that could not be taken, kept with the reason until an operator decides, or for 30 days."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import BigInteger, Integer, Text, any_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from domain.events import Event, Quarantined, Reason
from domain.quarantine import MOST_AT_ONCE, Chosen, QuarantinedEvent, ReasonCount
from persistence.database import Database, Record, Session, Statement
from persistence.tables import quarantine

COLUMNS: Final = ("reason", "message", "event", "received_at", "event_id", "owner_id", "name", "field")

Put = Callable[[Session, Sequence[Event]], Awaitable[object]]

_record = attrgetter(*COLUMNS)
_SHOWN = tuple(quarantine.c[name] for name in QuarantinedEvent.__slots__)
_IDS = bindparam("ids", type_=ARRAY(BigInteger))
_REASON = bindparam("reason", type_=Text)
_NAME = bindparam("name", type_=Text)
_BEFORE = bindparam("before", type_=BigInteger)
_LIMIT = bindparam("limit", type_=Integer)
_CHOSEN = or_(quarantine.c.id == any_(_IDS), quarantine.c.reason == _REASON)

_PAGE = Statement(
    select(*_SHOWN)
    .where(
        or_(_BEFORE.is_(None), quarantine.c.id < _BEFORE),
        or_(_REASON.is_(None), quarantine.c.reason == _REASON),
        or_(_NAME.is_(None), quarantine.c.name == _NAME),
    )
    .order_by(quarantine.c.id.desc())
    .limit(_LIMIT)
)
_REASONS = Statement(
    select(quarantine.c.reason, func.count()).group_by(quarantine.c.reason).order_by(func.count().desc(), "reason")
)
# Those tried least come first, so that the next call goes on where this one ends.
_FIND = Statement(select(*_SHOWN).where(_CHOSEN).order_by(quarantine.c.attempts, quarantine.c.id).limit(MOST_AT_ONCE))
_LOCK = Statement(select(quarantine.c.id).where(quarantine.c.id == any_(_IDS)).with_for_update(skip_locked=True))
_DROP = Statement(delete(quarantine).where(quarantine.c.id == any_(_IDS)))
_KEEP = Statement(
    update(quarantine)
    .where(quarantine.c.id == bindparam("number", type_=BigInteger))
    .values(
        attempts=quarantine.c.attempts + 1,
        reason=bindparam("reason", type_=Text),
        field=bindparam("field", type_=Text),
        message=bindparam("message", type_=Text),
    )
)
_DISCARD = Statement(
    delete(quarantine).where(
        quarantine.c.id.in_(
            select(quarantine.c.id).where(_CHOSEN).limit(MOST_AT_ONCE).with_for_update(skip_locked=True)
        )
    )
)


def record(each: Quarantined) -> tuple[Any, ...]:
    """The event as a row of `COLUMNS`."""
    row: tuple[Any, ...] = _record(each)
    return row


async def add(session: Session, quarantined: Iterable[Quarantined]) -> None:
    """Keep them, in the order given."""
    await session.copy("quarantine", COLUMNS, map(record, quarantined))


class Quarantine:
    """All that is held, whoever it is about: for operators only."""

    def __init__(self, database: Database) -> None:
        """`database` holds it."""
        self._database = database

    async def page(
        self, *, limit: int, before: int | None, reason: Reason | None, name: str | None
    ) -> Sequence[QuarantinedEvent]:
        """Up to `limit` that came in before the one numbered `before`, newest first."""
        rows = await self._database.fetch(_PAGE, limit=limit, before=before, reason=reason, name=name)
        return [_held(row) for row in rows]

    async def reasons(self) -> Sequence[ReasonCount]:
        """How many are held for each reason, the most first."""
        return [ReasonCount(Reason(row[0]), row[1]) for row in await self._database.fetch(_REASONS)]

    async def find(self, chosen: Chosen) -> Sequence[QuarantinedEvent]:
        """Those chosen, at most 1,000, those that were tried least first."""
        rows = await self._database.fetch(_FIND, ids=chosen.ids or [], reason=chosen.reason)
        return [_held(row) for row in rows]

    async def settle(
        self, released: Mapping[int, Event | None], kept: Mapping[int, Quarantined], put: Put
    ) -> tuple[Sequence[int], Sequence[int]]:
        """Let some go in one transaction, into the inbox (`put`) or, if None, nowhere; the others were tried once more.

        Answers the numbers that went and those that stayed: without those that somebody else was quicker about.
        """

        async def work(session: Session) -> tuple[Sequence[int], Sequence[int]]:
            ours = [row[0] for row in await session.fetch(_LOCK, ids=[*released, *kept])]
            going, staying = [each for each in ours if each in released], [each for each in ours if each in kept]
            events = [event for each in going if (event := released[each]) is not None]
            await put(session, events)
            await session.execute(_DROP, ids=going)
            for each in staying:
                why = kept[each]
                await session.execute(_KEEP, number=each, reason=why.reason, field=why.field, message=why.message)
            return going, staying

        return await self._database.write(work)

    async def discard(self, chosen: Chosen) -> int:
        """Throw away those chosen, at most 1,000; how many."""
        return await self._database.write(
            lambda session: session.execute(_DISCARD, ids=chosen.ids or [], reason=chosen.reason)
        )


def _held(row: Record) -> QuarantinedEvent:
    return QuarantinedEvent(row[0], Reason(row[1]), *row[2:])
