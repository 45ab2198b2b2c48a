"""The listening side of Redis: lines to all who tell of our channels, and new ones whenever one is lost."""

import asyncio
from collections.abc import Callable

import structlog

from realtime.broadcasting.lines import Line
from realtime.broadcasting.pauses import Pauses
from realtime.broadcasting.ways import CONNECT_SECONDS, Lines, Way

_log = structlog.get_logger("broadcast")


class Hearing:
    """Channels and what comes in on them. A lost connection is noticed within 3 s, however it was lost.

    Of several lines none is kept when one is lost: who is where may have changed.
    """

    def __init__(self, way: Way, *channels: str, hear: Callable[[str, bytes], None], back: Callable[[], None]) -> None:
        """`channels` are heard always. `back` is told when all are heard (again): some may have been missed before."""
        self._way, self._hear, self._tell_back = way, hear, back
        self._wanted = dict.fromkeys(channels)
        self._lines: Lines | None = None
        self._pauses = Pauses()
        self._is_well = True
        self.is_connected = asyncio.Event()
        self.losses = 0

    async def subscribe(self, channel: str) -> None:
        """What is published from here on is heard; while there is no connection, `back` will be told."""
        self._wanted[channel] = None
        if self._lines is not None:
            await self._lines.of(channel).join(channel)

    def unsubscribe(self, channel: str) -> None:
        """No more of it, soon."""
        self._wanted.pop(channel, None)
        if self._lines is not None:
            self._lines.of(channel).leave(channel)

    async def stay(self) -> None:
        """Listen until cancelled, over one set of lines after the other."""
        while True:
            try:
                await self._converse()
            except Exception as error:  # whatever it was, other lines are the answer
                self.losses += self.is_connected.is_set()
                if self._is_well:
                    _log.warning("hints of other processes cannot be heard", error=type(error).__name__)
                self._is_well = False
            finally:
                self.is_connected.clear()
            await self._pauses.next()

    async def _converse(self) -> None:
        tasks: list[asyncio.Task[None]] = []
        async with asyncio.timeout(CONNECT_SECONDS):
            lines = await self._way.lines(self._hear)
        try:
            # What is asked from here on is said after this.
            self._lines, wanted = lines, list(self._wanted)
            async with asyncio.timeout(CONNECT_SECONDS):
                for line in lines.all:
                    await line.greet([each for each in wanted if lines.of(each) is line])
            tasks = [asyncio.create_task(each.stay()) for each in lines.all]
            tasks.append(asyncio.create_task(self._open(lines.all)))
            while tasks:
                ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in ended:
                    task.result()
                    tasks.remove(task)
        finally:
            self._lines = None
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for line in lines.all:
                await line.close()

    async def _open(self, lines: tuple[Line, ...]) -> None:
        for line in lines:
            await line.is_open.wait()
        self._pauses.reset()
        if not self._is_well:
            _log.info("hints of other processes are heard again")
        self._is_well = True
        self.is_connected.set()
        self._tell_back()
