"""A network that fails on command, between a client and the real PostgreSQL."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(eq=False, slots=True)
class Link:
    """One connection through the network, and what became of it."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter | None = None
    is_swallowed: bool = False
    is_doomed: bool = False

    def reset(self) -> None:
        """Send RST to the client, and hang up on the server."""
        sock = self.client.get_extra_info("socket")
        if not self.client.transport.is_closing():
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.client.transport.abort()
        if self.server is not None:
            self.server.transport.abort()


class Network:
    """The way to one PostgreSQL, over TCP on this machine: use `dsn`, and let the rest happen to it.

    What a black hole has swallowed stays swallowed: such a connection is never closed and never speaks again, even
    when the network is back, as behind a firewall that forgot it.
    """

    def __init__(self, dsn: str) -> None:
        """Use `network`."""
        parts, self._links = urlsplit(dsn), set[Link]()
        self._path = "{host[0]}/.s.PGSQL.{port[0]}".format(**parse_qs(parts.query))
        # Keeps the port ours while nobody listens.
        self._reserved = socket.socket()
        self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._reserved.bind(("127.0.0.1", 0))
        self._port: int = self._reserved.getsockname()[1]
        self._listener: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._swallows = False
        self._is_slow_to_end = False
        self._fatal: bytes | None = None
        self.ended = 0
        self.dsn = f"{parts.scheme}://{parts.username}@127.0.0.1:{self._port}{parts.path}"

    def __len__(self) -> int:
        """How many connections there are."""
        return len(self._links)

    async def restore(self) -> None:
        """From here on everything passes."""
        self._swallows = False
        if self._listener is None:
            self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self._port, reuse_port=True)

    def reset(self) -> None:
        """RST to all connections; new ones are welcome."""
        for link in self._links:
            link.reset()

    def refuse(self) -> None:
        """The server is down: RST to all connections, and new ones are refused."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        self.reset()

    def swallow(self) -> None:
        """A black hole: connections are accepted, and no byte arrives on either side."""
        self._swallows = True
        for link in self._links:
            link.is_swallowed = True

    def delay_ends(self) -> None:
        """The last word of a server arrives, and that it hung up does not yet. `ended` counts who did."""
        self._is_slow_to_end = True

    def lose_answer_to(self, message: bytes) -> None:
        """Once: `message` reaches the server, which does it; instead of its answer there is an RST."""
        self._fatal = message

    async def close(self) -> None:
        """Hang up everywhere."""
        self.refuse()
        self._reserved.close()
        await asyncio.gather(*self._tasks)

    async def _serve(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        link = Link(client, is_swallowed=self._swallows)
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._links.add(link)
        try:
            answers, link.server = await asyncio.open_unix_connection(self._path)
            await asyncio.gather(self._forth(link, reader), self._back(link, answers))
        except OSError:
            pass
        finally:
            link.reset()
            self._links.discard(link)
            self._tasks.discard(task)

    async def _forth(self, link: Link, reader: asyncio.StreamReader) -> None:
        assert link.server is not None
        while data := await reader.read(65_536):
            if link.is_swallowed:
                continue
            if self._fatal is not None and self._fatal in data:
                self._fatal, link.is_doomed = None, True
            link.server.write(data)
            await link.server.drain()
        if not link.is_swallowed:
            link.server.close()

    async def _back(self, link: Link, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(65_536):
            if link.is_swallowed:
                continue
            if link.is_doomed:
                link.reset()
                return
            link.client.write(data)
            await link.client.drain()
        self.ended += 1
        if not link.is_swallowed and not self._is_slow_to_end:
            link.client.close()


@asynccontextmanager
async def network(dsn: str) -> AsyncIterator[Network]:
    """A network that works, to the server that listens at the Unix socket of `dsn`."""
    opened = Network(dsn)
    await opened.restore()
    try:
        yield opened
    finally:
        with suppress(OSError):
            await opened.close()
