"""Events in, numbers out; and what an owner does here, out as events."""

from typing import Any

import orjson
import pytest
from sqlalchemy import text

from persistence import events
from persistence.database import Database, Session, Statement
from tests.occurrences import changed, created, store, told
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.test_moves import ADVANCE, ANNOTATE, CLOSE, CORRECT, RECORD, REOPEN, recorded

NUMBERS = """
    {
        summary(range: {period: ALL_TIME}) {
            totalApplications openApplications statusCounts { status count }
            responseRate { numerator denominator } interviewRate { numerator denominator }
            offerRate { numerator denominator }
        }
        funnel(range: {period: ALL_TIME}) { steps { entered } }
    }
"""
WAITING = Statement(
    text("""
    SELECT id, name, occurred_at, received_at, properties, context FROM inbox WHERE owner_id = :owner ORDER BY position
    """)
)


async def reported(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    """What the owner's acts have put into the inbox."""
    rows = await desk.database.fetch(WAITING, owner=desk.user.id)
    assert all(orjson.loads(row["context"]) == {"origin": "mutation"} for row in rows)
    return [(row["name"], orjson.loads(row["properties"])) for row in rows]


async def test_numbers_follow_from_events_in_any_order(somebody: Somebody) -> None:
    desk = await somebody(zone="Europe/Berlin")
    ada = desk.user
    await store(
        desk.database,
        [
            changed(ada, "2026-03-06", "rejected", "A1"),
            changed(ada, "2026-03-08", "hired", "A2"),
            told(ada, "interview_scheduled", "2026-03-04", "A1"),
            created(ada, "2026-03-02", "A3", status="saved"),
        ],
        [
            created(ada, "2026-03-01", "A1"),
            created(ada, "2026-03-01", "A2", company="Bolt"),
            created(ada, "2026-03-03", "A4", company="Corp"),
        ],
    )
    answer = await desk.ask(NUMBERS)
    summary = answer["summary"]
    counts = {each["status"]: each["count"] for each in summary["statusCounts"] if each["count"]}
    assert counts == {"REJECTED": 1, "ACCEPTED": 1, "SAVED": 1, "APPLIED": 1}
    assert (summary["totalApplications"], summary["openApplications"]) == (3, 1)
    assert summary["responseRate"] == {"numerator": 2, "denominator": 3}
    assert summary["interviewRate"] == {"numerator": 2, "denominator": 3}
    assert summary["offerRate"] == {"numerator": 1, "denominator": 3}
    assert [each["entered"] for each in answer["funnel"]["steps"]] == [3, 2, 2, 1, 1]


async def test_each_act_is_an_event(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk, stage="SCREENING", at="2026-03-01T12:00:00Z")
    me = {"applicationId": made["id"]}
    await desk.do(ADVANCE, id=made["id"], input={"stage": "INTERVIEWING", "at": "2026-03-02T12:00:00Z"})
    await desk.do(CLOSE, id=made["id"], input={"outcome": "REJECTED", "at": "2026-03-03T12:00:00Z"})
    await desk.do(REOPEN, id=made["id"], input={"at": "2026-03-04T12:00:00Z"})
    line = made["transitions"][1]["id"]
    await desk.do(CORRECT, id=made["id"], input={"transitionId": line, "retract": True})
    await desk.do(ANNOTATE, id=made["id"], input={"notes": "called"})
    assert await reported(desk) == [
        ("application_created", {**me, "status": "SCREENING", "at": "2026-03-01T12:00:00+00:00"}),
        ("application_status_change", {**me, "status": "INTERVIEWING", "at": "2026-03-02T12:00:00+00:00"}),
        ("application_status_change", {**me, "status": "REJECTED", "at": "2026-03-03T12:00:00+00:00"}),
        ("application_status_change", {**me, "status": "INTERVIEWING", "at": "2026-03-04T12:00:00+00:00"}),
        ("application_updated", {**me, "status": "INTERVIEWING"}),
        ("application_updated", {**me, "status": "INTERVIEWING"}),
    ]


async def test_an_act_refused_is_no_event(somebody: Somebody) -> None:
    desk = await somebody()
    made = await recorded(desk)
    before = await reported(desk)
    await desk.refusal(ADVANCE, id=made["id"], input={"stage": "SAVED"})
    await desk.refusal(RECORD, input={"jobId": made["job"]["id"][:-2] + "zz"})
    assert await reported(desk) == before


async def test_an_act_is_counted_and_not_done_again(somebody: Somebody, database: Database) -> None:
    desk = await somebody(database=database)
    made = await recorded(desk)
    await desk.do(CLOSE, id=made["id"], input={"outcome": "WITHDRAWN"})
    before = await desk.ask(NUMBERS)

    async def work(session: Session) -> None:
        rows = await session.fetch(WAITING, owner=desk.user.id)
        await events.stage(session)
        staged = [
            (each[0], desk.user.id, each[1], each[2], each[3], None, each["properties"], each["context"])
            for each in rows
        ]
        await session.copy("incoming_events", events.COLUMNS, staged)
        await events.store(session)

    await database.write(work)
    assert await desk.ask(NUMBERS) == before
    counted = Statement(text("SELECT name, events FROM platform_daily ORDER BY name"))
    assert [tuple(row) for row in await database.fetch(counted)] == [
        ("application_created", 1),
        ("application_status_change", 1),
    ]


@pytest.mark.parametrize("count", [1, 30])
async def test_acts_take_so_many_statements(somebody: Somebody, count: int) -> None:
    desk = await somebody()
    for _ in range(count):
        made = await recorded(desk)
    before = desk.database.statements
    await desk.do(CLOSE, id=made["id"], input={"outcome": "REJECTED"})
    moved = desk.database.statements
    await recorded(desk, stage="OFFERED")
    # Each answer reads the job with its company, its skills, and the ledger.
    assert (moved - before, desk.database.statements - moved) == (6 + 3, 13 + 3)
