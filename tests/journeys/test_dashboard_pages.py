"""Every page of the dashboard, for everybody who may see it: no fault, nothing asked of others, open to all readers."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest
from playwright.async_api import Browser, Page, expect

from domain.access import Role
from domain.demo import generate
from persistence.demo import seed
from persistence.users import Users
from tests.browsers import PHONE, window
from tests.conftest import database_named
from tests.journeys.service import Service, serving, token

DASHBOARD: Final = Path(__file__).parents[2] / "dashboard"
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
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "light-wide": {"color_scheme": "light"},
    "dark-phone": {"color_scheme": "dark", **PHONE},
}
CHECKED: Final = "axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations)"

pytestmark = pytest.mark.skipif(
    not (DASHBOARD / "dist" / "app" / "index.html").is_file(), reason="the dashboard is not built: `make dashboard`"
)


@pytest.fixture(scope="module")
async def demonstration(template: str) -> AsyncIterator[tuple[Service, str]]:
    """The demo on a port, and the token of somebody who may see every page and has a search of their own."""
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute("CREATE DATABASE demonstration TEMPLATE template_main STRATEGY FILE_COPY")
    finally:
        await admin.close()
    async with serving(database_named(template, "demonstration")) as service:
        (ada, *_) = await seed(service.database, generate(1, datetime.now(UTC)))
        operator = await Users(service.database).ensure(ada.subject, role=Role.OPERATOR)
        yield service, token(operator, role=Role.OPERATOR)


async def settled(page: Page) -> None:
    """Everything that was on its way is there."""
    await expect(page.locator("h1")).to_be_visible()
    await expect(page.locator(".animate-pulse")).to_have_count(0)
    await expect(page.locator("[data-state=live]")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
async def test_pages_are_whole_and_open_to_all(
    demonstration: tuple[Service, str], opened_browser: Browser, look: str
) -> None:
    service, bearer = demonstration
    axe = AXE.read_text()
    async with window(opened_browser, service_workers="block", reduced_motion="reduce", **LOOKS[look]) as opened:
        page = await opened.tab(f"{service.url}/#token={bearer}")
        for path in PAGES:
            if path != "/":
                # By the menu's way: the token is in memory, and a load would lose it.
                await page.evaluate("path => { history.pushState(null, '', path); }", path)
            await settled(page)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            await page.evaluate(axe)
            faults = [
                (fault["id"], [node["html"][:200] for node in fault["nodes"][:3]])
                for fault in await page.evaluate(CHECKED)
            ]
            assert faults == [], path
            assert await page.locator("[role=alert]").count() == 0, path
        assert bearer not in page.url
        assert opened.complaints == []
        assert opened.foreign(service.url) == []


async def test_nothing_jumps_while_the_page_of_the_day_comes(
    demonstration: tuple[Service, str], opened_browser: Browser
) -> None:
    service, bearer = demonstration
    async with window(opened_browser, service_workers="block") as opened:
        page = await opened.tab()
        await page.add_init_script(
            "window.shifts = []; new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map("
            "(each) => each.value))).observe({type: 'layout-shift', buffered: true})"
        )
        await page.goto(f"{service.url}/#token={bearer}")
        await settled(page)
        # Google's "good" is 0.1; what nobody sees is less than a hundredth.
        assert sum(await page.evaluate("window.shifts")) < 0.01


async def test_the_page_of_the_day_takes_little(demonstration: tuple[Service, str], opened_browser: Browser) -> None:
    service, bearer = demonstration
    async with window(opened_browser, service_workers="block") as opened:
        page = await opened.tab()
        sizes: dict[str, int] = {}

        async def weigh(response: Any) -> None:
            if response.url.endswith(".js"):
                sizes[response.url] = (await response.request.sizes())["responseBodySize"]

        page.on("response", weigh)
        await page.goto(f"{service.url}/#token={bearer}")
        await settled(page)
        await page.wait_for_load_state("networkidle")
        assert not any("Drawing" in url for url in sizes), "charts come with the pages that have some"
        assert 0 < sum(sizes.values()) < 250_000
