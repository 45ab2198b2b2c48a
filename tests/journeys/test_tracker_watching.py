"""What the tracker sees by itself in a real browser, what it never looks at, and whose wishes it follows."""

import json
from collections import Counter

import pytest
from playwright.async_api import Browser

from tests.journeys.service import Service
from tests.journeys.tracking import BUILT, NEVER, Kept, left, visitor, walk

pytestmark = pytest.mark.skipif(not BUILT.exists(), reason="the tracker is not built: run `make install`")

SECRET_VALUE = "Adalbertine-4711"
FORM = """
<section data-track-feature="profile">
<form data-track-form="profile" onsubmit="return false">
  <input name="nickname"><input type="password" name="password"><textarea name="about"></textarea>
  <select name="status" data-track-filter="status"><option>none</option><option>Adalbertine-4711</option></select>
  <input type="checkbox" name="agreed" value="Adalbertine-4711">
  <button data-track-click="save" data-track-event="job_save" data-track-properties='{"jobId": 7}'>Save</button>
</form>
<form data-track-search="jobs" onsubmit="return false"><input name="query"></form>
<button id="more" data-track-click="more">More</button>
<button id="untold">Nothing</button>
</section>
"""
FAIL = """
setTimeout(() => { throw new TypeError("no field Adalbertine-4711\\n    at http://x/?q=Adalbertine-4711:1:1") });
void Promise.reject(new RangeError("Adalbertine-4711 is too long"));
"""


def named(found: list[Kept], name: str) -> list[dict[str, object]]:
    return [each.properties for each in found if each.name == name]


async def test_clicks_forms_searches_and_filters_are_told_without_a_value(
    collector: Service, opened_browser: Browser
) -> None:
    async with visitor(collector, opened_browser) as ada:
        page = await ada.visit(f"/page?q={SECRET_VALUE}#{SECRET_VALUE}", FORM)
        await page.fill("[name=nickname]", SECRET_VALUE)
        await page.fill("[name=password]", SECRET_VALUE)
        await page.fill("[name=about]", SECRET_VALUE)
        await page.select_option("[name=status]", SECRET_VALUE)
        await page.check("[name=agreed]")
        await page.click("text=Save")
        await page.fill("[name=query]", SECRET_VALUE)
        await page.press("[name=query]", "Enter")
        await page.click("#untold")
        await page.evaluate(FAIL)
        await page.click("#more")
        found = await ada.until("job_save", "form_submit", "search", "filter", "error", "button_click")

        assert named(found, "page_view") == [{"path": "/page", "referrer": ""}]
        changed = {(each["form"], each["field"], each["action"]) for each in named(found, "form_interaction")}
        fields = ("nickname", "password", "about", "status", "agreed")
        assert changed == {("profile", field, "change") for field in fields}
        assert named(found, "filter") == [{"filter": "status", "path": "/page"}]
        assert named(found, "job_save") == [{"button": "save", "path": "/page", "jobId": 7}]
        assert named(found, "form_submit") == [{"form": "profile", "path": "/page", "isValid": True}]
        assert named(found, "search") == [{"search": "jobs", "path": "/page"}]
        assert named(found, "button_click") == [{"button": "more", "path": "/page"}]
        assert Counter(each["kind"] for each in named(found, "error")) == {"TypeError": 1, "RangeError": 1}
        assert all(each["fingerprint"] for each in named(found, "error"))

        stored = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")
        assert SECRET_VALUE not in json.dumps(ada.sent) + stored
        assert await ada.window.context.cookies() == []
        assert ada.window.foreign(collector.url) == []


