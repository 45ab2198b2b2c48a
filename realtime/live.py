"""Who follows what: one execution for all who ask the same, and nothing left when they have gone."""

from collections.abc import AsyncIterator, Callable, Collection, Hashable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from realtime.feeds import Feed, Listener, Stream
from realtime.frames import Answer, Ended, Frame
from realtime.topics import Hint

__all__ = ["Ended", "Feed", "Followed", "Frame", "Live"]

RATE: Final = 4.0
MOST_RATE: Final = 20.0


class Listening(Protocol):
    """What of a broadcast is needed here."""

    def listen(self, channels: Collection[str]) -> AbstractAsyncContextManager[Listener]:
        """Hints of these channels, from the moment the block is entered."""
        ...


@dataclass(frozen=True, slots=True)
class Followed:
    """What is followed. All who follow at once with the same `key` share what they are given.

    Hints of the `channels` that `concerns` is true for mean that the answer may have changed; it is then asked anew,
    `rate` times a second at most. With `is_delta` an answer tells what happened since the sequence that it is given, so
    that nobody may miss one; else it tells the whole state, and only the newest counts.
    """

    key: Hashable
    channels: Collection[str]
    concerns: Callable[[Hint], bool]
    answer: Answer
    rate: float = RATE
    is_delta: bool = False


class Live:
    """All streams of one process."""

    def __init__(self, broadcast: Listening) -> None:
        """Start with none."""
        self._broadcast = broadcast
        self._open: dict[Hashable, Stream] = {}
        self._all: set[Stream] = set()

    @property
    def followers(self) -> int:
        """How many follow anything."""
        return sum(stream.followers for stream in self._all)

    @property
    def streams(self) -> int:
        """How many different things are followed; those just left count until their channels are given back."""
        return len(self._all)

    @asynccontextmanager
    async def follow(self, followed: Followed, *, after: str | None = None) -> AsyncIterator[Feed]:
        """A feed for the time of the block; `after` is the sequence of the last frame seen before."""
        stream = self._open.get(followed.key)
        if stream is None or stream.ended:
            stream = self._open[followed.key] = self._begun(followed)
        feed = stream.joined(after)
        try:
            yield feed
        finally:
            stream.left(feed)
            if not stream.followers:
                await self._closed(followed.key, stream)

    def _begun(self, followed: Followed) -> Stream:
        stream = Stream(
            lambda: self._broadcast.listen(followed.channels),
            followed.concerns,
            followed.answer,
            rate=min(followed.rate, MOST_RATE),
            is_delta=followed.is_delta,
        )
        self._all.add(stream)
        return stream

    async def _closed(self, key: Hashable, stream: Stream) -> None:
        if self._open.get(key) is stream:
            del self._open[key]
        try:
            await stream.close()
        finally:
            self._all.discard(stream)
