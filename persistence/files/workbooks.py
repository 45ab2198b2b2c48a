"""XLSX workbooks as rows, streamed from their XML.

Not by python-calamine: it holds a sheet as a dense grid, so one cell at XFD1048576 in a file of one kilobyte makes it
ask for 512 GB and end the whole process. Here a row costs what its cells cost, and entities and document types are
refused.
"""

import zipfile
from collections.abc import Iterator
from datetime import datetime

from domain.errors import ErrorCode, Refusal
from domain.imports.tables import Row, Table
from persistence.files.archives import member
from persistence.files.books import Book
from persistence.files.markup import elements
from persistence.files.sheets import Sheet
from persistence.files.sources import Source

_MAX_SHEETS = 20


def workbook_tables(source: Source, found: list[zipfile.ZipInfo]) -> list[Table]:
    """The sheets of a workbook that have cells, in its order. Raises Refusal when it is broken or protected."""
    parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in found}
    sheets, is_1904 = _sheets(source, parts)
    if not sheets:
        raise Refusal(f"{source.name} has no sheets. Save it again as XLSX or CSV.", code=ErrorCode.UNREADABLE_FILE)
    book = Book(source, parts)
    if is_1904:
        book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - spreadsheets know no zones
    return [_table(book, name, info) for name, info in sheets[:_MAX_SHEETS]]


def _table(book: Book, name: str, info: zipfile.ZipInfo) -> Table:
    title = f'{book.source.name} › sheet "{name}"'

    def rows() -> Iterator[Row]:
        book.load()
        yield from Sheet(book, title).rows(member(book.source, info))

    return Table(name=title, rows=rows, size=info.file_size)


def _sheets(source: Source, parts: dict[str, zipfile.ZipInfo]) -> tuple[list[tuple[str, zipfile.ZipInfo]], bool]:
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for name, attributes in elements(source, parts, "xl/_rels/workbook.xml.rels")
        if name == "Relationship"
    }
    sheets: list[tuple[str, zipfile.ZipInfo]] = []
    is_1904 = False
    for name, attributes in elements(source, parts, "xl/workbook.xml"):
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
