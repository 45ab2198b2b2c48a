"""The first load of the dashboard's page of the day in a browser that is held back: a slow line, a slow processor."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from shutil import which
from statistics import median
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Page, Response, async_playwright

from benchmarks.machines import pin
from benchmarks.stages import ADA, Ground, served, token
from benchmarks.tables import table

# The "slow 4G" of Lighthouse: 1.6 Mbit/s down, 0.75 up, 150 ms there and back, a processor a quarter as fast as here.
LINE: Final = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER: Final = 4
WAITS: Final = 120.0
# Shown: every number of the page is there, and nothing stands in for one that is on its way.
OBSERVED: Final = """
    globalThis.seen = { shown: null, tasks: [], shifts: 0 };
    const isShown = () => document.querySelectorAll("[data-metric]").length === 6
        && document.querySelector("main .animate-pulse") === null;
    new MutationObserver(() => isShown() && (seen.shown ??= performance.now()))
        .observe(document, { subtree: true, childList: true });
    new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) seen.tasks.push([startTime, startTime + duration]);
    }).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) seen.shifts += value;
    }).observe({ type: "layout-shift", buffered: true });
"""
PAINTED: Final = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
QUIET: Final = 500.0


@dataclass(frozen=True, slots=True)
class Load:
    """One load: milliseconds since it was begun, bytes as they were sent, what jumped (0: nothing)."""

    painted: float
    shown: float
    interactive: float
    shifts: float
    script: int
    bytes: int
    requests: int


def interactive(shown: float, tasks: Sequence[tuple[float, float]]) -> float:
    """The first moment with the numbers shown after which no long task begins or goes on for half a second."""
    free = shown
    for begin, end in sorted(tasks):
        if end > free and begin < free + QUIET:
            free = end
    return free


def print_loading(grounds: Ground, *, rounds: int) -> None:
    """Load the page so often, each time in a fresh browser profile and then once more in the same; print medians."""
    pin(0, grounds.cores.all)  # browsers have several processes
    # Nothing is remembered between requests but what a server remembers by itself.
    with served(grounds, "server", "serve", "--port", settings={"ANALYTICS_CACHE_TTL_MINUTES": "15"}) as up:
        address = f"http://127.0.0.1:{up.port}/#token={token(ADA)}"
        first, again = asyncio.run(_measure(address, rounds))
    pin(0, grounds.cores.load)
    head = ["Today", "painted ms", "numbers ms", "interactive ms", "of", "shift", "script kB", "all kB", "requests"]
    print(f"### The page of the day on a slow line\n\n{table(head, [_row('first', first), _row('again', again)])}\n")


def _row(name: str, loads: Sequence[Load]) -> list[str]:
    times = sorted(each.interactive for each in loads)
    return [
        name,
        f"{median(each.painted for each in loads):,.0f}",
        f"{median(each.shown for each in loads):,.0f}",
        f"{median(times):,.0f}",
        f"{times[0]:,.0f} to {times[-1]:,.0f}",
        f"{max(each.shifts for each in loads):.3f}",
        f"{median(each.script for each in loads) / 1_000:.0f}",
        f"{median(each.bytes for each in loads) / 1_000:.0f}",
        f"{median(each.requests for each in loads):.0f}",
    ]


async def _measure(address: str, rounds: int) -> tuple[list[Load], list[Load]]:
    program = which("chromium")
    if program is None:
        raise SystemExit("the loading of the page needs chromium: `apt-get install chromium`")
    first, again = [], []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--disable-gpu"])
        for turn in range(rounds + 1):
            fresh, repeated = await _twice(browser, address)
            if turn:  # the first warms the server
                first.append(fresh)
                again.append(repeated)
        await browser.close()
    return first, again


async def _twice(browser: Browser, address: str) -> tuple[Load, Load]:
    # The service worker is not held back by the browser, so it would make the second load faster than it is.
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, service_workers="block")
    loads = await _load(context, address), await _load(context, address)
    await context.close()
    return loads


async def _until(page: Page, condition: str) -> None:
    # Asked from here, because the page's own policy forbids the browser to read conditions as scripts.
    async with asyncio.timeout(WAITS):
        while not await page.evaluate(f"new Promise((told) => setTimeout(() => told({condition}), 100))"):
            pass


async def _load(context: BrowserContext, address: str) -> Load:
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", LINE)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await page.add_init_script(OBSERVED)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    await page.goto(address, timeout=WAITS * 1_000)
    await _until(page, "seen.shown !== null")
    count = len(answers)
    await _until(page, "performance.now() - Math.max(seen.shown, ...seen.tasks.map(([, end]) => end)) > 1000")
    seen: dict[str, Any] = await page.evaluate("seen")
    painted: float = await page.evaluate(PAINTED)
    sizes = [(each.url, max((await each.request.sizes())["responseBodySize"], 0)) for each in answers[:count]]
    await page.close()
    return Load(
        painted=painted,
        shown=seen["shown"],
        interactive=interactive(seen["shown"], seen["tasks"]),
        shifts=seen["shifts"],
        script=sum(size for url, size in sizes if url.endswith(".js")),
        bytes=sum(size for _, size in sizes),
        requests=count,
    )
