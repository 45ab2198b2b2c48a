"""Sockets without a library behind them: they read only when told to, and leave without a word."""

import asyncio
import json
import socket
import struct
from typing import Any, Final

from tests.patience import PATIENCE
from tests.server.house import House

HANDSHAKE: Final = (
    b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
PING: Final = 0x89
TEXT: Final = 0x81


def framed(payload: bytes, *, first: int = TEXT) -> bytes:
    """A frame of a client, masked with zeros."""
    size = len(payload)
    length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes((first,)) + length + b"\0\0\0\0" + payload


def message(kind: str, **more: Any) -> bytes:
    return framed(json.dumps({"type": kind, **more}).encode())


class Raw:
    """One, shaken hands with."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.loop = asyncio.get_running_loop()

    @classmethod
    async def connected(cls, home: House, *, buffer: int | None = None) -> "Raw":
        sock = socket.socket()
        sock.setblocking(False)
        if buffer is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        raw = cls(sock)
        await raw.loop.sock_connect(sock, ("127.0.0.1", home.port))
        await raw.send(HANDSHAKE)
        await raw.until(b"\r\n\r\n")
        return raw

    @classmethod
    async def following(cls, home: House, *, buffer: int | None = None, user: int = 0) -> "Raw":
        """One that subscribes to the ticks, and has read the first answer."""
        raw = await cls.connected(home, buffer=buffer)
        await raw.send(
            message("connection_init", payload={"authorization": f"Bearer {user}"})
            + message("subscribe", id="1", payload={"query": "subscription{ticks}"})
        )
        await raw.until(b'"next"')
        return raw

    async def send(self, data: bytes) -> None:
        await self.loop.sock_sendall(self.sock, data)

    async def until(self, text: bytes) -> bytes:
        """Read until this has come by."""
        read = b""
        async with asyncio.timeout(PATIENCE):
            while text not in read:
                more = await self.loop.sock_recv(self.sock, 2**16)
                assert more, read
                read += more
        return read

    def vanish(self) -> None:
        """Leave as a process that was killed: the other side gets a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
