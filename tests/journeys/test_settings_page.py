"""What one sets by the page: a profile, a goal, keys that are shown once, and leaving for good."""

import pytest
from playwright.async_api import Browser, expect

from persistence.users import Users
from tests.browsers import window
from tests.journeys.service import Service, token
from tests.journeys.test_applications_page import BUILT

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


async def test_profile_and_goal(service: Service, opened_browser: Browser) -> None:
    person = token(await Users(service.database).ensure("somebody who settles in"))
    async with window(opened_browser, timezone_id="Asia/Tokyo") as opened:
        page = await opened.tab(f"{service.url}/settings#token={person}")
        await page.get_by_label("Name", exact=True).fill("Kim")
        await page.get_by_role("button", name="Use the one of this device: Asia/Tokyo").click()
        await page.get_by_label("A week begins on").select_option(label="Sunday")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
        assert await service.ask("{ viewer { name timeZone weekStart } }", person) == {
            "name": "Kim",
            "timeZone": "Asia/Tokyo",
            "weekStart": 7,
        }
        await page.get_by_label("How many").fill("7")
        await page.get_by_role("button", name="Set goal").click()
        await expect(page.get_by_text("Applications: 7 every week")).to_be_visible()
        await page.get_by_role("button", name="Remove: Applications: 7 every week").click()
        await expect(page.get_by_text("You have no goal yet")).to_be_visible()
        assert opened.complaints == []


async def test_a_key_is_shown_once_and_works_until_it_is_revoked(service: Service, opened_browser: Browser) -> None:
    person = token(await Users(service.database).ensure("somebody with a program"))
    async with window(opened_browser) as opened:
        page = await opened.tab(f"{service.url}/settings#token={person}")
        await page.get_by_role("button", name="Make a key").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Name").fill("spreadsheet")
        await expect(dialog.get_by_label("Send events for others")).to_have_count(0)
        await dialog.get_by_role("button", name="Make it").click()
        secret = await dialog.locator("code").inner_text()
        assert (await service.ask("{ viewer { id } }", secret))["id"]
        await dialog.get_by_role("button", name="I have kept it").click()
        await expect(page.get_by_text(f"{secret[:8]}…")).to_be_visible()
        assert secret not in await page.content()
        await page.get_by_role("button", name="Revoke “spreadsheet”").click()
        await dialog.get_by_role("button", name="Revoke", exact=True).click()
        await expect(page.get_by_text("Revoked")).to_be_visible()
        assert (await service.post("{ viewer { id } }", secret)).status_code == 401
        assert opened.complaints == []


async def test_who_erases_everything_writes_it_out_and_is_told(service: Service, opened_browser: Browser) -> None:
    user = await Users(service.database).ensure("somebody who leaves", email="leaves@people.example")
    async with window(opened_browser) as opened:
        page = await opened.tab(f"{service.url}/settings#token={token(user)}")
        await page.get_by_role("button", name="Erase my data").click()
        erase = page.get_by_role("button", name="Erase everything")
        await page.get_by_label("To confirm it").fill("somebody else")
        await expect(erase).to_be_disabled()
        await page.get_by_label("To confirm it").fill("Leaves@People.example")
        await erase.click()
        await expect(page.get_by_text("Your data is erased")).to_be_visible()
        assert (await service.post("{ viewer { id } }", token(user))).status_code == 401
