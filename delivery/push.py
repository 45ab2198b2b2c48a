"""Sending to a browser through its push service (RFC 8030)."""

import ssl
from asyncio import timeout
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import Final

import httpcore
import orjson

from delivery.addresses import ForbiddenAddress, PublicNetwork, Unresolved
from delivery.encryption import encrypted
from delivery.vapid import SigningKey
from domain.pushes import Address, Notification

CONNECTIONS: Final = 20
SECONDS: Final = 15.0
LONGEST_ANSWER: Final = 16 * 1024
LONGEST_WAIT: Final = timedelta(hours=1)

_TIMEOUTS: Final = {"connect": 5.0, "read": 10.0, "write": 10.0, "pool": 10.0}
_GONE: Final = frozenset({404, 410})


class Became(Enum):
    """What became of a message."""

    TAKEN = auto()
    """The service has it."""
    GONE = auto()
    """The service does not know the browser any more, or nothing can be told to it with these keys."""
    LATER = auto()
    """The service does not take it now."""
    REFUSED = auto()
    """The service will never take it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message; `status` of the service's answer, if there was one, and how long it asks to wait."""

    became: Became
    status: int | None = None
    wait: timedelta = timedelta(0)


class Sender:
    """Sends messages signed with our key; redirects are not followed, answers not read beyond 16 kB."""

    def __init__(self, key: SigningKey, pool: httpcore.AsyncConnectionPool) -> None:
        """`opened_sender` makes one."""
        self._key, self._pool = key, pool

    async def send(self, address: Address, notification: Notification, now: datetime) -> Outcome:
        """Tell a browser; at most 15 s."""
        try:
            body = encrypted(orjson.dumps(notification.told()), address.p256dh, address.auth)
        except ValueError:
            return Outcome(Became.GONE)
        try:
            async with timeout(SECONDS):
                return await self._post(address, notification, body, now)
        except ForbiddenAddress:
            return Outcome(Became.REFUSED)
        except (TimeoutError, Unresolved, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
            return Outcome(Became.LATER)

    async def _post(self, address: Address, notification: Notification, body: bytes, now: datetime) -> Outcome:
        headers = {
            "authorization": self._key.authorization(address.endpoint, now),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(int(notification.lifetime.total_seconds())),
            "topic": notification.tag,
            "urgency": notification.urgency.value,
        }
        asked = self._pool.stream(
            "POST",
            address.endpoint,
            headers=list(headers.items()),
            content=body,
            extensions={"timeout": _TIMEOUTS},
        )
        async with asked as response:
            # Read as far as is bounded, so that the connection can serve again; what is beyond it ends with it.
            size = 0
            async for part in response.aiter_stream():
                size += len(part)
                if size > LONGEST_ANSWER:
                    break
            return _outcome(response, now)


@asynccontextmanager
async def opened_sender(key: SigningKey, *, is_anywhere: bool = False) -> AsyncIterator[Sender]:
    """A sender for the time of the block; with `is_anywhere` it sends to addresses of the house, too."""
    async with httpcore.AsyncConnectionPool(
        ssl_context=ssl.create_default_context(),
        max_connections=CONNECTIONS,
        max_keepalive_connections=CONNECTIONS // 2,
        keepalive_expiry=30.0,
        network_backend=PublicNetwork(is_anywhere=is_anywhere),
    ) as pool:
        yield Sender(key, pool)


def _outcome(response: httpcore.Response, now: datetime) -> Outcome:
    status = response.status
    if 200 <= status < 300:
        return Outcome(Became.TAKEN, status)
    if status in _GONE:
        return Outcome(Became.GONE, status)
    if status == 429 or status >= 500:
        return Outcome(Became.LATER, status, _wait(dict(response.headers).get(b"retry-after", b""), now))
    return Outcome(Became.REFUSED, status)


def _wait(told: bytes, now: datetime) -> timedelta:
    """How long `Retry-After` asks to wait, in seconds or until a date: an hour at most."""
    text = told.decode("latin-1").strip()
    try:
        wait = timedelta(seconds=int(text[:9])) if text.isdecimal() else parsedate_to_datetime(text) - now
    except (ValueError, TypeError):
        return timedelta(0)
    return min(max(wait, timedelta(0)), LONGEST_WAIT)
