"""Understanding a table: every row becomes an application as told, or is left out with a reason."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.applications import Stage
from domain.imports.cells import is_nothing
from domain.imports.dates.calendars import Calendar, calendar_day
from domain.imports.dates.orders import Order
from domain.imports.details import read_details, text_of
from domain.imports.facts import read_facts
from domain.imports.fields import DATED, Field
from domain.imports.headers import is_day_first_language
from domain.imports.identities import Identities, Identity
from domain.imports.layouts import Format, Layout, recognise
from domain.imports.moves import Facts, ImportedMove, assemble
from domain.imports.records import Record, Unreadable
from domain.imports.sources import Sources
from domain.imports.submissions import Submission
from domain.imports.tables import Row, Table
from domain.imports.words import fold
from domain.jobs import Workplace

NAMELESS = "The row names neither a company nor a role."


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
    """Understands the rows of one table, one after the other."""

    def __init__(self, surveyed: Survey, identities: Identities) -> None:
        self._survey = surveyed
        kind = "saved" if surveyed.layout.format is Format.LINKEDIN_SAVED else "applied"
        self._numbering = identities.begin(surveyed.table.name, kind=kind)
        self._sources = Sources()
        self._header = [fold(cell) for cell in surveyed.layout.header.cells if cell.strip()]

    def understand(self, row: Row) -> Understood:
        record = Record(layout=self._survey.layout, calendar=self._survey.calendar, line=row.line, cells=row.cells)
        company, title = text_of(record, Field.COMPANY) or "", text_of(record, Field.TITLE) or ""
        reason = self._no_application(record, title)
        if reason is not None:
            return Skipped(line=row.line, reason=reason)
        try:
            facts, submission = read_facts(record)
        except Unreadable as unreadable:
            return Rejected(line=row.line, reason=unreadable.reason, column=unreadable.column)
        return _nameless(record, company, title, facts) or self._row(record, company, title, facts, submission)

    def _no_application(self, record: Record, title: str) -> str | None:
        filled = [cell for cell in record.cells if not is_nothing(cell)]
        if not filled:
            return "The row is blank."
        first = fold(filled[0])
        if first == self._header[0] and [fold(cell) for cell in filled] == self._header:
            return "The row repeats the header."
        if not title and _holds_totals(first):
            return "The row holds totals."
        if not any(column.field is not Field.NOTES and record.filled(column.field) for column in record.layout.columns):
            return "None of the columns we read has anything in this row."
        return None

    def _row(self, record: Record, company: str, title: str, facts: Facts, submission: Submission) -> ImportedRow:
        moves, doubts = assemble(facts)
        details = read_details(record, self._sources)
        applied = next((move.when for move in moves if move.target is Stage.APPLIED), None)
        return ImportedRow(
            line=record.line,
            company=company,
            title=title,
            url=details.url,
            location=details.location,
            workplace=details.workplace,
            source=details.source,
            industry=details.industry,
            resume_version=details.resume_version,
            notes=details.notes,
            salary_text=details.salary_text,
            posted_at=details.posted_at,
            moves=moves,
            identity=self._numbering.identify(
                company=company,
                title=title,
                url=details.url,
                applied=calendar_day(applied) if applied else None,
                is_swappable=submission.is_swappable,
            ),
            warnings=(*record.warnings, *doubts),
        )


def _holds_totals(first: str) -> bool:
    words = _DIGITS.sub("", first).split()
    return bool(words) and words[0] in _TOTALS and _ABOUT_TOTALS.issuperset(words)


def _nameless(record: Record, company: str, title: str, facts: Facts) -> Skipped | Rejected | None:
    """A row without a company and a role is none of ours; a company alone is a plan unless something happened."""
    names = record.layout.of(Field.COMPANY, Field.TITLE)
    if not company and not title:
        if facts.tells_something and record.layout.has(Field.COMPANY):
            return Rejected(line=record.line, reason=NAMELESS, column=names[0].name)
        return Skipped(line=record.line, reason=NAMELESS)
    if not title and not facts.tells_something:
        return Skipped(line=record.line, reason="The row names a company but no role and no date.")
    return None
