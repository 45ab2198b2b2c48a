"""Going down without failing anybody: say so first, then stop taking requests, then finish those under way."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import FrameType


@dataclass(slots=True)
class Draining:
    """Whether this process has been asked to stop. Goes into the lifespan's state as `draining`.

    `stopping` is set when the server takes no more requests: what would go on for ever has to end now.
    """

    begun: bool = False
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def draining(*, linger: float = 1.0) -> AsyncIterator[Draining]:
    """On SIGTERM, report not ready at once and let the server stop `linger` seconds later; a second stops it now.

    The pause is for whoever balances load to notice. Use it inside the lifespan: the server's own handler is in place
    by then, in whichever process model. Off the main thread, where signals cannot be caught, it does nothing.
    """
    state = Draining()
    if threading.current_thread() is not threading.main_thread():
        yield state
        return
    loop = asyncio.get_running_loop()
    stop = signal.getsignal(signal.SIGTERM)

    def begin(number: int, frame: FrameType | None) -> None:
        if not callable(stop):
            return
        if state.begun:
            stop(number, frame)
            return
        state.begun = True
        loop.call_soon_threadsafe(loop.call_later, linger, stop, number, None)

    if not callable(stop):
        yield state
        return
    signal.signal(signal.SIGTERM, begin)
    try:
        yield state
    finally:
        signal.signal(signal.SIGTERM, stop)
