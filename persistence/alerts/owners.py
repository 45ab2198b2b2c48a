"""Whose rules the clock has to look at."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, bindparam, text

from persistence.database import Database, Statement
from persistence.tables import Instant

PAGE: Final = 500

# A default rule of somebody without applications and goals has nothing to find.
_OWNERS: Final = Statement(
    text(f"""
    SELECT owner_id FROM (
        SELECT r.owner_id FROM alert_rules r
        WHERE r.owner_id > :after AND r.removed_at IS NULL AND r.is_enabled
          AND (r.default_name IS NULL
               OR EXISTS (SELECT FROM goals g WHERE g.owner_id = r.owner_id)
               OR EXISTS (SELECT FROM applications a WHERE a.owner_id = r.owner_id))
        UNION
        SELECT owner_id FROM alerts WHERE owner_id > :after AND number IS NULL AND due_at <= :now
    ) AS found
    ORDER BY owner_id LIMIT {PAGE}
    """).bindparams(bindparam("after", type_=BigInteger), bindparam("now", type_=Instant))  # noqa: S608 - a number of ours
)


async def owners(database: Database, now: datetime) -> AsyncIterator[int]:
    """Everybody whose rules may find something, or who has an alert that is due; read a page at a time."""
    after = 0
    while rows := await database.fetch(_OWNERS, after=after, now=now):
        for row in rows:
            yield row[0]
        after = rows[-1][0]
