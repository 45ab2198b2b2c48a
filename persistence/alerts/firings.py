"""Firings: kept once, however many find them, and raised when they are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, any_, bindparam, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert

from domain.alert_rules import MOST_COOLDOWN_HOURS
from domain.alerts import AlertRule, Finding
from domain.alerts.manners import admitted
from domain.alerts.wording import Told
from domain.users import User
from persistence import pushes, turns
from persistence.alerts.raised import FOUND, TOLD
from persistence.database import Database, Record, Session, Statement
from persistence.tables import Instant, alerts

REMEMBERED: Final = timedelta(hours=MOST_COOLDOWN_HOURS + 24 * 2)
"""No cooldown reaches further back, and neither quiet hours nor a digest put anything off for so long."""

_NOW = bindparam("now", type_=Instant)
_KNOWN = Statement(
    select(
        alerts.c.rule_id, alerts.c.bucket_at, alerts.c.subject, alerts.c.due_at, alerts.c.snoozed_until, alerts.c.number
    ).where(
        alerts.c.owner_id == bindparam("owner"),
        or_(
            alerts.c.found_at > bindparam("since", type_=Instant),
            alerts.c.number.is_(None),
            alerts.c.snoozed_until > _NOW,
            alerts.c.bucket_at == any_(bindparam("buckets", type_=ARRAY(Instant))),
        ),
    )
)
_KEEP = Statement(
    insert(alerts)
    .values(
        owner_id=bindparam("owner"),
        rule_id=bindparam("rule"),
        found_at=bindparam("found_at"),
        due_at=bindparam("due_at"),
        **{name: bindparam(name) for name in (*FOUND, *TOLD)},
    )
    .on_conflict_do_nothing(index_elements=[alerts.c.rule_id, alerts.c.bucket_at, alerts.c.subject])
)
_RAISE = Statement(
    text("""
    UPDATE alerts SET number = raised.number
    FROM (
        SELECT id, row_number() OVER (ORDER BY due_at, id)
                   + (SELECT coalesce(max(number), 0) FROM alerts WHERE owner_id = :owner) AS number
        FROM alerts WHERE owner_id = :owner AND number IS NULL AND due_at <= :now
    ) AS raised
    WHERE alerts.id = raised.id
    RETURNING alerts.id
    """).bindparams(bindparam("owner", type_=BigInteger), _NOW)
)


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule, what it found, in which words it is told, and when it would be due (UTC)."""

    rule: AlertRule
    finding: Finding
    told: Told
    due_at: datetime

    @property
    def key(self) -> tuple[int, datetime, str]:
        """What the rule fires about, once."""
        return self.rule.id, self.finding.bucket_at, self.finding.subject


@dataclass(frozen=True, slots=True)
class _Known:
    """What was kept before: keys, when each rule's last is due, rules kept quiet, and whether anything is due now."""

    keys: frozenset[tuple[int, datetime, str]]
    last: dict[int, datetime]
    quiet: frozenset[int]
    is_due: bool

    def news(self, firings: Sequence[Firing]) -> list[Firing]:
        """Those to keep: new, not snoozed, and no two of a rule closer than its cooldown."""
        last, found = dict(self.last), []
        for each in firings:
            rule = each.rule
            is_new = each.key not in self.keys and rule.id not in self.quiet
            if is_new and admitted(each.due_at, last.get(rule.id), rule.manners):
                last[rule.id] = each.due_at
                found.append(each)
        return found


def _known(rows: Sequence[Record], now: datetime) -> _Known:
    last: dict[int, datetime] = {}
    for row in rows:
        last[row[0]] = max(row[3], last.get(row[0], row[3]))
    return _Known(
        keys=frozenset((row[0], row[1], row[2]) for row in rows),
        last=last,
        quiet=frozenset(row[0] for row in rows if row[4] is not None and row[4] > now),
        is_due=any(row[5] is None and row[3] <= now for row in rows),
    )


class Firings:
    """What one owner's rules found."""

    def __init__(self, database: Database, owner: User) -> None:
        """Everything below is about this owner only."""
        self._database, self._owner = database, owner

    async def keep(self, firings: Sequence[Firing], now: datetime) -> int:
        """Keep what is new, raise what is due and ask for it to be pushed; how many were raised now.

        However many evaluate at once, each firing is kept once: they take turns, and look again in theirs. Where
        there is nothing to do it is one statement, in no transaction.
        """
        asked = {
            "owner": self._owner.id,
            "now": now,
            "since": now - REMEMBERED,
            "buckets": [each.finding.bucket_at for each in firings],
        }
        known = _known(await self._database.fetch(_KNOWN, **asked), now)
        if not known.is_due and not known.news(firings):
            return 0

        async def work(session: Session) -> int:
            await turns.take(session, self._owner.id)
            for each in _known(await session.fetch(_KNOWN, **asked), now).news(firings):
                await session.execute(_KEEP, owner=self._owner.id, found_at=now, **_row(each))
            raised = [row[0] for row in await session.fetch(_RAISE, owner=self._owner.id, now=now)]
            if raised:
                await pushes.ask(session, self._owner.id, raised)
            return len(raised)

        return await self._database.write(work)


def _row(firing: Firing) -> dict[str, Any]:
    found = {name: getattr(firing.finding, name) for name in FOUND}
    told = {name: getattr(firing.told, name) for name in TOLD}
    return {"rule": firing.rule.id, "due_at": firing.due_at, **found, **told}
