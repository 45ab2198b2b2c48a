"""The events of one request on their way through the steps, and what became of those that left it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec

from domain.events import Event, Quarantined, Reason, Told, Verdict
from domain.privacy import redact_text, redact_value
from realtime.batches import Batch, Sent
from realtime.declared import UNKNOWN, Known
from realtime.faults import Broken, kept, lenient

NOT_YET = datetime(1, 1, 1, tzinfo=UTC)
"""The moment of an event whose moment has not been looked at."""
NOTHING: Mapping[str, Any] = MappingProxyType({})
"""The properties of an event whose properties have not been looked at; of msgspec's own each would be a new dict."""
_LONGEST_TEXT = 64 * 1024
_LONGEST_FIELD = 200
_LONGEST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, as far as it matters here.

    `owner_id` is the account that a token belongs to; None for a key that may name users. `is_private`: the browser
    asks not to be tracked (Sec-GPC or DNT). `language` is an Accept-Language; `address` is looked at only coarsely.
    """

    owner_id: int | None = None
    may_name_users: bool = False
    is_private: bool = False
    user_agent: str | None = None
    language: str | None = None
    address: str | None = None


class Candidate(msgspec.Struct, gc=False):
    """An event under way; each step knows more of it."""

    index: int
    sent: Sent | Broken
    owner_id: int | None
    known: Known = UNKNOWN
    name: str = ""
    occurred_at: datetime = NOT_YET
    session_id: str | None = None
    raw: bytes = b"{}"
    properties: Mapping[str, Any] = NOTHING
    text: str = "{}"


@dataclass(slots=True)
class Work:
    """One request. Steps go through `candidates`; `keep_out` takes one off the way, with a verdict."""

    batch: Batch
    sender: Sender
    owners: Mapping[str, int | None]
    now: datetime
    candidates: list[Candidate] = field(default_factory=list)
    context: str | None = None
    events: list[Event] = field(default_factory=list)
    indices: list[int] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    told: dict[int, Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Every event starts on its way, as the sender's own."""
        owner = self.sender.owner_id
        self.candidates = [Candidate(index, sent, owner) for index, sent in enumerate(self.batch.events)]

    def drop(self, candidate: Candidate, reason: Reason, message: str, *, name: str | None = None) -> None:
        """Nothing of it is kept."""
        self._tell(candidate, Verdict.DROPPED, reason, name, message)

    def duplicate(self, candidate: Candidate) -> None:
        """It stands in the same request before."""
        self._tell(candidate, Verdict.DUPLICATE, None, None, None)

    def quarantine(self, candidate: Candidate, reason: Reason, name: str | None, message: str) -> None:
        """It cannot be counted as it is; `name` is the way to the field that is to blame."""
        place = None if name is None else redact_text(name)[:_LONGEST_FIELD]
        told = self._tell(candidate, Verdict.QUARANTINED, reason, place, redact_text(message)[:_LONGEST_MESSAGE])
        sent = candidate.sent
        called = sent.name if isinstance(sent, Broken) else candidate.name or sent.name or sent.type
        self.quarantined.append(
            Quarantined(
                reason=reason,
                message=told.message or "",
                event=_as_it_came(candidate, is_too_large=reason is Reason.TOO_LARGE),
                received_at=self.now,
                event_id=None if told.id is None else redact_text(told.id),
                owner_id=candidate.owner_id,
                name=None if called is None else redact_text(called)[:_LONGEST_FIELD],
                field=place,
            )
        )

    def _tell(
        self, candidate: Candidate, verdict: Verdict, reason: Reason | None, name: str | None, message: str | None
    ) -> Told:
        written = candidate.sent.id
        told = Told(
            candidate.index, str(written) if isinstance(written, UUID) else written, verdict, reason, name, message
        )
        self.told[candidate.index] = told
        return told


def _as_it_came(candidate: Candidate, *, is_too_large: bool) -> str:
    """What is kept of it for an operator: redacted, its clock put right; whose it is stands beside it."""
    sent = candidate.sent
    if isinstance(sent, Broken):
        value = redact_value(kept(sent.value))
        if isinstance(value, dict):
            value.pop("userId", None)
    else:
        occurred_at = sent.occurred_at if candidate.occurred_at is NOT_YET else candidate.occurred_at
        told = {
            "name": kept(sent.name or sent.type),
            "sessionId": kept(sent.session_id),
            "properties": _properties(sent, is_too_large=is_too_large),
            "historical": sent.historical,
        }
        value = {"id": sent.id, "occurredAt": occurred_at} | redact_value(
            {name: item for name, item in told.items() if item is not None}
        )
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST_TEXT else msgspec.json.encode({"bytes": len(text)}).decode()


def _properties(sent: Sent, *, is_too_large: bool) -> Any:
    raw = bytes(sent.properties)
    if is_too_large:
        return {"bytes": len(raw)}
    try:
        return kept(lenient(raw))
    except (ValueError, RecursionError):
        return None
