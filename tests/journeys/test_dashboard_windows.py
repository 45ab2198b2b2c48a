"""What happens in one window of the dashboard shows in another, or is refused there."""

from typing import Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browsers import Window, window
from tests.builders import csv_file, person
from tests.journeys.demonstration import BUILT
from tests.journeys.service import Service, token
from tests.journeys.test_newcomer import go

IMPORT: Final = """
    mutation ($content: String!) {
        importApplications(input: { content: $content }) { result { totals { created } } }
    }
"""
BUSY: Final = """
    mutation {
        createAlertRule(input: {name: "Busy", metric: APPLICATIONS, interval: MONTH, condition: ABOVE, threshold: 1}) {
            alertRule { id } errors { code }
        }
    }
"""
RECORD: Final = """
    mutation ($company: String!) {
        recordApplication(input: {job: {title: "Clerk", company: $company}}) { errors { code message } }
    }
"""
ROW: Final = {"Company": "Mossgate", "Title": "Data Analyst", "Date Applied": "2026-01-05"}

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


async def opened(seen: Window, service: Service, bearer: str, path: str = "/") -> Page:
    page = await seen.tab(f"{service.url}{path}#token={bearer}")
    await expect(page.locator("[data-state=live]")).to_be_visible()
    return page


async def test_a_board_is_built_shared_and_not_overwritten(collector: Service, opened_browser: Browser) -> None:
    bearer = token(await person(collector.database))
    await collector.ask(IMPORT, bearer, content=csv_file([ROW]))
    async with window(opened_browser, locale="en-GB") as one, window(opened_browser, locale="en-GB") as other:
        page = await opened(one, collector, bearer, "/dashboards/new")
        await page.get_by_label("Name").fill("Mornings")
        await adds(page, "How many")
        await adds(page, "Who answers")
        moved = page.get_by_role("button", name="Move Who answers:")
        before = await place_of(page, "Who answers")
        await moved.focus()
        for key in ("ArrowRight", "ArrowRight", "Shift+ArrowLeft"):
            await page.keyboard.press(key)
        after = await place_of(page, "Who answers")
        assert after != before
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("heading", level=1, name="Mornings")).to_be_visible()
        await expect(page.locator("[data-tile='Who answers']")).to_be_visible()
        assert await place_of(page, "Who answers") == after

        second = await opened(other, collector, bearer, page.url.removeprefix(collector.url))
        for each, name in ((page, "Evenings"), (second, "Nights")):
            await each.get_by_role("button", name="Change", exact=True).click()
            await each.get_by_label("Name").fill(name)
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("heading", level=1, name="Evenings")).to_be_visible()
        await second.get_by_role("button", name="Save").click()
        await expect(second.get_by_role("alert")).to_contain_text("It was saved in another window meanwhile.")
        await second.get_by_role("button", name="Load it").click()
        await expect(second.get_by_role("heading", level=1, name="Evenings")).to_be_visible()

        await shows_to_others(page, opened_browser, collector)
        assert [one.complaints, other.complaints] == [[], []]


async def adds(page: Page, title: str) -> None:
    """A tile of that title."""
    await page.get_by_role("button", name="Add a tile").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Title").fill(title)
    await dialog.get_by_role("button", name="Done").click()
    await expect(page.locator(f"[data-tile='{title}']")).to_be_visible()


async def place_of(page: Page, title: str) -> str | None:
    """Where it is on the grid."""
    return await page.locator(f"[data-tile='{title}']").get_attribute("style")


async def shows_to_others(page: Page, browser: Browser, service: Service) -> None:
    """A link shows it to a window of nobody, which is not counted, until the link ends."""
    await page.get_by_role("button", name="Share").click()
    await page.get_by_role("button", name="Make a link").click()
    link = await page.get_by_label("The link, shown this once").input_value()
    async with window(browser, locale="en-GB") as guest:
        shared = await guest.tab(link)
        await expect(shared.get_by_role("heading", level=1, name="Evenings")).to_be_visible()
        await expect(shared.locator("[data-tile='How many']")).to_be_visible()
        assert await shared.get_by_role("navigation").count() == 0
        assert link.partition("#")[2] not in shared.url

        await page.get_by_role("button", name="End the link").click()
        await expect(page.get_by_role("button", name="Make a link")).to_be_visible()
        again = await guest.tab(link)
        await expect(again.get_by_text("This link shows nothing")).to_be_visible()
        assert await again.locator("[data-tile]").count() == 0
        assert not any(each.endswith("/collect") for each in guest.requests)
        assert guest.foreign(service.url) == []
        assert all("status of 401" in each for each in guest.complaints), guest.complaints


async def test_an_alert_shows_on_the_page_of_the_day(collector: Service, opened_browser: Browser) -> None:
    bearer = token(await person(collector.database))
    await collector.ask(IMPORT, bearer, content=csv_file([ROW]))
    assert (await collector.ask(BUSY, bearer))["errors"] == []
    async with window(opened_browser, locale="en-GB") as one:
        page = await opened(one, collector, bearer)
        await expect(page.get_by_text("Above your limit", exact=True)).to_have_count(0)
        for company in ("Fernhill", "Oakline"):
            assert (await collector.ask(RECORD, bearer, company=company))["errors"] == []
        await expect(page.get_by_text("Above your limit", exact=True).first).to_be_visible()
        await go(page, "Alerts")
        await expect(page.get_by_text("Above your limit", exact=True).first).to_be_visible()
        assert one.complaints == []
