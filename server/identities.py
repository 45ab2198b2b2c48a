"""Who is behind a credential, remembered for a moment: whoever sends events sends many, and asking costs a read."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from domain.errors import TooSlow, Unavailable
from server.auth import Authenticator, Identity
from server.problems import Problem

MOST: Final = 10_000
SECONDS: Final = 5.0
AWAY_SECONDS: Final = 3_600.0


class Identities:
    """Identities by the hash of their credential; a key that was revoked works here for `seconds` more at most.

    While the database is away, and events go elsewhere, whoever it vouched for in the last hour is believed. A token
    that is over is not: that is known without asking.
    """

    def __init__(self, authenticator: Authenticator, *, most: int = MOST, seconds: float = SECONDS) -> None:
        """Start with none."""
        self._authenticator, self._most, self._seconds = authenticator, most, seconds
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    async def identify(self, authorization: str | None) -> Identity:
        """The identity; Unauthenticated, which is not remembered, for anything but one valid bearer credential."""
        now = asyncio.get_running_loop().time()
        mark = sha256((authorization or "").encode()).digest()
        known = self._known.get(mark)
        if known is not None and now < known.until:
            return known.identity
        try:
            identity = await self._authenticator.identify(authorization)
        except Problem:
            self._known.pop(mark, None)
            raise
        except (Unavailable, TooSlow):
            if known is None or now - known.vouched_at > AWAY_SECONDS:
                raise
            self._known[mark] = _Known(known.identity, known.vouched_at, now + self._seconds)
            return known.identity
        self._known[mark] = _Known(identity, now, now + self._seconds)
        self._known.move_to_end(mark)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return identity


@dataclass(frozen=True, slots=True)
class _Known:
    """An identity, when the database vouched for it, and until when it need not be asked again."""

    identity: Identity
    vouched_at: float
    until: float
