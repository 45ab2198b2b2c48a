"""GraphQL over server-sent events, one operation a connection (graphql-sse, "distinct connections mode")."""

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from realtime.frames import Ended
from schema.operations import RejectedError
from server.bodies import Parameters
from server.deadlines import gone
from server.draining import Draining
from server.execution import Task
from server.negotiation import EVENTS_TYPE
from server.problems import Problem, error_body, problem_response, request_id
from server.seats import Seats
from server.sockets.operations import Operations

COMPLETE: Final = b"event: complete\ndata: \n\n"
# A comment: it tells proxies and clients that the connection lives.
ALIVE: Final = b":\n\n"
RESTARTING: Final = "RESTARTING"
_RESTARTS: Final = "The server restarts. Subscribe again, with the last `sequence` as `after`."


class Streams:
    """Answers that go on for as long as the client stays."""

    def __init__(self, operations: Operations, *, seats: Seats, alive_every: float = 12.0) -> None:
        """`seats` are shared with the other ways to stay connected; a comment is sent after so many quiet seconds."""
        self.operations, self.alive_every = operations, alive_every
        self._seats = seats
        self.open = 0

    async def response(self, request: Request, parameters: Parameters, *, any_kind: bool) -> Response | None:
        """The stream of an operation, not begun yet; None for one that has a single answer, unless `any_kind`.

        What is wrong with the operation is said in the stream, as graphql-sse wants it. Raises Problem, Unavailable
        and TooSlow when it cannot be had.
        """
        what: Task | RejectedError
        try:
            what = await self.operations.plan(parameters)
        except RejectedError as rejected:
            what = rejected
        if isinstance(what, Task) and what.is_mutation and request.method != "POST":
            raise mutation_by_get()
        if not any_kind and not (isinstance(what, Task) and what.is_subscription):
            return None
        draining: Draining | None = request.scope.get("state", {}).get("draining")
        if draining is not None and draining.begun:
            raise Problem(503, RESTARTING, _RESTARTS, {"retry-after": "1"})
        return _Stream(self, request, what, (await self.operations.guest(request)).user, draining)

    @contextmanager
    def held(self, scope: Scope, user: Hashable) -> Iterator[None]:
        """A place for one stream. Raises Problem 429 when there is none."""
        with self._seats.of_address((scope.get("client") or (None,))[0]), self._seats.of_user(user):
            self.open += 1
            try:
                yield
            finally:
                self.open -= 1


def mutation_by_get() -> Problem:
    """Links and images make GETs."""
    return Problem(405, "METHOD_NOT_ALLOWED", "Mutations change something. Send them with POST.", {"allow": "POST"})


class _Stream(Response):
    """One of them."""

    def __init__(
        self,
        streams: Streams,
        request: Request,
        what: Task | RejectedError,
        user: Hashable,
        draining: Draining | None,
    ) -> None:
        super().__init__(headers={"x-accel-buffering": "no"}, media_type=EVENTS_TYPE)
        del self.headers["content-length"]
        self._streams, self._request, self._what, self._user = streams, request, what, user
        self._stopping = asyncio.Event() if draining is None else draining.stopping
        self._said_at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Until the client has gone, the operation is over, or the server stops."""
        try:
            with self._streams.held(scope, self._user):
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                await self._talk(receive, send)
        except Problem as problem:
            self._streams.operations.telemetry.refused(problem.code)
            refusal = problem_response(problem, scope)
            refusal.headers.update({n: v for n, v in self.headers.items() if n.startswith(("access-control-", "vary"))})
            await refusal(scope, receive, send)

    async def _talk(self, receive: Receive, send: Send) -> None:
        loop, every = asyncio.get_running_loop(), self._streams.alive_every
        await self._say(send, ALIVE)
        work = loop.create_task(self._work(send))
        leaving = {loop.create_task(gone(receive)), loop.create_task(self._stopping.wait())}
        try:
            while not (work.done() or any(task.done() for task in leaving)):
                quiet = every - loop.time() + self._said_at
                await asyncio.wait({work, *leaving}, timeout=max(0.0, quiet), return_when=asyncio.FIRST_COMPLETED)
                if not work.done() and loop.time() - self._said_at >= every:
                    await self._say(send, ALIVE)
            if not work.done() and self._stopping.is_set():
                await self._stop(work, send)
        finally:
            for task in (work, *leaving):
                task.cancel()
            await asyncio.wait({work, *leaving})
        if not work.cancelled():
            work.result()

    async def _stop(self, work: "asyncio.Task[None]", send: Send) -> None:
        """The server stops: what will have an answer soon gets it."""
        if isinstance(self._what, Task) and self._what.is_subscription:
            work.cancel()
        await asyncio.wait({work})
        if work.cancelled():
            await self._refuse(Ended(RESTARTING, _RESTARTS), send)

    async def _work(self, send: Send) -> None:
        operations, request = self._streams.operations, request_id(self._request.scope)
        try:
            if isinstance(self._what, RejectedError):
                raise self._what
            if self._what.is_subscription:
                async with operations.following.follow(self._what, self._request) as feed:
                    while True:
                        await self._next(send, (await feed.next()).payload)
            answer = await operations.answer(self._what, self._request, request=request)
            await self._next(send, answer.body)
            await self._say(send, COMPLETE, is_last=True)
        except Exception as error:
            await self._refuse(error, send)

    async def _refuse(self, error: Exception, send: Send) -> None:
        request = request_id(self._request.scope)
        errors = self._streams.operations.refusal(error, request=request)
        await self._next(send, error_body(errors, request=request))
        await self._say(send, COMPLETE, is_last=True)

    async def _next(self, send: Send, payload: bytes) -> None:
        await self._say(send, b"".join((b"event: next\ndata: ", payload, b"\n\n")))

    async def _say(self, send: Send, event: bytes, *, is_last: bool = False) -> None:
        """Write, and wait until the client takes it: what is newest after that comes next."""
        await send({"type": "http.response.body", "body": event, "more_body": not is_last})
        self._said_at = asyncio.get_running_loop().time()
