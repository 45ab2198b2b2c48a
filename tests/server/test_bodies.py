"""Bodies: 256 kB and not a byte more, whether announced or in chunks; nothing compressed; memory stays flat."""

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest

from server.bodies import inflate
from server.problems import Problem
from tests.patience import PATIENCE
from tests.server.house import House, raw

LIMIT = 256 * 1024


def body_of(size: int) -> bytes:
    """A valid request of exactly this many bytes."""
    frame = b'{"query":"{hello}","extensions":{"x":"%s"}}'
    return frame % (b"x" * (size - len(frame) + 2))


async def in_chunks(body: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def send(home: House, content: bytes | AsyncIterator[bytes], **headers: str) -> tuple[int, str | None]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = await home.client.post("/graphql", content=content, headers={"content-type": "application/json"} | named)
    errors = response.json().get("errors")
    return response.status_code, errors[0]["extensions"]["code"] if errors else None


async def test_the_limit_itself_is_read(home: House) -> None:
    assert await send(home, body_of(LIMIT)) == (200, None)
    assert await send(home, in_chunks(body_of(LIMIT))) == (200, None)


async def test_one_byte_more_is_refused(home: House) -> None:
    assert await send(home, body_of(LIMIT + 1)) == (413, "BODY_TOO_LARGE")
    assert await send(home, in_chunks(body_of(LIMIT + 1))) == (413, "BODY_TOO_LARGE")
    assert home.witness.contexts == 0


async def test_what_is_announced_too_large_is_refused_before_it_is_sent(home: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", home.port)
    writer.write(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
    writer.write(b"Content-Length: 20000000\r\n\r\n")
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    assert head.startswith(b"HTTP/1.1 413 ")
    writer.close()


async def test_twenty_megabytes_leave_no_trace_in_memory(home: House) -> None:
    async def flood() -> AsyncIterator[bytes]:
        chunk = b"x" * 65_536
        for _ in range(320):
            yield chunk

    await send(home, body_of(1_000))
    tracemalloc.start()
    try:
        assert await send(home, flood()) == (413, "BODY_TOO_LARGE")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


async def test_the_connection_serves_on_after_a_refused_body(home: House) -> None:
    for _ in range(3):
        assert await send(home, b"x" * 2_000_000) == (413, "BODY_TOO_LARGE")
        assert await send(home, body_of(100)) == (200, None)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "GZIP", "gzip, identity", "x-unknown"])
async def test_compressed_bodies_are_refused(home: House, encoding: str) -> None:
    for body in (gzip.compress(body_of(1_000)), zlib.compress(b"0" * 10_000_000), body_of(1_000)):
        assert await send(home, body, content_encoding=encoding) == (415, "COMPRESSED_BODY")
    assert home.witness.contexts == 0


async def test_identity_is_no_compression(home: House) -> None:
    assert await send(home, body_of(100), content_encoding="identity") == (200, None)


ODD = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "negative length": b"Content-Length: -1\r\n\r\n",
    "no number": b"Content-Length: five\r\n\r\n",
    "huge number": b"Content-Length: " + b"9" * 400 + b"\r\n\r\n",
    "length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bad chunk size": b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    "negative chunk": b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
    "huge chunk": b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\nhello",
    "unknown transfer": b"Transfer-Encoding: gzip\r\n\r\nhello",
}


@pytest.mark.parametrize("odd", ODD)
async def test_odd_framing_is_refused_and_harms_nobody(home: House, odd: str) -> None:
    answer = await raw(home.port, b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + ODD[odd])
    status = int(answer.split(b" ")[1])
    assert 400 <= status < 500
    body = answer.rpartition(b"\r\n\r\n")[2]
    assert json.loads(body)["errors"][0]["extensions"]["code"]
    assert await send(home, body_of(100)) == (200, None)


NOISE = bytes(range(256)) * 40


def packed(data: bytes, form: int) -> bytes:
    packing = zlib.compressobj(wbits=form)
    return packing.compress(data) + packing.flush()


@pytest.mark.parametrize(("encoding", "form"), [("gzip", 31), ("GZip ", 31), ("x-gzip", 31), ("deflate", 15)])
def test_events_may_come_compressed(encoding: str, form: int) -> None:
    assert inflate(packed(NOISE[:300], form), encoding, most=300) == NOISE[:300]


@pytest.mark.parametrize(
    ("body", "encoding", "status", "code"),
    [
        (packed(NOISE, 31), "br", 415, "UNKNOWN_COMPRESSION"),
        (packed(NOISE, 31), "gzip, gzip", 415, "UNKNOWN_COMPRESSION"),
        (NOISE, "gzip", 400, "BAD_REQUEST"),
        (packed(NOISE[:300], 31)[:-9], "gzip", 400, "BAD_REQUEST"),
        (packed(NOISE[:301], 31), "gzip", 413, "BODY_TOO_LARGE"),
        (packed(b" " * 299, 31), "gzip", 413, "INFLATES_TOO_MUCH"),
        (packed(b" " * 10**8, 31), "gzip", 413, "BODY_TOO_LARGE"),
    ],
)
def test_what_is_compressed_has_to_be_honest_and_small(body: bytes, encoding: str, status: int, code: str) -> None:
    with pytest.raises(Problem) as refused:
        inflate(body, encoding, most=10_000 if status == 400 else 300)
    assert (refused.value.status, refused.value.code) == (status, code)
