"""Silences are proposed to be given up, once each, and nothing is given up by that."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from domain.nodes import encode
from persistence.database import Database, Statement
from realtime.ghostings import propose
from realtime.inbox.postgres import PostgresInbox
from tests.builders import APPLIED, GHOSTED, OFFERED, SCREENING, application, dump, person, utc

WAITING = Statement(
    text(
        "SELECT owner_id, name, occurred_at, properties::jsonb, id FROM inbox "
        "WHERE name = 'ghosting_proposed' ORDER BY position"
    )
)
WORK = """
INSERT INTO event_ids SELECT id, date_trunc('month', occurred_at) FROM inbox ON CONFLICT DO NOTHING; DELETE FROM inbox
"""
NOW = utc(2026, 3, 31)


async def proposed(database: Database) -> list[tuple[Any, ...]]:
    """What waits in the inbox; it is taken out, and its ids are remembered."""
    found = [tuple(row) for row in await database.fetch(WAITING)]
    await database.write(lambda session: session.script(WORK))
    return found


async def test_a_silence_is_proposed_once_and_changes_nothing(database: Database) -> None:
    inbox = PostgresInbox(database, most_events=1_000)
    ada, ravi = await person(database), await person(database, "ravi", ghosted_after_days=10)
    silent = await application(database, ada, (APPLIED, "2026-03-01"))
    await application(database, ada, (APPLIED, "2026-03-02"))  # 29 days
    await application(database, ada, (APPLIED, "2026-01-01"), (GHOSTED, "2026-02-01"))
    await application(database, ada, APPLIED)  # nobody knows when
    impatient = await application(database, ravi, (APPLIED, "2026-01-01"), (SCREENING, "2026-03-21"))
    before = await dump(database)
    assert await propose(database, inbox, NOW) == 2
    after = await dump(database)
    assert {name: rows for name, rows in after.items() if rows != before[name]}.keys() == {"inbox"}
    first, second = await proposed(database)
    assert first[:4] == (
        ada.id, "ghosting_proposed", NOW, {"applicationId": encode("Application", silent.id), "silentDays": 30},
    )  # fmt: skip
    assert second[0] == ravi.id
    assert second[3] == {"applicationId": encode("Application", impatient.id), "silentDays": 10}
    # The day after, the one that is 30 days silent by then is new.
    assert await propose(database, inbox, NOW + timedelta(days=1)) == 1
    assert [row[3]["silentDays"] for row in await proposed(database)] == [30]
    assert await propose(database, inbox, NOW + timedelta(days=1)) == 0


async def test_a_new_silence_is_proposed_anew(database: Database) -> None:
    inbox = PostgresInbox(database, most_events=1_000)
    ada = await person(database)
    await application(database, ada, (APPLIED, "2026-01-01"))
    assert await propose(database, inbox, NOW) == 1
    (first,) = await proposed(database)
    await database.write(
        lambda session: session.script(
            "UPDATE applications SET last_moved_at = '2026-02-01 12:00Z', stage = 'SCREENING'"
        )
    )
    assert await propose(database, inbox, NOW) == 1
    (second,) = await proposed(database)
    assert first[4] != second[4]


async def test_days_are_the_owner_s(database: Database) -> None:
    inbox = PostgresInbox(database, most_events=1_000)
    there = await person(database, "ada", zone="Pacific/Kiritimati", ghosted_after_days=1)
    await application(database, there, (OFFERED, utc(2026, 3, 30, 9)))
    # 14 hours ahead: at 10:30 UTC the 31st of there has begun half an hour ago.
    assert await propose(database, inbox, utc(2026, 3, 30, 9, 30)) == 0
    assert await propose(database, inbox, utc(2026, 3, 30, 10, 30)) == 1
    assert (await proposed(database))[0][3]["silentDays"] == 1
