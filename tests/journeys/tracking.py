"""Somebody whose browser has the tracker in it, and what the server has of them in the end."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playwright.async_api import Browser, Page, Request, Route
from sqlalchemy import BigInteger, bindparam, text

from domain.users import User
from persistence.database import Statement
from tests.browsers import SECONDS, Window, window
from tests.builders import person
from tests.dashboard.test_tracker_types import BUILT
from tests.journeys.service import Service, token

EVENTS = Statement(
    text(
        "SELECT id::text, name, occurred_at, session_id, properties::text FROM events"
        " WHERE owner_id = :owner ORDER BY occurred_at, id"
    ).bindparams(bindparam("owner", type_=BigInteger))
)
WAITING = Statement(
    text("SELECT count(*) FROM inbox WHERE owner_id = :owner").bindparams(bindparam("owner", type_=BigInteger))
)
NEVER = 1_000_000_000
MODULE = """<!doctype html><title>page</title><link rel="icon" href="data:,">
<script type="module">
  import {{ start }} from "/tracker.mjs";
  window.tracker = start({options});
</script>"""
SCRIPT = """<!doctype html><title>page</title><link rel="icon" href="data:,">
<script src="/tracker.js" {attributes}></script><body>{body}"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of `events`."""

    id: str
    name: str
    at: datetime
    session: str | None
    properties: dict[str, Any]


@dataclass(eq=False)
class Visitor:
    """A person and their browser. `sent` has, for each request to the collector, the events in it."""

    service: Service
    window: Window
    user: User
    token: str
    sent: list[list[dict[str, Any]]] = field(default_factory=list)
    html: str = ""

    def asked(self, request: Request) -> None:
        """Write down what is sent."""
        if request.url.endswith("/collect") and request.post_data:
            self.sent.append(json.loads(request.post_data)["events"])

    async def serve(self, route: Route) -> None:
        """The page that is tried."""
        await route.fulfill(body=self.html, content_type="text/html")

    async def open(self, path: str = "/page", **options: Any) -> Page:
        """A tab with the module in it that counts only what it is told to; the keyword arguments are its options."""
        chosen = {"every": 100, "automatic": False, "token": self.token, **options}
        return await self.show(MODULE.format(options=json.dumps(chosen)), path, "window.tracker !== undefined")

    async def visit(self, path: str = "/page", body: str = "", **attributes: Any) -> Page:
        """A tab with the script in it that counts by itself; the keyword arguments are attributes of its tag."""
        chosen = {"every": 100, "token": self.token, **attributes}
        told = " ".join(f'data-{name}="{value}"' for name, value in chosen.items() if value is not None)
        return await self.show(SCRIPT.format(attributes=told, body=body), path, "window.careerCopilot !== undefined")

    async def show(self, html: str, path: str, ready: str) -> Page:
        """A tab with this page at this path of the server."""
        self.html = html
        page = await self.window.tab(self.service.url + path)
        await page.wait_for_function(ready)
        return page

    async def refusing(self, status: int, *, times: int = NEVER, **headers: str) -> None:
        """Let the next requests to the collector be answered so; status 0: not at all."""
        left = iter(range(times))

        async def refuse(route: Route) -> None:
            if next(left, None) is None:
                await route.continue_()
            elif status:
                await route.fulfill(status=status, headers=headers, body="Internal Server Error")
            else:
                await route.abort()

        await self.window.context.route("**/collect", refuse)

    async def accepting(self) -> None:
        """End that."""
        await self.window.context.unroute("**/collect")

    async def kept(self) -> list[Kept]:
        """The person's events, once nothing waits any more."""
        while await self.service.database.fetch_value(WAITING, owner=self.user.id):
            await asyncio.sleep(0.02)
        rows = await self.service.database.fetch(EVENTS, owner=self.user.id)
        return [Kept(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows]

    async def until(self, *names: str) -> list[Kept]:
        """The person's events, once there are some of each of these names."""
        async with asyncio.timeout(SECONDS):
            while True:
                found = await self.kept()
                if set(names) <= {each.name for each in found}:
                    return found
                await asyncio.sleep(0.02)

    async def steps(self, count: int) -> list[int]:
        """The numbers of the steps that were counted, sorted, as soon as `count` different ones are there."""
        async with asyncio.timeout(SECONDS):
            while True:
                found = sorted(each.properties["n"] for each in await self.kept() if each.name == "step")
                if len(set(found)) >= count:
                    return found
                await asyncio.sleep(0.02)

    async def heard(self, count: int = 1) -> None:
        """Until so many requests went to the collector."""
        async with asyncio.timeout(SECONDS):
            while len(self.sent) < count:
                await asyncio.sleep(0.01)

    @property
    def twice(self) -> list[str]:
        """The ids that were sent more than once."""
        counted = Counter(event["id"] for batch in self.sent for event in batch)
        return [each for each, count in counted.items() if count > 1]


async def walk(page: Page, *numbers: int, name: str = "step") -> None:
    """Track an event for each number."""
    await page.evaluate("([name, numbers]) => numbers.forEach((n) => tracker.track(name, { n }))", [name, [*numbers]])


async def left(page: Page) -> list[str]:
    """What of the tracker is in the browser's storage: its keys, without ids."""
    keys: list[str] = await page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    return sorted(key for key in keys if key.startswith("cct"))


@asynccontextmanager
async def visitor(service: Service, browser: Browser, **options: Any) -> AsyncIterator[Visitor]:
    """A new person with a window of their own; `options` as for `window`."""
    user = await person(service.database)
    async with window(browser, **options) as own:
        found = Visitor(service, own, user, token(user))
        own.context.on("request", found.asked)
        await own.context.route(re.compile(r"/page\b"), found.serve)
        yield found


__all__ = ["BUILT", "NEVER", "Kept", "Visitor", "left", "visitor", "walk"]
