"""XLSX workbooks as rows, streamed from their XML.

Not by python-calamine: it holds a sheet as a dense grid, so one cell at XFD1048576 in a file of one kilobyte makes it
ask for 512 GB and end the whole process. Here a row costs what its cells cost, and entities and document types are
refused.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from xml.parsers import expat

from domain.errors import ErrorCode, Refusal
from domain.imports.tables import Row, Table
from persistence.files.archives import member
from persistence.files.limits import MAX_COLUMNS, MAX_ROWS
from persistence.files.sources import Source
from persistence.files.styles import date_styles

_CHUNK = 2**16
_MAX_STRINGS = 32 * 2**20
_MAX_COUNT = 2_000_000
_MAX_SHEETS = 20
_MAX_CELL = 2**17
_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"))


@dataclass(slots=True)
class _Book:
    """What all sheets share."""

    source: Source
    parts: dict[str, zipfile.ZipInfo]
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no zones
    strings: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    is_loaded: bool = False

    def load(self) -> None:
        """Read the texts and the styles, once for all sheets and walks."""
        if not self.is_loaded:
            self.strings = _shared_strings(self)
            self.dates = date_styles(_elements(self, "xl/styles.xml"))
            self.is_loaded = True


def workbook_tables(source: Source, found: list[zipfile.ZipInfo]) -> list[Table]:
    """The sheets of a workbook that have cells, in its order. Raises Refusal when it is broken or protected."""
    parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in found}
    sheets, is_1904 = _sheets(source, parts)
    if not sheets:
        raise Refusal(f"{source.name} has no sheets. Save it again as XLSX or CSV.", code=ErrorCode.UNREADABLE_FILE)
    book = _Book(source, parts)
    if is_1904:
        book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - spreadsheets know no zones
    return [_table(book, name, info) for name, info in sheets[:_MAX_SHEETS]]


def _table(book: _Book, name: str, info: zipfile.ZipInfo) -> Table:
    title = f'{book.source.name} › sheet "{name}"'

    def rows() -> Iterator[Row]:
        book.load()
        yield from _Sheet(book, title).rows(member(book.source, info))

    return Table(name=title, rows=rows, size=info.file_size)


def _sheets(source: Source, parts: dict[str, zipfile.ZipInfo]) -> tuple[list[tuple[str, zipfile.ZipInfo]], bool]:
    book = _Book(source, parts)
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for name, attributes in _elements(book, "xl/_rels/workbook.xml.rels")
        if name == "Relationship"
    }
    sheets: list[tuple[str, zipfile.ZipInfo]] = []
    is_1904 = False
    for name, attributes in _elements(book, "xl/workbook.xml"):
        if name == "workbookPr":
            is_1904 = attributes.get("date1904", "").lower() in ("1", "true")
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            target = targets.get(
                next((value for key, value in attributes.items() if key.split(":")[-1] == "id"), ""), ""
            )
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            info = parts.get(path.lower())
            if info is not None:
                sheets.append((attributes.get("name", "?")[:60], info))
    return sheets, is_1904


def _feed(book: _Book, source: Source, parser: Any) -> Iterator[int]:
    """Parse piece by piece, telling after each how many bytes were read; trouble becomes a refusal."""

    def refuse_entities(*_: object) -> None:
        raise Refusal(
            f"{book.source.name} declares XML entities, which no spreadsheet needs. Save it again as XLSX or CSV.",
            code=ErrorCode.UNREADABLE_FILE,
        )

    parser.StartDoctypeDeclHandler = refuse_entities
    parser.EntityDeclHandler = refuse_entities
    parser.buffer_text = True
    read = 0
    try:
        with source.open() as file:
            while chunk := file.read(_CHUNK):
                read += len(chunk)
                parser.Parse(chunk, False)
                yield read
            parser.Parse(b"", True)
            yield read
    except expat.ExpatError:
        raise Refusal(
            f"{book.source.name} is a damaged workbook ({source.name.rsplit('/', 1)[-1]}). "
            "Save it again as XLSX or CSV.",
            code=ErrorCode.UNREADABLE_FILE,
        ) from None


def _elements(book: _Book, part: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part with their attributes; none when the part is missing."""
    info = book.parts.get(part)
    if info is None:
        return []
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((_local(name), attributes))
    for _ in _feed(book, member(book.source, info), parser):
        if len(found) > MAX_ROWS:
            raise Refusal(f"{book.source.name} is too large in its {part}. Save it as CSV.", code=ErrorCode.TOO_LARGE)
    return found


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def _shared_strings(book: _Book) -> list[str]:
    info = book.parts.get("xl/sharedstrings.xml")
    if info is None:
        return []
    if info.file_size > _MAX_STRINGS:
        raise Refusal(f"{book.source.name} holds too much text. Save it as CSV.", code=ErrorCode.TOO_LARGE)
    strings: list[str] = []
    pieces: list[str] = []
    inside = {"t": 0, "rPh": 0}

    def start(name: str, _: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "si":
            pieces.clear()
        elif tag in inside:
            inside[tag] += 1

    def end(name: str) -> None:
        tag = _local(name)
        if tag == "si":
            strings.append("".join(pieces))
            if len(strings) > _MAX_COUNT:
                raise Refusal(f"{book.source.name} holds too many texts. Save it as CSV.", code=ErrorCode.TOO_LARGE)
        elif tag in inside:
            inside[tag] -= 1

    def text(data: str) -> None:
        if inside["t"] and not inside["rPh"]:
            pieces.append(data)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    for _ in _feed(book, member(book.source, info), parser):
        pass
    return strings


@dataclass(slots=True)
class _Sheet:
    """The state of walking one sheet."""

    book: _Book
    title: str
    ready: list[Row] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    line: int = 0
    column: int = -1
    kind: str = "n"
    style: int = 0
    value: list[str] = field(default_factory=list)
    is_value: bool = False
    count: int = 0
    length: int = 0

    def rows(self, source: Source) -> Iterator[Row]:
        """The rows that have cells, as they are read."""
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        for read in _feed(self.book, source, parser):
            for row in self.ready:
                yield row._replace(position=read)
            self.ready.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "row":
            self.line = int(attributes["r"]) if attributes.get("r", "").isdigit() else self.line + 1
            self.cells, self.column = [], -1
        elif tag == "c":
            self.column = _column(attributes.get("r", ""), self.column + 1)
            self.kind = attributes.get("t", "n")
            self.style = int(attributes["s"]) if attributes.get("s", "").isdigit() else 0
            self.value.clear()
            self.length = 0
        elif tag in ("v", "t"):
            self.is_value = True

    def _end(self, name: str) -> None:
        tag = _local(name)
        if tag in ("v", "t"):
            self.is_value = False
        elif tag == "c":
            self._keep("".join(self.value))
        elif tag == "row" and any(self.cells):
            self.count += 1
            if self.count > MAX_ROWS + 1:
                raise Refusal(f"{self.title} has more than {MAX_ROWS:,} rows. Split it.", code=ErrorCode.TOO_LARGE)
            self.ready.append(Row(self.line, self.cells, 0))

    def _text(self, data: str) -> None:
        if not self.is_value:
            return
        self.length += len(data)
        if self.length > _MAX_CELL:
            raise Refusal(f"{self.title} has a cell of more than {_MAX_CELL:,} signs.", code=ErrorCode.TOO_LARGE)
        self.value.append(data)

    def _keep(self, raw: str) -> None:
        if not raw:
            return
        if self.column >= MAX_COLUMNS:
            raise Refusal(
                f"{self.title} has a cell in column {self.column + 1:,}, "
                f"and {MAX_COLUMNS:,} is the most. Delete stray cells.",
                code=ErrorCode.TOO_LARGE,
            )
        self.cells += [""] * (self.column + 1 - len(self.cells))
        self.cells[self.column] = self._shown(raw)

    def _shown(self, raw: str) -> str:
        if self.kind == "s":
            return self.book.strings[int(raw)] if raw.isdigit() and int(raw) < len(self.book.strings) else ""
        if self.kind == "b":
            return "Yes" if raw == "1" else "No"
        if self.kind == "e" or raw in _ERRORS:
            return ""
        if self.kind != "n":
            return raw
        try:
            number = float(raw)
        except ValueError:
            return raw
        if self.style in self.book.dates and 0 < number < 2_958_466:
            return _moment(self.book.epoch, number)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else raw


def _column(reference: str, following: int) -> int:
    """The index of the column in a reference such as "AB12"; the following one when there is no reference."""
    index = 0
    for sign in reference[:4].upper():
        if not "A" <= sign <= "Z":
            break
        index = index * 26 + ord(sign) - 64
    return index - 1 if index else following


def _moment(epoch: datetime, days: float) -> str:
    """A date, with its time of day unless it is midnight, in ISO form; a time alone stays a fraction of a day."""
    if days < 1:
        return str(days)
    moment = epoch + timedelta(seconds=round(days * 86_400))
    return moment.date().isoformat() if days.is_integer() else moment.isoformat(sep=" ")
