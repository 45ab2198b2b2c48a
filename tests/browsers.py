"""A real browser for tests: Debian's chromium, led by Playwright. One process a session, a window of its own a test."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebError,
    async_playwright,
    expect,
)

from tests.patience import PATIENCE

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = PATIENCE
# What a page may ask without leaving the machine for it.
INSIDE = ("data:", "blob:", "about:")
# What Playwright itself says on the console of a window with `service_workers="block"`.
ITS_OWN = "Service Worker registration blocked by Playwright"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
LOOKS: dict[str, dict[str, Any]] = {
    "light-wide": {"color_scheme": "light"},
    "dark-phone": {"color_scheme": "dark", **PHONE},
}
"""The two that are farthest from each other, as options of `window`."""

expect.set_options(timeout=SECONDS * 1000)


def need(program: str) -> str:
    """The program, or a skip that says how to run the test; in CI its absence is a failure."""
    found = shutil.which(program)
    if found is None:
        sentence = f"needs {program}: `apt-get install {program}`, then run the suite again"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


@pytest.fixture(scope="session")
async def opened_browser() -> AsyncIterator[Browser]:
    """The browser of the session; ask it for windows."""
    program = need("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


@dataclass(eq=False)  # no slots: Playwright writes on objects whose methods it calls
class Window:
    """Tabs that share a profile: storage, cookies, network. Nothing in it is known to other windows.

    `requests` are the addresses its pages asked for, `complaints` what their consoles said that is no good.
    """

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def tab(self, address: str | None = None) -> Page:
        """Another tab, at an address."""
        page = await self.context.new_page()
        if address is not None:
            await page.goto(address)
        return page

    def foreign(self, own: str) -> list[str]:
        """What was asked of anybody but the server at `own`."""
        ours = (own, own.replace("http", "ws", 1), *INSIDE)
        return [each for each in self.requests if not each.startswith(ours)]

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and message.text != ITS_OWN:
            self.complaints.append(f"{message.type}: {message.text}")

    def _thrown(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    def listen(self) -> None:
        """Hear what its pages ask and say from now on."""
        self.context.on("request", self._asked)
        self.context.on("console", self._said)
        self.context.on("weberror", self._thrown)


@asynccontextmanager
async def window(browser: Browser, **options: Any) -> AsyncIterator[Window]:
    """A fresh window, closed afterwards. `options` are those of Playwright's `new_context`, such as `**PHONE`,
    `color_scheme="dark"`, `reduced_motion="reduce"`, `locale` or `timezone_id`; 1280 x 800 unless they say otherwise.
    """
    context = await browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    context.set_default_timeout(SECONDS * 1000)
    opened = Window(context)
    opened.listen()
    try:
        yield opened
    finally:
        await context.close()
