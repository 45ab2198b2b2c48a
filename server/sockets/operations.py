"""What operations of a socket are answered with: the same execution, limits and masks as over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog
from starlette.requests import HTTPConnection

from domain.errors import TooSlow, Unavailable
from realtime.frames import Ended, Frame
from schema.operations import FormattedError, RejectedError
from server.bodies import Parameters, checked
from server.deadlines import in_time
from server.execution import Answer, Execution, Task
from server.masks import TOO_SLOW_CODE, TOO_SLOW_MESSAGE, UNAVAILABLE_CODE, UNAVAILABLE_MESSAGE
from server.problems import INTERNAL_CODE, INTERNAL_MESSAGE, Problem
from server.telemetry import Telemetry

_log = structlog.get_logger("operations")


class Feed(Protocol):
    """What a subscription is given; see realtime.feeds."""

    offer: Callable[[Frame], bool] | None

    async def next(self) -> Frame:
        """The first answer, then the newest whenever there is one. Raises Ended when no more will come."""
        ...


class Following(Protocol):
    """How subscriptions are answered."""

    def follow(self, task: Task, caller: HTTPConnection) -> AbstractAsyncContextManager[Feed]:
        """A feed for the time of the block. Raises Problem when the caller may not have it."""
        ...


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who stays connected.

    `user` tells people apart. `watched` calls what it is given when their credentials end, for the time of its block.
    """

    user: Hashable
    watched: Callable[[Callable[[Ended], None]], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Operations:
    """Runs what callers ask who stay connected; `caller` has their credentials in its headers.

    `context` makes what resolvers share, `guest` says who is asking; both raise Unauthenticated when nobody we know is.
    One answer takes at most `seconds`.
    """

    execution: Execution
    following: Following
    telemetry: Telemetry
    context: Callable[[HTTPConnection], Awaitable[object]]
    guest: Callable[[HTTPConnection], Awaitable[Guest]]
    seconds: float = 4.5

    async def plan(self, parameters: Parameters) -> Task:
        """What to run. Raises RejectedError and Problem for what will not be."""
        return await self.execution.plan(checked(parameters), may_stream=True)

    async def answer(self, task: Task, caller: HTTPConnection, *, request: str) -> Answer:
        """The one answer of a query or mutation. Raises Problem and what the database raises."""

        async def run() -> Answer:
            return await self.execution.run(task, await self.context(caller), request=request)

        return await in_time(run(), _never, seconds=self.seconds)

    def refusal(self, error: Exception, *, request: str) -> tuple[FormattedError, ...]:
        """How to tell that an operation does not run, or has ended; counts and logs it."""
        errors = self._told(error)
        for each in errors:
            each["extensions"] = {**each["extensions"], "requestId": request}
        return errors

    def _told(self, error: Exception) -> tuple[FormattedError, ...]:
        if isinstance(error, RejectedError):
            for each in error.errors:
                self.telemetry.refused(each["extensions"]["code"])
            return tuple({**each} for each in error.errors)
        if isinstance(error, Problem):
            self.telemetry.refused(error.code)
            return (_error(error.message, error.code),)
        if isinstance(error, Ended):
            return (_error(error.reason, error.code),)
        code = INTERNAL_CODE
        if isinstance(error, Unavailable | TooSlow):
            code = UNAVAILABLE_CODE if isinstance(error, Unavailable) else TOO_SLOW_CODE
        else:
            _log.error("operation failed", exc_info=error)
        self.telemetry.failed(error, code)
        return (_error(_SENTENCES[code], code),)


_SENTENCES: Final[Mapping[str, str]] = {
    INTERNAL_CODE: INTERNAL_MESSAGE,
    UNAVAILABLE_CODE: UNAVAILABLE_MESSAGE,
    TOO_SLOW_CODE: TOO_SLOW_MESSAGE,
}


def _error(message: str, code: str) -> FormattedError:
    return {"message": message, "extensions": {"code": code}}


async def _never() -> Any:
    await asyncio.get_running_loop().create_future()
