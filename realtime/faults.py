"""Events that cannot be read: which of their fields is to blame, and what is kept of them."""

import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from domain.events import Reason

DEEPEST: Final = 32
LARGEST: Final = 1e300
_LONGEST_NUMBER: Final = 300
_MOST_TOLD: Final = 100
_NOBODY: Final = Raw(b"null")

Moment = Annotated[datetime, Meta(tz=True)]
"""RFC 3339, with an offset."""


class Broken(Struct, gc=False):
    """An event that could not be read: why, and what it said, as JSON values that need not be storable."""

    value: Any
    reason: Reason
    message: str
    field: str | None = None
    id: str | None = None
    name: str | None = None
    consent: bool | None = None
    user_id: Raw = _NOBODY


class Fault(Struct, gc=False, frozen=True):
    """What is wrong, and where."""

    reason: Reason
    field: str | None
    message: str


_KINDS: Final[tuple[tuple[str, Any, Reason, str], ...]] = (
    ("id", UUID, Reason.INVALID_ID, "`id` is missing or not a UUID. Give every event one of its own."),
    ("name", str | None, Reason.INVALID_NAME, "`name` is not text. Send a word such as job_view."),
    ("type", str | None, Reason.INVALID_NAME, "`type` is not text. Send a word such as job_view as `name`."),
    (
        "occurredAt",
        Moment,
        Reason.INVALID_TIME,
        "`occurredAt` is missing or not a moment with an offset, such as 2026-01-31T09:30:00Z.",
    ),
    ("historical", bool | None, Reason.INVALID_TIME, "`historical` is not true or false."),
    ("sessionId", str | None, Reason.INVALID_SESSION, "`sessionId` is not text."),
    ("properties", dict | None, Reason.INVALID_PROPERTIES, "`properties` is not a JSON object."),
)
_REASONS: Final = {name: reason for name, _, reason, _ in _KINDS} | {"userId": Reason.INVALID_USER}


def lenient(text: bytes) -> Any:
    """JSON values, also where it is nearly JSON: NaN, half characters, endless numbers. Raises ValueError for less."""
    return json.loads(text.decode("utf-8", "surrogateescape"), parse_int=_integer, parse_float=_fraction)


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else math.inf


def _fraction(digits: str) -> float:
    mantissa, _, exponent = digits.lower().partition("e")
    is_short = len(mantissa) <= _LONGEST_NUMBER and len(exponent) < 5 and abs(int(exponent or "0")) <= _LONGEST_NUMBER
    return float(digits) if is_short else math.inf


def explained(text: bytes) -> Broken:
    """What is wrong with one event of a request that is JSON otherwise."""
    try:
        return what_is_wrong(lenient(text))
    except (ValueError, RecursionError):
        return Broken(None, Reason.INVALID_PROPERTIES, "This event is nested too deeply, or not JSON.")


def what_is_wrong(value: Any) -> Broken:
    """The first thing that is wrong with an event that could not be read."""
    if not isinstance(value, Mapping):
        message = "This is not a JSON object. Send an event as an object with `id`, `name` and `occurredAt`."
        return Broken(value, Reason.NOT_AN_OBJECT, message)
    fault = _fault(value)
    told, name = value.get("id"), value.get("name") or value.get("type")
    return Broken(
        value,
        fault.reason,
        fault.message,
        field=fault.field,
        id=storable(told)[:_MOST_TOLD] if isinstance(told, str) else str(told) if isinstance(told, UUID) else None,
        name=storable(name)[:_MOST_TOLD] if isinstance(name, str) else None,
        # Whoever says anything but yes has not said yes.
        consent=None if value.get("consent") is None or value["consent"] is True else False,
        user_id=_user(value.get("userId")),
    )


def _fault(value: Mapping[str, Any]) -> Fault:
    for name, kind, reason, message in _KINDS:
        try:
            msgspec.convert(value.get(name), kind)
        except (msgspec.ValidationError, UnicodeError):
            return Fault(reason, name, message)
    for name, item in value.items():
        if (flaw := unstorable(item, name)) is not None:
            return Fault(_REASONS.get(name, Reason.INVALID_PROPERTIES), flaw[0], flaw[1])
    return Fault(Reason.INVALID_PROPERTIES, None, "This event is not JSON that can be stored.")


def is_flawed(value: Mapping[str, Any]) -> bool:
    """Whether something in an event could not be stored."""
    return any(unstorable(item, name) is not None for name, item in value.items())


def _user(told: Any) -> Raw:
    try:
        return Raw(msgspec.json.encode(told))
    except (TypeError, ValueError, RecursionError):
        return Raw(b"{}")  # what nobody is called


def unstorable(value: Any, path: str, depth: int = 0) -> tuple[str, str] | None:
    """The first place in a value that a database could not keep, with a sentence on it; None when there is none."""
    if isinstance(value, str):
        return None if storable(value) == value else (path, f"`{path}` holds a NUL or half a character. Leave it out.")
    if isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:  # NaN compares false
        return path, f"`{path}` is not a finite number, or too large a one."
    if not isinstance(value, Mapping | list):
        return None
    if depth >= DEEPEST:
        return path, f"`{path}` is nested deeper than {DEEPEST} levels. Send it flatter."
    for place, item in enumerate(value) if isinstance(value, list) else value.items():
        if _is_simple(item) and _is_simple(place):
            continue
        way = f"{path}[{place}]" if isinstance(value, list) else f"{path}.{place}"
        if (flaw := unstorable(place, path) or unstorable(item, way, depth + 1)) is not None:
            return flaw
    return None


def _is_simple(value: Any) -> bool:
    """Whether it is one of the values that nearly all are, with which nothing can be wrong."""
    if type(value) is int:
        return -(2**63) < value < 2**63
    return (
        value is None
        or value is True
        or value is False
        or (type(value) is str and value.isascii() and "\0" not in value)
    )


def storable(text: str) -> str:
    """The text with U+FFFD in place of NUL and of half characters."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def kept(value: Any, depth: int = 0) -> Any:
    """The value as it can be kept: what could not be is replaced."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, int | float):
        return value if -LARGEST <= value <= LARGEST else "[number that cannot be kept]"
    if depth > DEEPEST and isinstance(value, Mapping | list):
        return "[nested too deeply]"
    if isinstance(value, Mapping):
        return {storable(str(name)): kept(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        return [kept(item, depth + 1) for item in value]
    return value if value is None else storable(str(value))
