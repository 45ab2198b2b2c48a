"""A search small enough to count by hand, and the moment at which everybody counts it."""

from datetime import UTC, datetime

from domain.applications import Application
from tests.builders import (
    ACCEPTED,
    APPLIED,
    GHOSTED,
    INTERVIEWING,
    OFFERED,
    REJECTED,
    SAVED,
    SCREENING,
    WITHDRAWN,
    application,
)
from tests.resolvers.desk import Desk

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
"""A Wednesday; LAST_30_DAYS are 10 February to 11 March, and what was sent before 9 February is 30 days old."""


async def search(desk: Desk) -> list[Application]:
    """Ten applications, nine of them submitted, seven of those dated.

    Days to the answer: 4, 6, 2, 8; still waiting after 19 and 50 days; withdrawn after 3.
    """

    async def made(*moves: object, **opening: object) -> Application:
        return await application(desk.database, desk.user, *moves, **opening)  # type: ignore[arg-type] # as there

    return [
        await made((APPLIED, "2026-01-05"), (REJECTED, "2026-01-09"), source="LinkedIn", company="Acme"),
        await made((APPLIED, "2026-01-10"), (INTERVIEWING, "2026-01-16"), (REJECTED, "2026-02-01"), source="LinkedIn"),
        await made((APPLIED, "2026-02-20"), source="Indeed", company="Bolt"),
        await made(
            (APPLIED, "2026-02-25"),
            (SCREENING, "2026-02-27"),
            (INTERVIEWING, "2026-03-03"),
            (OFFERED, "2026-03-08"),
            source="Referral",
            company="Bolt",
        ),
        await made((APPLIED, "2026-01-20"), (GHOSTED, "2026-02-25"), source="LinkedIn", company="Corp"),
        await made((APPLIED, "2026-03-01"), (WITHDRAWN, "2026-03-04"), source="Indeed", company="Corp"),
        await made(APPLIED, REJECTED, company="Dyne"),
        await made(APPLIED, company="Dyne"),
        await made((SAVED, "2026-03-02"), company="Ergo"),
        await made(
            (APPLIED, "2026-01-12"),
            (OFFERED, "2026-01-20"),
            (ACCEPTED, "2026-01-25"),
            source="Referral",
            company="Ergo",
        ),
    ]
