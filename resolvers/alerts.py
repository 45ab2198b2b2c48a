"""Alerts: listed, followed, acknowledged, snoozed."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import strawberry

from domain.alerts import Alert, AlertStatus
from domain.errors import ErrorCode, Refusal
from domain.sequences import Sequence as State
from domain.sequences import read_sequence
from persistence.alerts.raised import RaisedAlerts
from resolvers.arguments import After, First
from resolvers.changes import Change, Seen
from resolvers.context import Context, Info
from resolvers.inputs import page_size
from resolvers.nodes import decode
from resolvers.pages import Page, cut, read_cursor, write_cursor
from resolvers.payloads import Payload, settle

DEFAULT_PAGE, LARGEST_PAGE = 20, 100
MOST_CHANGED, NEWEST = 100, 20
LONGEST_SNOOZE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class AlertChange(Change):
    """Alerts that were raised and not seen, newest first."""

    alerts: list[Alert]


@strawberry.input(description="For how long an alert is put aside.")
class SnoozeAlertInput:
    """Until when."""

    ends_at: datetime = strawberry.field(
        description="Until when the alert is hidden and its rule is quiet; within a year from now."
    )


AlertId = Annotated[strawberry.ID, strawberry.argument(description="Which alert.")]


async def alerts(
    info: Info,
    first: First = None,
    after: After = None,
    status: Annotated[
        AlertStatus | None, strawberry.argument(description="Only alerts of this status; all when it is left out.")
    ] = None,
) -> Page[Alert]:
    """A page of what was raised, newest first; one statement."""
    size = page_size(first, None, default=DEFAULT_PAGE, largest=LARGEST_PAGE)
    before = None if after is None else read_cursor(after, 1, path=("after",))[0]
    found = await _raised(info.context).page(limit=size + 1, before=before, status=status, now=info.context.now)
    return cut(
        found, size, backward=False, has_cursor=after is not None, cursors=lambda each: write_cursor(each.number)
    )


async def acknowledge_alert(info: Info, id: AlertId) -> Payload[Alert]:
    """Say that an alert was seen."""
    return await settle(info.context, _acknowledge(info.context, id))


async def snooze_alert(
    info: Info, id: AlertId, input: Annotated[SnoozeAlertInput, strawberry.argument(description="For how long.")]
) -> Payload[Alert]:
    """Put an alert aside, and its rule."""
    return await settle(info.context, _snooze(info.context, id, input))


def status(parent: strawberry.Parent[Alert], info: Info) -> AlertStatus:
    """What was done about it."""
    return parent.status(info.context.now)


def _raised(context: Context) -> RaisedAlerts:
    return RaisedAlerts(context.database, context.owner)


async def _acknowledge(context: Context, alert_id: str) -> Alert:
    return _there(await _raised(context).acknowledge(decode(alert_id, "Alert"), context.now))


async def _snooze(context: Context, alert_id: str, given: SnoozeAlertInput) -> Alert:
    number, until = decode(alert_id, "Alert"), given.ends_at
    if until.tzinfo is None:
        message = f"`endsAt` is {until.isoformat()}, in no time zone: end it with Z or an offset."
        raise Refusal(message, path=("input", "endsAt"))
    if not context.now < until <= context.now + LONGEST_SNOOZE:
        message = f"`endsAt` is {until.isoformat()}: give a moment within a year from now."
        raise Refusal(message, path=("input", "endsAt"))
    return _there(await _raised(context).snooze(number, until))


def _there(alert: Alert | None) -> Alert:
    if alert is None:
        raise Refusal("You have no such alert.", code=ErrorCode.NOT_FOUND, path=("id",))
    return alert


async def alert_raised(info: Info, after: Seen = None) -> AsyncGenerator[AlertChange, None]:
    """The alerts raised since; one statement. The sequence is the number of the newest."""
    context = info.context
    seen = read_sequence(context.told or after)
    most = NEWEST if seen is None else MOST_CHANGED + 1
    found = await _raised(context).page(limit=most, before=None, status=None, now=context.now)
    present = State((found[0].number if found else 0,))
    if seen is not None and seen.is_seen_by(present):
        newer = [each for each in found if each.number > seen.numbers[0]]
        if len(newer) <= MOST_CHANGED:
            yield AlertChange(str(present), False, newer)
            return
    yield AlertChange(str(present), True, found[:NEWEST])
