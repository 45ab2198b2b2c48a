"""Pages of the documentation: their code blocks and tables, for comparing what is said with what is so."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"

_BLOCK = re.compile(r"^```(\w+)(?: ([\w-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `name` is the second word of its fence, by which blocks that belong together are found."""

    language: str
    name: str | None
    text: str


def blocks(page: Path) -> list[Block]:
    """All fenced blocks, in order."""
    return [Block(language, name or None, text) for language, name, text in _BLOCK.findall(page.read_text())]


def block(page: Path, language: str, name: str) -> str:
    """The text of the one block with this language and name."""
    (found,) = (each.text for each in blocks(page) if (each.language, each.name) == (language, name))
    return found


def table(page: Path, heading: str) -> list[list[str]]:
    """The rows below the header of the first table of a section, cell by cell."""
    text = page.read_text()
    title = re.search(rf"^#+ {re.escape(heading)}$", text, re.MULTILINE)
    assert title is not None, f"{page.name} has no section {heading!r}"
    section = re.split(r"^#", text[title.end() :], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    assert len(rows) > 2, f"{page.name} has no table below {heading!r}"
    return [[cell.strip() for cell in _CELLS.split(row)[1:-1]] for row in rows[2:]]


def names(text: str) -> list[str]:
    """Everything in backticks."""
    return re.findall(r"`([^`]+)`", text)
