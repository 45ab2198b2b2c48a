"""What a row says about the opening itself: cleaned, capped, without other people's addresses."""

from dataclasses import dataclass
from datetime import date

from domain.imports.cells import clean, clean_lines, web_address, yes_or_no
from domain.imports.dates.calendars import calendar_day
from domain.imports.fields import Field
from domain.imports.layouts import Format
from domain.imports.records import Record
from domain.imports.sources import Sources
from domain.imports.words import fold
from domain.jobs import Workplace, workplace
from domain.privacy import REDACTED_EMAIL, redact

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
_LONGEST_PAY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The opening as one row describes it; None for what the row does not say."""

    url: str | None
    location: str | None
    workplace: Workplace | None
    source: str | None
    industry: str | None
    resume_version: str | None
    notes: str | None
    salary_text: str | None
    posted_at: date | None


def read_details(record: Record, sources: Sources) -> Details:
    """The details of a row; `record.warnings` tells what was cut or left out."""
    location = text_of(record, Field.LOCATION)
    return Details(
        url=_url(record),
        location=location,
        workplace=_workplace(record, location),
        source=_source(record, sources),
        industry=text_of(record, Field.INDUSTRY),
        resume_version=text_of(record, Field.RESUME),
        notes=_notes(record),
        salary_text=_salary(record),
        posted_at=_posted_at(record),
    )


def text_of(record: Record, field: Field) -> str | None:
    """The surest filled cell of a field, cleaned, without e-mail addresses, at most as long as we keep."""
    for column, cell in record.filled(field):
        text = clean(cell)
        if "@" in text:
            text = clean(redact(text))
        if len(text) > _CAPS[field]:
            record.warnings.append(f'Column "{column.name}" was cut to {_CAPS[field]} characters.')
            text = text[: _CAPS[field]].rstrip()
        if text and text != REDACTED_EMAIL:
            return text
    return None


def _url(record: Record) -> str | None:
    for column, cell in record.filled(Field.URL):
        address = web_address(clean(cell))
        if address is not None and len(address) <= _LONGEST_URL:
            return address
        if address is not None:
            record.leave_out(column, cell, f"is longer than {_LONGEST_URL} characters")
    return None


def _source(record: Record, sources: Sources) -> str | None:
    named = text_of(record, Field.SOURCE)
    if named is not None:
        return sources.canonical(named)
    return "LinkedIn" if record.layout.format in (Format.LINKEDIN, Format.LINKEDIN_SAVED) else None


def _workplace(record: Record, location: str | None) -> Workplace | None:
    for column, cell in record.filled(Field.WORKPLACE):
        answer = yes_or_no(cell)
        name = fold(column.name)
        asked = {kind for word, kind in (("remote", Workplace.REMOTE), ("hybrid", Workplace.HYBRID)) if word in name}
        if answer is None:
            said = workplace(clean(cell))
            if said is not None:
                return said
        elif answer:
            return Workplace.HYBRID if asked == {Workplace.HYBRID} else Workplace.REMOTE
        elif asked == {Workplace.REMOTE}:
            return Workplace.ONSITE
    return workplace(location)


def _salary(record: Record) -> str | None:
    """The pay as one text, gathered from a column of salaries, or of their ends, or of hourly wages."""
    written = text_of(record, Field.SALARY)
    if written is not None:
        return written
    low, high, wage = (_pay(record, field) for field in (Field.SALARY_MIN, Field.SALARY_MAX, Field.WAGE))
    if low or high:
        return f"{low} - {high}" if low and high else (f"from {low}" if low else f"up to {high}")
    if wage is None:
        return None
    is_bare = wage.translate(str.maketrans("", "", " .,$€£")).isdigit()
    return f"{wage} per hour" if is_bare else wage


def _pay(record: Record, field: Field) -> str | None:
    return next((clean(cell)[:_LONGEST_PAY] for _, cell in record.filled(field)), None)


def _notes(record: Record) -> str | None:
    cells = [clean_lines(cell[: _LONGEST_NOTES * 2]) for _, cell in record.filled(Field.NOTES)]
    text = redact("\n".join(cell for cell in cells if cell))
    if len(text) > _LONGEST_NOTES:
        record.warnings.append(f"The notes were cut to {_LONGEST_NOTES} characters.")
    return text[:_LONGEST_NOTES].rstrip() or None


def _posted_at(record: Record) -> date | None:
    for column, cell in record.filled(Field.POSTED_AT):
        reading = record.dates(column, cell)
        if reading is not None and reading.when is not None:
            return calendar_day(reading.when)
    return None
