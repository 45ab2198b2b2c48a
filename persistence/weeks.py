"""Weeks of everybody, as a materialised view over the days, for those who read the database themselves."""

from typing import Final

from persistence.database import Database, Session

SECONDS: Final = 300.0
# Who reads it meanwhile reads what was there before.
_REFRESH: Final = "REFRESH MATERIALIZED VIEW CONCURRENTLY weekly_user_summary"


async def refresh_weeks(database: Database) -> None:
    """Bring `weekly_user_summary` up to date with `daily_user_metrics`; doing it twice changes nothing."""

    async def work(session: Session) -> None:
        await session.script(_REFRESH)

    await database.write(work, seconds=SECONDS)
