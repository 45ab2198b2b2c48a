"""What must not be kept is not, wherever it stands; who does not want to be counted is not."""

from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from domain.events import Reason, Verdict
from realtime.answers import Sorted
from realtime.ingestion import Geography, Sender
from realtime.steps.enrichment import device, primary_language
from tests.realtime.maps import ADDRESS, write_map
from tests.realtime.sendings import KEY, MEMBER, OMIT, event, ingestion, taken

PHONE_UA = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Mobile/15E148"
BROWSER = Sender(owner_id=7, user_agent=PHONE_UA, language="de-AT,en;q=0.5", address=ADDRESS)

# Each is what somebody's, and must be nowhere afterwards.
MARKS = {
    "mail": "ann.smith@acme.example",
    "telephone": "+1 (555) 010-0199",
    "address": "203.0.113.77",
    "long address": "2001:db8:1:2::77",
    "JWT": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl",
    "key": "sk_live_abcdefghijklmnop1234",
    "our key": "cca_abcdefghijklmnopqrstuvwx",
}
PLACES: dict[str, Any] = {
    "a property": lambda mark: event(properties={"note": f"see {mark} there"}),
    "deep": lambda mark: event(properties={"a": [{"b": [mark]}]}),
    "a name": lambda mark: event(properties={"a": {mark: 1}}),
    "a URL": lambda mark: event(properties={"path": f"/a?x={mark}&y=1"}),
    "notes of an application": lambda mark: event(
        name="application_updated", properties={"applicationId": "a", "notes": mark}
    ),
    "a reference": lambda mark: event(name="application_updated", properties={"applicationId": mark}),
    "a session": lambda mark: event(sessionId=mark),
    "an id": lambda mark: event(id=mark),
    "an event name": lambda mark: event(name=mark),
    "a field that is not one": lambda mark: event(other=mark, id="x"),
    "a moment": lambda mark: event(occurredAt=mark),
    "a property that does not fit": lambda mark: event(name="time_spent", properties={"seconds": mark}),
    "a status that nobody knows": lambda mark: event(
        name="application_status_change", properties={"applicationId": "a", "status": mark}
    ),
    "beside a NUL": lambda mark: event(properties={"x": f"{mark}\0", mark: ["\0"]}),
    "no object": lambda mark: mark,
    "a list": lambda mark: [mark],
    "the user of a member": lambda mark: event(id="x", userId=mark),
}


def kept(found: Sorted) -> str:
    return (msgspec.json.encode(found.events) + msgspec.json.encode(found.quarantined)).decode()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("mark", MARKS)
def test_nothing_private_is_kept(mark: str, place: str) -> None:
    found = taken([PLACES[place](MARKS[mark])], BROWSER)
    assert len(found.events) + len(found.quarantined) == 1
    assert MARKS[mark] not in kept(found)


@pytest.mark.parametrize("mark", MARKS)
def test_nor_when_it_is_written_in_escapes(mark: str) -> None:
    escaped = "".join(f"\\u{ord(character):04x}" for character in MARKS[mark])
    body = orjson.dumps({"events": [event(properties={"note": "@@"})]}).replace(b"@@", escaped.encode())
    (taken_in,) = taken(body).events
    assert MARKS[mark] not in orjson.loads(taken_in.properties)["note"]


@pytest.mark.parametrize("name", ["password", "accessToken", "api_key", "Cookie"])
def test_what_is_called_a_secret_is_not_kept(name: str) -> None:
    (taken_in,) = taken([event(properties={"form": {name: "hunter2"}})]).events
    assert taken_in.properties == f'{{"form":{{"{name}":"[secret]"}}}}'


def test_two_private_references_stay_two() -> None:
    told = [
        event(place, name="follow_up", properties={"applicationId": f"{place}@acme.example"}) for place in (1, 2, 1)
    ]
    told[2]["id"] = event(3)["id"]
    references = [orjson.loads(taken_in.properties)["applicationId"] for taken_in in taken(told).events]
    assert references[0] == references[2] != references[1]


