"""The load: one process, one event loop, raw HTTP over kept connections that ask again as soon as they are answered."""

import asyncio
from dataclasses import dataclass
from time import perf_counter
from typing import Final, cast

import orjson

HEAD_END: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length: "
ANSWERS_WITHIN: Final = 10.0


class RefusedError(Exception):
    """An answer that is none."""


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured: seconds each answer took, ascending; how long it went on; the last body."""

    latencies: tuple[float, ...]
    seconds: float
    body: bytes


def request(query: str, *, token: str) -> bytes:
    """The bytes of a POST."""
    body = orjson.dumps({"query": query})
    head = (
        "POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json\r\n"
        f"authorization: Bearer {token}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Asker(asyncio.Protocol):
    """One connection."""

    def __init__(self, message: bytes, latencies: list[float], ends: float) -> None:
        self._message, self._latencies, self._ends = message, latencies, ends
        self.finished: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport
        self._received, self._awaited, self._started = bytearray(), 0, 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def _ask(self) -> None:
        self._received, self._awaited = bytearray(), 0
        self._started = perf_counter()
        self._transport.write(self._message)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._awaited:
            self._awaited = awaited(self._received)
        if not self._awaited or len(self._received) < self._awaited:
            return
        now = perf_counter()
        self._latencies.append(now - self._started)
        if now < self._ends:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        received = bytes(self._received)
        if error is None and received.startswith(b"HTTP/1.1 200 "):
            self.finished.set_result(received[received.index(HEAD_END) + len(HEAD_END) :])
        else:
            self.finished.set_exception(RefusedError(repr(error or received[:500])))


def awaited(received: bytearray) -> int:
    """The length of the whole answer; 0 while its head is not complete."""
    end = received.find(HEAD_END)
    if end < 0:
        return 0
    head = bytes(received[:end]).lower() + b"\r\n"
    start = head.index(LENGTH) + len(LENGTH)
    return end + len(HEAD_END) + int(head[start : head.index(b"\r\n", start)])


async def load(port: int, message: bytes, *, connections: int, seconds: float) -> Load:
    """Ask on so many connections at once for so long. Raises RefusedError when an answer is not 200."""
    loop, latencies, started = asyncio.get_running_loop(), list[float](), perf_counter()
    askers = [_Asker(message, latencies, started + seconds) for _ in range(connections)]
    for asker in askers:
        await loop.create_connection(lambda asker=asker: asker, "127.0.0.1", port)  # type: ignore[misc] # a default
    async with asyncio.timeout(seconds + ANSWERS_WITHIN):
        bodies = await asyncio.gather(*(asker.finished for asker in askers))
    return Load(tuple(sorted(latencies)), perf_counter() - started, bodies[-1])
