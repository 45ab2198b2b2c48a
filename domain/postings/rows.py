"""Every row of a table of postings becomes an opening, or is left out with a reason."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.companies import clean_name, company_size
from domain.imports.cells import clean, clean_lines, is_nothing, web_address, yes_or_no
from domain.imports.dates.calendars import Calendar, calendar_day
from domain.imports.rows import Rejected, Skipped
from domain.imports.tables import Row, Table
from domain.jobs import Workplace, workplace, workplace_in_prose
from domain.money import find_currency
from domain.openings import Opening
from domain.postings.columns import PostingColumns, PostingField, recognise_postings
from domain.privacy import redact
from domain.salaries import SalaryRange, parse_salary
from domain.skills.lexicon import skill_name
from domain.skills.matching import find_skills


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A posting as a row tells it.

    `occurrence` counts rows of the same key above it in this table, from 0: two equal rows are two postings, and the
    same file read again gives the same two.
    """

    line: int
    opening: Opening
    occurrence: int = 0
    warnings: tuple[str, ...] = ()


Understood = Posted | Skipped | Rejected

_CAPS = {PostingField.TITLE: 300, PostingField.LOCATION: 200, PostingField.INDUSTRY: 120, PostingField.SOURCE: 100}
_LONGEST_URL = 2_000
_LONGEST_DESCRIPTION = 50_000
_MOST_SKILLS = 100
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_BLOCK_TAG = re.compile(r"<(?:br|/?(?:p|li|ul|ol|div|h[1-6]|tr))\b[^<>]{0,500}>", re.IGNORECASE)
_LISTED = re.compile(r"[,;|\n•]+")


def understand_postings(
    table: Table, *, today: date, progress: Callable[[int], None] | None = None
) -> Iterator[Understood]:
    """Every row below the header, in order.

    The table is walked twice, because the order of day and month is settled by the whole column; dates after
    tomorrow of `today` are left out with a warning. Counts of seconds since 1970 are dates in UTC. `progress` is told
    the position within `Table.size` after each row. Raises Refusal as `recognise_postings` and the table do.
    """
    columns = recognise_postings(table)
    calendar = Calendar(today, day_first=table.delimiter == ";")
    for row in _below(table, columns):
        for cell in columns.cells(row, PostingField.POSTED_AT):
            calendar.count(0, cell)
    calendar.settle()
    scribe = _Scribe(columns, calendar)
    for row in _below(table, columns):
        yield scribe.understand(row)
        if progress is not None:
            progress(row.position)


def _below(table: Table, columns: PostingColumns) -> Iterator[Row]:
    return (row for row in table.rows() if row.line > columns.header.line)


