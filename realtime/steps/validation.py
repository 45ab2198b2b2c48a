"""Whether an event is what it says: name, moment, session, and the properties that its name declares."""

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any, Final

import msgspec

from domain.events import Reason
from domain.events.catalogue import NAME, PrivacyClass, Senders, with_canonical_properties
from domain.privacy import is_suspect_text, redact_text
from realtime.batches import Sent
from realtime.declared import KNOWN
from realtime.faults import DEEPEST, Broken, Fault, lenient, unstorable
from realtime.pseudonyms import pseudonym
from realtime.work import Candidate, Sender, Work

AHEAD: Final = timedelta(minutes=5)
SKEW: Final = timedelta(seconds=5)
# Events are stored by months, and each month is a table: somebody's invented past shall not make a thousand of them.
HISTORY: Final = timedelta(days=20 * 365)
AT_ONCE: Final = 50
SESSION: Final = re.compile(r"[A-Za-z0-9_.:-]{1,128}")

_any: Final = msgspec.json.Decoder(dict[str, Any])
_LONG_NUMBER: Final = re.compile(rb"\d{300}")
_EXPONENT: Final = re.compile(rb"[:,\[\s]-?\d[\d.]*[eE][+-]?\d{3}")
_WHERE: Final = re.compile(r" - at `\$\.?(.*)`$")
_MISSING: Final = re.compile(r"missing required field `(\w+)`")
_TICKED: Final = re.compile(r"`(\w+)`")
_WORDS: Final = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "null": "null",
    "object": "an object", "array": "a list",
}  # fmt: skip
_RESERVED: Final = {
    Senders.KEYS: "is told by servers with an API key only",
    Senders.OURSELVES: "is told by this system itself only",
}


class Validation:
    """The step `validate`, for events of at most so many bytes and days."""

    def __init__(self, *, event_bytes: int, retention: timedelta) -> None:
        """Keep the limits."""
        self._event_bytes, self._retention = event_bytes, retention

    def __call__(self, work: Work) -> None:
        """Quarantine what cannot be counted; put clocks, names and status words right."""
        moment = _moments(work, self._retention)
        sessions: dict[str | None, str | None] = {None: None}
        sound = []
        for candidate in work.candidates:
            sent = candidate.sent
            if isinstance(sent, Broken):
                work.quarantine(candidate, sent.reason, sent.field, sent.message)
                continue
            fault = (
                _name(candidate, sent, work.sender)
                or moment(candidate, sent)
                or _session(candidate, sent, sessions)
                or self._properties(candidate, sent)
            )
            if fault is None:
                sound.append(candidate)
            else:
                work.quarantine(candidate, fault.reason, fault.field, fault.message)
        for start in range(0, len(sound), AT_ONCE):
            _quarantine_unstorable(work, sound[start : start + AT_ONCE])

    def _properties(self, candidate: Candidate, sent: Sent) -> Fault | None:
        raw = bytes(sent.properties)
        if raw == b"null":
            raw = b"{}"
        if len(raw) > self._event_bytes:
            message = f"The event is larger than {self._event_bytes // 1024} kB. Send less in its properties."
            return Fault(Reason.TOO_LARGE, "properties", message)
        try:
            candidate.known.decoder.decode(raw)
        except (msgspec.ValidationError, UnicodeError, RecursionError) as error:
            return _put_right(candidate, raw, error)
        return _understood(candidate, raw)


def _moments(work: Work, retention: timedelta) -> Callable[[Candidate, Sent], Fault | None]:
    """A check of the moment of an event, put right by the clock of its sender where that is wrong."""
    now, sent_at = work.now, work.batch.sent_at
    latest, earliest = now + AHEAD, now - retention
    skew = timedelta() if sent_at is None else now - sent_at
    shift = skew if abs(skew) > SKEW else None

    def check(candidate: Candidate, sent: Sent) -> Fault | None:
        occurred_at = sent.occurred_at
        if sent.historical:  # not by the sender's clock: read off some record
            if occurred_at < now - HISTORY:
                return Fault(Reason.TOO_OLD, "occurredAt", "This is more than 20 years ago. Leave the event out.")
        else:
            try:
                occurred_at = occurred_at if shift is None else occurred_at + shift
            except OverflowError:
                return Fault(Reason.INVALID_TIME, "occurredAt", "`occurredAt` is beyond all time. Put it right.")
            if occurred_at < earliest:
                message = f"This is more than {retention.days} days ago. Mark what is imported as `historical`."
                return Fault(Reason.TOO_OLD, "occurredAt", message)
        if occurred_at > latest:
            message = "This has not happened yet. Put the clock right, or send its time along as `sentAt`."
            return Fault(Reason.IN_THE_FUTURE, "occurredAt", message)
        candidate.occurred_at = occurred_at if occurred_at.tzinfo is UTC else occurred_at.astimezone(UTC)
        return None

    return check


