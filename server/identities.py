"""Who is behind a credential, remembered for a moment: whoever sends events sends many, and asking costs a read."""

import asyncio
from collections import OrderedDict
from hashlib import sha256
from typing import Final

from server.auth import Authenticator, Identity

MOST: Final = 10_000
SECONDS: Final = 5.0


class Identities:
    """Identities by the hash of their credential; a key that was revoked works here for `seconds` more at most."""

    def __init__(self, authenticator: Authenticator, *, most: int = MOST, seconds: float = SECONDS) -> None:
        """Start with none."""
        self._authenticator, self._most, self._seconds = authenticator, most, seconds
        self._known: OrderedDict[bytes, tuple[float, Identity]] = OrderedDict()

    async def identify(self, authorization: str | None) -> Identity:
        """The identity; Unauthenticated, which is not remembered, for anything but one valid bearer credential."""
        now = asyncio.get_running_loop().time()
        mark = sha256((authorization or "").encode()).digest()
        until, identity = self._known.get(mark, (0.0, None))
        if identity is not None and now < until:
            return identity
        identity = await self._authenticator.identify(authorization)
        self._known[mark] = (now + self._seconds, identity)
        self._known.move_to_end(mark)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return identity
