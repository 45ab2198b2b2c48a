"""The ring around the whole application: request ids, safe headers, one line and one count a request, no bare fault."""

import re
from random import getrandbits
from time import perf_counter
from typing import Any, Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.bodies import header
from server.problems import INTERNAL_CODE, INTERNAL_MESSAGE, Problem, problem_response
from server.telemetry import Telemetry

SANE_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
QUIET: Final = frozenset({"/health/live", "/health/ready", "/metrics"})
SAFE_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
# As they are sent: they go with every answer.
SAFE: Final = [(name.encode(), value.encode()) for name, value in SAFE_HEADERS.items()]

_log = structlog.get_logger("http")


class Guarded:
    """An application with the ring around it. The lifespan passes through; of a websocket it sees the refusal."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        """`app` is the whole Starlette application."""
        self._app, self._telemetry = app, telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        if scope["type"] == "websocket":
            # It goes on for hours, and is no request to be timed.
            await self._app(scope, receive, _Answer(send, request_id, closing=False).send)
            return
        answer = _Answer(send, request_id, closing=_is_draining(state))
        started = perf_counter()
        self._telemetry.started()
        outside = structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:
            _log.error("request failed", path=self._telemetry.label(scope["path"]), exc_info=error)
            self._telemetry.failed(error, INTERNAL_CODE)
            if not answer.status:
                problem = Problem(500, INTERNAL_CODE, INTERNAL_MESSAGE)
                await problem_response(problem, scope)(scope, receive, answer.send)
        finally:
            seconds = perf_counter() - started
            self._record(scope, answer.status, seconds)
            structlog.contextvars.reset_contextvars(**outside)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method, path = scope["method"], scope["path"]
        self._telemetry.finished(method=method, path=path, status=status, seconds=seconds)
        if path not in QUIET or status >= 400:
            _log.info(
                "request",
                method=method,
                path=self._telemetry.label(path),
                status=status,
                milliseconds=round(seconds * 1000, 2),
            )


class _Answer:
    """Adds our headers where the application sent none of its own, and remembers the status."""

    def __init__(self, send: Send, request_id: str, *, closing: bool) -> None:
        self._send, self._request_id, self._closing = send, request_id, closing
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            self.status = message["status"]
            given = list(message.get("headers", ()))
            names = {name.lower() for name, _ in given}
            given += [header for header in SAFE if header[0] not in names]
            given.append((b"x-request-id", self._request_id.encode()))
            if self._closing:
                given.append((b"connection", b"close"))
            message = {**message, "headers": given}
        await self._send(message)


def _request_id(scope: Scope) -> str:
    given = header(scope, b"x-request-id")
    # It tells requests apart and is no secret: asking the system for each would cost 4 µs.
    return given if given is not None and SANE_ID.fullmatch(given) else f"{getrandbits(128):032x}"


def _is_draining(state: dict[str, Any]) -> bool:
    return bool(getattr(state.get("draining"), "begun", False))
