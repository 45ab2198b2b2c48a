"""The dashboard counts its own use: every page once, nothing unknown, and nothing of those who say no."""

import asyncio
from typing import Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browsers import SECONDS
from tests.journeys.demonstration import BUILT
from tests.journeys.service import Service
from tests.journeys.test_newcomer import go
from tests.journeys.tracking import Visitor, left, visitor

COUNTED: Final = "{ metrics(metrics: [PAGE_VIEWS], range: {period: LAST_7_DAYS}) { total } }"
KNOWN: Final = {"page_view", "page_load", "navigation", "performance", "time_spent"}
SILENT: Final = "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })"

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


async def opened(ada: Visitor, path: str = "/") -> Page:
    page = await ada.window.tab(f"{ada.service.url}{path}#token={ada.token}")
    await expect(page.locator("[data-state=live]")).to_be_visible()
    return page


async def test_every_page_is_counted_once(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser, locale="en-GB") as ada:
        page = await opened(ada)
        for name in ("Funnel", "Skills", "Today"):
            await go(page, name)
        await page.evaluate("history.pushState(null, '', '/applications/an%20id?q=what+I+typed')")
        await expect(page).to_have_title("Applications · Career Copilot")
        await page.close(run_before_unload=True)

        async with asyncio.timeout(SECONDS):
            while len(views := [each for each in await ada.kept() if each.name == "page_view"]) < 5:
                await asyncio.sleep(0.02)
        assert [each.properties["path"] for each in views] == ["/", "/funnel", "/skills", "/", "/applications"]
        events = await ada.kept()
        assert {each.name for each in events} <= KNOWN
        assert len({each.session for each in events}) == 1
        assert "typed" not in str(events)
        assert ada.token not in str(events)
        async with asyncio.timeout(SECONDS):
            while (await collector.ask(COUNTED, ada.token))[0]["total"] != 5:
                await asyncio.sleep(0.02)
        assert ada.window.complaints == []


async def test_whoever_says_no_is_not_counted(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser, locale="en-GB") as ada:
        page = await opened(ada, "/settings")
        switch = page.get_by_label("Count which pages I use here")
        await expect(switch).to_be_checked()
        await switch.uncheck()
        assert await left(page) == ["cct"]
        await go(page, "Today")
        sent = len(ada.sent)
        await page.close(run_before_unload=True)

        page = await opened(ada, "/settings")
        await expect(page.get_by_label("Count which pages I use here")).not_to_be_checked()
        assert await left(page) == ["cct"]
        assert len(ada.sent) == sent


async def test_a_browser_that_asks_for_silence_is_heeded(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser, locale="en-GB") as ada:
        await ada.window.context.add_init_script(SILENT)
        page = await opened(ada, "/settings")
        await expect(page.get_by_label("Count which pages I use here")).to_be_disabled()
        await expect(page.get_by_text("Your browser asks not to be counted")).to_be_visible()
        await go(page, "Today")
        await page.close(run_before_unload=True)
        assert ada.sent == []
        assert await ada.kept() == []