async def test_pages_within_the_page_are_views_and_ways(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        page = await ada.visit("/page/one")
        await page.evaluate("history.pushState(null, '', '/page/two?x=1')")
        await page.evaluate("history.replaceState(null, '', '/page/two?x=2')")
        await page.evaluate("history.replaceState(null, '', '/page/three#y')")
        await page.go_back()
        await page.wait_for_function("location.pathname === '/page/one'")
        await page.evaluate("careerCopilot.track('step', { n: 1 })")
        found = await ada.until("step", "page_load")
        # Of what happens within a millisecond nobody says what was first.
        assert Counter((each["path"], each["referrer"]) for each in named(found, "page_view")) == {
            ("/page/one", ""): 1,
            ("/page/two", "/page/one"): 1,
            ("/page/three", "/page/two"): 1,
            ("/page/one", "/page/three"): 1,
        }
        ways = Counter((each["fromPath"], each["toPath"], each["trigger"]) for each in named(found, "navigation"))
        assert ways == {
            ("/page/one", "/page/two", "pushState"): 1,
            ("/page/two", "/page/three", "replaceState"): 1,
            ("/page/three", "/page/one", "back"): 1,
        }
        assert [each["path"] for each in named(found, "page_load")] == ["/page/one"]


async def test_time_counts_while_somebody_can_look_and_vitals_when_they_leave(
    collector: Service, opened_browser: Browser
) -> None:
    async with visitor(collector, opened_browser) as ada:
        # The clock of the page is ours: it stands still unless we say otherwise.
        await ada.window.context.add_init_script(
            "let told = 1000; performance.now = () => told; window.pass = (ms) => { told += ms; }; let front = true;"
            "document.hasFocus = () => front; window.look = (on) => { front = on; dispatchEvent(new Event('focus')); };"
        )
        page = await ada.visit("/page/time", f"<h1>Hello</h1>{FORM}")
        await page.click("#more")
        await page.evaluate("pass(5000); look(false); pass(7000); look(true); pass(2500)")
        await page.evaluate("careerCopilot.feature('funnel'); pass(4000); careerCopilot.feature(); pass(20)")
        await page.evaluate("pass(3 * 3600 * 1000)")  # asleep with the page in front
        await page.close(run_before_unload=True)
        found = await ada.until("time_spent", "performance")
        assert Counter((each["feature"], each["seconds"]) for each in named(found, "time_spent")) == {
            ("profile", 7.5): 1,
            ("funnel", 4): 1,
            ("profile", 30): 1,
        }
        told = {each["metric"]: each["value"] for each in named(found, "performance")}
        assert told.keys() >= {"LCP"}
        assert told.keys() <= {"LCP", "CLS", "INP"}


async def test_nothing_is_written_or_sent_before_consent_and_nothing_kept_after_refusal(
    collector: Service, opened_browser: Browser
) -> None:
    async with visitor(collector, opened_browser) as ada:
        page = await ada.visit(consent="required", every=10)
        await page.evaluate("window.tracker = careerCopilot")
        await walk(page, *range(20))
        await page.evaluate("tracker.flush()")
        assert (ada.sent, await left(page)) == ([], [])
        await page.evaluate("tracker.setConsent(true)")
        assert await ada.steps(20) == [*range(20)]
        assert [each.properties["path"] for each in await ada.kept() if each.name == "page_view"] == ["/page"]
        # The other tab of the same browser hears of it.
        other = await ada.open(consent="required", every=NEVER)
        await ada.refusing(0)
        await walk(page, 20)
        await page.evaluate("tracker.setConsent(false)")
        assert await left(page) == ["cct"]
        await other.wait_for_function("localStorage['cct'] === '0'")
        await walk(other, 21)
        await walk(page, 22)
        await ada.accepting()
        await page.evaluate("tracker.flush()")
        await other.evaluate("tracker.flush()")
        await other.close(run_before_unload=True)
        assert await left(page) == ["cct"]
        assert await ada.steps(20) == [*range(20)]


@pytest.mark.parametrize("wish", ["globalPrivacyControl: true", "doNotTrack: '1'"])
async def test_who_asks_not_to_be_tracked_is_not(collector: Service, opened_browser: Browser, wish: str) -> None:
    async with visitor(collector, opened_browser) as ada:
        before = await ada.open(every=NEVER)
        await walk(before, 1)
        name, _, value = wish.partition(": ")
        await ada.window.context.add_init_script(f"Object.defineProperty(navigator, '{name}', {{ value: {value} }})")
        page = await ada.visit(every=10, body=FORM)
        await page.evaluate("window.tracker = careerCopilot")
        await page.click("#more")
        await walk(page, *range(20))
        await page.evaluate("tracker.setConsent(true)")
        await page.evaluate("tracker.flush()")
        assert (ada.sent, await left(page)) == ([], ["cct"])
