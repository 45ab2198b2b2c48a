"""What the database says of itself."""

from datetime import datetime

from sqlalchemy import func, select

from persistence.database import Database, Statement

_VERSION = Statement(select(func.current_setting("server_version_num")))
_CLOCK = Statement(select(func.clock_timestamp()))


async def version(database: Database) -> int:
    """The major version of PostgreSQL."""
    return int(await database.fetch_value(_VERSION)) // 10_000


async def clock(database: Database) -> datetime:
    """What time the database thinks it is (UTC)."""
    now: datetime = await database.fetch_value(_CLOCK)
    return now
