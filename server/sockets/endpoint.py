"""Where websockets come in: `ws /graphql`."""

from typing import Final
from uuid import uuid4

import structlog
from starlette.types import Receive, Scope, Send

from server.origins import Origins
from server.problems import INTERNAL_CODE, Problem, problem_response
from server.seats import Seat, Seats
from server.sockets import closings
from server.sockets.closings import Closing
from server.sockets.connections import Bounds, Connection, kept
from server.sockets.messages import PROTOCOL
from server.sockets.operations import Operations
from server.sockets.wires import EXTENSION, Wire

ANY_BOUNDS: Final = Bounds()

_log = structlog.get_logger("sockets")


class Sockets:
    """An ASGI endpoint, for `WebSocketRoute("/graphql", Sockets(...))`."""

    def __init__(self, operations: Operations, *, origins: Origins, seats: Seats, bounds: Bounds = ANY_BOUNDS) -> None:
        """`seats` are shared with the other ways to stay connected."""
        self._operations, self._origins, self._seats, self._bounds = operations, origins, seats, bounds
        self.open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handshake of one socket; what is said after it does not keep all that stood around this."""
        try:
            self._origins.check(scope)
            if getattr(scope.get("state", {}).get("draining"), "begun", False):
                raise Problem(
                    503, "RESTARTING", "The server restarts. Connect again in a moment.", {"retry-after": "1"}
                )
            seat = self._seats.of_address((scope.get("client") or (None,))[0])
            seat.__enter__()
        except Problem as problem:
            self._operations.telemetry.refused(problem.code)
            await problem_response(problem, scope)(scope, receive, send)
            return
        try:
            await receive()  # websocket.connect
            is_spoken = PROTOCOL in scope["subprotocols"]
            await send({"type": "websocket.accept", "subprotocol": PROTOCOL if is_spoken else None})
        except BaseException:
            seat.__exit__()
            raise
        wire: Wire = scope["extensions"][EXTENSION][EXTENSION]
        wire.stay(self._talk(wire, kept(scope) if is_spoken else None, seat))

    async def _talk(self, wire: Wire, scope: Scope | None, seat: Seat) -> None:
        """From the handshake to the end; without a scope our protocol is not spoken."""
        self.open += 1
        try:
            closing = closings.not_acceptable(PROTOCOL) if scope is None else await self._converse(wire, scope)
            if closing is not None:
                self._operations.telemetry.refused(f"SOCKET_{closing.code}")
                await wire.send({"type": "websocket.close", "code": closing.code, "reason": closing.reason})
        finally:
            self.open -= 1
            seat.__exit__()

    async def _converse(self, wire: Wire, scope: Scope) -> Closing | None:
        structlog.contextvars.bind_contextvars(request_id=uuid4().hex)
        try:
            await Connection(wire, scope, self._operations, seats=self._seats, bounds=self._bounds).talk()
        except Closing as closing:
            return closing
        except Exception as error:
            _log.error("socket failed", exc_info=error)
            self._operations.telemetry.failed(error, INTERNAL_CODE)
            return closings.faulty()
        return None
