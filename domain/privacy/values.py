"""JSON values: whether anything in them might be private, cheaply, and what is left of them when it is taken out."""

import re
from collections.abc import Mapping
from typing import Any, Final

from domain.privacy.addresses import redact_addresses
from domain.privacy.contacts import REDACTED_PHONE, redact
from domain.privacy.secrets import (
    NAMES,
    REDACTED_SECRET,
    SCHEMES,
    SHAPES_FROM,
    SHAPES_WITH,
    names_phone,
    names_secret,
    redact_secrets,
)

_BETWEEN: Final = "|"
# Seven signs of which a telephone number can be made.
_DIGITS: Final = re.compile(r"\d(?<![\w$€£₽#/.,-]\d)[\d\s().\u00a0\u2011/-]{5,}\d")
_FOUR: Final = re.compile(r"\.\d{1,3}\.\d{1,3}\.\d")
_UUID: Final = re.compile(r"[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}", re.IGNORECASE)
_PLAIN: Final = re.compile(r"\d+|(?:19|20)\d\d-\d\d-\d\d")
_CALLED: Final = re.compile(r"(?:\+|phone|tel|mob|cell|call|fax|app|тел|моб)\w*\W*\Z", re.IGNORECASE)
_SIX: Final = re.compile(r":(?::|[\da-f]{1,4}:[\da-f]{1,4}:)")
# What nothing private is without, behind the one character that most texts do not have.
_MARKS: Final = (
    ("@", ("@",)),
    ("%", ("%40",)),
    (")", ("at)",)),
    ("]", ("at]",)),
    *SHAPES_WITH.items(),
)
_WORDS: Final = (*SHAPES_FROM, *SCHEMES)
_MOST_NAMES: Final = 10_000

_plain_names: set[str] = set()


def is_suspect(value: Mapping[str, Any]) -> bool:
    """Whether something private may be in it. False is certain, as far as `redact_value` goes; True is not."""
    texts: list[str] = []
    if not _gather(value, texts):
        return True
    return bool(texts) and is_suspect_text(_BETWEEN.join(texts))


def is_any_suspect(values: list[Mapping[str, Any]]) -> bool:
    """Whether something private may be in any of them; one look at many costs less than a look at each."""
    texts: list[str] = []
    return not _gather_list(values, texts) or (bool(texts) and is_suspect_text(_BETWEEN.join(texts)))


def _gather(value: Mapping[str, Any], texts: list[str]) -> bool:
    """Whether all names in it are plain; the texts in it are added to `texts`."""
    for name, item in value.items():
        if name not in _plain_names and not _is_plain(name):
            return False
        kind = type(item)
        if kind is str:
            texts.append(item)
        elif kind is dict:
            if not _gather(item, texts):
                return False
        elif kind is list and not _gather_list(item, texts):
            return False
    return True


def _gather_list(items: list[Any], texts: list[str]) -> bool:
    for item in items:
        kind = type(item)
        if kind is str:
            texts.append(item)
        elif (kind is dict and not _gather(item, texts)) or (kind is list and not _gather_list(item, texts)):
            return False
    return True


def _is_plain(name: str) -> bool:
    if names_secret(name) or names_phone(name) or is_suspect_text(name):
        return False
    # Senders use the same few names all the time. A hostile one may fill the memory of them, no more.
    if len(_plain_names) < _MOST_NAMES and len(name) <= 100:
        _plain_names.add(name)
    return True


def is_suspect_text(text: str) -> bool:
    """As `is_suspect`, for `redact_text`."""
    lowered = text.casefold()
    for sign, marks in _MARKS:
        if sign in lowered and any([mark in lowered for mark in marks]):  # noqa: C419 - a list is twice as fast for so few
            return True
    if any([word in lowered for word in _WORDS]):  # noqa: C419 - as above
        return True
    if (":" in lowered or "=" in lowered or "%3" in lowered) and (
        _SIX.search(lowered) or any([name in lowered for name in NAMES])  # noqa: C419 - as above
    ):
        return True
    if lowered.count(".") > 2 and _FOUR.search(lowered):
        return True
    return any(_is_number(match) for match in _DIGITS.finditer(text))


def _is_number(match: re.Match[str]) -> bool:
    if _PLAIN.fullmatch(match.group()) is None:
        return True
    before = match.string[max(0, match.start() - 14) : match.start()]
    return match.group().startswith("00") or _CALLED.search(before) is not None


def redact_value(value: Any, *, name: str = "") -> Any:
    """The value without what must not be kept; texts, names of properties too, keep the rest of what they say.

    What stands under the name of a secret is replaced altogether, unless it is only true, false or null.
    """
    if value is None or isinstance(value, bool):
        return value
    if name and names_secret(name):
        return REDACTED_SECRET
    if isinstance(value, str):
        return REDACTED_PHONE if name and names_phone(name) and _has_digits(value) else redact_text(value)
    if isinstance(value, Mapping):
        return {redact_text(key): redact_value(item, name=key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact_value(item, name=name) for item in value]
    return REDACTED_PHONE if name and names_phone(name) and _has_digits(str(value)) else value


def redact_text(text: str) -> str:
    """The text without secrets, network addresses, e-mail addresses and telephone numbers; a UUID stays as it is."""
    return text if _UUID.fullmatch(text) else redact(redact_addresses(redact_secrets(text)))


def _has_digits(text: str) -> bool:
    return sum(character.isdigit() for character in text) >= 7
