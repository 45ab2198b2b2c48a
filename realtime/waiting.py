"""Since when something waits to be counted, wherever it waits: each process asks its inbox once a second at most."""

import asyncio
import math
from datetime import datetime
from typing import Final

from realtime.inbox import Inbox

SECONDS: Final = 1.0


class Waiting:
    """For inboxes that the database knows nothing of; what waits in its own table is told with the numbers."""

    def __init__(self, inbox: Inbox) -> None:
        """To be made inside the event loop."""
        self._inbox = inbox
        self._now = asyncio.get_running_loop().time
        self._turn = asyncio.Lock()
        self._asked_at = -math.inf
        self._oldest_at: datetime | None = None

    async def since(self) -> datetime | None:
        """When the oldest of what waits came in (UTC), at most a second ago; None with nothing. Raises Unavailable."""
        async with self._turn:
            if self._now() - self._asked_at >= SECONDS:
                self._oldest_at = (await self._inbox.depth()).oldest_at
                self._asked_at = self._now()
            return self._oldest_at