class _Scribe:
    """Reads one table: knows its columns and dates, and how often each posting has occurred."""

    def __init__(self, columns: PostingColumns, calendar: Calendar) -> None:
        self._columns = columns
        self._calendar = calendar
        self._occurrences: dict[bytes, int] = {}
        self._warnings: list[str] = []

    def understand(self, row: Row) -> Understood:
        self._warnings = []
        if all(is_nothing(cell) for cell in row.cells):
            return Skipped(line=row.line, reason="The row is blank.")
        company = clean(clean_name(self._raw(row, PostingField.COMPANY)))
        title = self._text(row, PostingField.TITLE)
        for field, value in ((PostingField.COMPANY, company), (PostingField.TITLE, title)):
            if not value:
                name = self._columns.name(field)
                return Rejected(
                    line=row.line, reason=f"A posting needs a {field.value}, and there is none.", column=name
                )
        opening = self._opening(row, company, title or "")
        identity = bytes.fromhex(opening.key)[:16]
        occurrence = self._occurrences.get(identity, 0)
        self._occurrences[identity] = occurrence + 1
        return Posted(line=row.line, opening=opening, occurrence=occurrence, warnings=tuple(self._warnings))

    def _opening(self, row: Row, company: str, title: str) -> Opening:
        description = self._description(row)
        location = self._text(row, PostingField.LOCATION)
        url = web_address(self._raw(row, PostingField.URL))
        return Opening(
            company=company,
            title=title,
            location=location,
            workplace=self._workplace(row, title, location, description),
            source=self._text(row, PostingField.SOURCE),
            url=url if url is not None and len(url) <= _LONGEST_URL else None,
            industry=self._text(row, PostingField.INDUSTRY),
            company_size=company_size(self._raw(row, PostingField.SIZE)),
            salary=self._salary(row),
            posted_at=self._posted_at(row),
            description=description,
            skills=self._skills(row, title, description),
            is_active=self._is_active(row),
        )

    def _raw(self, row: Row, field: PostingField) -> str:
        """The first cell of a field that says anything, as written."""
        return next((cell for cell in self._columns.cells(row, field) if not _is_missing(cell)), "")

    def _text(self, row: Row, field: PostingField) -> str | None:
        return clean(self._raw(row, field))[: _CAPS[field]].rstrip() or None

    def _description(self, row: Row) -> str | None:
        text = self._raw(row, PostingField.DESCRIPTION)[: 2 * _LONGEST_DESCRIPTION]
        if "<" in text:
            text = _TAG.sub(" ", _BLOCK_TAG.sub("\n", text))
        return redact(clean_lines(html.unescape(text)))[:_LONGEST_DESCRIPTION] or None

    def _workplace(self, row: Row, title: str, location: str | None, description: str | None) -> Workplace | None:
        stated = workplace(self._raw(row, PostingField.WORKPLACE))
        remote = self._raw(row, PostingField.REMOTE)
        if stated is None and remote:
            stated = Workplace.REMOTE if yes_or_no(remote.removesuffix(".0")) else workplace(remote)
        return stated or workplace(title, location) or workplace_in_prose(description or "")

    def _salary(self, row: Row) -> SalaryRange | None:
        written = clean(self._raw(row, PostingField.SALARY))
        currency = find_currency(self._raw(row, PostingField.CURRENCY))
        if written:
            found = parse_salary(written, currency=currency)
            if found is None and any(sign.isdigit() for sign in written):
                self._warn(PostingField.SALARY, "was not understood as a salary", written)
            return found
        low, high = (self._raw(row, field) for field in (PostingField.SALARY_LOW, PostingField.SALARY_HIGH))
        ends = " - ".join(clean(end) for end in (low, high) if end)
        if not ends:
            return None
        bound = "" if low and high else "from " if low else "up to "
        return parse_salary(f"{bound}{ends} {clean(self._raw(row, PostingField.PERIOD))}", currency=currency)

    def _posted_at(self, row: Row) -> date | None:
        for cell in self._columns.cells(row, PostingField.POSTED_AT):
            reading = None if _is_missing(cell) else self._calendar.read(0, cell, line=row.line)
            if reading is not None and reading.when is not None:
                return calendar_day(reading.when)
            if reading is not None and reading.fault is not None:
                self._warn(PostingField.POSTED_AT, reading.fault.value, cell)
        return None

    def _skills(self, row: Row, title: str, description: str | None) -> frozenset[str]:
        listed = _LISTED.split(clean_lines(self._raw(row, PostingField.SKILLS)))[:_MOST_SKILLS]
        named = (skill_name(name) for name in listed if name.strip())
        return find_skills(f"{title}\n{description or ''}") | frozenset(name for name in named if name)

    def _is_active(self, row: Row) -> bool:
        active = yes_or_no(self._raw(row, PostingField.ACTIVE))
        closed = yes_or_no(self._raw(row, PostingField.CLOSED))
        return active is not False and closed is not True

    def _warn(self, field: PostingField, what: str, written: str) -> None:
        self._warnings.append(f'{self._columns.name(field)}: "{clean(written)[:60]}" {what} and was left out.')


def _is_missing(cell: str) -> bool:
    """Blank, or one of the ways in which tables of postings say so."""
    return is_nothing(cell) or cell.strip().casefold() in {"-1", "-1.0", "unknown", "unknown / non-applicable"}
