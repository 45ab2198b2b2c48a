"""Events out of the quarantine, brought to the door again."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import orjson

from domain.events import Event, Quarantined, Reason
from domain.quarantine import QuarantinedEvent
from realtime.ingestion import Ingestion, Sender, TooLargeError, UnreadableError

# What was too large is not kept, and whom it was about neither: without them it would be another event.
_IN_PART: Final = frozenset({Reason.TOO_LARGE, Reason.INVALID_USER})


class _Stored(msgspec.Struct, rename="camel"):
    """An event as it was taken before it broke the worker."""

    id: UUID
    name: str
    occurred_at: datetime
    session_id: str | None = None
    properties: dict[str, Any] = {}
    context: dict[str, Any] | None = None


def judged(held: QuarantinedEvent, ingestion: Ingestion, *, now: datetime) -> Event | Quarantined | None:
    """What becomes of it today, by the rules for past events: taken, held on, or (None) nobody's to keep."""
    if held.reason is Reason.POISONED:
        return _taken_before(held) or _held_on(held)
    if held.reason in _IN_PART:
        return _held_on(held)
    try:
        told = orjson.loads(held.event)
        if not isinstance(told, dict):
            return _held_on(held)
        batch = ingestion.read_events([{**told, "historical": True}])
    except (orjson.JSONDecodeError, UnreadableError, TooLargeError):
        return _held_on(held)
    # Only keys send what is nobody's, and only they may send some names.
    sender = Sender(owner_id=held.owner_id, may_name_users=held.owner_id is None)
    found = ingestion.sort(batch, sender, {}, now=now)
    if found.quarantined:
        return found.quarantined[0]
    return found.events[0] if found.events else None


def _taken_before(held: QuarantinedEvent) -> Event | None:
    """It has been through the door; a second time would give it another session."""
    try:
        told = msgspec.json.decode(held.event, type=_Stored)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return Event(
        id=told.id,
        name=told.name,
        occurred_at=told.occurred_at,
        received_at=held.received_at,
        properties=msgspec.json.encode(told.properties).decode(),
        owner_id=held.owner_id,
        session_id=told.session_id,
        context=None if told.context is None else msgspec.json.encode(told.context).decode(),
    )


def _held_on(held: QuarantinedEvent) -> Quarantined:
    return Quarantined(held.reason, held.message, held.event, held.received_at, field=held.field)
