"""A file brought in by the page: looked at, its columns told, taken in once."""

from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from persistence.users import Users
from tests.browsers import window
from tests.journeys.service import Service, token
from tests.journeys.test_applications_page import BUILT

EXAMPLE: Final = Path(__file__).parents[2] / "docs" / "example-log.csv"
UNNAMED: Final = b"Foo;Bar;Baz\nAcme;Analyst;2026-02-01\nTotal;;\n"

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


async def choose(page: Page, name: str, content: bytes) -> None:
    chosen = FilePayload(name=name, mimeType="text/csv", buffer=content)
    await page.locator("input[type=file]").set_input_files(chosen)


async def total(page: Page, name: str, count: int) -> None:
    await expect(page.locator("dl > div", has=page.get_by_text(name, exact=True)).locator("dd")).to_have_text(
        str(count)
    )


async def test_a_file_is_looked_at_and_taken_in_once(service: Service, opened_browser: Browser) -> None:
    person = token(await Users(service.database).ensure("somebody with a file"))
    async with window(opened_browser) as opened:
        page = await opened.tab(f"{service.url}/import#token={person}")
        await choose(page, "log.csv", EXAMPLE.read_bytes())
        await total(page, "New", 12)
        assert (await service.ask("{ applications { totalCount } }", person))["totalCount"] == 0
        await page.get_by_role("button", name="Import", exact=True).click()
        await expect(page.get_by_text("It is in your log")).to_be_visible()
        assert (await service.ask("{ applications { totalCount } }", person))["totalCount"] == 12
        await page.get_by_role("button", name="Import another file").click()
        await choose(page, "log.csv", EXAMPLE.read_bytes())
        await expect(page.get_by_text("Importing it again adds nothing")).to_be_visible()
        await total(page, "Known already", 12)
        await expect(page.get_by_role("button", name="Import", exact=True)).to_be_disabled()
        assert opened.complaints == []


async def test_columns_that_say_nothing_are_asked_for(service: Service, opened_browser: Browser) -> None:
    person = token(await Users(service.database).ensure("somebody with odd columns"))
    async with window(opened_browser) as opened:
        page = await opened.tab(f"{service.url}/import#token={person}")
        await choose(page, "odd.csv", UNNAMED)
        await expect(page.get_by_role("alert")).to_contain_text("names its columns")
        await page.get_by_label("Foo").select_option(label="Company")
        await page.get_by_label("Bar").select_option(label="Job title")
        await page.get_by_label("Baz").select_option(label="Date applied")
        await page.get_by_role("button", name="Look at the file again").click()
        await total(page, "New", 1)
        await total(page, "Left out", 1)
        await expect(page.get_by_role("row", name="3 Left out")).to_contain_text("totals")
        assert opened.complaints == []


async def test_what_is_too_large_is_told_before_it_is_sent(service: Service, opened_browser: Browser) -> None:
    person = token(await Users(service.database).ensure("somebody with a large file"))
    async with window(opened_browser) as opened:
        page = await opened.tab(f"{service.url}/import#token={person}")
        await expect(page.get_by_text("choose one")).to_be_visible()
        asked = len(opened.requests)
        await choose(page, "large.csv", b"Company,Title\n" + b"Acme,Analyst\n" * 20_000)
        await expect(page.get_by_text('python -m server import "large.csv"')).to_be_visible()
        assert opened.requests[asked:] == []
