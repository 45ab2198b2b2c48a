"""Those who stay connected, over websockets and event streams: their way in, their bounds, what they follow."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from starlette.requests import HTTPConnection
from starlette.routing import WebSocketRoute

from realtime.live import Live
from server.execution import Execution, Task
from server.origins import Origins
from server.parts import Parts
from server.seats import Seats
from server.settings import Settings
from server.sockets.endpoint import Sockets
from server.sockets.operations import Feed, Guest, Operations
from server.streams import Streams
from server.subscriptions import Subscriptions, contexts
from server.telemetry import Telemetry
from server.watching import Watch


class Staying:
    """All of one process."""

    def __init__(
        self,
        execution: Execution,
        telemetry: Telemetry,
        settings: Settings,
        *,
        context: Callable[[HTTPConnection], Awaitable[object]],
    ) -> None:
        """`context` makes what resolvers of a query or mutation share."""
        operations = Operations(execution, self, telemetry, context=context, guest=_guest)
        seats = Seats(settings.live_connections_per_user, settings.live_connections_per_address)
        self._execution, self._live, self._rate = execution, list[Live](), settings.live_answers_per_second
        self.streams = Streams(operations, seats=seats)
        self.sockets = Sockets(operations, origins=Origins(settings.allowed_origins), seats=seats)
        for name, description, read in (
            ("live_sockets", "Websockets open.", lambda: self.sockets.open),
            ("live_event_streams", "Event streams open.", lambda: self.streams.open),
            ("live_followers", "Subscriptions followed.", lambda: sum(live.followers for live in self._live)),
            ("live_streams", "Different ones among them.", lambda: sum(live.streams for live in self._live)),
        ):
            telemetry.gauge(name, description, read)

    def routes(self) -> list[WebSocketRoute]:
        """Where websockets come in."""
        return [WebSocketRoute("/graphql", self.sockets)]

    def subscriptions(self, parts: Parts) -> Subscriptions:
        """What is followed, for the lifespan's state: there `follow` looks for it."""
        identify = parts.authenticator.identify
        live = Live(parts.broadcast)
        self._live[:] = [live]
        context = contexts(parts.database, cache=parts.cache, waiting=parts.waiting)
        watch, rate = Watch(parts.authenticator.reexamined), self._rate
        return Subscriptions(self._execution, live, watch, identify=identify, context=context, rate=rate)

    def follow(self, task: Task, caller: HTTPConnection) -> AbstractAsyncContextManager[Feed]:
        """A feed for the time of the block."""
        subscriptions: Subscriptions = caller.state.subscriptions
        return subscriptions.follow(task, caller)


async def _guest(caller: HTTPConnection) -> Guest:
    subscriptions: Subscriptions = caller.state.subscriptions
    return await subscriptions.guest(caller)
