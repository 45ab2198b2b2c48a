"""A newcomer opens the link that the demo prints, and asks the first question."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from pydantic import SecretStr

from domain.access import Role
from persistence.database import Database
from persistence.users import Users
from server.app import build
from server.auth import issue
from server.protocols import UVICORN
from server.settings import Settings
from tests.browsers import browser

SECRET = "a secret that is only for this test, and long enough"
BUNDLE = Path(__file__).parents[2] / "dashboard" / "dist" / "explorer" / "index.html"


@asynccontextmanager
async def serving(dsn: str) -> AsyncIterator[str]:
    settings = Settings(auth_jwt_secret=SecretStr(SECRET))
    server = uvicorn.Server(uvicorn.Config(build(settings, dsn), port=0, **UVICORN))
    task = asyncio.create_task(server._serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@pytest.mark.skipif(not BUNDLE.is_file(), reason="the explorer is not built: `make explorer`")
async def test_the_first_question_is_answered_and_nothing_leaves_the_machine(dsn: str, database: Database) -> None:
    await Users(database).ensure("ada", name="Adalbertine")
    token = issue(
        "ada", Role.MEMBER, secret=SECRET, now=datetime.now(UTC), lifetime=timedelta(minutes=5), audience=None
    )
    async with serving(dsn) as url, browser() as page:
        await page.tell("Page.navigate", url=f"{url}/graphql#token={token}")
        await page.until("document.querySelector('button.graphiql-execute-button') !== null")
        await page.until("document.body.innerText.includes('HowIsTheSearchGoing')")
        await page.until("document.body.innerText.includes('Authorization')")
        await page.evaluate("document.querySelector('button.graphiql-execute-button').click()")
        await page.until("document.body.innerText.includes('Adalbertine')")

        assert token not in await page.evaluate("location.href")
        assert not await page.evaluate(f"JSON.stringify(localStorage).includes({token!r})")
        foreign = [each for each in page.requests if not each.startswith((url, "data:", "blob:"))]
        assert foreign == []
        assert page.complaints == []
