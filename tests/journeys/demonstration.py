"""The demo in a browser: what is the same for every test that walks through all pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from playwright.async_api import Page, expect

from domain.access import Role
from domain.demo import generate
from persistence.demo import seed
from persistence.users import Users
from tests.journeys.databases import copied
from tests.journeys.service import Service, serving, token

DASHBOARD: Final = Path(__file__).parents[2] / "dashboard"
BUILT: Final = DASHBOARD / "dist" / "app" / "index.html"
AXE: Final = DASHBOARD / "node_modules" / "axe-core" / "axe.min.js"
PAGES: Final = (
    "/",
    "/funnel",
    "/skills",
    "/applications",
    "/reports",
    "/alerts",
    "/dashboards",
    "/import",
    "/platform",
    "/performance",
    "/settings",
)
CHECKED: Final = "axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations)"


@asynccontextmanager
async def demonstrating(template: str, name: str) -> AsyncIterator[tuple[Service, str]]:
    """The demo in a database of that name, and the token of somebody who may see every page and has a search."""
    async with serving(await copied(template, name)) as service:
        (ada, *_) = await seed(service.database, generate(1, datetime.now(UTC)))
        operator = await Users(service.database).ensure(ada.subject, role=Role.OPERATOR)
        yield service, token(operator, role=Role.OPERATOR)


async def show(page: Page, path: str) -> None:
    """A page by the menu's way (the token is in memory, and a load would lose it), with everything on it there."""
    await page.evaluate("path => { location.pathname === path || history.pushState(null, '', path); }", path)
    await expect(page.locator("h1")).to_be_visible()
    await expect(page.locator(".animate-pulse")).to_have_count(0)
    await expect(page.locator("[data-state=live]")).to_be_visible()


async def faults_of(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds: the rule, and the elements that break it."""
    return [
        (fault["id"], [node["html"][:200] for node in fault["nodes"][:3]]) for fault in await page.evaluate(CHECKED)
    ]
