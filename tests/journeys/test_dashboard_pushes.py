"""What a browser shows of a push while nobody asks the page; the push service is played by the browser's own tools."""

import asyncio
import json
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browsers import window
from tests.builders import person
from tests.journeys.demonstration import BUILT
from tests.journeys.service import Service, token
from tests.patience import PATIENCE

TOLD: Final = {
    "title": "Goal progress",
    "body": "You are 40 % behind your goal of 5 applications.",
    "link": "/alerts?alert=x",
    "tag": "goal",
    "raisedAt": "2026-11-22T08:00:00Z",
}
SHOWN: Final = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({title, body, tag, data}) => ({title, body, tag, data}));
}"""

pytestmark = pytest.mark.skipif(not BUILT.is_file(), reason="the dashboard is not built: `make dashboard`")


async def push(page: Page, origin: str, told: dict[str, str]) -> None:
    """Hand the worker of an origin a message, as a push service would."""
    devtools = await page.context.new_cdp_session(page)
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def registered(event: dict[str, Any]) -> None:
        for each in event["registrations"]:
            if each["scopeURL"] == f"{origin}/" and not found.done():
                found.set_result(each["registrationId"])

    devtools.on("ServiceWorker.workerRegistrationUpdated", registered)
    await devtools.send("ServiceWorker.enable")
    async with asyncio.timeout(PATIENCE):
        number = await found
    message = {"origin": origin, "registrationId": number, "data": json.dumps(told)}
    await devtools.send("ServiceWorker.deliverPushMessage", message)
    await devtools.detach()


async def test_an_alert_is_shown_and_the_newer_takes_its_place(collector: Service, opened_browser: Browser) -> None:
    bearer = token(await person(collector.database))
    async with window(opened_browser, permissions=["notifications"]) as one:
        page = await one.tab(f"{collector.url}/#token={bearer}")
        await expect(page.locator("[data-state=live]")).to_be_visible()
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        for body in (TOLD["body"], "You are 60 % behind your goal of 5 applications."):
            await push(page, collector.url, TOLD | {"body": body})
            shown = {"title": TOLD["title"], "body": body, "tag": "goal", "data": TOLD["link"]}
            async with asyncio.timeout(PATIENCE):
                while await page.evaluate(SHOWN) != [shown]:
                    await asyncio.sleep(0.05)
        assert one.foreign(collector.url) == []
