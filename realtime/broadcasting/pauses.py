"""Pauses between tries to reach what is away."""

import asyncio
import random
from typing import Final

SHORTEST_SECONDS: Final = 0.05
LONGEST_SECONDS: Final = 1.0


class Pauses:
    """Longer and longer, up to a second; no two processes' alike."""

    def __init__(self) -> None:
        """Begin with a short one."""
        self._longest = SHORTEST_SECONDS

    def reset(self) -> None:
        """It worked: the next one is short again."""
        self._longest = SHORTEST_SECONDS

    async def next(self) -> None:
        """The next pause."""
        longest, self._longest = self._longest, min(self._longest * 2, LONGEST_SECONDS)
        await asyncio.sleep(random.uniform(longest / 2, longest))  # noqa: S311 - nobody gains by guessing it
