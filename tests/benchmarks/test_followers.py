"""The subscribers of the benchmark: frames are found wherever the network cuts them, and every one is counted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from benchmarks.followers import PONG, FollowingError, Heard, follow, frame_at, framed, leave, stamped
from benchmarks.live import Tally, Window
from tests.patience import PATIENCE

ACK = b'{"type":"connection_ack"}'
FIRST = b'{"id":"1","type":"next","payload":{"data":{"activityChanged":{"sequence":"7.0"}}}}'
LATER = b'{"id":"1","type":"next","payload":{"data":{"activityChanged":{"sequence":"7.1700000000000000"}}}}'


def served(payload: bytes, opcode: Opcode = Opcode.TEXT) -> bytes:
    return Frame(opcode, payload).serialize(mask=False)


@given(st.binary(max_size=70_000), st.binary(max_size=10))
def test_a_frame_is_found_when_it_is_complete(payload: bytes, more: bytes) -> None:
    frame = served(payload)
    start, end = frame_at(b"xy" + frame + more, 2)
    assert (b"xy" + frame + more)[start:end] == payload
    assert frame_at(frame[:-1], 0) == (0, 0)


@pytest.mark.parametrize("size", [0, 5, 125, 126, 65_535])
def test_what_a_client_says_is_masked_with_zeros(size: int) -> None:
    frame = framed(PONG, b"x" * size)
    assert frame[0] == PONG
    assert frame[1] & 0x80
    assert frame.endswith(bytes(4) + b"x" * size)
    assert frame_at(frame[:1] + bytes([frame[1] & 0x7F]) + frame[2:], 0)[1] == len(frame) - 4


def test_the_time_of_a_change_is_in_its_sequence() -> None:
    assert stamped(LATER, 0, len(LATER)) == 1_700_000_000_000_000
    with pytest.raises(ValueError, match="not found"):
        stamped(ACK, 0, len(ACK))


@asynccontextmanager
async def saying(*answers: bytes, after: bytes = b"") -> AsyncIterator[int]:
    """The port of a server that answers everything it is sent, and says some more after the last, in crumbs."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await reader.read(10_000)
            writer.write(answer)
        for number in range(0, len(after), 7):
            writer.write(after[number : number + 7])
            await writer.drain()
        # Until the client has gone, pongs or not.
        while await reader.read(10_000):
            pass
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_all_frames_after_the_first_are_counted() -> None:
    heard = Heard()
    pings = served(b"are you there", Opcode.PING)
    answers = (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", served(ACK), served(FIRST))
    async with saying(*answers, after=(served(LATER) + pings) * 5) as port:
        followers = await follow(port, heard, count=1, token="t")
        async with asyncio.timeout(PATIENCE):
            while heard.frames < 5:
                followers[0].news.clear()
                await followers[0].news.wait()
        await leave(followers)
    assert (heard.frames, len(heard.latencies), heard.bytes) == (5, 5, len(LATER))


@pytest.mark.parametrize(
    "answers",
    [
        (b"HTTP/1.1 429 Too Many Requests\r\n\r\n",),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", served(b"\x11\x33no", Opcode.CLOSE)),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", served(ACK), served(b'{"id":"1","type":"error"}')),
    ],
)
async def test_a_subscriber_who_is_refused_ends_it(answers: tuple[bytes, ...]) -> None:
    async with saying(*answers) as port:
        with pytest.raises(FollowingError):
            await follow(port, Heard(), count=1, token="t")


def test_windows_are_told_by_their_medians() -> None:
    windows = [
        Window(frames, 2.0, (0.001 * frames,), frames / 1_000, 2_048.0, 4_096.0, len(LATER)) for frames in (10, 40, 30)
    ]
    tally = Tally((5, 4), windows)
    assert (tally.per_second, tally.share, tally.middle("processor")) == (15.0, 0.75, 0.03)
    assert (tally.quantile(0.5), tally.quantile(0.99), Tally((5, 4)).quantile(0.5)) == (0.03, 0.04, float("inf"))