def test_an_address_as_a_session_is_a_session_still() -> None:
    first, second = taken([event(1, sessionId="203.0.113.77"), event(2, sessionId="203.0.113.77")]).events
    assert first.session_id is not None
    assert first.session_id == second.session_id
    assert "203.0.113" not in first.session_id


@pytest.mark.parametrize("told", [event(), event(id="x"), 5, event(occurredAt=OMIT)])
def test_of_a_browser_that_asks_for_it_nothing_is_kept(told: Any) -> None:
    found = taken([told], Sender(owner_id=7, is_private=True))
    assert kept(found) == "[][]"
    assert [(each.verdict, each.reason) for each in found.told] == [(Verdict.DROPPED, Reason.PRIVACY_SIGNAL)]


def test_a_server_asks_for_nobody() -> None:
    assert len(taken([event()], Sender(may_name_users=True, is_private=True)).events) == 1


@pytest.mark.parametrize("consent", [False, "no", "false", 0, 1, "yes", {}, []])
@pytest.mark.parametrize("rest", [{}, {"id": "x"}, {"name": "No"}])
def test_without_consent_nothing_is_kept(consent: object, rest: dict[str, Any]) -> None:
    found = taken([event(consent=consent, **rest), event(1, consent=True), event(2, consent=None)])
    assert [each.verdict.value for each in found.told] == ["dropped", "accepted", "accepted"]
    assert (found.told[0].reason, found.told[0].field) == (Reason.NO_CONSENT, "consent")
    assert found.quarantined == []


@pytest.mark.parametrize("told", [event(userId="gone"), event(userId="gone", id="x"), event(userId="gone", name="No")])
def test_of_somebody_who_was_erased_nothing_is_kept(told: Any) -> None:
    found = taken([told], KEY, owners={"gone": None})
    assert kept(found) == "[][]"
    assert (found.told[0].verdict, found.told[0].reason) == (Verdict.DROPPED, Reason.ERASED)


def test_whom_a_key_named_is_not_kept_beside_what_was_wrong() -> None:
    found = taken([event(userId="ann-the-subject", id="x"), event(userId="ann-the-subject", name="No")], KEY,
                  owners={"ann-the-subject": 3})  # fmt: skip
    assert [each.owner_id for each in found.quarantined] == [3, 3]
    assert "ann-the-subject" not in kept(found)


def test_the_circumstances_are_coarse(tmp_path: Path) -> None:
    with Geography(write_map(tmp_path)) as geography:
        way = ingestion(geography=geography)
        (taken_in,) = taken([event()], BROWSER, by=way).events
        assert taken_in.context is not None
        assert orjson.loads(taken_in.context) == {
            "device": "mobile",
            "language": "de",
            "country": "AT",
            "region": "9",
        }
        (of_server,) = taken([event(userId="ann")], Sender(may_name_users=True, address=ADDRESS, user_agent="x"),
                             owners={"ann": 1}, by=way).events  # fmt: skip
        assert of_server.context is None
    assert taken([event()], MEMBER).events[0].context is None


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        (PHONE_UA, "mobile"),
        ("Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X)", "tablet"),
        ("Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537 Mobile Safari/537", "mobile"),
        ("Mozilla/5.0 (Linux; Android 16; SM-X910) AppleWebKit/537 Safari/537", "tablet"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", "desktop"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "bot"),
        ("curl/8.5", None),
        ("", None),
        (None, None),
    ],
)
def test_devices(user_agent: str | None, kind: str | None) -> None:
    assert device(user_agent) == kind


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-AT,en;q=0.5", "de"), ("EN", "en"), ("fil-PH", "fil"), ("*", None), ("", None), (None, None), ("a@b.c", None)],
)
def test_languages(accepted: str | None, language: str | None) -> None:
    assert primary_language(accepted) == language
