"""Pushes: browsers that are told of alerts while no page is open, and what they are told."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from domain.alerts import Alert, AlertPriority
from domain.errors import Refusal
from domain.nodes import encode

MOST_PUSHES: Final = 20
LONGEST_ENDPOINT: Final = 1_000
LONGEST_BODY: Final = 500
KEPT: Final = timedelta(days=1)
"""How long after an alert was raised its push is worth being told."""

# The curve P-256 (FIPS 186-4, D.1.2.3): y² = x³ - 3x + b.
_PRIME: Final = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B: Final = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_POINT_BYTES: Final = 65
_AUTH_BYTES: Final = 16


class Urgency(StrEnum):
    """How soon a device should be woken for it (RFC 8030, 5.3)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


_URGENCIES: Final = {
    AlertPriority.LOW: Urgency.LOW,
    AlertPriority.NORMAL: Urgency.NORMAL,
    AlertPriority.HIGH: Urgency.HIGH,
}


@dataclass(frozen=True, slots=True)
class Pushing:
    """That this installation pushes; `is_anywhere`: also to where nobody but a test has a push service."""

    is_anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """Where a browser's push service takes messages for it, and the keys that only the browser can open them with.

    `p256dh` is an uncompressed point of P-256 in 65 bytes, `auth` are 16 bytes (RFC 8291).
    """

    endpoint: str
    p256dh: bytes
    auth: bytes


@dataclass(frozen=True, slots=True)
class Push:
    """A browser of its owner that is told of alerts; `delivered_at` (UTC) is when its service last took one."""

    id: int
    address: Address
    created_at: datetime
    delivered_at: datetime | None

    @property
    def endpoint(self) -> str:
        """Where its service takes messages."""
        return self.address.endpoint

    @property
    def service(self) -> str:
        """The host of the service."""
        return urlsplit(self.address.endpoint).hostname or ""


@dataclass(frozen=True, slots=True)
class Notification:
    """What a browser shows: a title, a sentence with the numbers, and a path to go to.

    What has the same `tag` takes the place of what was shown before, and of what still waits. It is worth being told
    for another `lifetime`.
    """

    title: str
    body: str
    link: str
    tag: str
    raised_at: datetime
    urgency: Urgency
    lifetime: timedelta

    def told(self) -> dict[str, Any]:
        """As JSON, for the service worker."""
        at = self.raised_at.isoformat().replace("+00:00", "Z")
        return {"title": self.title, "body": self.body, "link": self.link, "tag": self.tag, "raisedAt": at}


def notification(alert: Alert, now: datetime) -> Notification | None:
    """What is said of an alert; None when it is seen, put aside, or too old to be news."""
    is_quiet = alert.acknowledged_at is not None or (alert.snoozed_until is not None and alert.snoozed_until > now)
    lifetime = KEPT - (now - alert.raised_at)
    if is_quiet or lifetime < timedelta(seconds=1):
        return None
    body = alert.message
    if len(body) > LONGEST_BODY:
        body = body[: LONGEST_BODY - 1] + "…"
    # Of a rule, and of what it is about: the service sees the tag, so it is one that says nothing.
    about = sha256(f"{alert.rule.id}/{alert.finding.subject}".encode()).digest()[:24]
    return Notification(
        title=alert.title,
        body=body,
        link=f"/alerts?alert={encode('Alert', alert.id)}",
        tag=urlsafe_b64encode(about).decode(),
        raised_at=alert.raised_at,
        urgency=_URGENCIES[alert.priority],
        lifetime=lifetime,
    )


def address(endpoint: str, p256dh: str, auth: str, *, is_anywhere: bool = False) -> Address:
    """The address a browser told, in base64url as it tells it; with `is_anywhere` it may be one without TLS.

    Raises Refusal with the path to the input that is wrong.
    """
    if not _is_address(endpoint, {"https", "http"} if is_anywhere else {"https"}):
        message = "`endpoint` is no address of a push service: send the one of the browser's PushSubscription."
        raise Refusal(message, path=("input", "endpoint"))
    point = _bytes(p256dh, "p256dh")
    if not _is_on_curve(point):
        raise Refusal("`p256dh` is no point of P-256: send the key of the browser.", path=("input", "p256dh"))
    secret = _bytes(auth, "auth")
    if len(secret) != _AUTH_BYTES:
        raise Refusal(f"`auth` has to be {_AUTH_BYTES} bytes: send the secret of the browser.", path=("input", "auth"))
    return Address(endpoint, point, secret)


def _is_address(endpoint: str, schemes: set[str]) -> bool:
    if not (endpoint.isascii() and endpoint.isprintable() and 0 < len(endpoint) <= LONGEST_ENDPOINT):
        return False
    if set(endpoint) & set(' \\"<>`'):
        return False
    try:
        parts = urlsplit(endpoint)
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_plain = parts.username is None and parts.password is None and not parts.fragment
    return parts.scheme in schemes and bool(parts.hostname) and is_port and is_plain


def _bytes(text: str, name: str) -> bytes:
    plain = text.rstrip("=")
    try:
        if len(text) > 200 or not plain.isascii():
            raise ValueError
        # What is not of the alphabet is left out by the decoder: told by encoding it again.
        found = urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
        if urlsafe_b64encode(found).decode().rstrip("=") != plain:
            raise ValueError
    except (Error, ValueError):
        raise Refusal(f"`{name}` is not in base64url: send it as the browser tells it.", path=("input", name)) from None
    return found


def _is_on_curve(point: bytes) -> bool:
    if len(point) != _POINT_BYTES or point[0] != 4:
        return False
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    return max(x, y) < _PRIME and (y * y - (x * x * x - 3 * x + _B)) % _PRIME == 0
