"""Every event gets a verdict of its own; the reason and the field are exact, and good neighbours do not suffer."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from domain.events import Priority, Reason, Verdict
from realtime.ingestion import STEPS, Limits, Sender, TooLargeError, UnreadableError
from tests.realtime.sendings import KEY, MEMBER, NOW, OMIT, event, ingestion, number, taken

DEEP: Any = 1
for _ in range(40):
    DEEP = [DEEP]

BAD: dict[str, tuple[Any, Reason, str | None]] = {
    "a number": (5, Reason.NOT_AN_OBJECT, None),
    "null": (None, Reason.NOT_AN_OBJECT, None),
    "a list": ([], Reason.NOT_AN_OBJECT, None),
    "no id": (event(id=OMIT), Reason.INVALID_ID, "id"),
    "an id that is none": (event(id="1"), Reason.INVALID_ID, "id"),
    "an id of another kind": (event(id=1), Reason.INVALID_ID, "id"),
    "no name": (event(name=OMIT), Reason.INVALID_NAME, "name"),
    "an empty name": (event(name=""), Reason.INVALID_NAME, "name"),
    "a name of another kind": (event(name={}), Reason.INVALID_NAME, "name"),
    "a name in capitals": (event(name="PageView"), Reason.INVALID_NAME, "name"),
    "a name that is too long": (event(name="a" * 65), Reason.INVALID_NAME, "name"),
    "a name with a line end": (event(name="page_view\n"), Reason.INVALID_NAME, "name"),
    "a name that is ours": (event(name="api_request"), Reason.INVALID_NAME, "name"),
    "a name for keys": (event(name="cache_hit"), Reason.INVALID_NAME, "name"),
    "no moment": (event(occurredAt=OMIT), Reason.INVALID_TIME, "occurredAt"),
    "a moment without offset": (event(occurredAt="2026-03-01T11:59:00"), Reason.INVALID_TIME, "occurredAt"),
    "a moment as a number": (event(occurredAt=1772366340), Reason.INVALID_TIME, "occurredAt"),
    "no such day": (event(occurredAt="2026-02-30T00:00:00Z"), Reason.INVALID_TIME, "occurredAt"),
    "a generation ago": (event(occurredAt="1999-12-31T23:59:59Z", historical=True), Reason.TOO_OLD, "occurredAt"),
    "historical of another kind": (event(historical="yes"), Reason.INVALID_TIME, "historical"),
    "the future": (event(occurredAt="2026-03-01T12:05:01Z"), Reason.IN_THE_FUTURE, "occurredAt"),
    "the historical future": (
        event(occurredAt="9999-12-31T23:59:59Z", historical=True),
        Reason.IN_THE_FUTURE,
        "occurredAt",
    ),
    "too long ago": (event(occurredAt="2025-03-01T11:59:59Z"), Reason.TOO_OLD, "occurredAt"),
    "the beginning": (event(occurredAt="0001-01-01T00:00:00+14:00"), Reason.TOO_OLD, "occurredAt"),
    "a session of another kind": (event(sessionId=5), Reason.INVALID_SESSION, "sessionId"),
    "an empty session": (event(sessionId=""), Reason.INVALID_SESSION, "sessionId"),
    "a session with spaces": (event(sessionId="a b"), Reason.INVALID_SESSION, "sessionId"),
    "a long session": (event(sessionId="a" * 129), Reason.INVALID_SESSION, "sessionId"),
    "properties that are a list": (event(properties=[]), Reason.INVALID_PROPERTIES, "properties"),
    "properties that are text": (event(properties="{}"), Reason.INVALID_PROPERTIES, "properties"),
    "a required property missing": (
        event(name="time_spent", properties={}),
        Reason.INVALID_PROPERTIES,
        "properties.seconds",
    ),
    "a property of another kind": (
        event(name="time_spent", properties={"seconds": "12"}),
        Reason.INVALID_PROPERTIES,
        "properties.seconds",
    ),
    "a negative time": (
        event(name="time_spent", properties={"seconds": -1}),
        Reason.INVALID_PROPERTIES,
        "properties.seconds",
    ),
    "a status that nobody knows": (
        event(name="application_status_change", properties={"applicationId": "a", "status": "blub"}),
        Reason.INVALID_PROPERTIES,
        "properties.status",
    ),
    "a move of nothing": (
        event(name="application_status_change", properties={"status": "APPLIED"}),
        Reason.INVALID_PROPERTIES,
        "properties.applicationId",
    ),
    "an application for nothing": (
        event(name="job_apply", properties={"applicationId": "a"}),
        Reason.INVALID_PROPERTIES,
        "properties",
    ),
    "NUL": (event(properties={"x": ["a\0"]}), Reason.INVALID_PROPERTIES, "properties.x[0]"),
    "NUL in a name": (event(properties={"a\0": 1}), Reason.INVALID_PROPERTIES, "properties"),
    "too deep": (event(properties={"x": DEEP}), Reason.INVALID_PROPERTIES, "properties.x" + "[0]" * 31),
    "too large": (event(properties={"x": "y" * 33_000}), Reason.TOO_LARGE, "properties"),
}

RAW: dict[str, tuple[bytes, str]] = {
    "NaN": (b'{"x":NaN}', "properties.x"),
    "infinity": (b'{"x":[-Infinity]}', "properties.x[0]"),
    "a number beyond all": (b'{"x":1e999}', "properties.x"),
    "an endless number": (b'{"x":' + b"9" * 5_000 + b"}", "properties.x"),
    "a long number": (b'{"x":' + b"9" * 400 + b"}", "properties.x"),
    "a number next to nothing": (b'{"x":[1e-20000]}', "properties.x[0]"),
    "nothing, many times": (b'{"x":0E+99999}', "properties.x"),
    "a long fraction": (b'{"x":0.' + b"1" * 20_000 + b"}", "properties.x"),
    "half a character": (rb'{"x":{"y":"\ud800"}}', "properties.x.y"),
    "halves in the wrong order": (rb'{"x":"\udc00\ud800"}', "properties.x"),
    "no UTF-8": (b'{"x":"\xff"}', "properties.x"),
    "no UTF-8 in a name": (b'{"\xff":1}', "properties"),
    "a written NUL": (rb'{"x":"a\u0000b"}', "properties.x"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_event_is_told_why_and_its_neighbours_are_taken(name: str) -> None:
    bad, reason, field = BAD[name]
    found = taken([event(1), bad, event(2)])
    assert [told.verdict for told in found.told] == [Verdict.ACCEPTED, Verdict.QUARANTINED, Verdict.ACCEPTED]
    told = found.told[1]
    assert (told.index, told.reason, told.field) == (1, reason, field)
    (kept,) = found.quarantined
    assert (kept.reason, kept.field, kept.message, kept.owner_id) == (reason, field, told.message, 7)
    orjson.loads(kept.event)


@pytest.mark.parametrize("name", RAW)
def test_what_no_database_could_keep_is_told_where(name: str) -> None:
    properties, field = RAW[name]
    good, bad = orjson.dumps(event(1)), orjson.dumps(event(2, properties={})).replace(b"{}", properties)
    found = taken(b'{"events":[%b,%b]}' % (good, bad))
    assert [told.verdict for told in found.told] == [Verdict.ACCEPTED, Verdict.QUARANTINED]
    assert (found.told[1].reason, found.told[1].field) == (Reason.INVALID_PROPERTIES, field)
    assert found.told[1].id == number(2)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "not JSON"),
        (b"nope", "not JSON"),
        (b'{"events":[{}', "not JSON"),
        (b'{"events":[{"id":tru}]}', "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"3", "not a JSON object"),
        (b"NaN", "not a JSON object"),
        (b"{}", "`events` is missing"),
        (b'{"events":{}}', "`events` is missing"),
        (b'{"events":NaN}', "`events` is missing"),
        (b'{"events":[]}', "`events` is empty"),
        (b'{"events":[{}],"sentAt":"now"}', "`sentAt` is not a moment"),
        (b'{"events":[NaN],"sentAt":"now"}', "`sentAt` is not a moment"),
        (b'{"events":[{}],"authorization":1}', "`authorization` is not text"),
        (b'{"events":[' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_list_of_events_is_refused_in_plain_words(body: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        ingestion().read(body)


def test_more_events_than_are_taken_at_once_are_refused() -> None:
    way = ingestion(limits=Limits(request_events=2))
    with pytest.raises(TooLargeError, match="has 3 events") as refusal:
        way.read(orjson.dumps({"events": [event(1), event(2), event(3)]}))
    assert refusal.value.code == "TOO_MANY_EVENTS"


def test_a_request_of_nothing_but_too_large_events_is_refused_as_a_whole() -> None:
    with pytest.raises(TooLargeError, match="larger than 32 kB") as refusal:
        ingestion().read(orjson.dumps({"events": [event(properties={"x": "y" * 33_000})]}))
    assert refusal.value.code == "EVENT_TOO_LARGE"


def test_what_is_taken_is_as_it_was_sent() -> None:
    written = b'{"path":"/a", "own":[1.50,{"b":null}],"long":12345678901234567890}'
    found = taken(b'{"events":[{"id":"%b","type":"page_view","occurredAt":"2026-03-01T13:58:00+02:00",'
                  b'"sessionId":"s-1","properties":%b,"other":1}]}' % (number(1).encode(), written))  # fmt: skip
    (taken_in,) = found.events
    assert taken_in.id == UUID(number(1))
    assert taken_in.properties == written.decode()
    assert (taken_in.name, taken_in.owner_id, taken_in.session_id) == ("page_view", 7, "s-1")
    assert taken_in.occurred_at == datetime(2026, 3, 1, 11, 58, tzinfo=UTC)
    assert taken_in.occurred_at.tzinfo is UTC
    assert (taken_in.received_at, taken_in.context, taken_in.priority) == (NOW, None, Priority.NORMAL)


def test_names_and_statuses_in_other_words_are_ours_from_here_on() -> None:
    told = {"application_id": 456, "status": "interview"}
    (moved,) = taken([event(name="application_status_changed", properties=told)]).events
    assert (moved.name, moved.priority) == ("application_status_change", Priority.HIGH)
    assert orjson.loads(moved.properties) == {"applicationId": "456", "status": "INTERVIEWING"}


def test_an_unknown_name_is_taken_as_it_is() -> None:
    (taken_in,) = taken([event(name="resume_parsed", properties=None)]).events
    assert (taken_in.name, taken_in.properties) == ("resume_parsed", "{}")


@pytest.mark.parametrize(
    ("sent_at", "occurred_at", "moment"),
    [
        ("2026-03-01T10:00:00Z", "2026-03-01T09:50:00Z", NOW - timedelta(minutes=10)),
        ("2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z", NOW),
        ("1970-01-01T01:00:00Z", "1970-01-01T00:00:00Z", NOW - timedelta(hours=1)),
        ("2026-03-01T11:59:57Z", "2026-03-01T11:59:00Z", NOW - timedelta(minutes=1)),
    ],
)
def test_a_wrong_clock_is_put_right(sent_at: str, occurred_at: str, moment: datetime) -> None:
    (taken_in,) = taken([event(occurredAt=occurred_at)], sentAt=sent_at).events
    assert taken_in.occurred_at == moment


def test_a_clock_at_the_end_of_time_is_no_harm() -> None:
    found = taken([event(occurredAt="0001-01-01T00:00:00Z")], sentAt="9999-12-31T23:59:59Z")
    assert (found.told[0].reason, found.told[0].field) == (Reason.INVALID_TIME, "occurredAt")


def test_the_past_is_let_in_when_it_is_said_to_be_the_past() -> None:
    told = event(occurredAt="2019-05-06T07:08:09Z", historical=True)
    (taken_in,) = taken([told], sentAt="2026-03-01T10:00:00Z").events
    assert taken_in.occurred_at == datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_one_id_counts_once_in_a_request_and_what_was_taken_before_is_a_duplicate() -> None:
    found = taken([event(1), event(2), event(1, name="job_view"), event(3)])
    assert [taken_in.name for taken_in in found.events] == ["page_view"] * 3
    answer = found.answer(frozenset({UUID(number(3))}))
    assert orjson.loads(answer.encode()) == {
        "accepted": 2,
        "duplicates": 2,
        "quarantined": 0,
        "dropped": 0,
        "verdicts": [
            {"index": 0, "id": number(1), "verdict": "accepted"},
            {"index": 1, "id": number(2), "verdict": "accepted"},
            {"index": 2, "id": number(1), "verdict": "duplicate"},
            {"index": 3, "id": number(3), "verdict": "duplicate"},
        ],
    }
    assert [(told.index, told.id, told.verdict) for told in answer.verdicts][3] == (3, number(3), Verdict.DUPLICATE)


def test_the_answer_names_reason_field_and_way_out() -> None:
    answer = orjson.loads(taken([event(id="x"), None]).answer(frozenset()).encode())
    assert answer["quarantined"] == 2
    assert answer["verdicts"] == [
        {
            "index": 0,
            "id": "x",
            "verdict": "quarantined",
            "reason": "invalid_id",
            "field": "id",
            "message": "`id` is missing or not a UUID. Give every event one of its own.",
        },
        {
            "index": 1,
            "id": None,
            "verdict": "quarantined",
            "reason": "not_an_object",
            "message": "This is not a JSON object. Send an event as an object with `id`, `name` and `occurredAt`.",
        },
    ]


def test_events_that_come_as_objects_get_ids() -> None:
    way = ingestion()
    batch = way.read_events([event(id=None), event(id=OMIT), event(1), event(properties={"x": float("nan")})])
    found = way.sort(batch, MEMBER, {}, now=NOW)
    assert [told.verdict.value for told in found.told] == ["accepted", "accepted", "accepted", "quarantined"]
    assert len({taken_in.id for taken_in in found.events}) == 3
    assert found.told[3].field == "properties.x"


def test_a_member_speaks_for_nobody_else() -> None:
    batch = [event(1, userId="someone-else"), event(2, userId={"a": 1}), event(3, userId=9)]
    assert [taken_in.owner_id for taken_in in taken(batch, owners={"someone-else": 8}).events] == [7, 7, 7]


def test_a_key_says_whose_an_event_is() -> None:
    batch = [event(1, userId="ann"), event(2, userId=5), event(3), event(4, userId="gone"), event(5, userId="")]
    batch += [event(6, userId={}), event(7, userId=None), event(8, userId="a\0"), event(9, id="x", userId="ann")]
    found = taken(batch, KEY, owners={"ann": 3, "5": 4, "gone": None})
    assert [taken_in.owner_id for taken_in in found.events] == [3, 4, None, None]
    assert [(told.index, told.reason) for told in found.told if told.reason] == [
        (3, Reason.ERASED),
        (4, Reason.INVALID_USER),
        (5, Reason.INVALID_USER),
        (7, Reason.INVALID_USER),
        (8, Reason.INVALID_ID),
    ]
    assert found.told[3].verdict is Verdict.DROPPED
    assert [kept.owner_id for kept in found.quarantined] == [None, None, None, 3]


def test_whom_a_batch_names_is_known_before_it_is_sorted() -> None:
    batch = ingestion().read(orjson.dumps({"events": [event(userId="ann"), event(userId=5), event(userId=[]), None]}))
    assert batch.subjects == {"ann", "5"}
    assert len(batch) == 4
    assert batch.authorization is None


def test_a_beacon_may_carry_its_token() -> None:
    assert ingestion().read(orjson.dumps({"events": [1], "authorization": "Bearer x"})).authorization == "Bearer x"


def test_an_application_is_somebodys() -> None:
    told = event(name="job_apply", properties={"applicationId": "a", "jobId": 1})
    found = taken([told], KEY)
    assert (found.told[0].reason, found.told[0].field) == (Reason.INVALID_USER, "userId")
    assert len(taken([told | {"userId": "ann"}], KEY, owners={"ann": 1}).events) == 1


def test_the_market_is_nobodys() -> None:
    told = event(name="market_trend", userId="ann", sessionId="s", properties={"industry": "Software"})
    (taken_in,) = taken([told], KEY, owners={"ann": 1}).events
    assert (taken_in.owner_id, taken_in.session_id, taken_in.context) == (None, None, None)


def test_steps_say_what_they_did() -> None:
    way = ingestion()
    taken([event(1), event(1), event(2, consent=False), 5], by=way)
    taken([event(1), event(2)], Sender(owner_id=7, is_private=True), by=way)
    assert (way.steps.requests, way.steps.events) == (2, 6)
    assert way.steps.taken_off == {
        ("respect", Verdict.DROPPED, Reason.NO_CONSENT): 1,
        ("respect", Verdict.DROPPED, Reason.PRIVACY_SIGNAL): 2,
        ("validate", Verdict.QUARANTINED, Reason.NOT_AN_OBJECT): 1,
        ("route", Verdict.DUPLICATE, None): 1,
    }
    assert list(way.steps.seconds) == ["respect", "identify", "validate", "enrich", "protect", "route"] == list(STEPS)
    assert all(seconds > 0 for seconds in way.steps.seconds.values())
