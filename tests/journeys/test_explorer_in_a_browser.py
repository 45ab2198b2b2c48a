"""A newcomer opens the link that the demo prints, and asks the first question."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from persistence.users import Users
from tests.browsers import window
from tests.journeys.service import Service, token

BUNDLE = Path(__file__).parents[2] / "dashboard" / "dist" / "explorer" / "index.html"


@pytest.mark.skipif(not BUNDLE.is_file(), reason="the explorer is not built: `make dashboard`")
async def test_the_first_question_is_answered_and_nothing_leaves_the_machine(
    service: Service, opened_browser: Browser
) -> None:
    bearer = token(await Users(service.database).ensure("ada", name="Adalbertine"))
    async with window(opened_browser) as own:
        page = await own.tab(f"{service.url}/graphql#token={bearer}")
        await expect(page.locator("body")).to_contain_text("HowIsTheSearchGoing")
        await expect(page.locator("body")).to_contain_text("Authorization")
        await page.locator("button.graphiql-execute-button").click()
        await expect(page.locator("body")).to_contain_text("Adalbertine")

        assert bearer not in page.url
        assert bearer not in await page.evaluate("JSON.stringify(localStorage)")
        assert own.foreign(service.url) == []
        assert own.complaints == []
