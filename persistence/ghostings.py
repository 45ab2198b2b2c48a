"""Open applications whose owners have heard nothing for longer than they want to wait."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, DateTime, bindparam, text

from persistence.database import Database, Statement

PAGE: Final = 500

# The same days as `silence` of an application shows: dates of the owner's calendar.
_SILENT = Statement(
    text(f"""
SELECT found.id, found.owner_id, found.last_moved_at, found.days
FROM (
    SELECT a.id, a.owner_id, a.last_moved_at, u.ghosted_after_days,
           (:now AT TIME ZONE u.time_zone)::date - (a.last_moved_at AT TIME ZONE u.time_zone)::date AS days
    FROM applications a JOIN users u ON u.id = a.owner_id
    WHERE a.id > :after AND a.outcome IS NULL AND a.stage <> 'SAVED' AND a.last_moved_at IS NOT NULL
) AS found
WHERE found.days >= found.ghosted_after_days
ORDER BY found.id LIMIT {PAGE}
""").bindparams(bindparam("now", type_=DateTime(timezone=True)), bindparam("after", type_=BigInteger))  # noqa: S608 - a number of ours
)


@dataclass(frozen=True, slots=True)
class Silent:
    """An application that has not moved since `since` (UTC), `days` days of its owner's ago."""

    application_id: int
    owner_id: int
    since: datetime
    days: int


async def silent(database: Database, now: datetime) -> AsyncIterator[list[Silent]]:
    """Everybody's, a page at a time."""
    after = 0
    while rows := await database.fetch(_SILENT, now=now, after=after):
        yield [Silent(*row) for row in rows]
        after = rows[-1][0]
