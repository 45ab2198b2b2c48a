"""Events as they were sent: read in one pass when all is well, one by one when not, each with what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

import msgspec
from msgspec import Meta, Raw, Struct

from realtime.faults import Broken, Moment, explained, is_flawed, lenient, what_is_wrong

_EMPTY: Final = Raw(b"{}")
_NOBODY: Final = Raw(b"null")
_LONGEST_SUBJECT: Final = 300


class UnreadableError(ValueError):
    """The request is no list of events; the message says what to send."""


class TooLargeError(ValueError):
    """The request has more, or larger, events than are taken at once; `code` says which."""

    def __init__(self, message: str, code: str) -> None:
        """Keep the code."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is taken: bytes of the properties of an event, events in a request."""

    event_bytes: int = 32 * 1024
    request_events: int = 1_000


class Sent(Struct, gc=False, rename="camel"):
    """An event as it was sent. Nothing in it is believed yet; what it says beside these is not looked at."""

    id: UUID
    occurred_at: Moment
    name: str | None = None
    type: str | None = None
    properties: Raw = _EMPTY
    session_id: str | None = None
    user_id: Raw = _NOBODY
    historical: bool | None = None
    consent: bool | None = None


class _Whole(Struct, rename="camel"):
    events: list[Sent]
    sent_at: Moment | None = None
    authorization: str | None = None


class _Parts(Struct, rename="camel"):
    events: list[Raw]
    sent_at: Moment | None = None
    authorization: str | None = None


_whole: Final = msgspec.json.Decoder(_Whole)
_parts: Final = msgspec.json.Decoder(_Parts)
_sent: Final = msgspec.json.Decoder(Sent)
_Subject = Annotated[str, Meta(min_length=1, max_length=_LONGEST_SUBJECT)] | Annotated[int, Meta(ge=0)] | None
_subject: Final[msgspec.json.Decoder[str | int | None]] = msgspec.json.Decoder(_Subject)


@dataclass(frozen=True)
class Batch:
    """The events of one request. `authorization` is a token in the body, of a beacon that cannot send headers."""

    events: Sequence[Sent | Broken]
    sent_at: datetime | None = None
    authorization: str | None = None
    _subjects: dict[bytes, str | None] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        """How many were sent."""
        return len(self.events)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The users that events name, whether or not their sender may."""
        found = set()
        for event in self.events:
            try:
                found.add(self.subject(event))
            except ValueError:
                continue
        return frozenset(subject for subject in found if subject is not None)

    def subject(self, event: Sent | Broken) -> str | None:
        """The user that an event names; None when it names none. Raises ValueError for what cannot be one."""
        written = bytes(event.user_id)
        if written not in self._subjects:
            told = _subject.decode(written)
            if isinstance(told, str) and not told.isprintable():
                raise ValueError("not printable")
            self._subjects[written] = None if told is None else str(told)
        return self._subjects[written]


def read(body: bytes, limits: Limits) -> Batch:
    """The events of a request's body. Raises UnreadableError and TooLargeError."""
    try:
        whole = _whole.decode(body)
    except msgspec.ValidationError:
        return _read_parts(body, limits)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _read_leniently(body, limits)
    return _checked(Batch(whole.events, whole.sent_at, whole.authorization), limits)


def _read_parts(body: bytes, limits: Limits) -> Batch:
    """What is JSON, but not all of it events."""
    try:
        parts = _parts.decode(body)
    except msgspec.ValidationError as error:
        raise UnreadableError(_shape(str(error))) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _read_leniently(body, limits)
    _count(len(parts.events), limits)
    return _checked(Batch([_one(bytes(part)) for part in parts.events], parts.sent_at, parts.authorization), limits)


def _read_leniently(body: bytes, limits: Limits) -> Batch:
    """What is no JSON because of one event, perhaps: NaN, half a character. The others need not suffer for it."""
    try:
        told = lenient(body)
    except ValueError:
        raise UnreadableError('The body is not JSON in UTF-8. Send {"events": [...]}.') from None
    except RecursionError:
        raise UnreadableError("The body is nested too deeply. Properties may be 32 levels deep.") from None
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(events, list):
        raise UnreadableError(_shape("$.events" if isinstance(told, dict) else ""))
    _count(len(events), limits)
    try:
        parts = msgspec.convert({**told, "events": []}, _Parts)
    except msgspec.ValidationError as error:
        raise UnreadableError(_shape(str(error))) from None
    return _checked(Batch([_one_value(each) for each in events], parts.sent_at, parts.authorization), limits)


def read_events(events: Iterable[Mapping[str, Any]], limits: Limits, *, sent_at: datetime | None = None) -> Batch:
    """Events that came as objects, with ids made for those that have none. Raises as `read` does."""
    given = [{**event, "id": uuid4()} if event.get("id") is None else event for event in events]
    _count(len(given), limits)
    return _checked(Batch([_one_value(each) for each in given], sent_at), limits)


def _one(text: bytes) -> Sent | Broken:
    try:
        return _sent.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return explained(text)


def _one_value(value: object) -> Sent | Broken:
    if not isinstance(value, Mapping) or is_flawed(value):  # NaN would be encoded as null
        return what_is_wrong(value)
    try:
        return _one(msgspec.json.encode(value))
    except (TypeError, ValueError, RecursionError):
        return what_is_wrong(value)


def _checked(batch: Batch, limits: Limits) -> Batch:
    _count(len(batch), limits)
    most = limits.event_bytes
    if all(isinstance(event, Sent) and len(bytes(event.properties)) > most for event in batch.events):
        message = f"Every event here is larger than {most // 1024} kB. Send less in their properties."
        raise TooLargeError(message, "EVENT_TOO_LARGE")
    return batch


def _count(events: int, limits: Limits) -> None:
    if not events:
        raise UnreadableError("`events` is empty. Send at least one event.")
    if events > limits.request_events:
        message = f"The request has {events:,} events. Send at most {limits.request_events:,} in one."
        raise TooLargeError(message, "TOO_MANY_EVENTS")


def _shape(error: str) -> str:
    if "$.sentAt" in error:
        return "`sentAt` is not a moment such as 2026-01-31T09:30:00Z. Put it right or leave it out."
    if "$.authorization" in error:
        return '`authorization` is not text. Send "Bearer <token>" or leave it out.'
    if "$.events" in error or "`events`" in error:
        return '`events` is missing or not a list. Send {"events": [...]}.'
    return 'The body is not a JSON object. Send {"events": [...]}.'
