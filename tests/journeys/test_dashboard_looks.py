"""Every page on other screens, in another language, without motion and on paper."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browsers import PHONE, window
from tests.journeys.demonstration import AXE, BUILT, DASHBOARD, PAGES, demonstrating, faults_of, show
from tests.journeys.service import Service

# Visible text and names of things, as far as they are sentences of the interface and not of its reader's own data.
SAID: Final = """() => {
    const said = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) said.add(walker.currentNode.data.trim());
    for (const name of ["aria-label", "placeholder", "title", "alt"])
        for (const each of document.querySelectorAll(`[${name}]`)) said.add(each.getAttribute(name).trim());
    return [...said];
}"""
CATALOGUE: Final = """async (path) => {
    const texts = [];
    const gather = (value) => {
        if (typeof value === "string") texts.push(value);
        else if (typeof value === "object" && value !== null) Object.values(value).forEach(gather);
    };
    gather({ ...await import(path) });
    return texts;
}"""
# A skill is called what postings call it.
NAMES: Final = {"Machine learning"}
PULSE: Final = """() => {
    const each = document.body.appendChild(document.createElement("div"));
    each.className = "animate-pulse";
    const { animationDuration, animationIterationCount } = getComputedStyle(each);
    each.remove();
    return [Number.parseFloat(animationDuration) > 1, animationIterationCount];
}"""

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


@pytest.fixture(scope="module")
async def demonstration(template: str) -> AsyncIterator[tuple[Service, str]]:
    async with demonstrating(template, "looks") as made:
        yield made


async def whole(page: Page, look: str) -> None:
    """Every page by axe, and none wider than the screen."""
    for path in PAGES:
        await show(page, path)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (look, path)
        assert await faults_of(page) == [], (look, path)


async def test_pages_are_whole_on_a_phone_by_day(demonstration: tuple[Service, str], opened_browser: Browser) -> None:
    service, bearer = demonstration
    options = {**PHONE, "viewport": {"width": 360, "height": 740}}
    async with window(opened_browser, service_workers="block", reduced_motion="reduce", **options) as opened:
        page = await opened.tab(f"{service.url}/#token={bearer}")
        await page.evaluate(AXE.read_text())
        await whole(page, "light phone")
        assert opened.complaints == []


async def test_pages_are_whole_on_a_wide_screen_by_night(
    demonstration: tuple[Service, str], opened_browser: Browser
) -> None:
    service, bearer = demonstration
    screen = {"width": 1920, "height": 1080}
    async with window(
        opened_browser, service_workers="block", reduced_motion="reduce", color_scheme="dark", viewport=screen
    ) as opened:
        page = await opened.tab(f"{service.url}/#token={bearer}")
        await page.evaluate(AXE.read_text())
        await whole(page, "dark wide")
        assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
        # The system's evening comes while the page is open.
        await page.emulate_media(color_scheme="light")
        await expect(page.locator("html[data-theme=light]")).to_have_count(1)
        assert opened.complaints == []


async def catalogue(page: Page, language: str) -> set[str]:
    """Every text of the interface without something to fill in."""
    (file,) = (DASHBOARD / "dist" / "app" / "assets").glob(f"{language}-*.js")
    return set(await page.evaluate(CATALOGUE, f"/assets/{file.name}"))


async def test_in_german_nothing_is_left_in_english(
    demonstration: tuple[Service, str], opened_browser: Browser
) -> None:
    service, bearer = demonstration
    async with window(opened_browser, service_workers="block", locale="de-DE") as opened:
        page = await opened.tab(f"{service.url}/#token={bearer}")
        english = await catalogue(page, "en") - await catalogue(page, "de") - NAMES
        german = await catalogue(page, "de")
        assert len(english) > 300
        for path in PAGES:
            await show(page, path)
            said = set(await page.evaluate(SAID))
            assert said & english == set(), path
            assert len(said & german) > 10, path
        assert await page.evaluate("document.documentElement.lang") == "de"
        assert opened.complaints == []


async def test_motion_is_reduced_for_whoever_asks(demonstration: tuple[Service, str], opened_browser: Browser) -> None:
    service, bearer = demonstration
    async with window(opened_browser, service_workers="block") as opened:
        page = await opened.tab(f"{service.url}/#token={bearer}")
        await show(page, "/")
        assert await page.evaluate(PULSE) == [True, "infinite"]
        await page.emulate_media(reduced_motion="reduce")
        assert await page.evaluate(PULSE) == [False, "1"]


async def test_a_report_is_printed_without_what_surrounds_it(
    demonstration: tuple[Service, str], opened_browser: Browser
) -> None:
    service, bearer = demonstration
    async with window(opened_browser, service_workers="block", locale="en-GB") as opened:
        page = await opened.tab(f"{service.url}/reports#token={bearer}")
        await made(page)
        back, menu = page.get_by_role("link", name="All reports"), page.locator("header").first
        await expect(menu).to_be_visible()
        await page.emulate_media(media="print")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await expect(page.get_by_role("heading", name="How far they came")).to_be_visible()
        for hidden in (menu, back, page.get_by_role("button", name="Print")):
            await expect(hidden).to_be_hidden()
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert opened.complaints == []


async def made(page: Page) -> None:
    """A report of a week, opened."""
    await page.get_by_label("With the day").fill("2026-01-15")
    await page.get_by_role("button", name="Make it").click()
    await expect(page.get_by_role("heading", name="How far they came")).to_be_visible()
