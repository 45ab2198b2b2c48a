"""Who may sign somebody in to the dashboard, and what is told when a sign-in ends."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from playwright.async_api import Browser, Page, Route, expect

from server.auth import issue
from tests.browsers import Window, window
from tests.builders import person
from tests.journeys.conftest import FRIEND
from tests.journeys.demonstration import BUILT
from tests.journeys.service import SECRET, Service, token

STRANGER: Final = "http://localhost:8124"
PLATFORM: Final = """<!doctype html><title>platform</title><link rel="icon" href="data:,"><p>A job platform</p>"""
# The platform opens the dashboard, is told when it is ready, and hands over the token.
HANDS_OVER: Final = """([address, token]) => {
    const dashboard = open(address);
    window.heard = [];
    addEventListener("message", ({ origin, source, data }) => {
        heard.push([origin, data.type]);
        source.postMessage({ type: "career-copilot-token", token }, origin);
    });
    window.insists = setInterval(() => dashboard.postMessage({ type: "career-copilot-token", token }, "*"), 100);
}"""

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


@pytest.fixture
async def opened(opened_browser: Browser) -> AsyncIterator[Window]:
    """A window in which both platforms have a page."""

    async def serve(route: Route) -> None:
        await route.fulfill(body=PLATFORM, content_type="text/html")

    async with window(opened_browser, service_workers="block", locale="en-GB") as fresh:
        for origin in (FRIEND, STRANGER):
            await fresh.context.route(f"{origin}/**", serve)
        yield fresh


async def opens(window: Window, origin: str, address: str, bearer: str) -> tuple[Page, Page]:
    """The platform's page, and the dashboard that it has opened."""
    platform = await window.tab(f"{origin}/")
    async with window.context.expect_page() as opening:
        await platform.evaluate(HANDS_OVER, [address, bearer])
    return platform, await opening.value


async def test_a_platform_that_is_allowed_hands_over_a_token(collector: Service, opened: Window) -> None:
    bearer = token(await person(collector.database))
    platform, page = await opens(opened, FRIEND, f"{collector.url}/funnel", bearer)
    await expect(page.locator("[data-state=live]")).to_be_visible()
    await expect(page.get_by_role("heading", level=1, name="Funnel")).to_be_visible()
    assert [collector.url, "career-copilot-ready"] in await platform.evaluate("heard")
    assert bearer not in page.url
    assert opened.complaints == []


async def test_nobody_else_does(collector: Service, opened: Window) -> None:
    bearer = token(await person(collector.database))
    platform, page = await opens(opened, STRANGER, f"{collector.url}/", bearer)
    await expect(page.get_by_role("heading", name="What in your job search works")).to_be_visible()
    # The page listens by now, and was told many times: also since it asked whom to listen to.
    await platform.evaluate("new Promise((done) => setTimeout(done, 500))")
    await expect(page.get_by_role("heading", name="What in your job search works")).to_be_visible()
    assert await platform.evaluate("heard") == []
    assert not any(each.endswith("/graphql") for each in opened.requests)


async def test_whose_sign_in_has_ended_is_told_so(collector: Service, opened: Window) -> None:
    user = await person(collector.database)
    hours = timedelta(hours=1)
    past = datetime.now(UTC) - 2 * hours
    bearer = issue(user.subject, user.role, secret=SECRET, now=past, lifetime=hours, audience=None)
    page = await opened.tab(f"{collector.url}/#token={bearer}")
    reason = "Your sign-in has ended. Open the page from your platform once more."
    await expect(page.get_by_text(reason)).to_be_visible()
    assert await page.get_by_role("navigation").count() == 0
    assert bearer not in page.url
    # What the browser itself logs of an answer with 401; nothing of ours.
    assert all("status of 401" in each for each in opened.complaints), opened.complaints
