"""The load of the benchmark: every answer is looked at, and at a rate all that is due is sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from benchmarks.clients import RefusedError
from benchmarks.senders import Sent, send

TAKEN = b'{"accepted":2,"verdicts":[]}'


@asynccontextmanager
async def answering(body: bytes, *, status: bytes = b"202 Accepted") -> AsyncIterator[int]:
    """The port of a server that answers every request so."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1_000):
            writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_all_is_sent_once_and_answered() -> None:
    async with answering(TAKEN) as port:
        sent = await send(port, [b"x"] * 25, batch=2, connections=4, seconds=5)
    assert len(sent.latencies) == 25
    assert sent.latencies == tuple(sorted(sent.latencies))


async def test_at_a_rate_what_is_due_while_no_connection_is_free_waits() -> None:
    async with answering(TAKEN) as port:
        sent = await send(port, [b"x"] * 10, batch=2, connections=1, seconds=0.1, per_second=200)
    assert len(sent.latencies) == 10


@pytest.mark.parametrize(
    ("body", "status"),
    [(b'{"accepted":1,"verdicts":[]}', b"202 Accepted"), (TAKEN, b"503 Service Unavailable")],
)
async def test_anything_else_than_all_accepted_ends_it(body: bytes, status: bytes) -> None:
    async with answering(body, status=status) as port:
        with pytest.raises(RefusedError):
            await send(port, [b"x"] * 25, batch=2, connections=4, seconds=5)


def test_quantiles_are_of_what_took_longest() -> None:
    sent = Sent(tuple(number / 100 for number in range(100)), 10.0)
    assert (sent.per_second, sent.quantile(0.5), sent.quantile(0.99)) == (10.0, 0.5, 0.99)
