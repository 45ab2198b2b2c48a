"""What could not be taken is kept for an operator, who looks at it, has it tried again, or throws it away."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from domain.access import Role
from domain.quarantine import RETENTION
from domain.users import User
from persistence.database import Session, Statement
from persistence.retention import prune_quarantine
from tests.builders import person
from tests.journeys.service import Service, serving, token
from tests.patience import PATIENCE

STORED = Statement(text("SELECT id::text, owner_id, name, session_id FROM events WHERE name = 'job_view' ORDER BY id"))
HELD = Statement(text("SELECT count(*) FROM quarantine"))
POISON = Statement(
    text(
        "INSERT INTO quarantine (reason, message, event, received_at, event_id, owner_id, name)"
        " VALUES ('poisoned', 'It broke the worker.', :event, now(), NULL, NULL, 'job_view')"
    )
)

LIST = """
query ($first: Int, $after: String, $reason: EventReason, $name: String) {
  quarantine(first: $first, after: $after, reason: $reason, name: $name) {
    nodes { id reason field message name event receivedAt attempts }
    edges { cursor node { id } }
    pageInfo { hasNextPage endCursor }
    reasons { reason count }
  }
}
"""
REPLAY = """
mutation ($input: ReplayQuarantinedEventsInput!) {
  replayQuarantinedEvents(input: $input) { replay { replayed dropped stillQuarantined } errors { code path message } }
}
"""
DISCARD = """
mutation ($input: DiscardQuarantinedEventsInput!) {
  discardQuarantinedEvents(input: $input) { discard { discarded } errors { code path } }
}
"""


def told(age: timedelta, name: str = "job_view", **more: Any) -> dict[str, Any]:
    at = datetime.now(UTC) - age
    return {"id": str(uuid4()), "name": name, "occurredAt": at.isoformat(), "sessionId": "visit", **more}


async def send(service: Service, user: User, *events: dict[str, Any]) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {token(user)}"}
    found: dict[str, Any] = (await service.client.post("/collect", json={"events": events}, headers=headers)).json()
    return found


async def operator(service: Service) -> str:
    return token(await person(service.database, "olga", role=Role.OPERATOR))


OLD, FUTURE = timedelta(days=500), -timedelta(days=2)


async def test_an_old_event_is_tried_again_as_history_and_counts_once(dsn: str) -> None:
    async with serving(dsn, with_worker=True) as service:
        ada, asking = await person(service.database), await operator(service)
        event = told(OLD, properties={"jobId": "7", "contact": "ada@example.com"})
        answer = await send(service, ada, event, told(FUTURE), told(timedelta()))
        assert (answer["accepted"], answer["quarantined"]) == (1, 2)

        page = await service.ask(LIST, asking)
        assert [each["reason"] for each in page["nodes"]] == ["IN_THE_FUTURE", "TOO_OLD"]
        assert page["reasons"] == [{"reason": "IN_THE_FUTURE", "count": 1}, {"reason": "TOO_OLD", "count": 1}]
        old = page["nodes"][1]
        assert (old["name"], old["field"], old["attempts"]) == ("job_view", "occurredAt", 0)
        assert json.loads(old["event"])["id"] == event["id"]
        assert "ada@example.com" not in old["event"]

        everything = {"ids": [each["id"] for each in page["nodes"]]}
        replay = await service.ask(REPLAY, asking, input=everything)
        assert replay == {"replay": {"replayed": 1, "dropped": 0, "stillQuarantined": 1}, "errors": []}
        (left,) = (await service.ask(LIST, asking))["nodes"]
        assert (left["reason"], left["attempts"]) == ("IN_THE_FUTURE", 1)

        # A second time changes nothing but the count of tries.
        replay = await service.ask(REPLAY, asking, input=everything)
        assert replay["replay"] == {"replayed": 0, "dropped": 0, "stillQuarantined": 1}
        async with asyncio.timeout(PATIENCE):
            while len(rows := await service.database.fetch(STORED)) < 2:
                await asyncio.sleep(0.01)
        assert {row[0] for row in rows} >= {event["id"]}
        assert {row[1] for row in rows} == {ada.id}
        assert len({row[3] for row in rows}) == 1  # the same visit, whichever way it came

        assert (await send(service, ada, {**event, "historical": True}))["duplicates"] == 1


async def test_many_replays_at_once_have_one_effect(dsn: str) -> None:
    async with serving(dsn) as service:
        ada, asking = await person(service.database), await operator(service)
        await send(service, ada, *(told(OLD) for _ in range(40)))
        answers = await asyncio.gather(*(service.ask(REPLAY, asking, input={"reason": "TOO_OLD"}) for _ in range(8)))
        assert sum(each["replay"]["replayed"] for each in answers) == 40
        assert await service.database.fetch_value(HELD) == 0


async def test_pages_go_on_where_they_ended_and_narrow(dsn: str) -> None:
    async with serving(dsn) as service:
        ada, asking = await person(service.database), await operator(service)
        await send(service, ada, *(told(OLD) for _ in range(5)))
        await send(service, ada, told(FUTURE, name="page_view"))
        seen: list[str] = []
        after, more = None, True
        while more:
            page = await service.ask(LIST, asking, first=2, after=after)
            seen += [each["id"] for each in page["nodes"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert len(seen) == len(set(seen)) == 6
        assert len((await service.ask(LIST, asking, reason="IN_THE_FUTURE"))["nodes"]) == 1
        assert len((await service.ask(LIST, asking, name="page_view", reason="TOO_OLD"))["nodes"]) == 0
        refused = await service.answer(LIST, asking, after="rubbish")
        assert refused["errors"][0]["extensions"] == {
            "code": "INVALID_INPUT", "path": ["after"], "requestId": refused["errors"][0]["extensions"]["requestId"]
        }  # fmt: skip


async def test_what_is_thrown_away_is_gone_for_good(dsn: str) -> None:
    async with serving(dsn) as service:
        ada, asking = await person(service.database), await operator(service)
        await send(service, ada, *(told(OLD) for _ in range(3)), told(FUTURE))
        (newest, *_) = (await service.ask(LIST, asking))["nodes"]
        first = await service.ask(DISCARD, asking, input={"ids": [newest["id"]]})
        again = await service.ask(DISCARD, asking, input={"ids": [newest["id"]]})
        rest = await service.ask(DISCARD, asking, input={"reason": "TOO_OLD"})
        assert [each["discard"]["discarded"] for each in (first, again, rest)] == [1, 0, 3]
        assert (await service.ask(LIST, asking))["nodes"] == []


@pytest.mark.parametrize("given", [{}, {"ids": None, "reason": None}, {"ids": ["x"], "reason": "TOO_OLD"}, {"ids": []}])
async def test_which_ones_must_be_clear(service: Service, given: dict[str, Any]) -> None:
    asking = await operator(service)
    for mutation in (REPLAY, DISCARD):
        found = await service.ask(mutation, asking, input=given)
        assert [each["code"] for each in found["errors"]] == ["INVALID_INPUT"]


async def test_what_broke_the_worker_goes_back_as_it_was_taken(dsn: str) -> None:
    async with serving(dsn) as service:
        asking = await operator(service)
        number = str(uuid4())
        whole = {"id": number, "name": "job_view", "occurredAt": "2026-11-01T12:00:00Z", "sessionId": "s:abc"}
        good = json.dumps({**whole, "properties": {"a": 1}, "context": {"country": "DE"}})

        async def poison(session: Session) -> None:
            for event in (good, '{"id": 7}', "no"):
                await session.execute(POISON, event=event)

        await service.database.write(poison)
        found = await service.ask(REPLAY, asking, input={"reason": "POISONED"})
        assert found["replay"] == {"replayed": 1, "dropped": 0, "stillQuarantined": 2}
        waiting = Statement(text("SELECT id::text, session_id, properties, context FROM inbox WHERE name = 'job_view'"))
        (row,) = await service.database.fetch(waiting)
        assert tuple(row) == (number, "s:abc", '{"a":1}', '{"country":"DE"}')


async def test_what_is_only_kept_in_part_is_not_taken_for_the_whole(dsn: str) -> None:
    """Of what was too large, and whom it was about, nothing is kept: without it, it would be another event."""
    async with serving(dsn) as service:
        ada, asking = await person(service.database), await operator(service)
        answer = await send(service, ada, told(timedelta(), properties={"text": "x" * 40_000}), told(timedelta()))
        assert answer["quarantined"] == 1
        found = await service.ask(REPLAY, asking, input={"reason": "TOO_LARGE"})
        assert found["replay"] == {"replayed": 0, "dropped": 0, "stillQuarantined": 1}


async def test_it_is_kept_for_thirty_days(dsn: str) -> None:
    async with serving(dsn) as service:
        ada, now = await person(service.database), datetime.now(UTC)
        await send(service, ada, told(OLD), told(FUTURE))
        for later, gone in ((-timedelta(minutes=1), 0), (timedelta(minutes=1), 2)):
            assert await prune_quarantine(service.database, now + RETENTION + later, RETENTION.days) == gone
        assert await service.database.fetch_value(HELD) == 0
