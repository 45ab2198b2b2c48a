"""Understanding a table: every row becomes an application as told, or is left out with a reason."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.applications import Stage
from domain.imports.cells import clean, clean_lines, is_nothing, web_address, yes_or_no
from domain.imports.dates.calendars import Calendar, calendar_day
from domain.imports.dates.orders import Order
from domain.imports.facts import Reader, Unreadable
from domain.imports.fields import DATED, Field, is_day_first_language
from domain.imports.identities import Identities, Identity
from domain.imports.layouts import Column, Format, Layout, recognise
from domain.imports.moves import Facts, ImportedMove, assemble
from domain.imports.sources import Sources
from domain.imports.tables import Row, Table
from domain.imports.words import fold
from domain.jobs import Workplace, workplace
from domain.privacy import REDACTED_EMAIL, redact


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """One application as a row tells it. Texts are clean and short; `company` or `title` may be blank, not both.

    `identity` finds it again in a later import; `moves` are in the order in which they happened.
    """

    line: int
    company: str
    title: str
    url: str | None
    location: str | None
    workplace: Workplace | None
    source: str | None
    industry: str | None
    resume_version: str | None
    notes: str | None
    salary_text: str | None
    posted_at: date | None
    moves: tuple[ImportedMove, ...]
    identity: Identity
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A row that is no application, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that looks like an application and cannot be understood: why, and in which column."""

    line: int
    reason: str
    column: str


