"""Browsers that are told of alerts at rest, and the jobs that tell them: asked for with the alert, one a browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, String, and_, bindparam, func, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert

from domain.alerts import Alert
from domain.pushes import Address, Push
from domain.users import User
from persistence import turns
from persistence.alerts.raised import COLUMNS, alert_of
from persistence.database import Database, Record, Session, Statement
from persistence.queues import OUTWARD
from persistence.tables import alert_rules, alerts, pushes

TASK: Final = "push"

_PUSH = (pushes.c.id, pushes.c.endpoint, pushes.c.p256dh, pushes.c.auth, pushes.c.created_at, pushes.c.delivered_at)
_MINE = pushes.c.owner_id == bindparam("owner")
_ALL = Statement(select(*_PUSH).where(_MINE).order_by(pushes.c.id))
_COUNT = Statement(select(func.count()).select_from(pushes).where(_MINE, pushes.c.endpoint != bindparam("endpoint")))
_new = insert(pushes).values(
    owner_id=bindparam("owner"), endpoint=bindparam("endpoint"), p256dh=bindparam("p256dh"), auth=bindparam("auth")
)
# Who signs in in a browser where somebody else was told of alerts has its keys; who has only heard of it has not.
_REGISTER = Statement(
    _new.on_conflict_do_update(
        index_elements=[pushes.c.endpoint],
        set_={
            "owner_id": _new.excluded.owner_id,
            "p256dh": _new.excluded.p256dh,
            "auth": _new.excluded.auth,
            "created_at": func.now(),
            "delivered_at": None,
        },
        where=or_(
            pushes.c.owner_id == _new.excluded.owner_id,
            and_(pushes.c.p256dh == _new.excluded.p256dh, pushes.c.auth == _new.excluded.auth),
        ),
    ).returning(*_PUSH)
)
_REMOVE = Statement(pushes.delete().where(_MINE, pushes.c.endpoint == bindparam("endpoint")).returning(*_PUSH))
_ASK = Statement(
    text("""
    SELECT procrastinate_defer_jobs_v1(ARRAY(
        SELECT CAST(ROW(CAST(:queue AS varchar), CAST(:task AS varchar), 0, :task || '/' || a.id || '/' || p.id, NULL,
                        jsonb_build_object('alert', a.id, 'push', p.id), NULL) AS procrastinate_job_to_defer_v1)
        FROM unnest(CAST(:alerts AS bigint[])) AS a(id) CROSS JOIN pushes p WHERE p.owner_id = :owner
    ))
    """).bindparams(
        bindparam("queue", type_=String()),
        bindparam("task", type_=String()),
        bindparam("alerts", type_=ARRAY(BigInteger)),
        bindparam("owner", type_=BigInteger),
    )
)
_ERRAND = Statement(
    select(*COLUMNS, *_PUSH)
    .select_from(
        alerts.join(alert_rules, alert_rules.c.id == alerts.c.rule_id).join(
            pushes, pushes.c.owner_id == alerts.c.owner_id
        )
    )
    .where(alerts.c.id == bindparam("alert"), pushes.c.id == bindparam("push"), alerts.c.number.is_not(None))
)
_DELIVERED = Statement(pushes.update().where(pushes.c.id == bindparam("push")).values(delivered_at=bindparam("at")))
# Registered anew since, it has other keys.
_GONE = Statement(pushes.delete().where(pushes.c.id == bindparam("push"), pushes.c.auth == bindparam("known")))


def _push(row: Sequence[object] | Record) -> Push:
    number, endpoint, p256dh, auth, created_at, delivered_at = row
    return Push(number, Address(endpoint, p256dh, auth), created_at, delivered_at)  # type: ignore[arg-type] # columns


@dataclass(frozen=True, slots=True)
class Errand:
    """An alert, and the browser that is to be told of it."""

    alert: Alert
    push: Push


class Pushes:
    """One owner's."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def all(self) -> list[Push]:
        """Every browser, the one registered first first."""
        return [_push(row) for row in await self._database.fetch(_ALL, owner=self._owner.id)]

    async def count_without(self, endpoint: str) -> int:
        """How many there are, but for this one."""
        found: int = await self._database.fetch_value(_COUNT, owner=self._owner.id, endpoint=endpoint)
        return found

    async def register(self, address: Address, *, most: int) -> Push | None:
        """Keep a browser, or its new keys; None when it is another's and the keys differ, or with `most` of them."""

        async def work(session: Session) -> Record | None:
            await turns.take(session, self._owner.id)
            asked = {"owner": self._owner.id, "endpoint": address.endpoint}
            if await session.fetch_value(_COUNT, **asked) >= most:
                return None
            return await session.fetch_row(_REGISTER, **asked, p256dh=address.p256dh, auth=address.auth)

        row = await self._database.write(work)
        return None if row is None else _push(row)

    async def remove(self, endpoint: str) -> Push | None:
        """Tell this browser nothing any more; None when this owner has no such browser."""
        row = await self._database.write(
            lambda session: session.fetch_row(_REMOVE, owner=self._owner.id, endpoint=endpoint)
        )
        return None if row is None else _push(row)


async def ask(session: Session, owner_id: int, alert_ids: Sequence[int]) -> None:
    """Ask for every browser of an owner to be told of alerts, in the transaction that raises them."""
    await session.fetch(_ASK, queue=OUTWARD, task=TASK, alerts=list(alert_ids), owner=owner_id)


async def errand(database: Database, alert_id: int, push_id: int) -> Errand | None:
    """What a job is about; None when the alert, or the browser, is not there any more or has another owner."""
    row = await database.fetch_row(_ERRAND, alert=alert_id, push=push_id)
    if row is None:
        return None
    values = tuple(row)
    return Errand(alert_of(values[: len(COLUMNS)]), _push(values[len(COLUMNS) :]))


async def delivered(database: Database, push: Push, at: datetime) -> None:
    """Remember that its service has taken something."""
    await database.write(lambda session: session.execute(_DELIVERED, push=push.id, at=at))


async def gone(database: Database, push: Push) -> None:
    """Forget a browser that its service does not know any more."""
    await database.write(lambda session: session.execute(_GONE, push=push.id, known=push.address.auth))
