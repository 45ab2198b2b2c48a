"""HTTP connections that cannot be held open by going slow; uvicorn by itself waits for ever."""

import asyncio
from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import uuid4

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from server.bodies import GRAPHQL_BYTES
from server.draining import Draining
from server.problems import error_body

# What uvicorn is started with. The longest answer takes 5 s, so 6 s after the listener closed all of them are given.
UVICORN: Final[dict[str, Any]] = {
    "http": "server.protocols:BoundedProtocol",
    "ws": "server.sockets.wires:Wire",
    "ws_max_size": GRAPHQL_BYTES,
    # It doubles the memory of a connection, and small messages hardly shrink.
    "ws_per_message_deflate": False,
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
    "server_header": False,
    "access_log": False,
    "log_config": None,
    "timeout_keep_alive": 5,
    "timeout_graceful_shutdown": 6,
}


class BoundedProtocol(HttpToolsProtocol):
    """A connection on which a request arrives in time or not at all, and an answer is taken in time or dropped.

    The clock of a request starts with the connection or its first byte and stops with its last one. A request that is
    late is answered 408, one whose head is too large 431, and the connection is closed.
    """

    receive_within: ClassVar[float] = 10.0
    receive_within_at_the_end: ClassVar[float] = 1.0
    send_within: ClassVar[float] = 30.0
    head_bytes: ClassVar[int] = 64 * 1024

    _receiving: asyncio.TimerHandle | None = None
    _sending: asyncio.TimerHandle | None = None
    _head_size: int = 0
    _is_head: bool = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn itself
        """Start the clock: a client that connects and says nothing is late too."""
        super().connection_made(transport)
        self._start_receiving()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all clocks."""
        self._stop_receiving()
        self._stop_sending()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes of a request."""
        self._start_receiving()
        if self._is_head:
            self._head_size += len(data)
        super().data_received(data)
        if self._is_head and self._head_size > self.head_bytes:
            self._refuse(431, "HEAD_TOO_LARGE", "The address and headers are too large. Send the query with POST.")

    def on_message_begin(self) -> None:
        """The first byte of a request; a pipelined one starts within the bytes of the one before."""
        super().on_message_begin()
        self._is_head, self._head_size = True, max(1, self._head_size)
        self._start_receiving()

    def on_headers_complete(self) -> None:
        """The head is in."""
        self._is_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The last byte of a request."""
        super().on_message_complete()
        self._is_head, self._head_size = True, 0
        self._stop_receiving()
        cycle = self._current()
        if cycle is not None and cycle.response_complete and not self.transport.is_closing():
            # Answered before it was read to the end: uvicorn stopped its idle timer at the bytes in between.
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def handle_websocket_upgrade(self) -> None:
        """A websocket keeps its own time."""
        self._stop_receiving()
        self._stop_sending()
        self._unset_keepalive_if_required()
        cycle = self._current()
        if cycle is not None and not cycle.response_complete:
            self._refuse(400, "MALFORMED_HTTP", "This connection has a request that is still being answered.")
            return
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        if self._sending is None:
            self._sending = self.loop.call_later(self.send_within, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        self._stop_sending()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """What cannot be read as HTTP is refused in our own shape."""
        del msg
        self._refuse(400, "MALFORMED_HTTP", "This cannot be read as an HTTP request.")

    def shutdown(self) -> None:
        """The server stops: what has arrived is answered, what is still arriving has a moment left."""
        super().shutdown()
        draining: Draining | None = self.app_state.get("draining")
        if draining is not None:
            draining.stopping.set()
        if self._receiving is not None and not self.transport.is_closing():
            self._receiving.cancel()
            self._receiving = self.loop.call_later(min(self.receive_within, self.receive_within_at_the_end), self._late)

    def _current(self) -> RequestResponseCycle | None:
        return self.cycle  # uvicorn types it as if there always were one

    def _start_receiving(self) -> None:
        if self._receiving is None:
            self._receiving = self.loop.call_later(self.receive_within, self._late)

    def _stop_receiving(self) -> None:
        if self._receiving is not None:
            self._receiving.cancel()
            self._receiving = None

    def _stop_sending(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    def _late(self) -> None:
        self._receiving = None
        if self.transport.is_closing():
            return
        cycle = self._current()
        if cycle is not None and not cycle.response_complete and not cycle.more_body:
            self._start_receiving()  # an earlier request is still being answered; look again after that
        elif self._is_head and not self._head_size:
            self._close()
        else:
            self._refuse(408, "REQUEST_TIMEOUT", f"The request did not arrive within {self.receive_within:g} seconds.")

    def _refuse(self, status: int, code: str, message: str) -> None:
        """Answer, unless another answer has begun on this connection, and close it."""
        if self.transport.is_closing():
            return
        cycle = self._current()
        if cycle is None or cycle.response_complete or not cycle.response_started:
            body = error_body([{"message": message, "extensions": {"code": code}}], request=uuid4().hex)
            head = (
                f"content-type: application/json\r\ncontent-length: {len(body)}\r\nx-content-type-options: nosniff\r\n"
                "cache-control: no-store\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(STATUS_LINE[HTTPStatus(status)] + head.encode() + body)
        self._close()

    def _close(self) -> None:
        """Close politely, and soon after without asking: closing waits for what the client has yet to read."""
        self.transport.close()
        self._stop_sending()
        self._sending = self.loop.call_later(self.send_within, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        """Nothing came after the last answer."""
        if not self.transport.is_closing():
            self._close()
