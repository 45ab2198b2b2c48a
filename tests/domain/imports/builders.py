"""Tables and understood rows out of text, for tests."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from textwrap import dedent

from domain.imports.fields import Field
from domain.imports.identities import Identities
from domain.imports.layouts import Format
from domain.imports.rows import ImportedRow, Survey, Understood, survey, understand
from domain.imports.tables import Row, Table

TODAY = date(2026, 1, 1)


def table_of(text: str, *, delimiter: str = ",", name: str = "log.csv") -> Table:
    content = dedent(text).strip("\n")

    def rows() -> Iterator[Row]:
        above = 0
        reader = csv.reader(StringIO(content, newline=""), delimiter=delimiter)
        for cells in reader:
            line, above = above + 1, reader.line_num
            yield Row(line, cells, line)

    return Table(name=name, rows=rows, size=content.count("\n") + 1, delimiter=delimiter)


def surveyed(
    text: str,
    *,
    today: date = TODAY,
    delimiter: str = ",",
    kind: Format | None = None,
    mapping: Mapping[Field, str] | None = None,
) -> Survey:
    return survey(table_of(text, delimiter=delimiter), today=today, kind=kind, mapping=mapping)


def read(
    text: str, *, today: date = TODAY, delimiter: str = ",", mapping: Mapping[Field, str] | None = None
) -> list[Understood]:
    return list(understand(surveyed(text, today=today, delimiter=delimiter, mapping=mapping), identities=Identities()))


def applications(text: str, *, today: date = TODAY, delimiter: str = ",") -> list[ImportedRow]:
    found = read(text, today=today, delimiter=delimiter)
    rows = [row for row in found if isinstance(row, ImportedRow)]
    assert len(rows) == len(found), [row for row in found if not isinstance(row, ImportedRow)]
    return rows


def told(row: Understood) -> list[str]:
    """The moves as short texts: "APPLIED 2024-03-01", "REJECTED" when undated."""
    assert isinstance(row, ImportedRow), row
    return [f"{move.target}{f' {move.when.isoformat()}' if move.when else ''}" for move in row.moves]
