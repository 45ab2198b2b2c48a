"""Streams, and what each of their followers has been given of them."""

import asyncio
from collections.abc import Callable, Hashable
from contextlib import AbstractAsyncContextManager
from contextvars import Context
from typing import Final, Protocol

import structlog

from realtime.frames import Answer, Answers, Ended, Frame
from realtime.topics import Hint

EVERYBODY: Final = "everybody"
BROKEN: Final = Ended("INTERNAL", "Something went wrong on our side. Subscribe again in a moment.")

_log = structlog.get_logger("live")


class Listener(Protocol):
    """Where hints come from."""

    async def next(self) -> Hint:
        """The next one, merged with those that have piled up."""
        ...


class Feed:
    """What one follower is given; made by `Live.follow`."""

    def __init__(self, stream: "Stream", after: str | None) -> None:
        """`after` is the sequence of the last frame that the follower has from elsewhere."""
        self.sequence = after
        self.offer: Callable[[Frame], bool] | None = None
        """Is given what comes while the follower waits for it, and says whether it took it; `next` gives the rest.

        Waking a task costs as much as writing a frame.
        """
        self._stream = stream
        self._given: Frame | None = None
        self._version = 0
        self._ended: Ended | None = None
        self._waiting: asyncio.Future[tuple[int, Frame] | None] | None = None

    async def next(self) -> Frame:
        """The first answer; after that, the newest that tells something new, as soon as there is one.

        May be given up (cancelled) at any time without losing anything. Raises Ended when nothing more will come, and
        what the answer raised, but for Unavailable and TooSlow, which are waited out. One reader at a time.
        """
        while True:
            if self._ended is not None:
                raise self._ended.anew()
            found = await self._found()
            if found is None:
                continue
            known, (self._version, frame) = self._given, found
            if known is None or not self._stream.tells_the_same(known, frame):
                self._given = frame
                self.sequence = self.sequence if frame.sequence is None else frame.sequence
                return frame

    def end(self, ended: Ended) -> None:
        """Nothing more comes for this follower."""
        self._ended = self._ended or ended
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def is_waiting(self) -> bool:
        """Whether the follower has everything so far and waits for more."""
        return self._waiting is not None and self._given is not None and not self._waiting.done()

    def take(self, version: int, made: asyncio.Task[Frame]) -> None:
        """What a follower who waits is given."""
        waiting = self._waiting
        if waiting is None or waiting.done() or version <= self._version:
            return
        if made.cancelled():
            self.end(BROKEN)
        elif (error := made.exception()) is not None:
            waiting.set_exception(error)
        elif not self._took(version, frame := made.result()):
            waiting.set_result((version, frame))

    def _took(self, version: int, frame: Frame) -> bool:
        known = self._given
        if known is None or self.offer is None:
            return False
        if not self._stream.tells_the_same(known, frame):
            if not self.offer(frame):
                return False
            self._given = frame
            self.sequence = self.sequence if frame.sequence is None else frame.sequence
        self._version = version
        return True

    async def _found(self) -> tuple[int, Frame] | None:
        stream = self._stream
        version, made = stream.version, None
        waiting: asyncio.Future[tuple[int, Frame] | None] = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        try:
            if self._given is None:
                made = stream.first(self.sequence)
            elif self._version < version:
                made = stream.later(self.sequence)
            if made is not None:
                made.add_done_callback(lambda done: self.take(version, done))
            return await waiting
        finally:
            self._waiting = None


class Stream:
    """One thing that is followed: listens, asks anew when it may have changed, and hands around what comes."""

    def __init__(
        self,
        listen: Callable[[], AbstractAsyncContextManager[Listener]],
        concerns: Callable[[Hint], bool],
        answer: Answer,
        *,
        rate: float,
        is_delta: bool,
    ) -> None:
        """Begin to listen. `version` grows by one each time that the answer may have changed."""
        self.version, self.ended = 1, False
        self._listen, self._concerns, self._answer = listen, concerns, answer
        self._interval, self._is_delta = 1 / rate, is_delta
        self._feeds: set[Feed] = set()
        self._answers = Answers(self._asked)
        self._is_listening = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._run(), context=Context())

    @property
    def followers(self) -> int:
        """How many follow."""
        return len(self._feeds)

    def joined(self, after: str | None) -> Feed:
        """One more."""
        feed = Feed(self, after)
        self._feeds.add(feed)
        return feed

    def left(self, feed: Feed) -> None:
        """One less."""
        self._feeds.discard(feed)

    def first(self, after: str | None) -> asyncio.Task[Frame]:
        """The state now, for one who has just come: nothing that was found before they came will do."""
        return self._answers.begun_from_now(after)

    def later(self, after: str | None) -> asyncio.Task[Frame]:
        """The answer of this version; of deltas, each follower's own, shared by those who have seen as much."""
        return self._answers.of(self.version, after if self._is_delta else EVERYBODY, after)

    def tells_the_same(self, known: Frame, frame: Frame) -> bool:
        """Whether one who has the known frame needs no other."""
        if self._is_delta and frame.sequence is not None:
            return frame.sequence == known.sequence
        return frame.payload == known.payload

    def end(self, ended: Ended) -> None:
        """Nothing more comes for anybody."""
        self.ended = True
        for feed in self._feeds:
            feed.end(ended)

    async def close(self) -> None:
        """Stop listening and asking."""
        self.ended = True
        self._task.cancel()
        try:
            await self._answers.close()
        finally:
            await asyncio.wait([self._task])

    async def _asked(self, after: str | None) -> Frame:
        # Listening comes first: what changes while the answer is made is then not missed.
        await self._is_listening.wait()
        try:
            return await self._answer(after)
        except Ended as ended:
            self.end(ended)
            raise

    async def _run(self) -> None:
        try:
            async with self._listen() as listener:
                self._is_listening.set()
                await self._follow(listener)
        except Exception as error:
            _log.exception("a stream broke", exc_info=error)
            self.end(BROKEN)

    async def _follow(self, listener: Listener) -> None:
        loop, due = asyncio.get_running_loop(), 0.0
        while True:
            told = await listener.next()
            if not self._concerns(told):
                continue
            if loop.time() < due:
                await asyncio.sleep(due - loop.time())
            due = loop.time() + self._interval
            self.version += 1
            await self._hand_around()

    async def _hand_around(self) -> None:
        """Answer those who wait. Whoever reads later asks for what is the newest by then."""
        groups: dict[Hashable, list[Feed]] = {}
        for feed in self._feeds:
            if feed.is_waiting():
                groups.setdefault(feed.sequence if self._is_delta else EVERYBODY, []).append(feed)
        version, made = self.version, []
        for feeds in groups.values():
            task = self.later(feeds[0].sequence)
            made.append(task)

            def give(done: asyncio.Task[Frame], feeds: list[Feed] = feeds) -> None:
                for feed in feeds:
                    feed.take(version, done)

            task.add_done_callback(give)
        if made:
            await asyncio.wait(made)
