"""CSV, TSV and their kin as rows, a line at a time."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from math import log
from typing import BinaryIO

from domain.errors import ErrorCode, Refusal
from domain.imports.tables import Row, Table
from persistence.files.encodings import MAX_LINE, find_encoding
from persistence.files.limits import MAX_COLUMNS, MAX_ROWS
from persistence.files.sources import Source

_SAMPLE = 2**16
_DELIMITERS = ",;\t|"
_MAX_RECORD = 4 * MAX_LINE


@dataclass(slots=True)
class _Lines:
    """Lines of a text file, none longer than MAX_LINE, and how much was read since the last finished record."""

    file: TextIOWrapper
    name: str
    since_record: int = 0
    number: int = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.file.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.since_record += len(line)
        if len(line) > MAX_LINE or self.since_record > _MAX_RECORD:
            raise Refusal(
                f"{self.name} has a record longer than {MAX_LINE // 2**20} MB at line {self.number}. "
                "Perhaps a quotation mark is never closed; check that it is the right file.",
                code=ErrorCode.TOO_LARGE,
            )
        if "\0" in line:
            raise Refusal(
                f"{self.name} has a null character in line {self.number}, so it is damaged. Export it again.",
                code=ErrorCode.UNREADABLE_FILE,
            )
        return line


def text_table(source: Source) -> Table:
    """The table of a text file; its encoding and delimiter are found first. Raises Refusal, also while it is walked."""
    encoding, errors = find_encoding(source)
    with TextIOWrapper(source.open(), encoding=encoding, errors=errors, newline="") as file:
        try:
            sample = file.read(_SAMPLE)
        except UnicodeError:
            raise _undecodable(source, encoding) from None
    if not sample.strip("\ufeff \t\r\n,;|\0"):
        raise Refusal(f"{source.name} has nothing in it. Export it again.", code=ErrorCode.UNREADABLE_FILE)
    declared = _declared_delimiter(sample)
    delimiter = declared or _sniff(sample, is_tsv=source.name.lower().endswith((".tsv", ".tab")))

    def rows() -> Iterator[Row]:
        raw = source.open()
        with TextIOWrapper(raw, encoding=encoding, errors=errors, newline="") as file:
            yield from _rows(source, raw, file, delimiter, skip_first=declared is not None)

    return Table(name=source.name, rows=rows, size=source.size, delimiter=delimiter)


def _rows(source: Source, raw: BinaryIO, file: TextIOWrapper, delimiter: str, *, skip_first: bool) -> Iterator[Row]:
    lines = _Lines(file, source.name)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    count, above = 0, 0
    try:
        for cells in reader:
            line, above, lines.since_record = above + 1, lines.number, 0
            if skip_first:
                skip_first = False
                continue
            if not cells:
                continue
            count += 1
            if count == 1:
                cells[0] = cells[0].lstrip("\ufeff")
            if count > MAX_ROWS + 1:
                raise Refusal(
                    f"{source.name} has more than {MAX_ROWS:,} rows. Split it into several files.",
                    code=ErrorCode.TOO_LARGE,
                )
            if len(cells) > MAX_COLUMNS:
                raise Refusal(
                    f"Line {line} of {source.name} has {len(cells):,} cells, and {MAX_COLUMNS:,} is the most. "
                    "Check that it is the right file.",
                    code=ErrorCode.TOO_LARGE,
                )
            yield Row(line, cells, raw.tell())
    except csv.Error as error:
        raise Refusal(
            f"{source.name} is not well-formed at line {lines.number}: {_plain(error)}. "
            "Export it again, or save it as XLSX.",
            code=ErrorCode.UNREADABLE_FILE,
        ) from None
    except UnicodeError:
        raise _undecodable(source, file.encoding) from None


def _plain(error: csv.Error) -> str:
    message = str(error)
    if "unexpected end of data" in message:
        return "a quotation mark is opened and never closed"
    if "expected after" in message:
        return "text follows a closing quotation mark"
    if "field larger" in message:
        return "a cell is longer than 128 kB, perhaps because a quotation mark is never closed"
    return "its quotation marks do not match"


def _undecodable(source: Source, encoding: str) -> Refusal:
    return Refusal(
        f"{source.name} begins like {encoding} text and is damaged further on. Save it as UTF-8 and try again.",
        code=ErrorCode.UNREADABLE_FILE,
    )


def _declared_delimiter(sample: str) -> str | None:
    """Excel's own first line, "sep=;"."""
    first = sample.lstrip("\ufeff").splitlines()[0] if sample.strip() else ""
    return first[4] if len(first) == 5 and first.lower().startswith("sep=") else None


def _sniff(sample: str, *, is_tsv: bool) -> str:
    """The delimiter that cuts the beginning into the most columns most evenly."""
    scores = {delimiter: _evenness(sample, delimiter) for delimiter in _DELIMITERS}
    if is_tsv:
        scores["\t"] += 1
    return max(_DELIMITERS, key=lambda delimiter: scores[delimiter])


def _evenness(sample: str, delimiter: str) -> float:
    try:
        records = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
        widths = [len(cells) for cells in records if any(cell.strip() for cell in cells)]
    except csv.Error:
        return 0.0
    if len(sample) >= _SAMPLE and len(widths) > 1:
        widths.pop()
    if not widths:
        return 0.0
    width, count = Counter(widths).most_common(1)[0]
    # Of a few rows the header speaks for as much as all others: data rows may be ragged.
    return log(width) * (count / len(widths)) + log(widths[0]) * 0.5
