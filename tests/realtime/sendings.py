"""Events as senders send them, and what ingestion makes of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import orjson

from realtime.answers import Sorted
from realtime.ingestion import Geography, Ingestion, Limits, Sender

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MEMBER = Sender(owner_id=7)
KEY = Sender(may_name_users=True)
OMIT = object()


def number(place: int) -> str:
    """An id that is the same in every run."""
    return str(uuid5(UUID(int=0), str(place)))


def event(place: int = 0, **told: Any) -> dict[str, Any]:
    """A good event, with whatever is told otherwise; OMIT leaves a field out."""
    whole = {
        "id": number(place),
        "name": "page_view",
        "occurredAt": "2026-03-01T11:59:00Z",
        "properties": {"path": "/"},
    }
    return {name: value for name, value in (whole | told).items() if value is not OMIT}


def ingestion(*, limits: Limits | None = None, geography: Geography | None = None) -> Ingestion:
    """As it is set by default."""
    return Ingestion(limits=limits or Limits(), retention_days=365, geography=geography)


def taken(
    events: bytes | list[Any],
    sender: Sender = MEMBER,
    *,
    owners: Mapping[str, int | None] | None = None,
    by: Ingestion | None = None,
    **envelope: Any,
) -> Sorted:
    """What becomes of the events of one request."""
    body = events if isinstance(events, bytes) else orjson.dumps({"events": events, **envelope})
    way = by or ingestion()
    return way.sort(way.read(body), sender, owners or {}, now=NOW)
