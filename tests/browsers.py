"""A real browser for tests: Debian's chromium, spoken to over its debugging protocol."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)
SECONDS = 30


def need(program: str) -> str:
    """The program, or a skip that says how to run the test; in CI its absence is a failure."""
    found = shutil.which(program)
    if found is None:
        sentence = f"needs {program}: `apt-get install {program}`, then run the suite again"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


class Page:
    """One tab. `requests` are the addresses it asked for, `complaints` what its console said that is no good."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._numbers = socket, count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            heard = orjson.loads(message)
            if "id" in heard:
                self._answers.pop(heard["id"]).set_result(heard)
            elif heard["method"] == "Network.requestWillBeSent":
                self.requests.append(heard["params"]["request"]["url"])
            elif heard["method"] == "Runtime.exceptionThrown":
                self.complaints.append(str(heard["params"]["exceptionDetails"]))
            elif heard["method"] == "Log.entryAdded" and heard["params"]["entry"]["level"] == "error":
                self.complaints.append(str(heard["params"]["entry"]["text"]))

    async def tell(self, method: str, **params: Any) -> dict[str, Any]:
        """A command of the protocol, and its result."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(orjson.dumps({"id": number, "method": method, "params": params}).decode())
        heard = await asyncio.wait_for(answer, SECONDS)
        assert "error" not in heard, heard
        result: dict[str, Any] = heard["result"]
        return result

    async def evaluate(self, script: str) -> Any:
        """The value of an expression in the page."""
        result = await self.tell("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return result["result"].get("value")

    async def until(self, script: str) -> None:
        """Wait until an expression is true, within the deadline."""
        async with asyncio.timeout(SECONDS):
            while not await self.evaluate(script):
                await asyncio.sleep(0.05)

    async def close(self) -> None:
        """Stop listening."""
        self._reader.cancel()


@asynccontextmanager
async def browser(*, width: int = 1280, height: int = 800) -> AsyncIterator[Page]:
    """A fresh browser with one empty tab, gone afterwards."""
    program = need("chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            program,
            *FLAGS,
            f"--user-data-dir={folder}",
            f"--window-size={width},{height}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with connect(await _address(Path(folder)), max_size=None) as socket:
                page = Page(socket)
                for domain in ("Network", "Runtime", "Log", "Page"):
                    await page.tell(f"{domain}.enable")
                yield page
                await page.close()
        finally:
            process.kill()
            await process.wait()


async def _address(folder: Path) -> str:
    """Where the first tab listens; the browser writes its port into a file once it does."""
    file = folder / "DevToolsActivePort"
    async with asyncio.timeout(SECONDS):
        while not file.is_file() or len(file.read_text().splitlines()) < 2:
            await asyncio.sleep(0.05)
        port, path = file.read_text().splitlines()
        async with connect(f"ws://127.0.0.1:{port}{path}") as socket:
            while True:
                await socket.send('{"id": 1, "method": "Target.getTargets"}')
                targets = orjson.loads(await socket.recv()).get("result", {}).get("targetInfos", [])
                tabs = [target["targetId"] for target in targets if target["type"] == "page"]
                if tabs:
                    return f"ws://127.0.0.1:{port}/devtools/page/{tabs[0]}"
                await asyncio.sleep(0.05)
