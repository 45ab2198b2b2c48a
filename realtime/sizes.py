"""How large the tables are, written down once a day, so that growth can be told."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

import orjson

from domain.events import Event
from persistence.database import Database
from persistence.performance import table_sizes
from realtime.inbox import Inbox

DAYS: Final = UUID("8f14e45f-ceea-467f-a0e6-9d1f4a1b7c3d")


async def write_sizes(database: Database, inbox: Inbox, now: datetime) -> None:
    """Put the sizes (bytes, indexes included) among the events; a second time on a day of UTC changes nothing."""
    sizes = {each.name: each.bytes for each in await table_sizes(database)}
    number = uuid5(DAYS, now.astimezone(UTC).date().isoformat())
    await inbox.put([Event(number, "table_sizes", now, now, orjson.dumps({"bytes": sizes}).decode())], ())
