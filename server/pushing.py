"""Pushing: alerts told to browsers, as jobs; and whether this installation pushes at all."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import structlog

from delivery.push import Became, Sender, opened_sender
from delivery.vapid import SigningKey
from domain.pushes import Pushing, notification
from persistence import pushes
from persistence.database import Database
from persistence.schedules import Postponed
from server.settings import Settings

_log = structlog.stdlib.get_logger("pushes")


def signing_key(settings: Settings) -> SigningKey | None:
    """The key that pushes are signed with; None when there are none."""
    private = settings.vapid_private_key
    return None if private is None else SigningKey(private.get_secret_value(), settings.vapid_subject or "")


def pushing_of(settings: Settings) -> Pushing | None:
    """How this installation pushes; None when it does not."""
    return None if settings.vapid_private_key is None else Pushing(settings.push_to_private_addresses)


def push_key(settings: Settings) -> str | None:
    """What browsers subscribe with; None when there are no pushes."""
    key = signing_key(settings)
    return None if key is None else key.public


@asynccontextmanager
async def opened_pushing(settings: Settings) -> AsyncIterator[Sender | None]:
    """What sends pushes, for the time of the block; None when there are none."""
    key = signing_key(settings)
    if key is None:
        yield None
        return
    async with opened_sender(key, is_anywhere=settings.push_to_private_addresses) as sender:
        yield sender


async def push(database: Database, sender: Sender | None, now: datetime, asked: Mapping[str, Any]) -> None:
    """Tell one browser of one alert. Raises Postponed when its service does not take it now.

    A service that takes it, and dies before it says so, is told again: with the same tag, which shows it once.
    """
    errand = await pushes.errand(database, int(asked["alert"]), int(asked["push"]))
    if errand is None or sender is None:
        return
    told = notification(errand.alert, now)
    if told is None:
        return
    outcome = await sender.send(errand.push.address, told, now)
    if outcome.became is Became.LATER:
        raise Postponed(outcome.wait)
    if outcome.became is Became.TAKEN:
        await pushes.delivered(database, errand.push, now)
    elif outcome.became is Became.GONE:
        await pushes.gone(database, errand.push)
        _log.info("browser forgotten", status=outcome.status)
    else:
        _log.warning("push refused", status=outcome.status)
