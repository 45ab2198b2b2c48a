"""Stopping: not ready at once, what is under way is answered, gone within ten seconds, whoever tries to hold on."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.patience import PATIENCE
from tests.server.events import listening
from tests.server.sockets.raws import HANDSHAKE
from tests.server.sockets.talks import TICKS, acknowledged, talking

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Place:
    url: str


@asynccontextmanager
async def standalone() -> AsyncIterator[tuple[Process, httpx.AsyncClient, int]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.server.standalone", cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    port = int(await asyncio.wait_for(process.stdout.readline(), PATIENCE))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            await until_ready(client)
            yield process, client, port
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def until_ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                response = await client.get("/health/ready")
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
            else:
                assert response.json() == {"status": "ready", "checks": {}}
                return


async def slow(client: httpx.AsyncClient, seconds: float) -> httpx.Response:
    return await client.post("/graphql", json={"query": f"{{slow(seconds:{seconds})}}"})


async def under_way(client: httpx.AsyncClient, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while f"http_requests_in_flight {count + 1}.0" not in (await client.get("/metrics")).text:
            pass


async def test_a_stop_fails_no_request() -> None:
    async with standalone() as (process, client, _):
        asking = [asyncio.create_task(slow(client, 1.5)) for _ in range(5)]
        await under_way(client, 5)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            while (response := await client.get("/health/ready")).status_code == 200:
                pass
            assert (response.status_code, response.json()["status"]) == (503, "draining")
            assert response.headers["connection"] == "close"
            late = await client.post("/graphql", json={"query": "{hello}"})
            assert late.json()["data"] == {"hello": "hello world"}
            for task in asking:
                assert (await task).json()["data"] == {"slow": "done"}
            await process.wait()


async def test_those_who_stay_connected_are_told_to_come_back() -> None:
    async with standalone() as (process, client, port):
        place = Place(f"http://127.0.0.1:{port}")
        async with (
            acknowledged(place) as talk,
            acknowledged(place) as busy,
            listening(client, TICKS, authorization="Bearer ada") as stream,
            asyncio.timeout(PATIENCE),
        ):
            await talk.subscribe()
            await talk.hear()
            await stream.next()
            await busy.subscribe("{slow(seconds:2)}")
            silent = await asyncio.open_connection("127.0.0.1", port)
            silent[1].write(HANDSHAKE)
            await silent[0].readuntil(b"\r\n\r\n")
            process.send_signal(signal.SIGTERM)
            while (await client.get("/health/ready")).status_code == 200:
                pass
            with pytest.raises(InvalidStatus) as refused:
                async with talking(place):
                    pass
            assert refused.value.response.status_code == 503
            assert await talk.closed() == (1012, "The server restarts. Connect again.")
            (event, payload), last = await stream.rest()
            assert (event, payload["errors"][0]["extensions"]["code"]) == ("next", "RESTARTING")
            assert last == ("complete", None)
            assert (await busy.hear())["payload"]["data"] == {"slow": "done"}
            assert await busy.hear() == {"id": "1", "type": "complete"}
            assert (await busy.closed())[0] == 1012
            await process.wait()
            assert process.returncode == 0 or process.returncode == -signal.SIGTERM
            silent[1].close()


async def test_nobody_can_hold_the_process() -> None:
    async with standalone() as (process, client, port):
        endless = asyncio.create_task(slow(client, 60))
        await under_way(client, 1)
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        for _, writer in held:
            writer.write(b"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{")
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), PATIENCE)
        assert (await endless).status_code == 503
        for _, writer in held:
            writer.close()


async def test_a_second_signal_does_not_wait() -> None:
    async with standalone() as (process, client, _):
        await client.get("/health/live")
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), PATIENCE)
