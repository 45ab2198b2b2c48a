"""From the 202 of `POST /collect` to the frame on the sender's own websocket, in one process with its worker."""

import asyncio
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Final

from benchmarks.followers import Follower, Heard, follow, leave
from benchmarks.mixes import Mix
from benchmarks.senders import ACCEPTED, requests
from benchmarks.stages import Ground, served, token

SUBJECT: Final = "benchmark:1"
ARRIVES_WITHIN: Final = 10.0
RUN: Final = 900
# Longer than a subscription is quiet after an answer, and never at the same moment of anybody's pauses.
QUIET: Final = (0.27, 0.52)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Seconds, ascending: how long after the 202 its frame came; and from sending to the 202."""

    frames: tuple[float, ...]
    accepted: tuple[float, ...]


async def measure(ground: Ground, *, samples: int) -> Arrivals:
    """One event after the other, each when all is quiet again."""
    frames, accepted, secret = [], [], token(SUBJECT)
    with served(ground, "server", "serve", "--with-worker", "--port") as up:
        mix = Mix(owners=range(1), run=RUN, now=datetime.now(UTC))
        heard = Heard()
        follower = (await follow(up.port, heard, count=1, token=secret))[0]
        try:
            for request in requests(mix, count=samples + 1, batch=1, tokens=[secret]):
                took, until_frame = await _sample(up.port, request, follower)
                accepted.append(took)
                frames.append(until_frame)
                await asyncio.sleep(random.uniform(*QUIET))
        finally:
            await leave([follower])
    # The first finds nothing prepared.
    return Arrivals(tuple(sorted(frames[1:])), tuple(sorted(accepted[1:])))


async def _sample(port: int, request: bytes, follower: Follower) -> tuple[float, float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    follower.news.clear()
    began = perf_counter()
    writer.write(request)
    head = await reader.readline()
    answered = perf_counter()
    if not head.startswith(ACCEPTED):
        raise AssertionError(f"not accepted: {head!r}")
    async with asyncio.timeout(ARRIVES_WITHIN):
        await follower.news.wait()
    came = perf_counter()
    writer.close()
    return answered - began, came - answered
