"""The explorer: a page for browsers, JSON for everything else, and nothing from another machine."""

from pathlib import Path

import pytest

from server.explorer import Explorer
from tests.server.house import GRAPHQL, house

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>explorer</title>", encoding="utf-8")
    return tmp_path


async def test_a_browser_gets_the_page(folder: Path) -> None:
    async with house(explorer=Explorer(folder)) as home:
        response = await home.client.get("/graphql", headers={"accept": BROWSER, "sec-fetch-site": "cross-site"})
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/html")
        assert "<title>explorer</title>" in response.text
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_browser_with_a_question_gets_no_page_and_no_answer(folder: Path) -> None:
    async with house(explorer=Explorer(folder)) as home:
        response = await home.client.get("/graphql", params={"query": "{hello}"}, headers={"accept": BROWSER})
        assert response.status_code == 403
        assert home.witness.contexts == 0


async def test_clients_that_prefer_json_get_json(folder: Path) -> None:
    async with house(explorer=Explorer(folder)) as home:
        for accept in (GRAPHQL, f"text/html;q=0.5, {GRAPHQL}", "*/*"):
            response = await home.client.get("/graphql", headers={"accept": accept, "x-requested-with": "x"})
            assert response.status_code == 400
            assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_without_a_built_page_the_answer_says_what_to_send(tmp_path: Path) -> None:
    async with house(explorer=Explorer(tmp_path)) as home:
        response = await home.client.get("/graphql", headers={"accept": "text/html"})
        assert response.status_code == 406
        assert "application/json" in response.json()["errors"][0]["message"]
