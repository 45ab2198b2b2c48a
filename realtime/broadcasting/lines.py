"""Connections over which Redis is listened to: what is asked over one, and what comes in."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import count, groupby
from typing import Final

from redis.asyncio.connection import AbstractConnection

ANSWER_SECONDS: Final = 2.0
QUIET_SECONDS: Final = 1.5

_BACK: Final = b"back"
_STILL_THERE: Final = b"still there?"


class MovedError(Exception):
    """A channel is somebody else's now: whoever listens has to find out whose."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How channels are listened to: the commands for it, and whether each has to be named in one of its own."""

    join: str = "SUBSCRIBE"
    leave: str = "UNSUBSCRIBE"
    told: bytes = b"message"
    left: bytes = b"unsubscribe"
    is_apart: bool = False

    def commands(self, verb: str, channels: Collection[str]) -> Iterator[tuple[str, ...]]:
        """One thing done to all of them."""
        if self.is_apart:
            yield from ((verb, each) for each in channels)
        elif channels:
            yield (verb, *channels)


WHOLE: Final = Manner()
"""Of a single Redis."""

SHARDED: Final = Manner("SSUBSCRIBE", "SUNSUBSCRIBE", b"smessage", b"sunsubscribe", is_apart=True)
"""Of a cluster, where each channel has its own place."""


class Line:
    """One connection. Nothing on it is retried: once `stay` has raised, it is of no use."""

    def __init__(self, connection: AbstractConnection, manner: Manner, hear: Callable[[str, bytes], None]) -> None:
        """`hear` is given what is told, and where."""
        self._connection, self._manner, self._hear = connection, manner, hear
        self._asked: list[tuple[str, str, asyncio.Future[None]]] = []
        self._is_asked = asyncio.Event()
        self._fences: dict[bytes, asyncio.Future[None]] = {}
        self._numbers = count()
        self._leaving = Counter[bytes]()
        self.is_open = asyncio.Event()

    async def greet(self, channels: Collection[str]) -> None:
        """Listen to these; `is_open` is set when that is so. Asked once, before all else."""
        await self._send(*self._manner.commands(self._manner.join, channels), ("PING", _BACK))

    def join(self, channel: str) -> asyncio.Future[None]:
        """Listen to one more; done when Redis has done it, or the line is given up."""
        return self._ask(self._manner.join, channel)

    def leave(self, channel: str) -> asyncio.Future[None]:
        """Listen to one less, soon."""
        self._leaving[channel.encode()] += 1
        return self._ask(self._manner.leave, channel)

    async def stay(self) -> None:
        """Listen and ask; ends with an error alone."""
        tasks = [asyncio.create_task(each) for each in (self._listen(), self._speak())]
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Give it up; who waits for something waits no more."""
        for each in self._fences.values():
            each.cancel()
        _settle(done for _, _, done in self._asked)
        await self._connection.disconnect(nowait=True)

    def _ask(self, verb: str, channel: str) -> asyncio.Future[None]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked.append((verb, channel, done))
        self._is_asked.set()
        return done

    async def _listen(self) -> None:
        is_asked = False
        while True:
            told = await self._connection.read_response(timeout=QUIET_SECONDS, disconnect_on_error=False)
            if told is None:
                if is_asked:
                    raise TimeoutError
                await self._send(("PING", _STILL_THERE))
            is_asked = told is None
            match told:
                case [self._manner.told, channel, data]:
                    self._hear(channel.decode(), data)
                case [self._manner.left, channel, _]:
                    self._was_left(channel)
                case [b"pong", number] | (bytes() as number):  # the latter where no channel is listened to
                    self._pass(number)

    def _was_left(self, channel: bytes) -> None:
        if not self._leaving[channel]:
            raise MovedError
        self._leaving[channel] -= 1
        if not self._leaving[channel]:
            del self._leaving[channel]

    def _pass(self, number: bytes) -> None:
        if number == _BACK:
            self.is_open.set()
        elif (fence := self._fences.pop(number, None)) is not None and not fence.done():
            fence.set_result(None)

    async def _speak(self) -> None:
        """Send what was asked, all at once what was asked meanwhile. TimeoutError when it is not known to be done."""
        while True:
            await self._is_asked.wait()
            self._is_asked.clear()
            asked, self._asked = self._asked, []
            commands = [
                command
                for verb, some in groupby(asked, key=lambda each: each[0])
                for command in self._manner.commands(verb, [channel for _, channel, _ in some])
            ]
            # Redis answers in order: with the answer to this PING everything before it has been done.
            number = b"%d" % next(self._numbers)
            fence = self._fences[number] = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._send(*commands, ("PING", number))
                    await fence
            finally:
                _settle(done for _, _, done in asked)

    async def _send(self, *commands: tuple[str | bytes, ...]) -> None:
        await self._connection.send_packed_command(self._connection.pack_commands(commands), check_health=False)


def _settle(waiting: Iterable[asyncio.Future[None]]) -> None:
    for each in waiting:
        if not each.done():
            each.set_result(None)
