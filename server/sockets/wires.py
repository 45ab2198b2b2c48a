"""Websocket connections as uvicorn makes them, with bounds, and with a shorter way out for prepared messages."""

import asyncio
import logging
from collections.abc import Awaitable, Coroutine, Mapping
from functools import partial
from typing import Any, ClassVar, Final, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

from server.sockets.gates import Gate, Messages

EXTENSION: Final = "wire"
ENDING: Final = "websocket.ending"
"""What `receive` gives, besides the messages of ASGI, when somebody here wants the connection closed."""

# Both libraries tell of addresses and of what was said; our endpoint logs what is ours to know.
_SILENT: Final = logging.getLogger("server.sockets.silent")
_SILENT.setLevel(logging.CRITICAL)


class Wire(WebSocketsSansIOProtocol):
    """A connection that never holds more than what the client is reading, and gives up one that does not read.

    It is paused (`is_writable` is false) as soon as the system takes no more; who writes waits, and writes what is
    newest then. The application finds it in its scope: `scope["extensions"]["wire"]["wire"]`.
    """

    take_within: ClassVar[float] = 30.0
    answer_close_within: ClassVar[float] = 2.0
    most_unread: ClassVar[int] = 100
    most_fragments: ClassVar[int] = 1_000

    _conversation: Coroutine[Any, Any, None] | None = None
    _stalled: asyncio.TimerHandle | None = None
    _pong: bytes = b""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """As uvicorn makes it."""
        super().__init__(config, server_state, app_state, _loop)
        self.logger = self.conn.logger = _SILENT
        self.conn.debug = False
        self.close_timeout = self.answer_close_within
        # Slimmer than asyncio's: each of theirs has room for 64 who wait, and two wait at most.
        self.queue = cast(Any, Messages())
        self.writable = cast(Any, Gate())
        self.app = cast(Any, partial(self._admit, self.app))

    def stay(self, conversation: Coroutine[Any, Any, None]) -> None:
        """Go on with this when the application has returned: all that it was called through can go then."""
        self._conversation = conversation

    async def _admit(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        del app, scope, receive, send
        if self._conversation is not None:
            conversation, self._conversation = self._conversation, None
            del self.scope
            await conversation

    @property
    def is_writable(self) -> bool:
        """Whether the client has taken all that was written."""
        return self.writable.is_set()

    async def until_writable(self) -> None:
        """Until it has, or is gone."""
        if not self.writable.is_set():
            await self.writable.wait()

    def write(self, *parts: bytes) -> None:
        """Send one text message, UTF-8 in parts; nothing once the connection is being closed.

        The way through ASGI costs more than the sending itself. A server's frames are not masked, and without
        extensions each is two to ten bytes and the message.
        """
        if self.conn.state is not State.OPEN or self.transport.is_closing():
            return
        size = sum(map(len, parts))
        if size < 126:
            head = bytes((0x81, size))
        elif size < 65_536:
            head = b"\x81\x7e" + size.to_bytes(2, "big")
        else:
            head = b"\x81\x7f" + size.to_bytes(8, "big")
        self.transport.write(b"".join((head, *parts)))

    def hear(self) -> Awaitable[Mapping[str, Any]]:
        """What comes next: a message, `ENDING`, or that the client has gone."""
        return cast(Awaitable[Mapping[str, Any]], self.receive())

    def end(self, code: int, reason: str) -> None:
        """Ask the application to close; it hears of it where it waits for messages."""
        self.queue.put_nowait(cast(Any, {"type": ENDING, "code": code, "reason": reason}))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Pause as soon as anything has to wait in our memory."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=0)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._read_again()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(self.take_within, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read all there was."""
        self._read_again()
        super().resume_writing()
        if self._pong and not self.transport.is_closing():
            pong, self._pong = self._pong, b""
            self.transport.write(pong)

    def shutdown(self) -> None:
        """The server stops: what is under way is finished before the client is told to come back."""
        if self.handshake_complete and not self.close_sent:
            self.end(1012, "The server restarts. Connect again.")
        else:
            super().shutdown()

    def handle_connect(self, event: Request) -> None:
        """A handshake."""
        super().handle_connect(event)
        if not self.close_sent:
            cast(Any, self.scope)["extensions"][EXTENSION] = {EXTENSION: self}

    def start_keepalive(self) -> None:
        """The handshake is over; what was said in it would be kept as long as the connection, 3 kB each."""
        super().start_keepalive()
        # The parser keeps them, too.
        self.request.headers.clear()
        self.response.headers.clear()
        del self.request, self.response

    def handle_text(self, event: Frame) -> None:
        """A message, or the beginning of one."""
        super().handle_text(event)
        self._bound()

    def handle_bytes(self, event: Frame) -> None:
        """Likewise."""
        super().handle_bytes(event)
        self._bound()

    def handle_cont(self, event: Frame) -> None:
        """The next part of one."""
        super().handle_cont(event)
        self._bound()

    def handle_ping(self) -> None:
        """Of the pings of a client that does not read, only the last is answered, as RFC 6455 allows (5.5.2)."""
        pongs = self.conn.data_to_send()
        if pongs and self.writable.is_set():
            self.transport.write(b"".join(pongs))
        elif pongs:
            self._pong = pongs[-1]

    def _bound(self) -> None:
        """Close a connection that sends faster than it can be read, or in crumbs: both would fill the memory."""
        if (self.queue.qsize() > self.most_unread or len(self.frames) > self.most_fragments) and not self.close_sent:
            self.frames = []
            self.stop_keepalive()
            self.conn.fail(1008, "Too much at once.")
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
            self.transport.close()

    def _read_again(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
