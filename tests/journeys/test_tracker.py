"""The tracker in a real browser, against the real server: whatever happens, each event is counted exactly once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, Route

from domain.access import Role
from server.auth import issue
from tests.journeys.service import SECRET, Service, token
from tests.journeys.tracking import BUILT, NEVER, left, visitor, walk
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(not BUILT.exists(), reason="the tracker is not built: run `make install`")

SHIFTED = """
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(Real.now() + SHIFT); }
  static now() { return Real.now() + SHIFT; }
};
"""


async def crash(page: Page) -> None:
    """The end of a tab that has no time to say anything."""
    session = await page.context.new_cdp_session(page)
    async with asyncio.timeout(PATIENCE):
        crashed = asyncio.ensure_future(page.wait_for_event("crash"))
        await asyncio.sleep(0)
        ending = asyncio.ensure_future(session.send("Page.crash"))
        await crashed
        ending.cancel()
    await page.close()


async def test_ten_are_sent_at_once_and_fewer_wait(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        page = await ada.open(every=NEVER)
        await walk(page, *range(9))
        assert ada.sent == []
        await walk(page, 9)
        assert await ada.steps(10) == [*range(10)]
        assert [len(batch) for batch in ada.sent] == [10]
        await page.wait_for_function("Object.keys(localStorage).filter((key) => /^cct\\..+\\./.test(key)).length === 0")


async def test_fewer_are_sent_when_the_time_is_up(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        page = await ada.open(every=100)
        await walk(page, 1)
        assert await ada.steps(1) == [1]


async def test_what_waits_leaves_with_the_page(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        page = await ada.open(every=NEVER)
        await walk(page, 1, 2, 3)
        assert ada.sent == []
        await page.close(run_before_unload=True)
        assert await ada.steps(3) == [1, 2, 3]


async def test_what_a_crash_left_is_sent_by_the_next_page(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        page = await ada.open(every=NEVER)
        await walk(page, 1, 2, 3)
        await crash(page)
        assert ada.sent == []
        await ada.open(every=NEVER)
        assert await ada.steps(3) == [1, 2, 3]
        assert ada.twice == []


async def test_after_an_error_the_same_are_sent_again(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        await ada.refusing(500, times=2)
        page = await ada.open()
        await walk(page, 1, 2, 3)
        await ada.heard()
        await walk(page, 4)
        assert await ada.steps(4) == [1, 2, 3, 4]


@pytest.mark.parametrize("status", [429, 503])
async def test_who_asks_for_a_pause_gets_it(collector: Service, opened_browser: Browser, status: int) -> None:
    async with visitor(collector, opened_browser) as ada:
        await ada.refusing(status, times=1, **{"Retry-After": "3600"})
        page = await ada.open(every=20, size=1)
        await walk(page, 1)
        await ada.heard()
        await page.evaluate("tracker.flush()")  # which ends when the answer has been read
        await walk(page, *range(2, 20))
        await page.evaluate("tracker.flush()")
        assert len(ada.sent) == 1
        # What waits is there for whoever comes later.
        await page.close()
        await ada.open()
        assert await ada.steps(19) == [*range(1, 20)]


async def test_an_answer_that_is_lost_makes_nothing_count_twice(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        losses = iter(range(2))

        async def lose(route: Route) -> None:
            if next(losses, None) is None:
                await route.continue_()
            else:
                assert (await route.fetch()).status == 202
                await route.abort()

        await ada.window.context.route("**/collect", lose)
        page = await ada.open()
        await walk(page, 1, 2, 3)
        await ada.heard(3)
        assert await ada.steps(3) == [1, 2, 3]
        assert len(ada.twice) == 3


async def test_offline_through_a_reload_and_back(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        page = await ada.open()
        await ada.window.context.set_offline(True)
        await walk(page, *range(30))
        await ada.window.context.set_offline(False)
        assert await ada.steps(30) == [*range(30)]
        await ada.refusing(0)
        await walk(page, *range(30, 50))
        await page.reload()
        await page.wait_for_function("window.tracker !== undefined")
        await walk(page, *range(50, 60))
        await ada.accepting()
        await page.evaluate("dispatchEvent(new Event('online'))")
        assert await ada.steps(60) == [*range(60)]


async def test_of_two_tabs_at_work_everything_counts_once(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        first, second = await ada.open(every=5), await ada.open(every=5)
        await walk(first, 100)
        await second.wait_for_function("localStorage['cct.s'] !== undefined")  # tabs hear of each other a little later
        for start in range(0, 100, 10):
            await asyncio.gather(walk(first, *range(start, start + 5)), walk(second, *range(start + 5, start + 10)))
        assert await ada.steps(101) == [*range(101)]
        assert len({each.session for each in await ada.kept()}) == 1


async def test_what_a_dead_tab_left_is_sent_by_another(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        first, second = await ada.open(every=NEVER), await ada.open(every=NEVER)
        await walk(first, 1, 2)
        await walk(second, 3)
        await crash(first)
        await second.evaluate("tracker.flush()")
        assert await ada.steps(3) == [1, 2, 3]
        assert ada.twice == []


@pytest.mark.parametrize("hours", [-30, 5])
async def test_a_wrong_clock_is_put_right(collector: Service, opened_browser: Browser, hours: int) -> None:
    async with visitor(collector, opened_browser) as ada:
        await ada.window.context.add_init_script(SHIFTED.replace("SHIFT", str(hours * 3_600_000)))
        began = datetime.now(UTC)
        page = await ada.open()
        await walk(page, 1, 2)
        assert await ada.steps(2) == [1, 2]
        ended = datetime.now(UTC)
        told = {datetime.fromisoformat(event["occurredAt"]) for batch in ada.sent for event in batch}
        slack = timedelta(hours=1)
        assert all(abs(at - began - timedelta(hours=hours)) < slack for at in told)
        assert all(began - slack < each.at < ended + slack for each in await ada.kept())


async def test_more_than_may_wait_goes_by_age_and_weight_and_is_counted(
    collector: Service, opened_browser: Browser
) -> None:
    async with visitor(collector, opened_browser) as ada:
        await ada.refusing(0)
        page = await ada.open(limit=5)
        for number in range(3):
            await page.evaluate(f"tracker.track('follow_up', {{ applicationId: 'a-{number}' }})")
        for number in range(10):
            await walk(page, number)
            # Age is told by milliseconds.
            await page.evaluate("(async (now) => { while (Date.now() === now); })(Date.now())")
        await ada.accepting()
        await page.evaluate("dispatchEvent(new Event('online'))")
        found = await ada.until("follow_up", "step")
        assert [each.properties["applicationId"] for each in found if each.name == "follow_up"] == ["a-0", "a-1", "a-2"]
        steps = [each.properties for each in found if each.name == "step"]
        assert [each["n"] for each in steps] == [8, 9]
        # Those dropped are told of by the next, and again by another when that is dropped as well.
        assert sum(each.get("droppedEvents", 0) for each in steps) + await dropped(page) == 8


async def dropped(page: Page) -> int:
    """How many dropped events nobody was told of yet."""
    return int(await page.evaluate("+(localStorage['cct.d'] || 0)"))


async def test_who_cannot_be_taken_costs_nobody_else_anything(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        page = await ada.open(every=NEVER, size=1_000)
        # 20,000 letters of three bytes: too large for the server, which refuses a request of nothing else.
        await page.evaluate("['€', '€', '€'].forEach((text) => tracker.track('large', { text: text.repeat(20_000) }))")
        await page.evaluate("tracker.track('huge', { text: 'x'.repeat(40_000) })")
        await page.evaluate("const ring = {}; ring.ring = ring; tracker.track('ring', ring)")
        await page.evaluate("tracker.flush()")
        await walk(page, 1, 2)
        await page.evaluate("tracker.flush()")
        assert await ada.steps(2) == [1, 2]
        told = {each.properties["n"]: each.properties for each in await ada.kept()}
        assert told == {1: {"n": 1, "droppedEvents": 5}, 2: {"n": 2}}


async def test_without_a_valid_token_everything_waits_for_one(collector: Service, opened_browser: Browser) -> None:
    async with visitor(collector, opened_browser) as ada:
        stale = issue(
            ada.user.subject,
            Role.MEMBER,
            secret=SECRET,
            now=datetime.now(UTC),
            lifetime=timedelta(hours=-1),
            audience=None,
        )
        page = await ada.open(token=None)
        await walk(page, 1)
        assert ada.sent == []
        async with page.expect_response("**/collect") as refused:
            await page.evaluate("(token) => tracker.signIn(token)", stale)
        assert (await refused.value).status == 401
        await walk(page, *range(2, 20))
        await page.evaluate("tracker.flush()")
        assert len(ada.sent) == 1
        await page.evaluate("(token) => tracker.signIn(token)", ada.token)
        assert await ada.steps(19) == [*range(1, 20)]


async def test_nobodys_events_become_those_of_who_signs_in_and_nobody_elses(
    collector: Service, opened_browser: Browser
) -> None:
    async with visitor(collector, opened_browser) as ada, visitor(collector, opened_browser) as ravi:
        page = await ada.open(token=None)
        await walk(page, 1)
        assert await left(page) == []
        await page.evaluate("(token) => tracker.signIn(token)", ada.token)
        assert await ada.steps(1) == [1]
        await ada.refusing(0)
        await walk(page, 2)
        await page.evaluate("tracker.signOut()")
        await walk(page, 3)
        await ada.accepting()
        await page.evaluate("dispatchEvent(new Event('online'))")
        await page.evaluate("(token) => tracker.signIn(token)", ravi.token)
        assert await ravi.steps(1) == [3]
        # What could not be sent in time waits for its owner, whatever token they bring.
        again = token(ada.user)
        await page.evaluate("(token) => tracker.signIn(token)", again)
        assert await ada.steps(2) == [1, 2]
        assert await ravi.steps(1) == [3]
        assert {each.session for each in await ada.kept()} & {each.session for each in await ravi.kept()} == set()
