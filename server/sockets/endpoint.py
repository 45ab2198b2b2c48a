"""Where websockets come in: `ws /graphql`."""

from typing import Final
from uuid import uuid4

import structlog
from starlette.types import Receive, Scope, Send

from server.origins import Origins
from server.problems import INTERNAL_CODE, Problem, problem_response
from server.seats import Seats
from server.sockets import closings
from server.sockets.closings import Closing
from server.sockets.connections import Bounds, Connection
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
        """One socket, from its handshake to its end."""
        self.open += 1
        try:
            await self._admit(scope, receive, send)
        except Problem as problem:
            self._operations.telemetry.refused(problem.code)
            await problem_response(problem, scope)(scope, receive, send)
        finally:
            self.open -= 1

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._origins.check(scope)
        if getattr(scope.get("state", {}).get("draining"), "begun", False):
            raise Problem(503, "RESTARTING", "The server restarts. Connect again in a moment.", {"retry-after": "1"})
        with self._seats.of_address((scope.get("client") or (None,))[0]):
            await receive()  # websocket.connect
            is_spoken = PROTOCOL in scope["subprotocols"]
            await send({"type": "websocket.accept", "subprotocol": PROTOCOL if is_spoken else None})
            closing = await self._talk(scope, receive) if is_spoken else closings.not_acceptable(PROTOCOL)
            if closing is not None:
                self._operations.telemetry.refused(f"SOCKET_{closing.code}")
                await send({"type": "websocket.close", "code": closing.code, "reason": closing.reason})

    async def _talk(self, scope: Scope, receive: Receive) -> Closing | None:
        wire: Wire = scope["extensions"][EXTENSION][EXTENSION]
        try:
            with structlog.contextvars.bound_contextvars(request_id=uuid4().hex):
                await Connection(wire, scope, self._operations, seats=self._seats, bounds=self._bounds).talk(receive)
        except Closing as closing:
            return closing
        except Exception as error:
            _log.error("socket failed", exc_info=error)
            self._operations.telemetry.failed(error, INTERNAL_CODE)
            return closings.faulty()
        return None
