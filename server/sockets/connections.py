"""One websocket: what it has been told, what runs for it, and how it ends."""

import asyncio
from collections.abc import MutableMapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import structlog
from starlette.requests import HTTPConnection
from starlette.types import Scope

from domain.errors import TooSlow, Unavailable
from realtime.frames import Ended, Frame
from server.execution import Task
from server.problems import Problem
from server.seats import Seats
from server.sockets import closings, messages
from server.sockets.closings import RESTARTING, Closing
from server.sockets.operations import Operations
from server.sockets.wires import ENDING, Wire

TRY_AGAIN: Final = 1013
# How it is told that nothing more will come on this connection, whatever is asked.
CREDENTIALS: Final = frozenset({"UNAUTHENTICATED", "ACCOUNT_ERASED"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one socket may do."""

    operations: int = 20
    init_seconds: float = 5.0


class Connection:
    """The conversation over one accepted websocket."""

    __slots__ = ("_bounds", "_caller", "_operations", "_running", "_scope", "_seats", "_single", "_tasks", "_wire")

    def __init__(self, wire: Wire, scope: Scope, operations: Operations, *, seats: Seats, bounds: Bounds) -> None:
        """`scope` is that of the handshake; its Authorization counts unless connection_init has another."""
        self._wire, self._scope, self._operations = wire, scope, operations
        self._seats, self._bounds = seats, bounds
        self._caller: HTTPConnection | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._single: tuple[asyncio.Task[None], ...] = ()

    async def talk(self) -> None:
        """Until the client has gone. Raises Closing when it is ours to close; nothing runs any more by then."""
        loop, bounds = asyncio.get_running_loop(), self._bounds
        late = closings.too_late(bounds.init_seconds)
        timer = loop.call_later(bounds.init_seconds, self._wire.end, late.code, late.reason)
        with ExitStack() as held:
            try:
                while (event := await self._wire.hear())["type"] != "websocket.disconnect":
                    if event["type"] == ENDING:
                        raise Closing(event["code"], event["reason"])
                    # Answers to one who does not read would pile up, so such a one is not heard either.
                    await self._wire.until_writable()
                    await self._take(messages.read(event.get("text")), timer, held)
            except Closing as closing:
                if closing.code == RESTARTING and self._single:
                    await asyncio.wait(self._single)
                raise
            finally:
                timer.cancel()
                await self._stop()

    async def _take(self, message: messages.Incoming, timer: asyncio.TimerHandle, held: ExitStack) -> None:
        match message:
            case messages.Subscribe():
                self._subscribe(message)
            case messages.Complete():
                task = self._running.pop(message.id, None)
                if task is not None:
                    task.cancel()
            case messages.Ping():
                self._wire.write(messages.pong(message.payload))
            case messages.Init():
                if not timer.cancelled():
                    timer.cancel()
                    await self._initialise(message, held)
                else:
                    raise closings.initialised()

    async def _initialise(self, message: messages.Init, held: ExitStack) -> None:
        caller = HTTPConnection(_with_authorization(self._scope, message.payload))
        try:
            guest = await self._operations.guest(caller)
            held.enter_context(self._seats.of_user(guest.user))
            # One that follows nothing hears of it, too.
            held.enter_context(guest.watched(self._forbidden))
        except Problem as problem:
            is_stranger = problem.code in CREDENTIALS
            raise (closings.forbidden if is_stranger else closings.crowded)(problem.message) from None
        except (Unavailable, TooSlow):
            raise Closing(TRY_AGAIN, "The data cannot be reached right now. Connect again in a moment.") from None
        self._caller = caller
        self._wire.write(messages.ACKNOWLEDGED)

    def _subscribe(self, message: messages.Subscribe) -> None:
        if self._caller is None:
            raise closings.unauthorized()
        if message.id in self._running:
            raise closings.duplicate()
        if len(self._tasks) >= self._bounds.operations:
            problem = Problem(
                429,
                "TOO_MANY_OPERATIONS",
                f"There are {self._bounds.operations} operations on this connection already. Complete one first.",
            )
            self._wire.write(messages.refused(message.id, self._operations.refusal(problem, request=uuid4().hex)))
            return
        task = asyncio.get_running_loop().create_task(self._operate(message, self._caller))
        self._running[message.id] = task
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def _operate(self, message: messages.Subscribe, caller: HTTPConnection) -> None:
        request, operations = uuid4().hex, self._operations
        structlog.contextvars.bind_contextvars(request_id=request)
        try:
            task = await operations.plan(message.parameters)
            if task.is_subscription:
                await self._follow(message.id, task, caller)
            else:
                last = await self._answer(message.id, task, caller, request=request)
        except Exception as error:
            if _ends_all(error):
                self._forbidden(error)
                return
            last = messages.refused(message.id, operations.refusal(error, request=request))
        await self._wire.until_writable()
        # Before the client hears of it, who may use the id again at once.
        self._forget(message.id)
        self._wire.write(last)

    async def _answer(self, operation: str, task: Task, caller: HTTPConnection, *, request: str) -> bytes:
        me = asyncio.current_task()
        assert me is not None  # noqa: S101 - a coroutine that runs is somebody's
        self._single += (me,)
        answer = await self._operations.answer(task, caller, request=request)
        await self._wire.until_writable()
        self._wire.write(messages.next_head(operation), answer.body, messages.NEXT_TAIL)
        return messages.complete(operation)

    async def _follow(self, operation: str, task: Task, caller: HTTPConnection) -> None:
        wire, head = self._wire, messages.next_head(operation)

        def offer(frame: Frame) -> bool:
            if wire.is_writable:
                wire.write(head, frame.payload, messages.NEXT_TAIL)
                return True
            return False

        async with self._operations.following.follow(task, caller) as feed:
            feed.offer = offer
            while True:
                # First, so that whoever reads again after a while gets what is newest then, and nothing in between.
                if not wire.is_writable:
                    await wire.until_writable()
                frame = await feed.next()
                if not wire.is_writable:
                    await wire.until_writable()
                wire.write(head, frame.payload, messages.NEXT_TAIL)

    def _forbidden(self, error: Exception) -> None:
        forbidden = closings.forbidden(str(error))
        self._wire.end(forbidden.code, forbidden.reason)

    def _forget(self, operation: str) -> None:
        if self._running.get(operation) is asyncio.current_task():
            del self._running[operation]

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task in self._single:
            self._single = tuple(each for each in self._single if each is not task)

    async def _stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


def _ends_all(error: Exception) -> bool:
    """Whether it concerns the credentials, and so everything on this connection."""
    if isinstance(error, Ended):
        return error.code in CREDENTIALS or error.code == "FORBIDDEN"
    return isinstance(error, Problem) and error.code in CREDENTIALS


def kept(scope: Scope) -> Scope:
    """What is needed of a handshake as long as its connection: browsers send much more."""
    headers = [(name, value) for name, value in scope["headers"] if name == b"authorization"]
    return {"type": scope["type"], "path": scope["path"], "headers": headers, "state": scope["state"]}


def _with_authorization(scope: Scope, payload: MutableMapping[str, Any] | None) -> Scope:
    """The handshake as if it had carried the credentials of connection_init, which count more."""
    given = next((value for name, value in (payload or {}).items() if name.lower() == "authorization"), None)
    if not isinstance(given, str):
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name != b"authorization"]
    return {**scope, "headers": [*headers, (b"authorization", given.encode("latin-1", "replace"))]}
