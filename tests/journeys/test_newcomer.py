"""A newcomer's first morning with the dashboard, in real browsers: wide and on a phone, connected and not."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.browsers import LOOKS, Window, window
from tests.builders import person
from tests.journeys.demonstration import BUILT
from tests.journeys.service import Service, token

COMPANIES: Final = ("Mossgate", "Brightwater", "Fernhill", "Oakline", "Redcliff", "Stonebridge")
TRANSITIONS: Final = """query ($search: String!) {
  applications(first: 5, filter: {search: $search}) { nodes { status transitions { stage origin } } }
}"""

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


def log(today: datetime) -> str:
    """A log of six applications of the last weeks: two answered, one of them with an interview."""
    stands = ("Applied", "Applied", "Rejected", "Interview", "Applied", "Applied")
    rows = (
        f"{company},Data Analyst,{(today - timedelta(days=3 + 4 * number)).date()},{stands[number]}"
        for number, company in enumerate(COMPANIES)
    )
    return "\n".join(("Company,Title,Date applied,Status", *rows)) + "\n"


async def go(page: Page, name: str) -> None:
    """To a page by the menu, which a phone has to open first."""
    menu = page.get_by_role("button", name="Menu")
    if await menu.is_visible():
        await menu.click()
    await page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()
    await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def status_of(page: Page, company: str) -> Any:
    return page.get_by_label(f"Status of Data Analyst · {company}")


async def opened(window: Window, service: Service, bearer: str) -> Page:
    page = await window.tab(f"{service.url}/#token={bearer}")
    await expect(page.locator("[data-state=live]")).to_be_visible()
    return page


@pytest.mark.parametrize("look", LOOKS)
async def test_a_newcomers_first_morning(collector: Service, opened_browser: Browser, look: str) -> None:
    bearer = token(await person(collector.database))
    async with (
        window(opened_browser, locale="en-GB", **LOOKS[look]) as one,
        window(opened_browser, locale="en-GB", **LOOKS[look]) as other,
    ):
        page = await opened(one, collector, bearer)
        await page.get_by_role("link", name="Import a file").click()
        await _imports(page)

        await go(page, "Funnel")
        await expect(page.get_by_text("2 of 6").first).to_be_visible()

        await go(page, "Applications")
        second = await opened(other, collector, bearer)
        await go(second, "Applications")
        await expect(status_of(second, "Fernhill")).to_have_value("REJECTED")
        await expect(status_of(second, "Oakline")).to_have_value("INTERVIEWING")
        await status_of(page, "Mossgate").select_option("INTERVIEWING")
        await expect(status_of(second, "Mossgate")).to_have_value("INTERVIEWING")
        await status_of(second, "Oakline").select_option("OFFERED")
        await expect(status_of(page, "Oakline")).to_have_value("OFFERED")

        await _sets_a_goal(page)
        await _makes_a_rule(page)
        await _reads_the_week(page)
        for seen in (one, other):
            assert seen.complaints == []
            assert seen.foreign(collector.url) == []


async def _imports(page: Page) -> None:
    file = FilePayload(name="log.csv", mimeType="text/csv", buffer=log(datetime.now(UTC)).encode())
    await page.locator("input[type=file]").set_input_files(file)
    await expect(page.get_by_role("heading", name="What would become of it")).to_be_visible()
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(page.get_by_role("heading", name="It is in your log")).to_be_visible()


async def _sets_a_goal(page: Page) -> None:
    await go(page, "Settings")
    await page.get_by_label("How many").fill("7")
    await page.get_by_role("button", name="Set goal").click()
    await expect(page.get_by_text("Applications: 7 every week")).to_be_visible()
    await go(page, "Today")
    await expect(page.get_by_text(re.compile(r"^\d of 7"))).to_be_visible()


async def _makes_a_rule(page: Page) -> None:
    await go(page, "Alerts")
    await page.get_by_label("Name").fill("A slow week")
    await page.get_by_role("spinbutton", name="Limit").fill("3")
    await page.get_by_role("button", name="Try it on the past").click()
    await expect(page.get_by_text(re.compile(r"It would have told you something \d+ times"))).to_be_visible()
    await page.get_by_role("button", name="Keep the rule").click()
    await expect(page.locator("[data-rule='A slow week']")).to_be_visible()


async def _reads_the_week(page: Page) -> None:
    await go(page, "Reports")
    await page.get_by_label("With the day").fill(datetime.now(UTC).date().isoformat())
    await page.get_by_role("button", name="Make it").click()
    await expect(page.get_by_role("heading", level=1, name=re.compile("^Week from"))).to_be_visible()
    await expect(page.get_by_role("heading", name="How far they came")).to_be_visible()


async def test_a_change_made_without_a_connection_is_sent_once(collector: Service, opened_browser: Browser) -> None:
    bearer = token(await person(collector.database))
    async with window(opened_browser, locale="en-GB") as one:
        page = await opened(one, collector, bearer)
        await page.get_by_role("link", name="Import a file").click()
        await _imports(page)
        await go(page, "Applications")
        await expect(status_of(page, "Mossgate")).to_have_value("APPLIED")
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")

        await one.context.set_offline(True)
        await expect(page.locator("[data-state=offline]")).to_contain_text("as of")
        await status_of(page, "Mossgate").select_option("INTERVIEWING")
        await expect(page.get_by_text("Changes that wait for a connection: 1.")).to_be_visible()
        await expect(status_of(page, "Mossgate")).to_have_value("INTERVIEWING")

        # The page is opened anew: what was there last can be read, and what waits is not lost.
        await page.goto(f"{collector.url}/applications")
        await page.get_by_role("button", name="Show what was there last").click()
        await expect(status_of(page, "Brightwater")).to_have_value("APPLIED")
        await expect(page.get_by_text("Changes that wait for a connection: 1.")).to_be_visible()

        await one.context.set_offline(False)
        await page.goto(f"{collector.url}/applications#token={bearer}")
        await expect(page.locator("[data-state=live]")).to_be_visible()
        await expect(page.get_by_text("Changes that wait for a connection")).to_have_count(0)
        await expect(status_of(page, "Mossgate")).to_have_value("INTERVIEWING")
    (found,) = (await collector.ask(TRANSITIONS, bearer, search="Mossgate"))["nodes"]
    moves = [each["stage"] for each in found["transitions"]]
    assert (found["status"], moves) == ("INTERVIEWING", ["APPLIED", "INTERVIEWING"])


async def test_leaving_leaves_nothing_behind(collector: Service, opened_browser: Browser) -> None:
    bearer = token(await person(collector.database))
    async with window(opened_browser, locale="en-GB") as one:
        page = await opened(one, collector, bearer)
        await go(page, "Settings")
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_text("You are signed out.")).to_be_visible()
        kept = await page.evaluate(
            """async () => {
              const stores = (await indexedDB.databases()).map(({name}) => name);
              const count = (name) => new Promise((resolve) => {
                const opening = indexedDB.open(name);
                opening.onsuccess = () => {
                  const [store] = opening.result.objectStoreNames;
                  if (store === undefined) return resolve(0);
                  const asked = opening.result.transaction(store).objectStore(store).count();
                  asked.onsuccess = () => resolve(asked.result);
                };
              });
              const counts = await Promise.all(stores.map(count));
              return counts.reduce((sum, each) => sum + each, 0) + Number(localStorage.getItem("kept-for") !== null);
            }"""
        )
        assert kept == 0
        assert bearer not in str(await one.context.storage_state())
