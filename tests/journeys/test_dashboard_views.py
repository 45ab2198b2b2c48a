"""What a page shows is what its address and its server say: links narrow, limits are told, old pages say so."""

from typing import Final

import pytest
from playwright.async_api import Browser, FilePayload, expect

from domain.companies import CompanySize
from server.bodies import GRAPHQL_BYTES
from tests.browsers import PHONE, window
from tests.builders import APPLIED, application, person
from tests.journeys.demonstration import BUILT
from tests.journeys.service import Service, token

INSIDE: Final = """element => {
    const box = element.getBoundingClientRect(), around = element.closest("header").getBoundingClientRect();
    return [...element.children].every(each => each.getBoundingClientRect().right <= around.right)
        && box.left >= around.left && element.scrollWidth <= element.clientWidth;
}"""

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


def log(lines: int) -> FilePayload:
    """A file of 11 bytes a line."""
    return {"name": "log.csv", "mimeType": "text/csv", "buffer": b"Company,Title\n" + b"Acme,Baker\n" * lines}


async def test_a_link_from_another_page_narrows_the_list(service: Service, opened_browser: Browser) -> None:
    ada = await person(service.database)
    for company, size in (("Acme", CompanySize.SIZE_1_50), ("Globex", CompanySize.SIZE_51_200)):
        await application(service.database, ada, (APPLIED, "2026-02-01"), company=company, company_size=size)
    async with window(opened_browser, service_workers="block") as opened:
        page = await opened.tab(f"{service.url}/applications?companySizes=SIZE_51_200#token={token(ada)}")
        await expect(page.get_by_role("main").get_by_text("1 application", exact=True)).to_be_visible()
        await expect(page.get_by_text("Globex")).to_be_visible()
        await page.get_by_role("button", name="Company size: 51 to 200 people").click()
        await expect(page.get_by_role("main").get_by_text("2 applications", exact=True)).to_be_visible()
        await expect(page.get_by_text("Acme")).to_be_visible()
        assert opened.complaints == []


async def test_the_server_says_how_large_a_file_may_be(service: Service, opened_browser: Browser) -> None:
    ada = await person(service.database)
    told = (await service.client.get("/dashboard.json")).json()
    assert told["mostBytes"] == GRAPHQL_BYTES
    async with window(opened_browser, service_workers="block") as opened:
        await opened.context.route("**/dashboard.json", lambda route: route.fulfill(json={**told, "mostBytes": 50_000}))
        page = await opened.tab(f"{service.url}/import#token={token(ada)}")
        await expect(page.get_by_text("45 kB")).to_be_visible()
        chosen = page.locator("input[type=file]")
        await chosen.set_input_files(log(300))
        await expect(page.get_by_role("heading", name="What would become of it")).to_be_visible()
        await chosen.set_input_files(log(6_000))
        await expect(page.get_by_role("alert")).to_contain_text("45 kB")
        assert opened.complaints == []


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
async def test_how_old_a_page_is_fits_in_its_place(
    service: Service, opened_browser: Browser, options: dict[str, object]
) -> None:
    ada = await person(service.database)
    async with window(opened_browser, service_workers="block", locale="de-DE", **options) as opened:
        page = await opened.tab(f"{service.url}/reports#token={token(ada)}")
        await expect(page.locator("[data-state=live]")).to_be_visible()
        await opened.context.set_offline(True)
        state = page.locator("header [role=status]")
        await expect(state).to_contain_text("Stand ")
        assert await state.evaluate(INSIDE)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
