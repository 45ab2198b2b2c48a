"""The bundled explorer asks nobody but its own server, from the lock file to the page."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

DASHBOARD = Path(__file__).parents[2] / "dashboard"
SCHEMA = DASHBOARD.parent / "schema" / "schema.graphql"
BUILT = DASHBOARD / "dist" / "explorer"
needs_build = pytest.mark.skipif(not BUILT.exists(), reason="the explorer is not built: run `make dashboard`")


class Addresses(HTMLParser):
    """What a page loads, and what it would run by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.loaded += [value for name, value in attrs if name in ("src", "href") and value]
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag in ("script", "style") and "src" not in given:
            self.inline.append(tag)


def test_the_lock_names_no_registry_and_every_part_has_a_hash() -> None:
    parts = json.loads((DASHBOARD / "package-lock.json").read_text())["packages"]
    parts.pop("")
    assert len(parts) > 100
    # What lies inside another part has that part's hash.
    own = {name: part for name, part in parts.items() if not part.get("inBundle")}
    assert [name for name, part in own.items() if "resolved" in part or "integrity" not in part] == []


@needs_build
def test_the_page_loads_only_built_files_and_runs_nothing_inline() -> None:
    page = Addresses()
    page.feed((BUILT / "index.html").read_text())
    assert page.inline == []
    assert len(page.loaded) >= 3
    assert [path for path in page.loaded if not re.fullmatch(r"/explorer/assets/[\w-]+-[\w-]{8}\.\w+", path)] == []
    assert [path for path in page.loaded if not (BUILT / path.removeprefix("/explorer/")).is_file()] == []


@needs_build
def test_the_styles_load_nothing_from_elsewhere() -> None:
    styles = list((BUILT / "assets").glob("*.css"))
    addresses = [address for path in styles for address in re.findall(r"url\(([^)]{0,20})", path.read_text())]
    assert len(addresses) > 10
    ours = ("data:", "/explorer/assets/")
    assert [address for address in addresses if not address.strip("\"'").startswith(ours)] == []


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema is not written: run `make schema`")
def test_the_first_query_fits_the_schema() -> None:
    first = (DASHBOARD / "explorer" / "first.graphql").read_text()
    assert validate(build_schema(SCHEMA.read_text()), parse(first)) == []
