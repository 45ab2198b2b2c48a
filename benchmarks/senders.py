"""Senders of events: requests prepared beforehand over kept connections, as fast as they are answered or at a rate."""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final, cast

from benchmarks.clients import RefusedError, awaited
from benchmarks.mixes import Mix
from benchmarks.quantiles import quantile

ACCEPTED: Final = b"HTTP/1.1 202 "
TICK: Final = 0.001
# 32 requests of 500 events each, of whoever takes a millisecond for one.
ANSWERS_WITHIN: Final = 90.0


@dataclass(frozen=True, slots=True)
class Sent:
    """What was measured: seconds each answer took, ascending; how long it went on.

    At a rate, an answer is waited for from the moment its request was due, whenever a connection was free for it.
    """

    latencies: tuple[float, ...]
    seconds: float

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """The latency that this share of the answers keeps below."""
        return quantile(self.latencies, share)


def requests(mix: Mix, *, count: int, batch: int, tokens: Sequence[str]) -> list[bytes]:
    """So many POSTs of so many events each, of one person after the other."""
    heads = [
        "POST /collect HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {token}\r\ncontent-length: "
        for token in tokens
    ]
    rows = mix.rows(count * batch)
    made = []
    for number in range(count):
        events = ",".join(_event(next(rows)) for _ in range(batch))
        body = f'{{"events":[{events}]}}'.encode()
        made.append(f"{heads[number % len(heads)]}{len(body)}\r\n\r\n".encode() + body)
    return made


def _event(row: tuple[object, ...]) -> str:
    id_, _, name, moment, _, session, properties = row
    return (
        f'{{"id":"{id_}","name":"{name}","occurredAt":"{str(moment).replace(" ", "T")}","sessionId":"{session}",'
        f'"properties":{properties}}}'
    )


class _Connection(asyncio.Protocol):
    """One connection; a request at a time."""

    def __init__(self, sending: "_Sending", expected: bytes) -> None:
        self._sending, self._expected = sending, expected
        self._transport: asyncio.Transport
        self._received, self._awaited, self._due = bytearray(), 0, 0.0
        self._is_asked = False
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def ask(self, request: bytes, due: float) -> None:
        """Send, and measure from when it was due."""
        self._received, self._awaited, self._due = bytearray(), 0, due
        self._is_asked = True
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        self._awaited = self._awaited or awaited(self._received)
        if not self._awaited or len(self._received) < self._awaited:
            return
        if not (self._received.startswith(ACCEPTED) and self._expected in self._received):
            self._sending.fail(repr(bytes(self._received[:500])))
        self._is_asked = False
        self._sending.latencies.append(perf_counter() - self._due)
        self._sending.follow(self)

    def connection_lost(self, error: Exception | None) -> None:
        # Whoever has had all answers may be let go of while a slow rival still owes others theirs.
        if self._is_asked:
            self._sending.fail(f"a connection was lost: {error!r}")
        self._gone.set_result(None)

    async def close(self) -> None:
        """Take leave."""
        self._transport.close()
        await self._gone


class _Sending:
    """Which request is sent when: at once when one is answered; or at a rate, whatever the answers do."""

    def __init__(self, prepared: Iterable[bytes], seconds: float, per_second: float | None) -> None:
        self._prepared, self._seconds = iter(prepared), seconds
        self._every = None if per_second is None else 1 / per_second
        self.latencies: list[float] = []
        self._free: deque[_Connection] = deque()
        self._waiting: deque[float] = deque()
        self._connections, self._due, self._ends = 0, 0.0, 0.0
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self, connections: Sequence[_Connection]) -> float:
        """Seconds until the last answer."""
        began = self._due = perf_counter()
        self._ends, self._connections = began + self._seconds, len(connections)
        if self._every is None:
            for each in connections:
                self.follow(each)
        else:
            self._free.extend(connections)
            self._tick()
        async with asyncio.timeout(self._seconds + ANSWERS_WITHIN):
            await self._done
        return perf_counter() - began

    def fail(self, why: str) -> None:
        """End with that."""
        if not self._done.done():
            self._done.set_exception(RefusedError(why))

    def follow(self, connection: _Connection) -> None:
        """Use a connection that is free."""
        now = perf_counter()
        due = self._waiting.popleft() if self._waiting else now if self._every is None and now < self._ends else None
        request = None if due is None else next(self._prepared, None)
        if due is not None and request is not None:
            connection.ask(request, due)
            return
        self._free.append(connection)
        is_over = self._every is None or self._due >= self._ends
        if is_over and len(self._free) == self._connections and not self._done.done():
            self._done.set_result(None)

    def _tick(self) -> None:
        assert self._every is not None  # noqa: S101 - only at a rate
        now = perf_counter()
        while self._due <= now and self._due < self._ends:
            self._waiting.append(self._due)
            self._due += self._every
        for _ in range(min(len(self._waiting), len(self._free))):
            # In turns: one that is idle for long is closed by the server.
            self.follow(self._free.popleft())
        if self._due < self._ends and not self._done.done():
            asyncio.get_running_loop().call_later(max(self._due - perf_counter(), TICK), self._tick)


async def send(
    port: int,
    prepared: Iterable[bytes],
    *,
    batch: int,
    connections: int,
    seconds: float,
    per_second: float | None = None,
) -> Sent:
    """Send prepared requests for so long, or until none is left; `per_second` at that rate, else as fast as answered.

    Raises RefusedError unless every answer is 202 and says that all events were accepted.
    """
    loop, sending = asyncio.get_running_loop(), _Sending(prepared, seconds, per_second)
    expected = b'"accepted":%d,' % batch
    opened = [
        (await loop.create_connection(lambda: _Connection(sending, expected), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    try:
        took = await sending.run(opened)
    finally:
        for each in opened:
            await each.close()
    return Sent(tuple(sorted(sending.latencies)), took)
