"""Whether and when an application was sent, as one row tells it."""

from dataclasses import dataclass
from datetime import date

from domain.applications import Outcome, Stage
from domain.imports.cells import yes_or_no
from domain.imports.dates.calendars import Fault, When, calendar_day
from domain.imports.dates.tokens import find_dates
from domain.imports.fields import MILESTONES, Field
from domain.imports.layouts import Column, Format
from domain.imports.moves import Facts
from domain.imports.records import Record, Unreadable
from domain.transitions import STAGES


@dataclass(frozen=True, slots=True)
class Submission:
    """What a row says of having applied.

    `when` is the day of applying, `perhaps` what a column called just "Date" holds, `said` a yes or a no to it;
    `is_swappable` when month and day of the day could have been read the other way round.
    """

    when: When | None = None
    perhaps: When | None = None
    said: bool | None = None
    is_swappable: bool = False

    @property
    def day(self) -> date | None:
        """The calendar day after which everything else happened."""
        when = self.when or self.perhaps
        return calendar_day(when) if when else None


def find_submission(record: Record) -> Submission:
    """What the row says of having applied. Raises Unreadable when its day is written and cannot be understood."""
    found, fault = _from_columns(record, Field.APPLIED_AT, Field.APPLIED)
    if found.when is None and fault is not None:
        raise fault
    if found.when is not None or found.said is False:
        return found
    loose, loose_fault = _from_columns(record, Field.DATE)
    if loose_fault is not None and not record.layout.has(Field.APPLIED_AT):
        raise loose_fault
    return Submission(perhaps=loose.when, said=found.said, is_swappable=loose.is_swappable)


def _from_columns(record: Record, *fields: Field) -> tuple[Submission, Unreadable | None]:
    said: bool | None = None
    fault: Unreadable | None = None
    for column, text in record.filled(*fields):
        reading = record.dates(column, text, before=_other_days(record, column))
        if reading is None:
            continue
        if reading.when is not None:
            return Submission(when=reading.when, said=True, is_swappable=reading.is_swappable), None
        answer = yes_or_no(text)
        if answer is not None:
            said = answer if said is None else said
        elif reading.fault is Fault.VAGUE:
            record.warnings.append(f'"{text.strip()[:60]}" in column "{column.name}" {reading.fault}: kept undated.')
            said = True
        elif column.field is Field.APPLIED:
            said = True if said is None else said
        else:
            fault = fault or Unreadable(f'"{text.strip()[:60]}" {reading.fault}', column.name)
    return Submission(said=said), fault


def _other_days(record: Record, applied: Column) -> tuple[date, ...]:
    """The whole dates of the row's steps, for a day of applying that leaves out its year."""
    tokens = find_dates(record.cell(applied))
    if not tokens or tokens[0].year is not None:
        return ()
    days: list[date] = []
    for column, text in record.filled(*MILESTONES):
        written = find_dates(text)
        if written and written[0].year is not None:
            reading = record.dates(column, text)
            days += [calendar_day(when) for when in reading.all] if reading else []
    return tuple(days)


def settle_submission(record: Record, facts: Facts, submission: Submission, *, has_known_status: bool) -> None:
    """Decide whether it was ever sent. A row that does not say otherwise was: a log is of applications."""
    facts.applied_at = facts.applied_at or submission.when
    ahead = (
        any(STAGES.index(stage) > 1 for stage in facts.stages)
        or bool(set(facts.happened) - {Outcome.WITHDRAWN})
        or facts.responded
        or facts.outcome not in (None, Outcome.WITHDRAWN)
    )
    sent = facts.applied_at is not None or submission.said is True or Stage.APPLIED in facts.stages or ahead
    if not sent and _says_unsent(record, facts, submission, has_known_status=has_known_status):
        facts.only_saved = True
        facts.saved_at = facts.saved_at or submission.perhaps or facts.status_at
        return
    if Stage.SAVED in facts.stages and facts.applied_at is not None and not ahead:
        record.warnings.append("The status says saved, and there is a day of applying: counted as applied.")
    facts.applied_at = facts.applied_at or submission.perhaps
    if facts.applied_at is None and facts.outcome is None and not ahead:
        facts.applied_at = facts.status_at


def _says_unsent(record: Record, facts: Facts, submission: Submission, *, has_known_status: bool) -> bool:
    layout = record.layout
    if Stage.SAVED in facts.stages or submission.said is False or layout.format is Format.LINKEDIN_SAVED:
        return True
    if facts.saved_at is not None and not has_known_status and layout.has(Field.APPLIED_AT, Field.STATUS):
        return True
    has_strange_status = not has_known_status and bool(record.filled(Field.STATUS))
    could_be_dated = layout.has(Field.APPLIED_AT, Field.APPLIED, Field.DATE)
    return has_strange_status and submission.perhaps is None and could_be_dated
