"""What one connection waits for, as small as it can be: there are thousands of them."""

import asyncio
from typing import Any


class Gate:
    """As asyncio.Event, for few who wait."""

    __slots__ = ("_is_open", "_waiting")

    def __init__(self) -> None:
        """Open."""
        self._is_open = True
        self._waiting: tuple[asyncio.Future[None], ...] = ()

    def is_set(self) -> bool:
        """Whether nobody has to wait."""
        return self._is_open

    def set(self) -> None:
        """Let all pass."""
        self._is_open = True
        waiting, self._waiting = self._waiting, ()
        for each in waiting:
            if not each.done():
                each.set_result(None)

    def clear(self) -> None:
        """Let nobody pass."""
        self._is_open = False

    async def wait(self) -> None:
        """Until it is open."""
        if self._is_open:
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting += (waiting,)
        try:
            await waiting
        finally:
            self._waiting = tuple(each for each in self._waiting if each is not waiting)


class Messages:
    """As asyncio.Queue, for one who reads."""

    __slots__ = ("_messages", "_reader")

    def __init__(self) -> None:
        """Empty."""
        self._messages: list[Any] = []
        self._reader: asyncio.Future[None] | None = None

    def qsize(self) -> int:
        """How many have not been read."""
        return len(self._messages)

    def empty(self) -> bool:
        """Whether all have."""
        return not self._messages

    def put_nowait(self, message: Any) -> None:
        """One more."""
        self._messages.append(message)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def get(self) -> Any:
        """The first, as soon as there is one."""
        while not self._messages:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._messages.pop(0)
