"""What a push says, how long it is news, and which browsers can be registered."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from domain.alert_rules import AlertCondition, AlertRule
from domain.alerts import Alert, Finding
from domain.errors import Refusal
from domain.metrics import Metric
from domain.pushes import Push, Urgency, address, notification
from tests.builders import utc

NOW = utc(2026, 3, 1)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
AUTH = urlsafe_b64encode(bytes(16)).decode()


def alert(condition: AlertCondition = AlertCondition.BELOW, subject: str = "") -> Alert:
    rule = AlertRule(7, "Mine", Metric.RESPONSE_RATE, condition, 0.08)
    found = Finding(NOW, NOW, 0.05, 0.08, subject=subject, numerator=1, denominator=20)
    return Alert(
        42, 3, rule, found, "Below your limit", "Response rate: 5% (1 of 20), below 8%.", "/metrics/RESPONSE_RATE", NOW
    )


def test_it_says_what_the_alert_says_and_where_to_look() -> None:
    told = notification(alert(), NOW + timedelta(hours=1))
    assert told is not None
    assert told.lifetime == timedelta(hours=23)
    assert (told.urgency, len(told.tag)) == (Urgency.NORMAL, 32)
    assert told.told() == {
        "title": "Below your limit",
        "body": "Response rate: 5% (1 of 20), below 8%.",
        "link": told.link,
        "tag": told.tag,
        "raisedAt": "2026-03-01T12:00:00Z",
    }
    assert told.link.startswith("/alerts?alert=")


@pytest.mark.parametrize(
    ("condition", "urgency"),
    [
        (AlertCondition.INTERVIEW, Urgency.HIGH),
        (AlertCondition.GOAL_BEHIND, Urgency.NORMAL),
        (AlertCondition.MARKET, Urgency.LOW),
    ],
)
def test_who_waits_is_urgent(condition: AlertCondition, urgency: Urgency) -> None:
    told = notification(alert(condition), NOW)
    assert told is not None
    assert told.urgency is urgency


def test_one_tag_for_what_is_about_the_same() -> None:
    tags = [notification(alert(subject=subject), NOW) for subject in ("", "", "1", "2")]
    assert len({each.tag for each in tags if each is not None}) == 3


def test_it_is_news_for_a_day_and_until_it_is_seen() -> None:
    assert notification(alert(), NOW + timedelta(hours=24)) is None
    assert notification(alert(), NOW + timedelta(hours=24, seconds=-1)) is not None
    assert notification(replace(alert(), acknowledged_at=NOW), NOW) is None
    snoozed = replace(alert(), snoozed_until=NOW + timedelta(hours=1))
    assert notification(snoozed, NOW) is None
    assert notification(snoozed, NOW + timedelta(hours=2)) is not None


def test_what_is_very_long_ends_in_time() -> None:
    told = notification(replace(alert(), message="é" * 501), NOW)
    assert told is not None
    assert told.body == "é" * 499 + "…"


@given(st.integers(1, ORDER - 1), st.binary(min_size=16, max_size=16))
def test_every_key_of_a_browser_is_taken(number: int, auth: bytes) -> None:
    key = derive_private_key(number, SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    told = [urlsafe_b64encode(each).decode() for each in (point, auth)]
    for p256dh, secret in (told, [each.rstrip("=") for each in told]):
        taken = address("https://push.example/x", p256dh, secret)
        assert (taken.endpoint, taken.p256dh, taken.auth) == ("https://push.example/x", point, auth)


@given(st.binary(min_size=64, max_size=64))
def test_hardly_anything_else_is(point: bytes) -> None:
    wrong = urlsafe_b64encode(b"\x04" + point).decode()
    with pytest.raises(Refusal, match="no point of P-256"):
        address("https://push.example/x", wrong, AUTH)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    for given_ in ((text, AUTH, AUTH), ("https://push.example/x", text, AUTH)):
        with pytest.raises(Refusal):
            address(*given_)


def test_the_service_of_a_browser_is_its_host() -> None:
    key = derive_private_key(5, SECP256R1()).public_key()
    point = urlsafe_b64encode(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()
    push = Push(1, address("https://Push.Example:8443/x?y=z", point, AUTH), NOW, None)
    assert (push.service, push.endpoint) == ("push.example", "https://Push.Example:8443/x?y=z")
    with pytest.raises(Refusal):
        address("http://push.example/x", point, AUTH)
    assert address("http://127.0.0.1:9/x", point, AUTH, is_anywhere=True).endpoint == "http://127.0.0.1:9/x"
