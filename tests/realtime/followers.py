"""Something that can be followed, and ways to wait for what must become true."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from domain.errors import Unavailable
from domain.revisions import Part
from realtime.broadcast import Broadcast
from realtime.frames import Frame
from realtime.live import Followed
from realtime.topics import Hint, hint, owner_channel
from tests.patience import PATIENCE

OWNER = 7
CHANNEL = owner_channel(OWNER)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until it holds, for a few seconds at most."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.001)


@dataclass(eq=False)
class Number:
    """A number that grows, told as `3` with the sequence `3`, and how often it was asked for."""

    value: int = 0
    asked: list[str | None] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    is_away: bool = False

    def __post_init__(self) -> None:
        self.gate.set()

    async def answer(self, after: str | None) -> Frame:
        """The number now."""
        self.asked.append(after)
        if self.is_away:
            raise Unavailable
        value = self.value
        await self.gate.wait()
        return Frame(b"%d" % value, str(value))

    async def grow(self, broadcast: Broadcast, by: int = 1) -> None:
        """Another number, and a hint."""
        self.value += by
        await broadcast.announce([hint(OWNER, parts=[Part.LEDGER])])


def concerns(told: Hint) -> bool:
    """Hints of the ledger."""
    return told.is_lost or Part.LEDGER in told.parts


def followed(
    number: Number, *, key: object = "number", rate: float = 20.0, channels: Collection[str] = (CHANNEL,)
) -> Followed:
    """The number, as something to follow."""
    return Followed(key, channels, concerns, number.answer, rate=rate)
