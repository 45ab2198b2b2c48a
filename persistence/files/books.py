"""What all sheets of a workbook share: its texts, its styles of dates, its first day."""

import zipfile
from dataclasses import dataclass, field
from datetime import datetime

from domain.errors import ErrorCode, Refusal
from persistence.files.archives import member
from persistence.files.markup import elements, feed, local, new_parser
from persistence.files.sources import Source
from persistence.files.styles import date_styles

_MAX_STRINGS = 32 * 2**20
_MAX_COUNT = 2_000_000


@dataclass(slots=True)
class Book:
    """A workbook; `parts` are its members by their names in lower case. Texts and styles are read when first needed."""

    source: Source
    parts: dict[str, zipfile.ZipInfo]
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no zones
    strings: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    is_loaded: bool = False

    def load(self) -> None:
        """Read the texts and the styles, once for all sheets and walks."""
        if not self.is_loaded:
            self.strings = _shared_strings(self.source, self.parts.get("xl/sharedstrings.xml"))
            self.dates = date_styles(elements(self.source, self.parts, "xl/styles.xml"))
            self.is_loaded = True


def _shared_strings(source: Source, info: zipfile.ZipInfo | None) -> list[str]:
    if info is None:
        return []
    if info.file_size > _MAX_STRINGS:
        raise Refusal(f"{source.name} holds too much text. Save it as CSV.", code=ErrorCode.TOO_LARGE)
    strings: list[str] = []
    pieces: list[str] = []
    inside = {"t": 0, "rPh": 0}  # a text, and the reading aid of East Asian scripts, which is none

    def start(name: str, _: dict[str, str]) -> None:
        tag = local(name)
        if tag == "si":
            pieces.clear()
        elif tag in inside:
            inside[tag] += 1

    def end(name: str) -> None:
        tag = local(name)
        if tag == "si":
            strings.append("".join(pieces))
            if len(strings) > _MAX_COUNT:
                raise Refusal(f"{source.name} holds too many texts. Save it as CSV.", code=ErrorCode.TOO_LARGE)
        elif tag in inside:
            inside[tag] -= 1

    def text(data: str) -> None:
        if inside["t"] and not inside["rPh"]:
            pieces.append(data)

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    for _ in feed(source.name, member(source, info), parser):
        pass
    return strings
