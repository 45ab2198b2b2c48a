"""The list of applications in a real browser: thousands of rows, the keyboard, moves that are taken or refused."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, Locator, Page, WebSocketRoute, expect

from persistence.users import Users
from tests.browsers import PHONE, Window, window
from tests.builders import csv_file
from tests.journeys.service import Service, token

BUILT: Final = Path(__file__).parents[2] / "dashboard" / "dist" / "app" / "index.html"
ROWS: Final = 1_200
IMPORT: Final = """
    mutation ($content: String!) {
        importApplications(input: { content: $content }) { result { totals { created } } }
    }
"""
NEWEST: Final = "{ applications(first: 1) { nodes { id } } }"
FOUND: Final = "query ($search: String!) { applications(first: 1, filter: { search: $search }) { nodes { id } } }"
CLOSE: Final = """
    mutation ($id: ID!) { closeApplication(id: $id, input: { outcome: REJECTED }) { errors { code } } }
"""

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


@pytest.fixture(scope="module")
async def bearer(service: Service) -> str:
    """Somebody with a long log: applications 0 to 1,199, the first the newest."""
    person = token(await Users(service.database).ensure("somebody with a long log"))
    rows = [
        {"Company": f"Company {n:04}", "Title": f"Role {n:04}", "Date Applied": f"{2026 - n // 12}-{12 - n % 12:02}-01"}
        for n in range(12, ROWS // 10)
    ]
    rows += [
        {"Company": f"Old {n:04}", "Title": "Clerk", "Date Applied": "1999-05-04"} for n in range(ROWS - len(rows))
    ]
    result = await service.ask(IMPORT, person, content=csv_file(rows))
    assert result["result"]["totals"]["created"] == ROWS
    return person


@pytest.fixture
async def opened(opened_browser: Browser) -> AsyncIterator[Window]:
    """A window that has to stay without complaint."""
    async with window(opened_browser, reduced_motion="reduce") as fresh:
        yield fresh
        assert fresh.complaints == []


def row(page: Page, index: int) -> Locator:
    return page.locator(f"[role=row][data-index='{index}']")


def status(page: Page, index: int) -> Locator:
    return row(page, index).locator("select")


async def test_of_thousands_of_rows_those_in_sight_exist(service: Service, bearer: str, opened: Window) -> None:
    page = await opened.tab(f"{service.url}/applications#token={bearer}")
    await expect(page.locator("[role=grid]")).to_have_attribute("aria-rowcount", str(ROWS + 1))
    await row(page, 0).focus()
    await page.keyboard.press("ArrowDown")
    await expect(row(page, 1)).to_be_focused()
    await page.keyboard.press("End")
    await expect(row(page, ROWS - 1)).to_be_focused()
    await expect(row(page, ROWS - 1)).to_contain_text("Clerk")
    await expect(row(page, ROWS - 1)).to_have_attribute("aria-rowindex", str(ROWS + 1))
    assert await page.locator("[role=row][data-index]").count() < 60
    await page.keyboard.press("Home")
    await expect(row(page, 0)).to_be_focused()


async def test_the_search_is_in_the_address(service: Service, bearer: str, opened: Window) -> None:
    page = await opened.tab(f"{service.url}/applications?q=company+0050#token={bearer}")
    await expect(page.locator("[role=grid]")).to_have_attribute("aria-rowcount", "2")
    await expect(row(page, 0)).to_contain_text("Role 0050")
    await page.keyboard.press("/")
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("company 005")
    await expect(page.locator("[role=grid]")).to_have_attribute("aria-rowcount", "11")
    await expect(page).to_have_url(re.compile(r"\?q=company\+005$"))
    await page.keyboard.type(" nowhere")
    await expect(page.get_by_text("Nothing fits")).to_be_visible()


async def test_a_move_in_one_window_shows_in_another(service: Service, bearer: str, opened: Window) -> None:
    first, second = [await opened.tab(f"{service.url}/applications?q=company+0020#token={bearer}") for _ in range(2)]
    await expect(second.locator("[data-state=live]")).to_be_visible()
    await row(first, 0).focus()
    await first.keyboard.press("n")
    await expect(status(first, 0)).to_have_value("SCREENING")
    await expect(status(second, 0)).to_have_value("SCREENING")
    await first.keyboard.press("Enter")
    dialog = first.get_by_role("dialog")
    await expect(dialog.get_by_text("Screening ·")).to_be_visible()
    await dialog.get_by_role("button", name="Correct Screening").click()
    await dialog.get_by_role("button", name="It never happened").click()
    await expect(status(second, 0)).to_have_value("APPLIED")
    await first.keyboard.press("Escape")
    await expect(row(first, 0)).to_be_focused()


@pytest.mark.parametrize(("path", "company"), [("/applications?q=company+0030", 30), ("/", 31)])
async def test_what_moves_before_a_page_is_told_of_moves_shows(
    service: Service, bearer: str, opened: Window, path: str, company: int
) -> None:
    held: list[tuple[WebSocketRoute, str | bytes]] = []
    is_deaf = True

    def hold(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda said: held.append((server, said)) if is_deaf else server.send(said))

    page = await opened.tab()
    await page.route_web_socket(re.compile("/graphql"), hold)
    await page.goto(f"{service.url}{path}#token={bearer}")
    await expect(page.get_by_role("main").get_by_text("Company 00").first).to_be_visible()
    (found,) = (await service.ask(FOUND, bearer, search=f"Company {company:04}"))["nodes"]
    assert (await service.ask(CLOSE, bearer, id=found["id"]))["errors"] == []
    is_deaf = False
    for server, said in held:
        server.send(said)
    if path == "/":
        changed = page.get_by_role("listitem").filter(has_text=f"Company {company:04}")
        await expect(changed.filter(has_text="Rejected")).to_be_visible()
    else:
        await expect(status(page, 0)).to_have_value("REJECTED")


async def test_a_move_that_is_refused_goes_back_and_says_why(service: Service, bearer: str, opened: Window) -> None:
    page = await opened.tab()
    # A window that hears of nothing shows what is no longer so.
    await page.route_web_socket(re.compile("/graphql"), lambda _: None)
    await page.goto(f"{service.url}/applications#token={bearer}")
    await expect(status(page, 0)).to_have_value("APPLIED")
    newest = (await service.ask(NEWEST, bearer))["nodes"][0]["id"]
    assert (await service.ask(CLOSE, bearer, id=newest))["errors"] == []
    await status(page, 0).select_option("INTERVIEWING")
    await expect(page.get_by_role("alert")).to_contain_text("still Applied.")
    await expect(page.get_by_role("alert")).to_contain_text("It has ended already")
    await expect(status(page, 0)).to_have_value("APPLIED")


@pytest.mark.parametrize("look", [{}, PHONE], ids=["wide", "phone"])
async def test_an_empty_log_says_what_to_do_first(
    service: Service, opened_browser: Browser, look: dict[str, object]
) -> None:
    person = token(await Users(service.database).ensure(f"somebody without a log {bool(look)}"))
    async with window(opened_browser, **look) as fresh:
        page = await fresh.tab(f"{service.url}/applications#token={person}")
        await expect(page.get_by_text("Your log is empty")).to_be_visible()
        await expect(page.get_by_role("link", name="Import a file")).to_have_attribute("href", "/import")
        await page.get_by_role("button", name="Record an application").first.click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Job title").fill("Lighthouse keeper")
        await dialog.get_by_label("Company").fill("Coast")
        await dialog.get_by_label("Pay").fill("a lot")
        await dialog.get_by_role("button", name="Record", exact=True).click()
        await expect(dialog.get_by_role("alert")).to_contain_text("not understood")
        await dialog.get_by_label("Pay").fill("$90K-$120K")
        await dialog.get_by_role("button", name="Record", exact=True).click()
        await expect(page.get_by_role("dialog", name="Lighthouse keeper · Coast")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(row(page, 0)).to_contain_text("Lighthouse keeper")
        assert fresh.complaints == []
