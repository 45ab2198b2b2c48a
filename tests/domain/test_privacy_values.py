"""Secrets, addresses and private names go from JSON values; what is not suspected holds nothing to take out."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.privacy import (
    REDACTED_EMAIL,
    coarse,
    is_suspect,
    redact_addresses,
    redact_secrets,
    redact_text,
    redact_value,
)

SECRETS = {
    "see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl now": "see [secret] now",
    "sk_live_abcdefghijklmnop1234": "[secret]",
    "ghp_abcdefghijklmnopqrstuvwxyz0123": "[secret]",
    "AKIAIOSFODNN7EXAMPLE": "[secret]",
    "cca_abcdefghijklmnopqrst": "[secret]",
    "Bearer abcdefgh12345": "Bearer [secret]",
    "Basic dXNlcjpwYXNz": "Basic [secret]",
    "/reset?token=abc123&step=2": "/reset?token=[secret]&step=2",
    "/in?code=4%2F0Ab": "/in?code=[secret]",
    "password: hunter2 failed": "password: [secret] failed",
    '{"password":"hunter2","a":1}': '{"password":"[secret]","a":1}',
    '{\\"apiKey\\":\\"hunter2\\"}': '{\\"apiKey\\":\\"[secret]\\"}',
    "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----": "[secret]",
}
ADDRESSES = {
    "from 192.0.2.7 to 10.0.0.1.": "from [address] to [address].",
    "http://192.0.2.7:8080/": "http://[address]:8080/",
    "2001:db8::7": "[address]",
    "at fe80::1%eth0 and": "at [address] and",
    "::ffff:192.0.2.7": "::ffff:[address]",
    "2001:db8:0:0:0:0:0:7": "[address]",
}
KEPT = [
    "Chrome/120.0.6099.110",
    "12:30:45",
    "2026-01-31T09:30:00Z",
    "1.2.3",
    "std::vector",
    "Basic knowledge of tokens",
    "keyboard=qwerty",
    "0123abcd-0123-7123-8123-0123456789ab",
    "00123456-1234-4234-8234-001234567890",
    "/jobs?state=CA&page=2",
    "The secret of a good interview",
]


@pytest.mark.parametrize(("text", "clean"), SECRETS.items())
def test_secrets_go(text: str, clean: str) -> None:
    assert redact_secrets(text) == clean
    assert is_suspect({"note": text})


@pytest.mark.parametrize(("text", "clean"), ADDRESSES.items())
def test_addresses_go(text: str, clean: str) -> None:
    assert redact_addresses(text) == clean
    assert is_suspect({"note": text})


@pytest.mark.parametrize("text", KEPT)
def test_the_rest_stays(text: str) -> None:
    assert redact_text(text) == text


@pytest.mark.parametrize("text", ["/jobs/3791234567", "3791234567", "2026-01-31", "12.5", "linkedin", "12:30:45"])
def test_what_is_sent_all_the_time_is_not_even_suspected(text: str) -> None:
    assert not is_suspect({"path": text, "n": 3, "deep": {"list": [text, None, {"x": 1.5}]}})


@pytest.mark.parametrize(
    "name", ["password", "user_password", "accessToken", "API-Key", "pin", "Set-Cookie", "creditCard", "ssn", "auth"]
)
@pytest.mark.parametrize("value", ["x", 1234, ["x"], {"y": "x"}])
def test_what_is_called_a_secret_is_one(name: str, value: Any) -> None:
    assert is_suspect({name: value})
    assert redact_value({"a": [{name: value}]}) == {"a": [{name: "[secret]"}]}


def test_whether_there_is_a_secret_is_none() -> None:
    assert redact_value({"hasPassword": True, "token": None}) == {"hasPassword": True, "token": None}


def test_what_is_called_a_telephone_number_is_one() -> None:
    told = {"phone": "5550100199", "mobile_number": 5550100199, "tel": "none", "phones": ["a"]}
    assert is_suspect(told)
    assert redact_value(told) == {"phone": "[phone]", "mobile_number": "[phone]", "tel": "none", "phones": ["a"]}


def test_names_of_properties_are_texts() -> None:
    told = {"ann@acme.example": 1}
    assert is_suspect(told)
    assert redact_value(told) == {"[e-mail]": 1}


PIECES = st.sampled_from(
    [
        "tel", "call", "+", "00", "(", ")", "-", ".", " ", "/", "@", "a", "b", "1", "23", "555", "0199", "2026-11-21",
        "\n", ":", "::", "f", "=", "&", "?", "token", "Key", "code", "pass", "word", "ſecret", "basic", "Bearer", "eyJ",
        "%40", "sk-", "ghp_", "abcdefghijklmnop", "A9", "(at)", "dot", "_", "|", '"', "\\", "\u00a0", "\u2003", "x",
        "%3D", "T",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@settings(max_examples=1_500)
@given(TEXTS)
def test_what_is_not_suspected_has_nothing_to_take_out(text: str) -> None:
    told = {"a": [text, {"b": text}]}
    if not is_suspect(told):
        assert redact_value(told) == told


@given(st.dictionaries(TEXTS, TEXTS, max_size=3))
def test_names_that_are_not_suspected_stay(told: dict[str, str]) -> None:
    if not is_suspect(told):
        assert redact_value(told) == told


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("::ffff:192.0.2.77", "192.0.2.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("fe80::1%eth0", "fe80::"),
        ("", None),
        (None, None),
        ("unix:", None),
        ("192.0.2", None),
    ],
)
def test_addresses_are_cut(address: str | None, network: str | None) -> None:
    assert coarse(address) == network


@pytest.mark.parametrize(
    "piece", ["a", "a@", "1-", "eyJ", "-eyJ", "token", "http://a.", "=a%40", "bearer ", "::", "(1"]
)
def test_long_texts_are_no_weapon(piece: str) -> None:
    # Looking from each place to the end and back would take minutes here.
    assert redact_text(piece * (60_000 // len(piece)) + "@")


# As it was read before it had to be fast.
FROM_THE_FRONT = re.compile(
    r"[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]{1,63}){1,5}",
    re.IGNORECASE,
)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(["a", "b.", "@", "(at)", " ", ".", "-", "(dot)", "x" * 40, "!", "[AT]"])).map("".join))
def test_addresses_are_found_from_the_middle_as_from_the_front(text: str) -> None:
    assert redact_text(text) == FROM_THE_FRONT.sub(REDACTED_EMAIL, text)
