"""The events of the benchmark are such as the door takes and the worker counts."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import text

from benchmarks.mixes import Mix
from benchmarks.senders import requests
from domain.events import Verdict
from persistence.database import Database, Statement
from persistence.rollups import verify
from realtime.ingestion import Ingestion, Limits, Sender
from tests.builders import happened, person, stored

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


def test_no_two_runs_share_an_id() -> None:
    ids = {row[0] for run in (1, 2) for row in Mix(range(20), run, NOW).rows(2_000)}
    assert len(ids) == 4_000
    assert {each.version for each in ids} == {7}


def test_one_in_fifty_is_about_an_application() -> None:
    rows = list(Mix(range(20), 1, NOW).rows(4_000))
    names = Counter(row[2] for row in rows)
    assert (names["job_apply"], names["application_status_change"]) == (40, 40)
    assert {row[1] for row in rows if row[2] == "job_apply"} == set(range(20))
    assert all(NOW - timedelta(days=1) < row[3] < NOW for row in rows)


def test_the_door_takes_them_all() -> None:
    door = Ingestion(limits=Limits(), retention_days=365)
    prepared = requests(Mix(range(20), 1, NOW), count=40, batch=10, tokens=["one", "two"])
    for number, request in enumerate(prepared):
        head, _, body = request.partition(b"\r\n\r\n")
        assert (b"Bearer one" in head) is (number % 2 == 0)
        assert f"content-length: {len(body)}".encode() in head
        told = door.sort(door.read(body), Sender(owner_id=1), {}, now=NOW).told
        assert [each.verdict for each in told] == [Verdict.ACCEPTED] * len(orjson.loads(body)["events"])


async def test_the_ledger_has_as_many_applications_as_the_mix_says(database: Database) -> None:
    people = [await person(database) for _ in range(3)]
    mix = Mix([each.id for each in people], 1, NOW)
    rows = list(mix.rows(400))
    events = [
        happened(name, moment, owner=owner, session=session, properties=orjson.loads(properties))
        for _, owner, name, moment, _, session, properties in rows
    ]
    outcome = await stored(database, *events)
    assert outcome.new == 400
    found = await database.fetch(Statement(text("SELECT count(*) FROM applications")))
    assert found[0][0] == mix.applications(400) == 5
    assert await verify(database) == []