Understood = ImportedRow | Skipped | Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A table whose columns are understood: everything that had to be settled before the first row can be read."""

    table: Table
    layout: Layout
    calendar: Calendar
    notes: tuple[str, ...]


_CAPS = {
    Field.COMPANY: 200,
    Field.TITLE: 300,
    Field.LOCATION: 200,
    Field.SOURCE: 100,
    Field.INDUSTRY: 120,
    Field.RESUME: 200,
    Field.SALARY: 200,
}
_LONGEST_URL = 2_000
_LONGEST_NOTES = 5_000
_TOTALS_WORDS = "total totals sum average avg mean median count grand subtotal gesamt summe итого всего"
_TOTALS = frozenset(_TOTALS_WORDS.split())
_ABOUT_TOTALS = _TOTALS | frozenset(("applications", "jobs", "applied", "rows", "of", "number", "rate"))
_DIGITS = re.compile(r"\d+")


def survey(
    table: Table,
    *,
    today: date,
    kind: Format | None = None,
    mapping: Mapping[Field, str] | None = None,
) -> Survey:
    """Walk the table once or twice and settle what its columns mean and how their dates are written.

    `today` is the owner's; dates after tomorrow are refused. Raises Refusal as `recognise` and the table itself do.
    """
    layout = recognise(table, kind=kind, mapping=mapping)
    dated = [column for column in layout.columns if column.field in DATED or column.field is Field.HISTORY]
    calendar = Calendar(
        today,
        day_first=table.delimiter == ";" or any(is_day_first_language(column.name) for column in layout.columns),
        fixed=Order.MONTH_FIRST if layout.format in (Format.LINKEDIN, Format.LINKEDIN_SAVED) else None,
    )
    for row in _below(table, layout):
        for column in dated:
            if column.index < len(row.cells):
                calendar.count(column.index, row.cells[column.index])
    layout = layout.with_sources(lambda column: calendar.has_only_words(column.index))
    dated = [column for column in dated if column in layout.columns]
    calendar.settle()
    if calendar.needs_years:
        for row in _below(table, layout):
            for column in dated:
                if column.index < len(row.cells):
                    calendar.mark(column.index, row.cells[column.index], line=row.line)
    notes = calendar.notes({column.index: column.name for column in layout.columns})
    return Survey(table=table, layout=layout, calendar=calendar, notes=tuple(notes))


def understand(
    surveyed: Survey, *, identities: Identities, progress: Callable[[int], None] | None = None
) -> Iterator[Understood]:
    """Every row below the header, in order. `progress` is told the position within `Table.size` after each row."""
    scribe = _Scribe(surveyed, identities)
    for row in _below(surveyed.table, surveyed.layout):
        yield scribe.understand(row)
        if progress is not None:
            progress(row.position)


def _below(table: Table, layout: Layout) -> Iterator[Row]:
    return (row for row in table.rows() if row.line > layout.header.line)


class _Scribe:
    def __init__(self, surveyed: Survey, identities: Identities) -> None:
        self._layout = surveyed.layout
        self._reader = Reader(surveyed.layout, surveyed.calendar)
        kind = "saved" if surveyed.layout.format is Format.LINKEDIN_SAVED else "applied"
        self._numbering = identities.begin(surveyed.table.name, kind=kind)
        self._sources = Sources()
        self._header = [fold(cell) for cell in surveyed.layout.header.cells if cell.strip()]
        self._calendar = surveyed.calendar
        self._warnings: list[str] = []

    def understand(self, row: Row) -> Understood:
        self._warnings = []
        company, title = self._text(row, Field.COMPANY), self._text(row, Field.TITLE)
        reason = self._no_application(row, title or "")
        if reason is not None:
            return Skipped(line=row.line, reason=reason)
        try:
            facts = self._reader.read(row.cells, line=row.line)
        except Unreadable as unreadable:
            return Rejected(line=row.line, reason=unreadable.reason, column=unreadable.column)
        verdict = self._nameless(row, company, title, facts)
        return verdict or self._row(row, company or "", title or "", facts)

    def _no_application(self, row: Row, title: str) -> str | None:
        filled = [cell for cell in row.cells if not is_nothing(cell)]
        if not filled:
            return "The row is blank."
        first = fold(filled[0])
        if first == self._header[0] and [fold(cell) for cell in filled] == self._header:
            return "The row repeats the header."
        if (
            first
            and not title
            and first.split()[0] in _TOTALS
            and _ABOUT_TOTALS.issuperset(_DIGITS.sub("", first).split())
        ):
            return "The row holds totals."
        read = [column for column in self._layout.columns if column.field is not Field.NOTES]
        if not any(column.index < len(row.cells) and not is_nothing(row.cells[column.index]) for column in read):
            return "None of the columns we read has anything in this row."
        return None

    def _nameless(self, row: Row, company: str | None, title: str | None, facts: Facts) -> Skipped | Rejected | None:
        names = self._layout.of(Field.COMPANY, Field.TITLE)
        told = bool(
            facts.stages or facts.outcome or facts.happened or facts.responded or facts.applied_at or facts.saved_at
        )
        if company is None and title is None:
            if told and self._layout.has(Field.COMPANY):
                return Rejected(line=row.line, reason="names neither a company nor a role", column=names[0].name)
            return Skipped(line=row.line, reason="The row names neither a company nor a role.")
        if title is None and not told:
            return Skipped(line=row.line, reason="The row names a company but no role and no date.")
        return None

    def _row(self, row: Row, company: str, title: str, facts: Facts) -> ImportedRow:
        self._warnings += self._reader.warnings
        moves, doubts = assemble(facts)
        self._warnings += doubts
        applied = next((move.when for move in moves if move.target is Stage.APPLIED), None)
        location = self._text(row, Field.LOCATION)
        url = self._url(row)
        posted = self._posted(row)
        source = self._source(row)
        resume, salary, notes = self._text(row, Field.RESUME), self._salary(row), self._notes(row)
        return ImportedRow(
            line=row.line,
            company=company,
            title=title,
            url=url,
            location=location,
            workplace=self._workplace(row, location),
            source=source,
            industry=self._text(row, Field.INDUSTRY),
            resume_version=resume,
            notes=notes,
            salary_text=salary,
            posted_at=posted,
            moves=moves,
            identity=self._numbering.identify(
                company=company,
                title=title,
                url=url,
                applied=calendar_day(applied) if applied else None,
                is_swappable=self._reader.applied_is_swappable,
            ),
            warnings=tuple(self._warnings),
        )

    def _cells(self, row: Row, *fields: Field) -> Iterator[tuple[Column, str]]:
        for column in self._layout.of(*fields):
            text = row.cells[column.index] if column.index < len(row.cells) else ""
            if not is_nothing(text):
                yield column, text

    def _text(self, row: Row, field: Field) -> str | None:
        """The surest filled cell of a field, cleaned, without e-mail addresses, at most as long as we keep."""
        for column, cell in self._cells(row, field):
            text = clean(cell)
            if "@" in text:
                text = clean(redact(text))
            if len(text) > _CAPS[field]:
                self._warnings.append(f'Column "{column.name}" was cut to {_CAPS[field]} characters.')
                text = text[: _CAPS[field]].rstrip()
            if text and text != REDACTED_EMAIL:
                return text
        return None

    def _url(self, row: Row) -> str | None:
        for column, cell in self._cells(row, Field.URL):
            address = web_address(clean(cell))
            if address is not None and len(address) <= _LONGEST_URL:
                return address
            if address is not None:
                self._warnings.append(
                    f'The address in column "{column.name}" is longer than {_LONGEST_URL} characters: left out.'
                )
        return None

    def _source(self, row: Row) -> str | None:
        named = self._text(row, Field.SOURCE)
        if named is not None:
            return self._sources.canonical(named)
        return "LinkedIn" if self._layout.format in (Format.LINKEDIN, Format.LINKEDIN_SAVED) else None

    def _workplace(self, row: Row, location: str | None) -> Workplace | None:
        for column, cell in self._cells(row, Field.WORKPLACE):
            answer = yes_or_no(cell)
            if answer is None:
                said = workplace(clean(cell))
                if said is not None:
                    return said
            elif answer:
                return (
                    Workplace.HYBRID
                    if "hybrid" in fold(column.name) and "remote" not in fold(column.name)
                    else Workplace.REMOTE
                )
            elif "remote" in fold(column.name) and "hybrid" not in fold(column.name):
                return Workplace.ONSITE
        return workplace(location)

    def _salary(self, row: Row) -> str | None:
        low, high = self._first(row, Field.SALARY_MIN), self._first(row, Field.SALARY_MAX)
        written = self._text(row, Field.SALARY)
        if written is None and (low or high):
            written = f"{low} - {high}" if low and high else (f"from {low}" if low else f"up to {high}")
        wage = self._first(row, Field.WAGE)
        if written is None and wage is not None:
            written = (
                f"{wage} per hour"
                if wage.replace(".", "").replace(",", "").replace("$", "").strip().isdigit()
                else wage
            )
        return written

    def _first(self, row: Row, field: Field) -> str | None:
        return next((clean(cell)[:100] for _, cell in self._cells(row, field)), None)

    def _notes(self, row: Row) -> str | None:
        cells = [clean_lines(cell[: _LONGEST_NOTES * 2]) for _, cell in self._cells(row, Field.NOTES)]
        text = redact("\n".join(cell for cell in cells if cell))
        if len(text) > _LONGEST_NOTES:
            self._warnings.append(f"The notes were cut to {_LONGEST_NOTES} characters.")
        return text[:_LONGEST_NOTES].rstrip() or None

    def _posted(self, row: Row) -> date | None:
        for column, cell in self._cells(row, Field.POSTED_AT):
            reading = self._calendar.read(column.index, cell, line=row.line)
            if reading is not None and reading.when is not None:
                return calendar_day(reading.when)
        return None