def _name(candidate: Candidate, sent: Sent, sender: Sender) -> Fault | None:
    name = sent.name or sent.type
    known = KNOWN.get(name)  # type: ignore[arg-type] # None is not in it, and that is the answer wanted
    if known is None:
        if name is None or NAME.fullmatch(name) is None:
            message = "`name` is missing or not a word of a-z, 0-9 and _ such as job_view, at most 64 long."
            return Fault(Reason.INVALID_NAME, "name", message)
        if is_suspect_text(name) and redact_text(name) != name:
            return Fault(Reason.INVALID_NAME, "name", "`name` looks like a secret or a number. Use a plain word.")
        candidate.name = name
        return None
    candidate.known, candidate.name = known, known.name
    if known.senders is not Senders.ANYONE and (known.senders is Senders.OURSELVES or not sender.may_name_users):
        return Fault(Reason.INVALID_NAME, "name", f"`{known.name}` {_RESERVED[known.senders]}. Use another name.")
    if candidate.owner_id is None and known.privacy is PrivacyClass.CAREER:
        return Fault(Reason.INVALID_USER, "userId", f"`{known.name}` is about somebody. Say in `userId` about whom.")
    return None


def _session(candidate: Candidate, sent: Sent, sessions: dict[str | None, str | None]) -> Fault | None:
    """What stands for the session; events of one request mostly share one."""
    session = sent.session_id
    if session not in sessions:
        if session is None or SESSION.fullmatch(session) is None:
            message = "`sessionId` is not 1 to 128 letters, digits and . _ : -. Send a random id."
            return Fault(Reason.INVALID_SESSION, "sessionId", message)
        sessions[session] = pseudonym(session)
    candidate.session_id = sessions[session]
    return None


def _put_right(candidate: Candidate, raw: bytes, error: Exception) -> Fault | None:
    """Others call the same things otherwise: try once more with our words."""
    try:
        told = _any.decode(raw)
        put_right = with_canonical_properties(told, candidate.known.properties)
        if put_right == told:
            return _unfitting(error)
        again = msgspec.json.encode(put_right)
        candidate.known.decoder.decode(again)
    except msgspec.ValidationError as second:
        return _unstorable(raw) or _unfitting(second)
    except (UnicodeError, RecursionError):
        return _unstorable(raw) or _unfitting(error)
    return _understood(candidate, again)


def _understood(candidate: Candidate, raw: bytes) -> Fault | None:
    """Decode what is as declared."""
    try:
        candidate.properties = _any.decode(raw)
    except (msgspec.ValidationError, UnicodeError, RecursionError) as error:
        return _unstorable(raw) or _unfitting(error)
    candidate.raw = raw
    return None


def _quarantine_unstorable(work: Work, candidates: list[Candidate]) -> None:
    """What is as declared may still be too much for a database: nested too deeply, NUL, numbers without end."""
    if not _is_doubtful([candidate.raw for candidate in candidates]):
        return
    for candidate in candidates:
        if _is_doubtful([candidate.raw]) and (fault := _unstorable(candidate.raw)) is not None:
            work.quarantine(candidate, fault.reason, fault.field, fault.message)


def _is_doubtful(raws: list[bytes]) -> bool:
    """Whether something in one of them may be unstorable; one look at many costs less than a look at each.

    A number may need more places than a database has; what is beyond a double has been refused before.
    """
    together = b"\n".join(raws)
    return (
        b"\\u0000" in together
        or together.count(b"{") + together.count(b"[") >= DEEPEST + len(raws)
        or (
            (b"e-" in together or b"E-" in together or b"0e" in together or b"0E" in together)
            and _EXPONENT.search(together) is not None
        )
        or (max(map(len, raws)) > 300 and _LONG_NUMBER.search(together) is not None)
    )


def _unstorable(raw: bytes) -> Fault | None:
    try:
        flaw = unstorable(lenient(raw), "properties")
    except (ValueError, RecursionError):
        return Fault(Reason.INVALID_PROPERTIES, "properties", "`properties` are nested too deeply, or not JSON.")
    return None if flaw is None else Fault(Reason.INVALID_PROPERTIES, flaw[0], flaw[1])


def _unfitting(error: Exception) -> Fault:
    """What the decoder says, in plain words and without the value."""
    told = str(error)
    where = _WHERE.search(told)
    what = told[: where.start()] if where else told
    path = where.group(1) if where else ""
    missing = _MISSING.search(what)
    if missing:
        path, what = f"{path}.{missing.group(1)}".strip("."), "is missing"
    elif what.startswith("Invalid enum value"):
        what = "is no value that is known there"
    elif isinstance(error, UnicodeError):
        what = "is not UTF-8"
    else:
        what = _TICKED.sub(lambda match: _WORDS.get(match.group(1), match.group()), what)
        what = f"does not fit: {what[:1].lower()}{what[1:]}"
    place = f"properties.{path}" if path else "properties"
    return Fault(Reason.INVALID_PROPERTIES, place, f"`{place}` {what}. The catalogue of events says what fits.")
