"""The dashboard by keys alone, and what they are on is to be seen."""

from typing import Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browsers import window
from tests.builders import csv_file, person
from tests.journeys.demonstration import BUILT
from tests.journeys.service import Service, token

IMPORT: Final = """
    mutation ($content: String!) {
        importApplications(input: { content: $content }) { result { totals { created } } }
    }
"""
PAGES: Final = (
    "Funnel",
    "Skills",
    "Applications",
    "Reports",
    "Alerts",
    "My dashboards",
    "Import",
    "Settings",
    "Today",
)
FOCUSED: Final = """() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return [document.activeElement.textContent.trim(), outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0];
}"""
MOST: Final = 40

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


async def press_until(page: Page, key: str, name: str) -> None:
    """Press the key until the focus is on what has this text, and look whether that can be seen."""
    for _ in range(MOST):
        await page.keyboard.press(key)
        text, is_seen = await page.evaluate(FOCUSED)
        if text == name:
            assert is_seen, name
            return
    raise AssertionError(f"{key} does not lead to {name}")


async def test_every_page_and_a_move_by_keys_alone(service: Service, opened_browser: Browser) -> None:
    bearer = token(await person(service.database))
    row = {"Company": "Mossgate", "Title": "Data Analyst", "Date Applied": "2026-01-05"}
    assert (await service.ask(IMPORT, bearer, content=csv_file([row])))["result"]["totals"]["created"] == 1
    async with window(opened_browser, service_workers="block", locale="en-GB") as opened:
        page = await opened.tab(f"{service.url}/#token={bearer}")
        await expect(page.locator("[data-state=live]")).to_be_visible()

        await page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the content")
        await expect(skip).to_be_focused()
        assert (await skip.bounding_box() or {"width": 0})["width"] > 20
        await page.keyboard.press("Enter")
        await expect(page.locator("#content")).to_be_focused()

        for name in PAGES:
            # Backwards from the page to the menu before it, as far as it goes.
            await page.locator("#content").focus()
            await press_until(page, "Shift+Tab", name)
            await page.keyboard.press("Enter")
            await expect(page).to_have_title(f"{name} · Career Copilot")
            await expect(page.locator("#content")).to_be_focused()
            if name == "Applications":
                await moves_on(page)
        assert opened.complaints == []


async def moves_on(page: Page) -> None:
    """The one application goes to its next stage."""
    status = page.get_by_label("Status of Data Analyst · Mossgate")
    await expect(status).to_have_value("APPLIED")
    line = page.locator("[role=row][data-index='0']")
    for _ in range(MOST):
        await page.keyboard.press("Tab")
        if await line.evaluate("(line) => line === document.activeElement"):
            break
    await expect(line).to_be_focused()
    assert (await page.evaluate(FOCUSED))[1]
    await page.keyboard.press("n")
    await expect(status).to_have_value("SCREENING")
