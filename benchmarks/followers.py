"""Subscribers: raw websockets in one process, which count what comes and look into the frames of some of them."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import orjson

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
MASKED: Final = 0x80
MARK: Final = b'"sequence":"'
TIMED_EACH: Final = 10
AT_ONCE: Final = 50
READY_WITHIN: Final = 120.0
FOLLOW: Final = (
    "subscription { activityChanged(first: 5) { sequence isSnapshot"
    " activity { activeSessions newest { name occurredAt receivedAt } } } }"
)
HANDSHAKE: Final = (
    b"GET /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
    b"sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
)


class FollowingError(Exception):
    """The server said something that is no frame of a subscription."""


@dataclass(slots=True)
class Heard:
    """What all have heard. Latencies in seconds, of each tenth subscriber; `bytes` of the last frame."""

    frames: int = 0
    bytes: int = 0
    latencies: list[float] = field(default_factory=list)


def framed(opcode: int, payload: bytes) -> bytes:
    """A frame as clients send it, masked with zeros."""
    size = len(payload)
    if size > 0xFFFF:
        raise ValueError("no client here has so much to say")
    long = b"" if size < 126 else size.to_bytes(2, "big")
    return bytes((opcode, MASKED | (126 if long else size))) + long + bytes(4) + payload


def frame_at(data: bytes, position: int) -> tuple[int, int]:
    """Where the payload of a server's frame begins and ends; (0, 0) while it is not complete."""
    size = len(data) - position
    if size < 2:
        return 0, 0
    length, start = data[position + 1], position + 2
    if length == 126:
        if size < 4:
            return 0, 0
        length, start = int.from_bytes(data[position + 2 : position + 4], "big"), position + 4
    elif length == 127:
        if size < 10:
            return 0, 0
        length, start = int.from_bytes(data[position + 2 : position + 10], "big"), position + 10
    end = start + length
    return (start, end) if end <= len(data) else (0, 0)


def stamped(data: bytes, start: int, end: int) -> int:
    """The microsecond in the sequence of a frame. Raises ValueError where there is none."""
    first = data.index(MARK, start, end) + len(MARK)
    return int(data[data.index(b".", first, end) + 1 : data.index(b'"', first, end)])


class Follower(asyncio.Protocol):
    """One websocket with one subscription."""

    def __init__(self, heard: Heard, token: str, *, is_timed: bool) -> None:
        """`is_timed` looks into every frame for the time at which its change was begun."""
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.news = asyncio.Event()
        self._heard, self._token, self._is_timed = heard, token, is_timed
        self._transport: asyncio.Transport
        self._rest, self._is_open, self._is_known = b"", False, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Shake hands."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(HANDSHAKE)

    def data_received(self, data: bytes) -> None:
        """Count."""
        data = self._rest + data if self._rest else data
        position = 0 if self._is_open else self._opened(data)
        while position or self._is_open:
            start, end = frame_at(data, position)
            if not end:
                break
            if data[position] == TEXT and self.ready.done():
                self._count(data, start, end)
            else:
                self._converse(data[position], data[start:end])
            position = end
        self._rest = data[position:]

    def connection_lost(self, error: Exception | None) -> None:
        """Before it was ready, that is an error."""
        self.gone.set_result(None)
        if not self.ready.done():
            self.ready.set_exception(FollowingError(repr(error or self._rest[:200])))

    def close(self) -> None:
        """At once."""
        self._transport.abort()

    def _count(self, data: bytes, start: int, end: int) -> None:
        heard = self._heard
        heard.frames += 1
        if self._is_timed:
            heard.bytes = end - start
            heard.latencies.append(time.time() - stamped(data, start, end) / 1e6)
            self.news.set()

    def _opened(self, data: bytes) -> int:
        end = data.find(b"\r\n\r\n") + 4
        if end < 4:
            return 0
        if not data.startswith(b"HTTP/1.1 101 "):
            self.ready.set_exception(FollowingError(repr(data[:200])))
            return 0
        self._is_open = True
        authorization = {"authorization": f"Bearer {self._token}"}
        self._transport.write(framed(TEXT, orjson.dumps({"type": "connection_init", "payload": authorization})))
        return end

    def _converse(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self._transport.write(framed(PONG, payload))
        elif opcode != TEXT:
            if not self.ready.done():
                self.ready.set_exception(FollowingError(repr(payload)))
        elif not self._is_known:
            self._is_known = True
            asked = {"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}}
            self._transport.write(framed(TEXT, orjson.dumps(asked)))
        elif b'"type":"next"' in payload.replace(b" ", b""):
            self.ready.set_result(None)
        else:
            self.ready.set_exception(FollowingError(repr(payload)))


async def follow(port: int, heard: Heard, *, count: int, token: str) -> list[Follower]:
    """So many subscribers that have all had their first answer. Raises FollowingError when one was refused."""
    loop, opened = asyncio.get_running_loop(), list[Follower]()
    try:
        async with asyncio.timeout(READY_WITHIN):
            for first in range(0, count, AT_ONCE):
                made = [
                    Follower(heard, token, is_timed=number % TIMED_EACH == 0)
                    for number in range(first, min(first + AT_ONCE, count))
                ]
                for each in made:
                    await loop.create_connection(lambda each=each: each, "127.0.0.1", port)  # type: ignore[misc] # a default
                    opened.append(each)
                await asyncio.gather(*(each.ready for each in made))
    except BaseException:
        await leave(opened)
        raise
    return opened


async def leave(followers: Sequence[Follower]) -> None:
    """All of them, at once and without a word."""
    for each in followers:
        each.close()
    await asyncio.gather(*(each.gone for each in followers))
