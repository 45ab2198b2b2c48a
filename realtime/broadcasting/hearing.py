"""The listening side of Redis: one connection for all channels, and a new one whenever it is lost."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import count, groupby
from typing import Final

import structlog
from redis.asyncio.connection import AbstractConnection, ConnectionPool

from realtime.broadcasting.pauses import Pauses

CONNECT_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 2.0
QUIET_SECONDS: Final = 1.5

_BACK: Final = b"back"
_STILL_THERE: Final = b"still there?"

_log = structlog.get_logger("broadcast")


class Hearing:
    """Channels and what comes in on them. A lost connection is noticed within 3 s, however it was lost."""

    def __init__(
        self, pool: ConnectionPool, *channels: str, hear: Callable[[str, bytes], None], back: Callable[[], None]
    ) -> None:
        """`channels` are heard always. `back` is told when all channels are heard (again): before it some was missed.

        The pool only makes connections; it should retry nothing by itself, and leave deadlines to us.
        """
        self._pool, self._hear, self._tell_back = pool, hear, back
        self._wanted = dict.fromkeys(channels)
        self._has_connection = False
        self._asked: list[tuple[str, str, asyncio.Future[None]]] = []
        self._is_asked = asyncio.Event()
        self._fences: dict[bytes, asyncio.Future[None]] = {}
        self._numbers = count()
        self._pauses = Pauses()
        self._is_well = True
        self.is_connected = asyncio.Event()
        self.losses = 0

    async def subscribe(self, channel: str) -> None:
        """What is published from here on is heard; while there is no connection, `back` will be told."""
        self._wanted[channel] = None
        await self._ask("SUBSCRIBE", channel)

    def unsubscribe(self, channel: str) -> None:
        """No more of it, soon."""
        self._wanted.pop(channel, None)
        self._ask("UNSUBSCRIBE", channel)

    def _ask(self, verb: str, channel: str) -> asyncio.Future[None]:
        """Done when Redis has done it, or the connection is given up; without one there is nothing to wait for."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._has_connection:
            self._asked.append((verb, channel, done))
            self._is_asked.set()
        else:
            done.set_result(None)
        return done

    async def stay(self) -> None:
        """Listen until cancelled, over one connection after the other."""
        while True:
            try:
                await self._converse()
            except Exception as error:  # whatever it was, another connection is the answer
                self.losses += self.is_connected.is_set()
                if self._is_well:
                    _log.warning("hints of other processes cannot be heard", error=type(error).__name__)
                self._is_well = False
            finally:
                self._forget()
            await self._pauses.next()

    async def _converse(self) -> None:
        connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call] # says none
        tasks: list[asyncio.Task[None]] = []
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await connection.connect()  # type: ignore[no-untyped-call] # says none
                # What is asked from here on is said after this.
                self._has_connection = True
                await _send(connection, ("SUBSCRIBE", *self._wanted), ("PING", _BACK))
            tasks = [asyncio.create_task(each) for each in (self._listen(connection), self._speak(connection))]
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            self._has_connection = False
            for each in (*tasks, *self._fences.values()):
                each.cancel()
            await connection.disconnect(nowait=True)
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, connection: AbstractConnection) -> None:
        is_asked = False
        while True:
            told = await connection.read_response(timeout=QUIET_SECONDS, disconnect_on_error=False)
            if told is None:
                if is_asked:
                    raise TimeoutError
                await _send(connection, ("PING", _STILL_THERE))
            is_asked = told is None
            match told:
                case [b"message", channel, data]:
                    self._hear(channel.decode(), data)
                case [b"pong", number]:
                    self._pass(number)

    def _pass(self, number: bytes) -> None:
        if number == _BACK:
            self._pauses.reset()
            if not self._is_well:
                _log.info("hints of other processes are heard again")
            self._is_well = True
            self.is_connected.set()
            self._tell_back()
        elif (fence := self._fences.pop(number, None)) is not None and not fence.done():
            fence.set_result(None)

    async def _speak(self, connection: AbstractConnection) -> None:
        """Send what was asked, all at once what was asked meanwhile. TimeoutError when it is not known to be done."""
        while True:
            await self._is_asked.wait()
            self._is_asked.clear()
            asked, self._asked = self._asked, []
            commands = [
                (verb, *(channel for _, channel, _ in some)) for verb, some in groupby(asked, key=lambda each: each[0])
            ]
            # Redis answers in order: with the answer to this PING everything before it has been done.
            number = b"%d" % next(self._numbers)
            fence = self._fences[number] = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await _send(connection, *commands, ("PING", number))
                    await fence
            finally:
                _settle(done for _, _, done in asked)

    def _forget(self) -> None:
        self.is_connected.clear()
        _settle(done for _, _, done in self._asked)
        self._asked = []
        self._is_asked.clear()
        self._fences.clear()


def _settle(waiting: Iterable[asyncio.Future[None]]) -> None:
    for each in waiting:
        if not each.done():
            each.set_result(None)


async def _send(connection: AbstractConnection, *commands: tuple[str | bytes, ...]) -> None:
    await connection.send_packed_command(connection.pack_commands(commands), check_health=False)
