"""Alerts at rest: what was raised, and what their owner did about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Text, and_, bindparam, func, or_, select

from domain.alerts import Alert, Finding
from domain.users import User
from persistence.alerts.rules import RULES, rule_of
from persistence.database import Database, Record, Session, Statement
from persistence.tables import Instant, alert_rules, alerts

FOUND = ("bucket_at", "subject", "value", "threshold", "previous", "low", "high", "numerator", "denominator")
TOLD = ("title", "message", "action_url")
COLUMNS = (
    alerts.c.id,
    alerts.c.number,
    alerts.c.found_at,
    alerts.c.due_at,
    alerts.c.acknowledged_at,
    alerts.c.snoozed_until,
    *(alerts.c[name] for name in (*FOUND, *TOLD)),
    *RULES,
)
_OWNED = and_(alerts.c.owner_id == bindparam("owner"), alerts.c.number.is_not(None))
_JOINED = alerts.join(alert_rules, alert_rules.c.id == alerts.c.rule_id)
_BY_ID = Statement(select(*COLUMNS).select_from(_JOINED).where(_OWNED, alerts.c.id == bindparam("alert")))
_BEFORE = bindparam("before", type_=BigInteger)
_STATUS = bindparam("status", type_=Text)
_NOW = bindparam("now", type_=Instant)
_IS_SNOOZED = func.coalesce(alerts.c.snoozed_until > _NOW, False)
_PAGE = Statement(
    select(*COLUMNS)
    .select_from(_JOINED)
    .where(
        _OWNED,
        or_(_BEFORE.is_(None), alerts.c.number < _BEFORE),
        or_(
            _STATUS.is_(None),
            and_(_STATUS == "ACKNOWLEDGED", alerts.c.acknowledged_at.is_not(None)),
            and_(_STATUS == "SNOOZED", alerts.c.acknowledged_at.is_(None), _IS_SNOOZED),
            and_(_STATUS == "ACTIVE", alerts.c.acknowledged_at.is_(None), ~_IS_SNOOZED),
        ),
    )
    .order_by(alerts.c.number.desc())
    .limit(bindparam("limit", type_=BigInteger))
)
_ANSWER = Statement(
    alerts.update()
    .where(_OWNED, alerts.c.id == bindparam("alert"))
    .values(
        acknowledged_at=func.coalesce(alerts.c.acknowledged_at, bindparam("acknowledged_at", type_=Instant)),
        snoozed_until=func.coalesce(bindparam("new_snoozed_until", type_=Instant), alerts.c.snoozed_until),
    )
)


def alert_of(row: Sequence[Any] | Record) -> Alert:
    """The alert in a row of `COLUMNS`."""
    found = dict(zip(FOUND, row[6:15], strict=True))
    title, message, action_url = row[15:18]
    return Alert(
        id=row[0],
        number=row[1],
        rule=rule_of(row[18:]),
        finding=Finding(at=row[2], **found),
        title=title,
        message=message,
        action_url=action_url,
        raised_at=row[3],
        acknowledged_at=row[4],
        snoozed_until=row[5],
    )


class RaisedAlerts:
    """One owner's alerts, as far as they are raised."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def by_id(self, alert_id: int) -> Alert | None:
        """One alert; None when this owner has no such one, or it is not raised yet."""
        row = await self._database.fetch_row(_BY_ID, owner=self._owner.id, alert=alert_id)
        return None if row is None else alert_of(row)

    async def page(self, *, limit: int, before: int | None, status: str | None, now: datetime) -> list[Alert]:
        """Up to `limit` alerts numbered below `before`, newest first."""
        rows = await self._database.fetch(
            _PAGE, owner=self._owner.id, limit=limit, before=before, status=status, now=now
        )
        return [alert_of(row) for row in rows]

    async def acknowledge(self, alert_id: int, at: datetime) -> Alert | None:
        """Remember that its owner has seen it; a second time changes nothing. None when there is no such alert."""
        return await self._answer(alert_id, acknowledged_at=at, until=None)

    async def snooze(self, alert_id: int, until: datetime) -> Alert | None:
        """Hide it, and keep its rule quiet, until then. None when there is no such alert."""
        return await self._answer(alert_id, acknowledged_at=None, until=until)

    async def _answer(self, alert_id: int, *, acknowledged_at: datetime | None, until: datetime | None) -> Alert | None:
        async def work(session: Session) -> Record | None:
            await session.execute(
                _ANSWER,
                owner=self._owner.id,
                alert=alert_id,
                acknowledged_at=acknowledged_at,
                new_snoozed_until=until,
            )
            return await session.fetch_row(_BY_ID, owner=self._owner.id, alert=alert_id)

        row = await self._database.write(work)
        return None if row is None else alert_of(row)
