"""Slow clients: a request arrives in time or the connection closes, and nobody else notices."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from tests.patience import PATIENCE
from tests.server.house import GRAPHQL, Hasty, House, Witness, house, raw, until

HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
CHUNKED = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
ONE = b'{"query":"{hello}"}'
WHOLE = (
    b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: %s\r\nContent-Length: %d\r\n\r\n%s"
    % (
        GRAPHQL.encode(),
        len(ONE),
        ONE,
    )
)
UNFINISHED = {
    "half a method": b"PO",
    "half a head": HEAD[:60],
    "head without end": HEAD,
    "head without body": HEAD + b"\r\n",
    "half a body": HEAD + b"\r\n" + ONE,
    "chunked without chunk": CHUNKED + b"\r\n",
    "chunked without end": CHUNKED + b"\r\n5\r\nhello\r\n",
    "half a chunk": CHUNKED + b"\r\nff\r\nhello",
    "expecting to be asked on": HEAD + b"Expect: 100-continue\r\n\r\n",
}


@pytest.fixture(scope="module")
async def hasty_home() -> AsyncIterator[House]:
    async with house(protocol=Hasty) as opened:
        yield opened


@pytest.fixture
def home(hasty_home: House) -> House:
    """One that waits half a second for a request, with a witness who has seen nothing."""
    vars(hasty_home.witness).update(vars(Witness()))
    return hasty_home


def code(answer: bytes) -> str:
    return str(json.loads(answer.rpartition(b"\r\n\r\n")[2])["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize("unfinished", UNFINISHED)
async def test_an_unfinished_request_is_answered_408_and_closed(home: House, unfinished: str) -> None:
    answer = await asyncio.wait_for(raw(home.port, UNFINISHED[unfinished]), PATIENCE)
    answer = answer.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer
    assert code(answer) == "REQUEST_TIMEOUT"
    assert home.witness.contexts == 0


async def drip(port: int, start: bytes, drop: bytes, *, every: float) -> bytes:
    """Send a little again and again until the other side has enough."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(start)
    reading = asyncio.ensure_future(reader.read())
    try:
        while not reading.done():
            writer.write(drop)
            await asyncio.wait({reading}, timeout=every)
        return reading.result()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"POST /graphql HTTP/1.1\r\n", b"X-A: b\r\n"),
        (b"POST /graphql HTTP/1.1\r\nX-A: ", b"b"),
        (HEAD + b"\r\n", b" "),
        (CHUNKED + b"\r\n", b"1\r\nx\r\n"),
        (b"", b"\r\n"),
    ],
)
async def test_dripping_does_not_keep_a_connection_open(home: House, start: bytes, drop: bytes) -> None:
    answer = await asyncio.wait_for(drip(home.port, start, drop, every=0.05), PATIENCE)
    assert not answer or answer.startswith((b"HTTP/1.1 408 ", b"HTTP/1.1 400 "))


async def test_a_silent_connection_is_closed(home: House) -> None:
    assert await asyncio.wait_for(raw(home.port), PATIENCE) == b""


async def test_dripping_after_an_answer_does_not_keep_a_connection_open(home: House) -> None:
    answer = await asyncio.wait_for(drip(home.port, WHOLE, b"\r\n", every=0.05), PATIENCE)
    assert answer.startswith(b"HTTP/1.1 200 OK")


async def test_dripping_a_refused_body_does_not_keep_a_connection_open(home: House) -> None:
    start = HEAD.replace(b"Content-Length: 100", b"Content-Length: 90000000") + b"\r\n"
    answer = await asyncio.wait_for(drip(home.port, start, b"x", every=0.05), PATIENCE)
    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_a_head_without_end_is_refused_early(home: House) -> None:
    answer = await asyncio.wait_for(drip(home.port, b"GET / HTTP/1.1\r\nX-A: ", b"b" * 60_000, every=0.001), PATIENCE)
    assert not answer or answer.startswith(b"HTTP/1.1 431 ")


async def test_two_hundred_slow_connections_change_nothing_for_others() -> None:
    async with house() as home:
        slow = [asyncio.create_task(drip(home.port, HEAD, b"X-A: b\r\n", every=0.2)) for _ in range(200)]
        await until(lambda: len(home.server.server_state.connections) >= 200)
        for _ in range(20):
            assert (await home.ask("{hello}")).status_code == 200
        # All of them are still at it: nobody waited for their end.
        assert len(home.server.server_state.connections) >= 200
        for each in slow:
            each.cancel()
        await asyncio.wait(slow)


async def test_two_hundred_slow_connections_all_end() -> None:
    async with house(protocol=Hasty) as home:
        await asyncio.gather(*(drip(home.port, HEAD, b"X-A: b\r\n", every=0.2) for _ in range(200)))
        await until(lambda: not home.server.server_state.connections)


async def test_requests_behind_each_other_are_all_answered(home: House) -> None:
    last = WHOLE.replace(b"Host: x\r\n", b"Host: x\r\nConnection: close\r\n")
    answer = await asyncio.wait_for(raw(home.port, WHOLE * 3 + last), PATIENCE)
    assert answer.count(b"HTTP/1.1 200 OK") == 4


async def test_a_pause_between_requests_is_not_held_against_the_client(home: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", home.port)
    for _ in range(3):
        writer.write(WHOLE)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        await asyncio.sleep(Hasty.receive_within * 1.3)
    writer.close()


async def test_an_answer_may_take_longer_than_a_request(home: House) -> None:
    assert (await home.ask("{slow(seconds:0.8)}")).json()["data"] == {"slow": "done"}


async def test_a_client_that_does_not_read_is_dropped() -> None:
    async with house(protocol=Hasty) as home:
        reader, writer = await asyncio.open_connection("127.0.0.1", home.port, limit=1_024)
        body = json.dumps(
            {
                "query": "query($n:JSON!){" + " ".join(f"a{i}:anything(of:$n)" for i in range(30)) + "}",
                "variables": {"n": "x" * 250_000},
            }
        ).encode()
        writer.write(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % len(body)
        )
        writer.write(body)
        await until(lambda: home.witness.contexts == 1)
        await until(lambda: not home.server.server_state.tasks and not home.server.server_state.connections)
        writer.close()
        del reader
