"""Whatever is sent: no exception, one verdict for each event, and nothing taken that is not an event."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import Verdict
from domain.events.catalogue import CATALOGUE, NAME
from realtime.ingestion import Sender, UnreadableError
from tests.realtime.sendings import KEY, MEMBER, NOW, event, ingestion

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["id", "name", "type", "occurredAt", "properties", "sessionId", "userId", "historical", "consent", "x"]
)
NAMES = st.sampled_from([*CATALOGUE, "resume_parsed", "application_status_changed"])
NEARLY = st.builds(
    lambda place, name, wrong: event(place, name=name) | wrong,
    st.integers(0, 5),
    NAMES,
    st.dictionaries(FIELDS, VALUES, max_size=2),
)
WITH_PROPERTIES = st.builds(
    lambda place, name, properties: event(place, name=name, properties=properties),
    st.integers(0, 5),
    NAMES,
    st.dictionaries(
        st.sampled_from(
            ["applicationId", "application_id", "jobId", "status", "title", "company", "seconds", "x", "url"]
        ),
        VALUES | st.sampled_from(["interview", "Initech", "ann@acme.example", 5, "-1"]),
        max_size=5,
    ),
)
SENDERS = st.sampled_from([MEMBER, KEY, Sender(owner_id=7, is_private=True)])
WAY = ingestion()


def is_event(told: Any) -> bool:
    """Whether it has what every event must have, by other means than ours."""
    try:
        UUID(told["id"])
        moment = datetime.fromisoformat(told["occurredAt"])
        name = told.get("name") or told["type"]
        return moment.tzinfo is not None and NAME.fullmatch(name) is not None
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def check(body: bytes, events: list[Any], sender: Sender) -> None:
    batch = WAY.read(body)
    assert len(batch) == len(events)
    found = WAY.sort(batch, sender, dict.fromkeys(batch.subjects, 3), now=NOW)
    answer = found.answer(frozenset())
    told = answer.verdicts
    assert [each.index for each in told] == list(range(len(events)))
    assert answer.accepted + answer.duplicates + answer.quarantined + answer.dropped == len(events)
    assert (answer.accepted, answer.quarantined) == (len(found.events), len(found.quarantined))
    assert orjson.loads(answer.encode())["accepted"] == answer.accepted
    for each in told:
        if each.verdict is Verdict.ACCEPTED:
            assert is_event(events[each.index])
        elif each.verdict is Verdict.QUARANTINED:
            assert each.reason is not None
            assert each.message
    for taken_in in found.events:
        # What PostgreSQL's jsonb takes: objects, no NUL, no half characters, no numbers beyond a double.
        assert isinstance(orjson.loads(taken_in.properties), dict)
        assert "\\u0000" not in json.dumps(orjson.loads(taken_in.properties))
    for kept in found.quarantined:
        assert "\0" not in json.dumps(orjson.loads(kept.event)) + str(kept.event_id) + str(kept.name) + str(kept.field)
        (kept.event + kept.message + str(kept.event_id) + str(kept.name) + str(kept.field)).encode()


@settings(max_examples=400, deadline=None)
@given(st.lists(VALUES | NEARLY | WITH_PROPERTIES, min_size=1, max_size=5), SENDERS)
def test_garbage_gets_verdicts(events: list[Any], sender: Sender) -> None:
    check(json.dumps({"events": events}).encode(), events, sender)


@settings(max_examples=300, deadline=None)
@given(st.lists(NEARLY | WITH_PROPERTIES, min_size=1, max_size=5), SENDERS)
def test_and_so_it_does_as_objects(events: list[Any], sender: Sender) -> None:
    batch = WAY.read_events(events)
    found = WAY.sort(batch, sender, {}, now=NOW)
    assert [each.index for each in found.told] == list(range(len(events)))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        batch = WAY.read(body)
    except UnreadableError:
        return
    assert len(batch) > 0


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_request_with_a_few_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(orjson.dumps({"events": [event(1), event(2, properties={"a": "b", "n": 1.5})], "sentAt": NOW}))
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        batch = WAY.read(bytes(body))
    except UnreadableError:
        return
    found = WAY.sort(batch, MEMBER, {}, now=NOW)
    assert len(found.told) == len(batch)
    assert len({taken_in.id for taken_in in found.events}) == len(found.events) <= len(batch)
