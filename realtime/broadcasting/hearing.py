"""The listening side of Redis: one connection for all channels, and a new one whenever it is lost."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Final

import structlog
from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.exceptions import RedisError

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

        The pool only makes connections; it should retry nothing by itself.
        """
        self._pool, self._hear, self._tell_back = pool, hear, back
        self._wanted = set(channels)
        self._connection: AbstractConnection | None = None
        self._limit: asyncio.Timeout | None = None
        self._fences: dict[bytes, asyncio.Future[None]] = {}
        self._numbers = count()
        self._pauses = Pauses()
        self._is_well = True
        self.is_connected = asyncio.Event()
        self.losses = 0

    async def subscribe(self, channel: str) -> None:
        """What is published from here on is heard; while there is no connection, `back` will be told."""
        self._wanted.add(channel)
        await self._ask("SUBSCRIBE", channel)

    async def unsubscribe(self, channel: str) -> None:
        """No more of it, soon."""
        self._wanted.discard(channel)
        if self._connection is not None:
            # Redis does things in order, so a later SUBSCRIBE is safe; and whoever reads notices what goes wrong.
            with suppress(RedisError, OSError):
                await _send(self._connection, ("UNSUBSCRIBE", channel))

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
        try:
            async with asyncio.timeout(CONNECT_SECONDS) as limit:
                await connection.connect()  # type: ignore[no-untyped-call] # says none
                self._connection, self._limit = connection, limit
                await _send(connection, ("SUBSCRIBE", *self._wanted), ("PING", _BACK))
                limit.reschedule(None)
                await self._listen(connection)
        finally:
            self._connection = None
            await connection.disconnect(nowait=True)

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

    async def _ask(self, *command: str) -> None:
        """Until Redis has done it, or the connection is given up; without one there is nothing to wait for."""
        connection = self._connection
        if connection is None:
            return
        number = b"%d" % next(self._numbers)
        # Redis answers in order: with the answer to this PING everything before it has been done.
        fence = self._fences[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await _send(connection, command, ("PING", number))
                await fence
        except Exception as error:  # not known to be done: only a new connection makes it certain again
            _log.warning("the connection for hints is given up", error=type(error).__name__)
            if connection is self._connection and self._limit is not None and not self._limit.expired():
                self._limit.reschedule(asyncio.get_running_loop().time())
        finally:
            self._fences.pop(number, None)

    def _forget(self) -> None:
        self.is_connected.clear()
        self._limit = None
        for fence in self._fences.values():
            if not fence.done():
                fence.set_result(None)
        self._fences.clear()


async def _send(connection: AbstractConnection, *commands: tuple[str | bytes, ...]) -> None:
    await connection.send_packed_command(connection.pack_commands(commands), check_health=False)
