"""Where alerts are judged: by hints, and by the clock; both by the readers that answer people."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import structlog

from domain.access import Grant, scopes_of
from domain.errors import TooSlow, Unavailable
from persistence.alerts.owners import owners
from persistence.database import Database
from persistence.users import Users
from realtime import alerts
from realtime.alerts import Alerting, of_alerts
from realtime.announcements import Announce
from realtime.topics import Hint
from resolvers.alerting import evaluate
from resolvers.context import Context

_log = structlog.get_logger("alerts")


def opened_alerting(
    database: Database, announce: Announce, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AbstractAsyncContextManager[Alerting]:
    """Judges what hints touch for the time of the block; its `announce` is to be told of changes."""

    async def judge(owner_id: int, told: Hint) -> int:
        return await _evaluate(database, owner_id, clock(), told)

    return alerts.alerting(judge, announce)


async def evaluate_everybody(database: Database, announce: Announce | None, now: datetime) -> int:
    """Judge by the clock, one owner after the other; how many alerts were raised. One that fails leaves the others."""
    raised = 0
    async for owner_id in owners(database, now):
        try:
            new = await _evaluate(database, owner_id, now, None)
        except (Unavailable, TooSlow):
            raise  # the next period looks again, at everybody
        except Exception as error:
            _log.error("alerts not judged", error=type(error).__name__, exc_info=error)
            continue
        raised += new
        if new and announce is not None:
            await announce(of_alerts(owner_id))
    return raised


async def _evaluate(database: Database, owner_id: int, now: datetime, told: Hint | None) -> int:
    owner = await Users(database).by_id(owner_id)
    if owner is None:
        return 0
    context = Context(database, owner, Grant(owner.role, scopes_of(owner.role)), now)
    touched = None if told is None or told.is_lost else (told.parts, told.names)
    return await evaluate(context, touched)
