"""Everything that is scheduled runs through on a real database, and what each is for has happened."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.errors import Refusal
from persistence.cache import opened as opened_cache
from persistence.database import Database, Statement
from persistence.partitions import after, partitions
from persistence.queues import task_counts
from realtime.inbox.opened import open_inbox
from server.chores import Means, chores, doing_chores, every
from server.settings import Settings
from tests.builders import APPLIED, application, happened, person, posting, stored, utc
from tests.docs.pages import DOCS, names, table
from tests.persistence.test_schedules import eventually

PAGE = DOCS / "operating.md"
ASKED = {"erasure", "push"}
NAMES = {name for row in table(PAGE, "Background work") for name in names(row[0])}


async def test_every_chore_is_told_with_its_hour(database: Database) -> None:
    async with open_inbox(database) as inbox, opened_cache(redis_url=None, minutes=0) as cache:
        crons = {each.name: each.cron for each in chores(Settings(), Means(database, inbox, cache, None))}
    told = {name: row[1] for row in table(PAGE, "Background work") for name in names(row[0])}
    assert crons.keys() == told.keys()
    for name, when in told.items():
        if at := re.fullmatch(r"(\d\d):(\d\d)", when):
            assert crons[name] == f"{int(at[2])} {int(at[1])} * * *"
    assert {name for name, cron in crons.items() if cron is None} == ASKED


@pytest.mark.parametrize(
    ("minutes", "cron"),
    [
        (1, "*/1 * * * *"),
        (15, "*/15 * * * *"),
        (59, "*/59 * * * *"),
        (60, "0 */1 * * *"),
        (1_439, "0 */23 * * *"),
        (1_440, "0 0 * * *"),
    ],
)
def test_minutes_between_refreshes_become_a_schedule(minutes: int, cron: str) -> None:
    assert every(minutes) == cron


async def test_all_that_is_due_is_done(dsn: str, database: Database, tmp_path: Path) -> None:
    ada = await person(database)
    await application(database, ada, (APPLIED, utc(2020, 1, 2)))
    await posting(database, industry="Software", location="Berlin")
    await stored(database, happened("page_view", utc(2020, 1, 2), owner=ada.id))
    settings = Settings(archive_url=(tmp_path / "archive").as_uri())
    told: list[tuple[str, str]] = []

    async def is_done() -> bool:
        return {each.task for each in await task_counts(database, utc(2020, 1, 1)) if each.succeeded} >= NAMES - ASKED

    async with (
        open_inbox(database) as inbox,
        doing_chores(settings, dsn, database, inbox, on_job=lambda name, outcome, _: told.append((name, outcome))),
    ):
        await eventually(is_done, seconds=60)
    assert {name for name, _ in told} == NAMES - ASKED
    assert {outcome for _, outcome in told} == {"succeeded"}
    ahead = after(datetime.now(UTC).date().replace(day=1), 3)
    months = await partitions(database)
    assert f"events_y{ahead:%Y}m{ahead:%m}" in months
    assert "events_y2020m01" not in months
    assert [each.name for each in (tmp_path / "archive").glob("2020-01.*.parquet")] != []
    proposed = Statement(text("SELECT count(*) FROM inbox WHERE name = 'ghosting_proposed'"))
    assert await database.fetch_value(proposed) == 1
    assert await database.fetch_value(Statement(text("SELECT count(*) FROM job_market_trends"))) > 0
    assert await database.fetch_value(Statement(text("SELECT count(*) FROM weekly_user_summary"))) == 1


async def test_an_archive_that_cannot_be_used_is_said_at_the_start(dsn: str, database: Database) -> None:
    async with open_inbox(database) as inbox:
        with pytest.raises(Refusal, match="ARCHIVE_URL leads nowhere"):
            async with doing_chores(Settings(archive_url="nowhere"), dsn, database, inbox):
                pass
