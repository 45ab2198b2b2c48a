"""The steps of an application, from status words and from the columns named after a step."""

import re
from datetime import date

from domain.applications import Outcome, Stage, Target
from domain.imports.cells import is_nothing, yes_or_no
from domain.imports.dates.calendars import Fault, When
from domain.imports.dates.tokens import find_dates
from domain.imports.fields import MILESTONES, Field
from domain.imports.layouts import Column
from domain.imports.moves import Facts
from domain.imports.records import Record
from domain.imports.statuses.reading import StatusReading, read_status

_TARGETS: dict[Field, Target] = {
    Field.SCREENED_AT: Stage.SCREENING,
    Field.INTERVIEWED_AT: Stage.INTERVIEWING,
    Field.OFFERED_AT: Stage.OFFERED,
    Field.ACCEPTED_AT: Outcome.ACCEPTED,
    Field.REJECTED_AT: Outcome.REJECTED,
    Field.WITHDRAWN_AT: Outcome.WITHDRAWN,
    Field.GHOSTED_AT: Outcome.GHOSTED,
}
_ENTRIES = re.compile(r"[\r\n;]|\}\s*,")
_LONGEST_HISTORY = 10_000
_LONGEST_REMARK = 80
_LONGEST_COUNT = 2


def read_statuses(record: Record, facts: Facts) -> list[StatusReading]:
    """What the status cells say, the one that speaks of the ending first; an unknown word is a warning."""
    found: list[StatusReading] = []
    for column, text in record.filled(Field.OUTCOME, Field.STATUS):
        reading = read_status(text)
        if reading.is_known:
            found.append(reading)
        elif column.field is Field.STATUS or yes_or_no(text) is None:
            record.leave_out(column, text, "is no status we know")
    for _, text in record.filled(Field.REJECTION_STAGE):
        if yes_or_no(text) is not False:
            found.append(StatusReading(stages=read_status(text).stages, outcome=Outcome.REJECTED))
    for reading in found:
        facts.stages.update(reading.stages)
    return found


def read_milestones(
    record: Record, facts: Facts, *, after: date | None, has_status: bool
) -> tuple[list[StatusReading], bool]:
    """What the cells of the steps' columns say by a date, a yes, a number of rounds, or words.

    Gives the words, and whether a bare yes, which proves little, speaks of an offer.
    """
    words: list[StatusReading] = []
    is_offered_by_yes = False
    for column in (column for column in record.layout.columns if column.field in MILESTONES):
        text = record.cell(column)
        answer = None if is_nothing(text) else yes_or_no(text)
        if is_nothing(text) or answer is False:
            continue
        if find_dates(text):
            _read_dated(record, facts, column, after)
            words += _worded(text, column.field, has_status=has_status, facts=facts)
        elif answer and column.field is Field.OFFERED_AT:
            is_offered_by_yes = True
        elif answer or (text.strip().isdigit() and len(text.strip()) <= _LONGEST_COUNT):
            _reach(facts, column.field, None)
        else:
            words += _worded(text, column.field, has_status=has_status, facts=facts)
    return words, is_offered_by_yes


def _read_dated(record: Record, facts: Facts, column: Column, after: date | None) -> None:
    text = record.cell(column)
    reading = record.dates(column, text, after=after)
    if reading is None:
        return
    if reading.fault is None:
        _reach(facts, column.field, reading.when)
        return
    if reading.fault in (Fault.FUTURE, Fault.VAGUE):  # it is agreed, or was some day
        _reach(facts, column.field, None)
    record.leave_out(column, text, reading.fault)


def _reach(facts: Facts, field: Field, when: When | None) -> None:
    if field is Field.RESPONDED_AT:
        facts.responded = True
        facts.responded_at = facts.responded_at or when
    else:
        facts.note(_TARGETS[field], when)


def _worded(text: str, field: Field, *, has_status: bool, facts: Facts) -> list[StatusReading]:
    """The words in a cell of a step's column; next to a status column, an ending there ended this very step."""
    if len(text) > _LONGEST_REMARK:
        return []  # prose, in which a word like "interview" proves nothing
    said = read_status(text)
    if not said.is_known or not (said.targets or said.declined):
        return []
    target = _TARGETS.get(field)
    if isinstance(target, Stage) and has_status and (said.outcome is Outcome.REJECTED or said.declined):
        facts.note(target, None)
        said = StatusReading(stages=said.stages, outcome=Outcome.REJECTED)
    facts.stages.update(said.stages)
    return [said]


def read_histories(record: Record, facts: Facts, *, after: date | None) -> None:
    """Cells that tell one step a line (or an object of a list), each with or without its date."""
    for column, text in record.filled(Field.HISTORY):
        for entry in _ENTRIES.split(text[:_LONGEST_HISTORY]):
            targets = read_status(entry).targets
            days = record.dates(column, entry, after=after) if find_dates(entry) else None
            when = days.when if days else None
            for target in targets:
                if target is Stage.APPLIED:
                    facts.applied_at = facts.applied_at or when
                elif target is Stage.SAVED:
                    facts.saved_at = facts.saved_at or when
                else:
                    facts.note(target, when if target is targets[-1] else None)
