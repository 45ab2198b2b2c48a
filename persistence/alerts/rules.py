"""Rules for alerts at rest."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import and_, bindparam, func, select

from domain.alerts import AlertCondition, AlertDelivery, AlertRule, Manners, QuietHours
from domain.dimensions import MetricFilter
from domain.metrics import Metric
from domain.periods import Interval
from domain.users import User
from persistence import turns
from persistence.database import Database, Record, Session, Statement
from persistence.tables import alert_rules

_RULE = (
    "id", "default_name", "name", "metric", "filter", "interval", "condition", "threshold", "consecutive",
    "cooldown_hours", "quiet_from", "quiet_until", "delivery", "has_small_samples", "is_enabled", "created_at",
)  # fmt: skip
_SET = [name for name in _RULE if name not in ("id", "default_name", "condition", "created_at")]
RULES = tuple(alert_rules.c[name] for name in _RULE)
_MINE = and_(alert_rules.c.owner_id == bindparam("owner"), alert_rules.c.removed_at.is_(None))
_ALL = Statement(select(*RULES).where(_MINE).order_by(alert_rules.c.id))
_ADD = Statement(
    alert_rules.insert()
    .values(owner_id=bindparam("owner"), condition=bindparam("condition"), **{name: bindparam(name) for name in _SET})
    .returning(*RULES)
)
_CHANGE = Statement(
    alert_rules.update()
    .where(_MINE, alert_rules.c.id == bindparam("rule"))
    .values({name: bindparam(f"new_{name}", type_=alert_rules.c[name].type) for name in _SET})
    .returning(*RULES)
)
_REMOVE = Statement(
    alert_rules.update()
    .where(_MINE, alert_rules.c.id == bindparam("rule"))
    .values(removed_at=func.now())
    .returning(*RULES)
)
_COUNT = Statement(select(func.count()).select_from(alert_rules).where(_MINE))


def rule_of(row: Sequence[Any] | Record) -> AlertRule:
    """The rule in a row of `RULES`."""
    quiet = None if row[10] is None else QuietHours(row[10], row[11])
    return AlertRule(
        id=row[0],
        default=row[1],
        name=row[2],
        metric=None if row[3] is None else Metric(row[3]),
        filter=msgspec.convert(row[4], MetricFilter),
        interval=Interval(row[5]),
        condition=AlertCondition(row[6]),
        threshold=row[7],
        manners=Manners(row[8], row[9], quiet, AlertDelivery(row[12])),
        has_small_samples=row[13],
        is_enabled=row[14],
        created_at=row[15],
    )


def _values(rule: AlertRule) -> dict[str, Any]:
    manners = rule.manners
    return {
        "name": rule.name,
        "metric": rule.metric,
        "filter": msgspec.to_builtins(rule.filter),
        "interval": rule.interval,
        "threshold": float(rule.threshold),
        "consecutive": manners.consecutive,
        "cooldown_hours": manners.cooldown_hours,
        "quiet_from": manners.quiet and manners.quiet.from_hour,
        "quiet_until": manners.quiet and manners.quiet.until_hour,
        "delivery": manners.delivery,
        "has_small_samples": rule.has_small_samples,
        "is_enabled": rule.is_enabled,
    }


class AlertRules:
    """One owner's rules."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def all(self) -> list[AlertRule]:
        """Every rule, oldest first."""
        return [rule_of(row) for row in await self._database.fetch(_ALL, owner=self._owner.id)]

    async def add(self, rule: AlertRule, *, most: int) -> AlertRule | None:
        """Keep a new rule; None when its owner has `most` already."""

        async def work(session: Session) -> Record | None:
            await turns.take(session, self._owner.id)
            if await session.fetch_value(_COUNT, owner=self._owner.id) >= most:
                return None
            return await session.fetch_row(_ADD, owner=self._owner.id, condition=rule.condition, **_values(rule))

        row = await self._database.write(work)
        return None if row is None else rule_of(row)

    async def change(self, rule: AlertRule) -> AlertRule | None:
        """Put the rule in the place of the one with its number; None when this owner has none."""
        values = {f"new_{name}": value for name, value in _values(rule).items()}
        row = await self._database.write(
            lambda session: session.fetch_row(_CHANGE, owner=self._owner.id, rule=rule.id, **values)
        )
        return None if row is None else rule_of(row)

    async def remove(self, rule_id: int) -> AlertRule | None:
        """Take a rule away; its alerts stay. None when this owner has no such rule."""
        row = await self._database.write(lambda session: session.fetch_row(_REMOVE, owner=self._owner.id, rule=rule_id))
        return None if row is None else rule_of(row)
