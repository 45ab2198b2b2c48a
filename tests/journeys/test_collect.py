"""Events come in by HTTP: a verdict for each, and nothing acknowledged that is not stored."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import BigInteger, bindparam, text

from domain.access import Role, Scope
from domain.keys import fingerprint, new_secret
from domain.users import User
from persistence.database import Database, Statement
from persistence.keys import Keys
from tests.builders import person
from tests.faults import network
from tests.journeys.service import Service, serving, token

WAITING = Statement(
    text(
        "SELECT id::text, owner_id, name, session_id, properties FROM inbox WHERE owner_id = :owner ORDER BY position"
    ).bindparams(bindparam("owner", type_=BigInteger))
)
KEPT = Statement(
    text("SELECT reason, field, name FROM quarantine WHERE owner_id = :owner ORDER BY id").bindparams(
        bindparam("owner", type_=BigInteger)
    )
)
EVERYBODYS = Statement(text("SELECT id::text, owner_id FROM inbox"))
ACCOUNTS = Statement(text("SELECT id, subject FROM users ORDER BY id"))

Json = dict[str, Any]


def happening(name: str = "job_view", **more: Any) -> Json:
    return {
        "id": str(uuid4()),
        "name": name,
        "occurredAt": datetime.now(UTC).isoformat(),
        "properties": {},
        **more,
    }


async def send(
    service: Service, bearer: str | None, *events: Any, headers: Json | None = None, **more: Any
) -> httpx.Response:
    told = {"authorization": f"Bearer {bearer}"} if bearer else {}
    body = {"events": list(events), **more}
    return await service.client.post("/collect", json=body, headers=told | (headers or {}))


async def key_of(database: Database, owner: User, *scopes: Scope) -> str:
    secret = new_secret()
    await Keys(database, owner).add("k", prefix=secret[:8], digest=fingerprint(secret), scopes=frozenset(scopes))
    return secret


def code(response: httpx.Response) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


async def test_every_event_gets_a_verdict_and_waits(service: Service) -> None:
    ada = await person(service.database)
    first, second = happening(properties={"jobId": "7"}), happening("page_view", sessionId="s-1")
    response = await send(service, token(ada), first, second)
    assert response.status_code == 202
    assert response.json() == {
        "accepted": 2,
        "duplicates": 0,
        "quarantined": 0,
        "dropped": 0,
        "verdicts": [
            {"index": 0, "id": first["id"], "verdict": "accepted"},
            {"index": 1, "id": second["id"], "verdict": "accepted"},
        ],
    }
    waiting = await service.database.fetch(WAITING, owner=ada.id)
    assert [(row[0], row[1], row[2], row[3]) for row in waiting] == [
        (first["id"], ada.id, "job_view", None),
        (second["id"], ada.id, "page_view", "s-1"),
    ]
    assert json.loads(waiting[0][4]) == {"jobId": "7"}


async def test_the_same_event_again_is_told_so(service: Service) -> None:
    ada = await person(service.database)
    one = happening()
    assert (await send(service, token(ada), one)).json()["accepted"] == 1
    again = await send(service, token(ada), one, one)
    assert again.status_code == 202
    assert (again.json()["accepted"], again.json()["duplicates"]) == (0, 2)
    assert len(await service.database.fetch(WAITING, owner=ada.id)) == 1


async def test_one_bad_event_costs_no_good_one(service: Service) -> None:
    ada = await person(service.database)
    good = happening()
    response = await send(service, token(ada), {"name": "job_view"}, good, 7, happening("Job View"))
    assert response.status_code == 202
    told = response.json()
    assert (told["accepted"], told["quarantined"]) == (1, 3)
    assert [(each["verdict"], each.get("reason"), each.get("field")) for each in told["verdicts"]] == [
        ("quarantined", "invalid_id", "id"),
        ("accepted", None, None),
        ("quarantined", "not_an_object", None),
        ("quarantined", "invalid_name", "name"),
    ]
    assert [row[0] for row in await service.database.fetch(WAITING, owner=ada.id)] == [good["id"]]
    assert sorted(row[0] for row in await service.database.fetch(KEPT, owner=ada.id)) == [
        "invalid_id",
        "invalid_name",
        "not_an_object",
    ]


async def test_garbage_alone_is_never_acknowledged(service: Service) -> None:
    ada = await person(service.database)
    response = await send(service, token(ada), {"name": "job_view"})
    assert (response.status_code, code(response)) == (400, "NOTHING_TAKEN")
    assert response.json()["verdicts"][0]["reason"] == "invalid_id"
    assert len(await service.database.fetch(KEPT, owner=ada.id)) == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"{}", b'{"events": {}}', b'{"events": []}', b"\xff\xfe", b"[" * 100_000]
)
async def test_what_cannot_be_read_is_refused(service: Service, body: bytes) -> None:
    ada = await person(service.database)
    headers = {"authorization": f"Bearer {token(ada)}", "content-type": "application/json"}
    response = await service.client.post("/collect", content=body, headers=headers)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


async def test_too_much_is_refused_before_it_is_read(service: Service) -> None:
    ada = await person(service.database)
    large = await send(service, token(ada), *(happening(properties={"x": "y" * 30_000}) for _ in range(20)))
    assert (large.status_code, code(large)) == (413, "BODY_TOO_LARGE")
    many = await send(service, token(ada), *({} for _ in range(1_001)))
    assert (many.status_code, code(many)) == (413, "TOO_MANY_EVENTS")
    one = await send(service, token(ada), happening(properties={"x": "y" * 33_000}), happening())
    assert [each.get("reason") for each in one.json()["verdicts"]] == ["too_large", None]


async def test_it_may_come_compressed_as_text_and_by_the_documents_address(service: Service) -> None:
    ada = await person(service.database)
    body = {"events": [happening()], "authorization": f"Bearer {token(ada)}"}
    beacon = await service.client.post(
        "/api/analytics/events", content=json.dumps(body), headers={"content-type": "text/plain;charset=UTF-8"}
    )
    assert (beacon.status_code, beacon.json()["accepted"]) == (202, 1)
    body = {"events": [happening()]}
    headers = {"content-encoding": "gzip", "content-type": "application/json", "authorization": f"Bearer {token(ada)}"}
    packed = await service.client.post("/collect", content=gzip.compress(json.dumps(body).encode()), headers=headers)
    assert (packed.status_code, packed.json()["accepted"]) == (202, 1)


async def test_nobody_we_know_sends_nothing(service: Service) -> None:
    for bearer in (None, "nonsense"):
        response = await send(service, bearer, happening())
        assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")


async def test_a_members_user_id_is_ignored_and_an_operators_key_is_believed(service: Service) -> None:
    ada, ravi = await person(service.database), await person(service.database, "ravi")
    operator = await person(service.database, "operator", role=Role.OPERATOR)
    member_key = await key_of(service.database, ada, Scope.WRITE, Scope.INGEST)
    operator_key = await key_of(service.database, operator, Scope.INGEST)
    for bearer in (token(ada), member_key):
        assert (await send(service, bearer, happening(userId=ravi.subject))).status_code == 202
    sent = [happening(userId=ravi.subject), happening(userId="new-to-us"), happening(sessionId="s-9")]
    assert (await send(service, operator_key, *sent)).json()["accepted"] == 3
    accounts = {row[1]: row[0] for row in await service.database.fetch(ACCOUNTS)}
    waiting = {row[0]: row[1] for row in await service.database.fetch(EVERYBODYS)}
    assert len(await service.database.fetch(WAITING, owner=ada.id)) == 2
    assert [waiting[each["id"]] for each in sent] == [ravi.id, accounts["new-to-us"], None]


async def test_a_key_that_may_only_read_sends_nothing(service: Service) -> None:
    ada = await person(service.database)
    response = await send(service, await key_of(service.database, ada, Scope.READ), happening())
    assert (response.status_code, code(response)) == (403, "FORBIDDEN")


@pytest.mark.parametrize("signal", [{"sec-gpc": "1"}, {"dnt": "1"}])
async def test_who_asks_not_to_be_tracked_is_not(service: Service, signal: Json) -> None:
    ada = await person(service.database)
    response = await send(service, token(ada), happening(), headers=signal)
    assert (response.status_code, response.json()["dropped"]) == (202, 1)
    assert response.json()["verdicts"][0]["reason"] == "privacy_signal"
    assert await service.database.fetch(WAITING, owner=ada.id) == []
    assert await service.database.fetch(KEPT, owner=ada.id) == []


async def test_pages_of_other_sites_need_leave(dsn: str) -> None:
    async with serving(dsn, allowed_origins="https://jobs.example.com") as service:
        ada = await person(service.database)
        foreign = await send(service, token(ada), happening(), headers={"origin": "https://evil.example"})
        assert (foreign.status_code, code(foreign)) == (403, "FOREIGN_ORIGIN")
        friend = await send(service, token(ada), happening(), headers={"origin": "https://jobs.example.com"})
        assert friend.status_code == 202
        assert friend.headers["access-control-allow-origin"] == "https://jobs.example.com"


async def test_who_sends_too_much_is_told_when_to_go_on(dsn: str) -> None:
    async with serving(dsn, analytics_user_events_per_minute=60) as service:
        ada = await person(service.database)
        assert (await send(service, token(ada), *(happening() for _ in range(60)))).status_code == 202
        response = await send(service, token(ada), *(happening() for _ in range(30)))
        assert (response.status_code, code(response)) == (429, "RATE_LIMITED")
        assert 25 <= int(response.headers["retry-after"]) <= 30
        assert len(await service.database.fetch(WAITING, owner=ada.id)) == 60


async def test_without_a_place_to_put_them_nothing_is_acknowledged(dsn: str) -> None:
    async with network(dsn) as net, serving(net.dsn) as service:
        ada = await person(service.database)
        assert (await send(service, token(ada), happening())).status_code == 202
        net.refuse()
        response = await send(service, token(ada), happening())
        assert (response.status_code, code(response)) == (503, "UNAVAILABLE")
        assert int(response.headers["retry-after"]) >= 1
        await net.restore()
        one = happening()
        again = await send(service, token(ada), one)
        assert again.status_code == 202
        assert [row[0] for row in await service.database.fetch(WAITING, owner=ada.id)][-1] == one["id"]


async def test_a_wrong_clock_is_put_right(service: Service) -> None:
    ada = await person(service.database)
    ahead = datetime.now(UTC) + timedelta(days=3)
    one = happening(occurredAt=(ahead - timedelta(minutes=1)).isoformat())
    assert (await send(service, token(ada), one)).status_code == 400
    assert (await send(service, token(ada), one | {"id": str(uuid4())}, sentAt=ahead.isoformat())).status_code == 202


async def test_the_mutation_is_the_same_door(service: Service) -> None:
    ada = await person(service.database)
    query = """mutation($events: [EventInput!]!) { recordEvents(input: {events: $events}) {
        receipt { accepted duplicates quarantined dropped verdicts { index id verdict reason field } }
        errors { message code path } } }"""
    good, bad = happening(properties={"jobId": "7"}), happening("Job View")
    told = await service.ask(query, token(ada), events=[good, bad, good])
    assert told["errors"] == []
    assert told["receipt"] == {
        "accepted": 1,
        "duplicates": 1,
        "quarantined": 1,
        "dropped": 0,
        "verdicts": [
            {"index": 0, "id": good["id"], "verdict": "ACCEPTED", "reason": None, "field": None},
            {"index": 1, "id": bad["id"], "verdict": "QUARANTINED", "reason": "INVALID_NAME", "field": "name"},
            {"index": 2, "id": good["id"], "verdict": "DUPLICATE", "reason": None, "field": None},
        ],
    }
    assert [(row[0], row[1]) for row in await service.database.fetch(WAITING, owner=ada.id)] == [(good["id"], ada.id)]
