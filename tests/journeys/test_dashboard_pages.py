"""Every page of the dashboard as most see it: no fault, nothing asked of others, open to all readers, soon there."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from playwright.async_api import Browser

from tests.browsers import LOOKS, window
from tests.journeys.demonstration import AXE, BUILT, PAGES, demonstrating, faults_of, show
from tests.journeys.service import Service

WATCHED: Final = """
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((each) => each.value)))
        .observe({type: "layout-shift", buffered: true});
"""

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


@pytest.fixture(scope="module")
async def demonstration(template: str) -> AsyncIterator[tuple[Service, str]]:
    async with demonstrating(template, "pages") as made:
        yield made


@pytest.mark.parametrize("look", LOOKS)
async def test_pages_are_whole_and_open_to_all(
    demonstration: tuple[Service, str], opened_browser: Browser, look: str
) -> None:
    service, bearer = demonstration
    async with window(opened_browser, service_workers="block", reduced_motion="reduce", **LOOKS[look]) as opened:
        page = await opened.tab(f"{service.url}/#token={bearer}")
        await page.evaluate(AXE.read_text())
        for path in PAGES:
            await show(page, path)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert await faults_of(page) == [], path
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
        await page.add_init_script(WATCHED)
        await page.goto(f"{service.url}/#token={bearer}")
        await show(page, "/")
        # What is called good is 0.1; what nobody sees is less than a hundredth.
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
        await show(page, "/")
        await page.wait_for_load_state("networkidle")
        assert not any("Drawing" in url for url in sizes), "charts come with the pages that have some"
        assert 0 < sum(sizes.values()) < 250_000
