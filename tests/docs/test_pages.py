"""Pages that hang together: links lead somewhere, decisions have their own numbers, the CHANGELOG knows the version."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, README, ROOT

CHANGELOG = ROOT / "CHANGELOG.md"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = [README, CHANGELOG, *sorted(DOCS.rglob("*.md"))]


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        led = page.parent / name if name else page
        assert led.exists(), target
        assert not anchor or anchor in _anchors(led), target


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [page.name[:4] for page in DECISIONS]
    assert len(numbers) == len(set(numbers)) >= 10
    for page in DECISIONS:
        title = page.read_text().splitlines()[0]
        assert re.fullmatch(rf"# {page.name[:4]}: .+", title), page.name


def test_a_decision_fits_a_page() -> None:
    assert [page.name for page in DECISIONS if len(page.read_text().split()) > 700] == []


def test_the_changelog_begins_with_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    headings = re.findall(r"^## (\S+) — (unreleased|\d{4}-\d{2}-\d{2})$", CHANGELOG.read_text(), re.MULTILINE)
    assert headings[0][0] == version
