"""Work for a client: bounded in time, and not done for one who has gone."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from server.problems import Problem

T = TypeVar("T")

_finishing: Final[set["asyncio.Task[Any]"]] = set()


async def in_time(work: Coroutine[Any, Any, T], receive: Receive, *, seconds: float, finish: bool = False) -> T:
    """What `work` returns. Raises Problem 503 after `seconds` and ClientDisconnect when the client goes before.

    Either way the work is cancelled, and not waited for: what does not answer may not answer a cancellation either.
    With `finish` it goes on without the client for the rest of its time, because the client will come back.
    """
    loop = asyncio.get_running_loop()
    latest = loop.time() + seconds
    task = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(gone(receive))
    try:
        await asyncio.wait({task, leaving}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        if not leaving.done():
            raise Problem(
                503,
                "DEADLINE_EXCEEDED",
                "The answer took too long and was given up. Ask for less, or try again in a moment.",
                {"retry-after": "1"},
            )
        if finish:
            loop.call_at(latest, task.cancel)
        raise ClientDisconnect
    finally:
        leaving.cancel()
        if not task.done():
            _finishing.add(task)
            task.add_done_callback(_forget)
            if not (finish and leaving.done()):
                task.cancel()


async def gone(receive: Receive) -> None:
    """Until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _forget(task: "asyncio.Task[Any]") -> None:
    _finishing.discard(task)
    if not task.cancelled():
        task.exception()
