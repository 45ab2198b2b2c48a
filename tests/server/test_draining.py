"""Stopping: not ready at once, what is under way is answered, gone within ten seconds, whoever tries to hold on."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def standalone() -> AsyncIterator[tuple[Process, httpx.AsyncClient, int]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.server.standalone", cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    port = int(await asyncio.wait_for(process.stdout.readline(), 20))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            await until_ready(client)
            yield process, client, port
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def until_ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(10):
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
    async with asyncio.timeout(5):
        while f"http_requests_in_flight {count + 1}.0" not in (await client.get("/metrics")).text:
            pass


async def test_a_stop_fails_no_request() -> None:
    async with standalone() as (process, client, _):
        asking = [asyncio.create_task(slow(client, 1.5)) for _ in range(5)]
        await under_way(client, 5)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            while (response := await client.get("/health/ready")).status_code == 200:
                pass
            assert (response.status_code, response.json()["status"]) == (503, "draining")
            assert response.headers["connection"] == "close"
            late = await client.post("/graphql", json={"query": "{hello}"})
            assert late.json()["data"] == {"hello": "hello world"}
            for task in asking:
                assert (await task).json()["data"] == {"slow": "done"}
            await process.wait()


async def test_nobody_can_hold_the_process() -> None:
    async with standalone() as (process, client, port):
        endless = asyncio.create_task(slow(client, 60))
        await under_way(client, 1)
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        for _, writer in held:
            writer.write(b"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{")
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 8)
        assert (await endless).status_code == 503
        for _, writer in held:
            writer.close()


async def test_a_second_signal_does_not_wait() -> None:
    async with standalone() as (process, client, _):
        await client.get("/health/live")
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 10)
