"""One sheet of a workbook as rows, streamed from its XML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.errors import ErrorCode, Refusal
from domain.imports.tables import Row
from persistence.files.books import Book
from persistence.files.limits import MAX_COLUMNS, MAX_ROWS
from persistence.files.markup import feed, local, new_parser, whole
from persistence.files.sources import Source

_MAX_CELL = 2**17
_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"))


@dataclass(slots=True)
class Sheet:
    """The state of walking one sheet."""

    book: Book
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
        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        for read in feed(self.book.source.name, source, parser):
            for row in self.ready:
                yield row._replace(position=read)
            self.ready.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "row":
            self.line = whole(attributes.get("r", ""), self.line + 1)
            self.cells, self.column = [], -1
        elif tag == "c":
            self.column = _column(attributes.get("r", ""), self.column + 1)
            self.kind = attributes.get("t", "n")
            self.style = whole(attributes.get("s", ""), 0)
            self.value.clear()
            self.length = 0
        elif tag in ("v", "t"):
            self.is_value = True

    def _end(self, name: str) -> None:
        tag = local(name)
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
            place = whole(raw, len(self.book.strings))
            return self.book.strings[place] if place < len(self.book.strings) else ""
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
