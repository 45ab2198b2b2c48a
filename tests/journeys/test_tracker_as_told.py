"""The page about tracking: its examples run in a browser, its tables name what there is."""

import re

import pytest
from playwright.async_api import Browser

from domain.events.catalogue import CATALOGUE
from tests.dashboard.test_tracker_types import BUILT, TRACKER
from tests.docs.conftest import ADDRESS
from tests.docs.pages import DOCS, block, names, table
from tests.journeys.conftest import FRIEND
from tests.journeys.service import Service
from tests.journeys.tracking import visitor, walk

PAGE = DOCS / "tracking.md"
BY_ITSELF = "What is counted by itself"


def members(interface: str) -> list[str]:
    """What an interface of the tracker declares, in order."""
    text = (TRACKER / "types.ts").read_text()
    body = text.split(f"export interface {interface} {{\n")[1].split("\n}\n")[0]
    return list(dict.fromkeys(re.findall(r"^  (\w+)[?(<:]", body, re.MULTILINE)))


def test_the_tables_name_what_there_is() -> None:
    assert [names(row[0])[0] for row in table(PAGE, "Settings")] == members("Options")
    assert [names(row[0])[0].partition("(")[0] for row in table(PAGE, "What it can be told")] == members("Tracker")
    tracked = set(
        re.findall(r'(?:track\(|act\("\w+", "\w+", )"(\w+)"', _source("watching.ts") + _source("measuring.ts"))
    )
    told = [names(row[0])[0] for row in table(PAGE, BY_ITSELF)]
    assert set(told) == tracked
    assert tracked <= CATALOGUE.keys()


def test_the_defaults_are_those_told() -> None:
    told = {names(row[0])[0]: row[2] for row in table(PAGE, "Settings")}
    code = dict(re.findall(r"(\w+) = ([\w./\"]+)", _source("tracker.ts").split("= options")[0].split("const {")[1]))
    assert {name: float(told[name].replace(",", "")) for name in ("every", "size", "limit")} == {
        name: float(code[name]) for name in ("every", "size", "limit")
    }


def _source(name: str) -> str:
    return (TRACKER / name).read_text()


@pytest.mark.skipif(not BUILT.exists(), reason="the tracker is not built: run `make install`")
async def test_the_examples_count(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        tag = block(PAGE, "html", "tag").replace(ADDRESS, collector.url).replace("TOKEN", ada.token)
        icon = '<link rel="icon" href="data:,">'
        html = f"<!doctype html>{icon}{tag}{block(PAGE, 'html', 'marked')}"
        page = await ada.show(html, "/page/jobs", "window.careerCopilot !== undefined")
        await page.evaluate("document.querySelectorAll('form').forEach((form) => { form.onsubmit = () => false; })")
        await page.evaluate(block(PAGE, "js", "told"))
        await page.fill("[name=query]", "analyst")
        await page.press("[name=query]", "Enter")
        await page.select_option("[name=place]", "at home")
        await page.click("text=Save")
        await page.fill("[name=nickname]", "Lin")
        await page.press("[name=nickname]", "Enter")
        await page.evaluate("careerCopilot.flush()")
        by_hand = {"job_view", "job_search", "job_save"}
        by_itself = {"page_view", "search", "filter", "form_interaction", "form_submit"}
        found = await ada.until(*by_hand, *by_itself)
        (saved,) = (each.properties for each in found if each.name == "job_save")
        assert saved == {"button": "save", "path": "/page/jobs", "jobId": 7}
        assert ada.window.complaints == []


@pytest.mark.skipif(not BUILT.exists(), reason="the tracker is not built: run `make install`")
async def test_the_tag_works_on_another_site_without_asking_first(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        # In this test everything lies on one machine, which pages of other sites need leave to ask.
        await ada.window.context.grant_permissions(["local-network-access"], origin=FRIEND)
        methods: list[str] = []
        ada.window.context.on("request", lambda request: methods.append(request.method))
        tag = block(PAGE, "html", "tag").replace(ADDRESS, collector.url).replace("TOKEN", ada.token)
        ada.html = f'<!doctype html><link rel="icon" href="data:,">{tag}'
        page = await ada.window.tab(f"{FRIEND}/page")
        await page.wait_for_function("window.careerCopilot !== undefined")
        await page.evaluate("window.tracker = careerCopilot")
        await walk(page, 1, 2)
        await page.evaluate("tracker.flush()")
        assert await ada.steps(2) == [1, 2]
        assert set(methods) == {"GET", "POST"}
        assert ada.window.complaints == []
