"""One record under its layout: what its cells hold, with a list of what had to be left out."""

from dataclasses import dataclass, field
from datetime import date

from domain.imports.cells import is_nothing, yes_or_no
from domain.imports.dates.calendars import Calendar, DateReading, When
from domain.imports.fields import Field
from domain.imports.layouts import Column, Layout


class Unreadable(Exception):  # noqa: N818 - the verdict on a row, not a fault of ours
    """A row that cannot be taken: the reason and the column."""

    def __init__(self, reason: str, column: str) -> None:
        """Keep both for the verdict."""
        super().__init__(reason)
        self.reason = reason
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The cells of one row; `warnings` grows while it is read."""

    layout: Layout
    calendar: Calendar
    line: int
    cells: list[str]
    warnings: list[str] = field(default_factory=list)

    def cell(self, column: Column) -> str:
        """The text of a cell; blank where the row is too short."""
        return self.cells[column.index] if column.index < len(self.cells) else ""

    def filled(self, *fields: Field) -> list[tuple[Column, str]]:
        """The columns of these fields that say something in this row, the surest first."""
        cells = [(column, self.cell(column)) for column in self.layout.of(*fields)]
        return [(column, text) for column, text in cells if not is_nothing(text)]

    def dates(
        self, column: Column, text: str, *, after: date | None = None, before: tuple[date, ...] = ()
    ) -> DateReading | None:
        """The dates of a cell, as `Calendar.read`."""
        return self.calendar.read(column.index, text, line=self.line, after=after, before=before)

    def first_date(self, *fields: Field, after: date | None = None) -> When | None:
        """The first date in columns that hold nothing but dates; what is none is left out with a warning."""
        for column, text in self.filled(*fields):
            reading = None if yes_or_no(text) is not None else self.dates(column, text, after=after)
            if reading is not None and reading.fault is not None:
                self.leave_out(column, text, reading.fault)
            if reading is not None and reading.when is not None:
                return reading.when
        return None

    def leave_out(self, column: Column, text: str, why: str) -> None:
        """Warn that a cell could not be used."""
        self.warnings.append(f'"{text.strip()[:60]}" in column "{column.name}" {why}: left out.')
