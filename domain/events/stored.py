"""An event as it is kept, and what its sender is told of it."""

from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

import msgspec


class Priority(IntEnum):
    """What is worked first."""

    NORMAL = 0
    HIGH = 1


class Verdict(StrEnum):
    """What became of an event; every event of a request gets one."""

    ACCEPTED = "accepted"  # durable, and counted exactly once
    DUPLICATE = "duplicate"  # its id has been accepted before; nothing changes
    QUARANTINED = "quarantined"  # cannot be counted as it is; kept, with the reason, for an operator
    DROPPED = "dropped"  # not kept at all: its sender asked not to be tracked, or was erased


class Reason(StrEnum):
    """Why an event was not accepted, for programs."""

    NOT_AN_OBJECT = "not_an_object"
    INVALID_ID = "invalid_id"
    INVALID_NAME = "invalid_name"
    INVALID_TIME = "invalid_time"
    IN_THE_FUTURE = "in_the_future"
    TOO_OLD = "too_old"
    INVALID_SESSION = "invalid_session"
    INVALID_USER = "invalid_user"
    INVALID_PROPERTIES = "invalid_properties"
    TOO_LARGE = "too_large"
    PRIVACY_SIGNAL = "privacy_signal"
    NO_CONSENT = "no_consent"
    ERASED = "erased"
    POISONED = "poisoned"


class Event(msgspec.Struct, frozen=True, gc=False):
    """An accepted event. Instants are UTC; `properties` and `context` are JSON objects as text with nothing private.

    An owner of None is anonymous, or the system itself.
    """

    id: UUID
    name: str
    occurred_at: datetime
    received_at: datetime
    properties: str
    owner_id: int | None = None
    session_id: str | None = None
    context: str | None = None
    priority: Priority = Priority.NORMAL


class Quarantined(msgspec.Struct, frozen=True, gc=False):
    """An event that cannot be counted as it is, with the reason; `event` is what came, redacted, as JSON text."""

    reason: Reason
    message: str
    event: str
    received_at: datetime
    event_id: str | None = None
    owner_id: int | None = None
    name: str | None = None
    field: str | None = None


class Told(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The verdict on one event of a request: `index` is its place there, `field` the way to what is wrong with it."""

    index: int
    id: str | None
    verdict: Verdict
    reason: Reason | None = None
    field: str | None = None
    message: str | None = None
