"""`rebuild` as an operator runs it: what differs is told and put right, by a process of its own."""

import asyncio
import json
import os
import sys

from domain.users import User
from persistence.database import Database
from tests.builders import event, person, utc
from tests.docs.pages import ROOT


async def rebuild(dsn: str, *options: str) -> tuple[int, str, str]:
    """(exit code, output, what was said)."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "rebuild", *options,
        cwd=ROOT, env={**os.environ, "DATABASE_URL": dsn},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, said = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), said.decode()


async def broken(database: Database) -> User:
    """Somebody with two visits, one of which was lost, and with one page too many."""
    ada = await person(database)
    for session in ("a", "b\x1b[2J"):
        await event(database, ada, "page_view", utc(2026, 3, 1), session=session)
    await database.write(
        lambda session: session.script(
            "DELETE FROM sessions WHERE session_id <> 'a'; UPDATE daily_user_metrics SET page_views = 3"
        )
    )
    return ada


async def test_differences_are_told_and_put_right(dsn: str, database: Database) -> None:
    ada = await broken(database)

    code, out, said = await rebuild(dsn, "--verify")
    assert code == 1
    assert [" ".join(line.split()) for line in out.splitlines()] == [
        "roll-up row is kept should be",
        f"daily_user_metrics, activity owner_id {ada.id}, date 2026-03-01 page_views 3 page_views 2",
        f"sessions owner_id {ada.id}, session_id 'b\\x1b[2J' nothing started_at 2026-03-01 12:00:00+00:00,"
        " ended_at 2026-03-01 12:00:00+00:00, events 1",
    ]
    assert "2 rows differ. `rebuild` puts them right" in said

    code, out, said = await rebuild(dsn, "--verify", "--json")
    assert code == 1
    first, second = json.loads(out)["differences"]
    assert (first["rollup"], first["row"]) == (
        "daily_user_metrics, activity",
        {"owner_id": ada.id, "date": "2026-03-01"},
    )
    assert (first["kept"]["page_views"], first["told"]["page_views"]) == (3, 2)
    assert (second["kept"], second["told"]["events"]) == (None, 1)

    assert await rebuild(dsn) == (0, "", "Put right in 2 places.\n")
    assert await rebuild(dsn) == (0, "", "Everything was right.\n")
    assert await rebuild(dsn, "--json") == (0, '{"corrected":0}\n', "")
    assert await rebuild(dsn, "--verify") == (0, "", "Nothing differs.\n")
    assert await rebuild(dsn, "--verify", "--json") == (0, '{\n  "differences": []\n}\n', "")


async def test_a_database_that_is_not_migrated_is_said_so(server_dsn: str) -> None:
    code, out, said = await rebuild(server_dsn.replace("template_main", "postgres"), "--verify")
    assert (code, out) == (1, "")
    assert "Run `python -m server migrate` first." in said
