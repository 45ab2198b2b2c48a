"""Collecting what the cells of one row say about how its application went."""

import re
from dataclasses import dataclass, field
from datetime import date

from domain.applications import Outcome, Stage, Target
from domain.imports.cells import is_nothing, yes_or_no
from domain.imports.dates.calendars import Calendar, Fault, When, calendar_day
from domain.imports.dates.tokens import find_dates
from domain.imports.fields import MILESTONES, Field
from domain.imports.layouts import Column, Format, Layout
from domain.imports.moves import Facts
from domain.imports.statuses.reading import StatusReading, read_status
from domain.transitions import STAGES

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


class Unreadable(Exception):  # noqa: N818 - the verdict on a row, not a fault of ours
    """A row that cannot be taken: the reason and the column."""

    def __init__(self, reason: str, column: str) -> None:
        """Keep both for the verdict."""
        super().__init__(reason)
        self.reason = reason
        self.column = column


@dataclass(slots=True)
class Reader:
    """Reads the rows of one table, one after the other; `warnings` are those of the row that was read last."""

    layout: Layout
    calendar: Calendar
    warnings: list[str] = field(default_factory=list)
    applied_is_swappable: bool = False
    applied_is_certain: bool = False

    def read(self, cells: list[str], *, line: int) -> Facts:
        """What the row says. Raises Unreadable when the day of applying cannot be understood."""
        self.warnings = []
        self.applied_is_swappable = self.applied_is_certain = False
        facts = Facts()
        applied_flag = self._applied(facts, cells, line)
        for column in self.layout.of(Field.SAVED_AT):
            facts.saved_at = facts.saved_at or self._date(column, cells, line)
        after = calendar_day(facts.applied_at) if facts.applied_at else None
        statuses = self._statuses(facts, cells)
        offered_by_word = self._milestones(facts, cells, line, after, statuses)
        self._history(facts, cells, line, after)
        for column in self.layout.of(Field.STATUS_AT):
            facts.status_at = facts.status_at or self._date(column, cells, line, after)
        for column in self.layout.of(Field.CLOSED_AT):
            facts.closed_at = facts.closed_at or self._date(column, cells, line, after)
        self._settle(facts, statuses, offered_by_word)
        self._archive(facts, cells, line, after)
        self._saved_or_applied(facts, statuses, applied_flag, cells, line)
        return facts

    # The day of applying.

    def _applied(self, facts: Facts, cells: list[str], line: int) -> bool | None:
        flag: bool | None = None
        for column in self.layout.of(Field.APPLIED_AT, Field.APPLIED):
            text = _cell(cells, column)
            if is_nothing(text) or facts.applied_at is not None:
                continue
            reading = self.calendar.read(column.index, text, line=line, before=self._other_days(cells, column, line))
            if reading is None:
                continue
            if reading.when is not None:
                facts.applied_at = reading.when
                self.applied_is_swappable = reading.is_swappable
                self.applied_is_certain = flag is not False
                flag = True
            elif (answer := yes_or_no(text)) is not None:
                flag = answer if flag is None else flag
            elif reading.fault is Fault.VAGUE:
                self.warnings.append(
                    f'"{text.strip()[:40]}" in column "{column.name}" {reading.fault}: kept without a date.'
                )
                flag = True
            elif column.field is Field.APPLIED_AT:
                raise Unreadable(f'"{text.strip()[:60]}" {reading.fault}', column.name)
            else:
                flag = True if flag is None else flag
        return flag

    def _other_days(self, cells: list[str], applied: Column, line: int) -> list[date]:
        days: list[date] = []
        for column in self.layout.columns:
            if column.field in MILESTONES and column.index != applied.index:
                tokens = find_dates(_cell(cells, column))
                if tokens and tokens[0].year is not None:
                    reading = self.calendar.read(column.index, _cell(cells, column), line=line)
                    days += [calendar_day(when) for when in reading.all] if reading else []
        return days

    def _date(self, column: Column, cells: list[str], line: int, after: date | None = None) -> When | None:
        """The date of a column that holds nothing else; a fault is a warning."""
        text = _cell(cells, column)
        if is_nothing(text) or yes_or_no(text) is not None:
            return None
        reading = self.calendar.read(column.index, text, line=line, after=after)
        if reading is None:
            return None
        if reading.fault is not None:
            self._left_out(text, column, reading.fault)
        return reading.when

    def _left_out(self, text: str, column: Column, fault: str) -> None:
        self.warnings.append(f'"{text.strip()[:60]}" in column "{column.name}" {fault}: left out.')

    # Words.

    def _statuses(self, facts: Facts, cells: list[str]) -> list[StatusReading]:
        """Status cells, the one that speaks of the ending first."""
        found: list[StatusReading] = []
        for column in self.layout.of(Field.OUTCOME, Field.STATUS):
            text = _cell(cells, column)
            if is_nothing(text):
                continue
            reading = read_status(text)
            if reading.is_known:
                found.append(reading)
            elif (answer := yes_or_no(text)) is None or column.field is Field.STATUS:
                del answer
                self.warnings.append(f'"{text.strip()[:60]}" in column "{column.name}" is no status we know: left out.')
        for column in self.layout.of(Field.REJECTION_STAGE):
            text = _cell(cells, column)
            if not is_nothing(text) and yes_or_no(text) is not False:
                at = read_status(text)
                found.append(StatusReading(stages=at.stages, outcome=Outcome.REJECTED))
        for reading in found:
            facts.stages.update(reading.stages)
        return found

    def _milestones(
        self, facts: Facts, cells: list[str], line: int, after: date | None, statuses: list[StatusReading]
    ) -> bool:
        """Cells of the columns named after a step: a date, a yes, or words. True when only a yes speaks of an offer."""
        only_yes = False
        has_status = bool(statuses) or self.layout.has(Field.STATUS, Field.OUTCOME)
        for column in (column for column in self.layout.columns if column.field in MILESTONES):
            text = _cell(cells, column)
            if is_nothing(text):
                continue
            answer = yes_or_no(text)
            if answer is False:
                continue
            reading = self.calendar.read(column.index, text, line=line, after=after) if find_dates(text) else None
            if reading is not None and reading.fault is None:
                self._reach(facts, column.field, reading.when)
                statuses += _worded(text, column.field, has_status=has_status, facts=facts)
            elif reading is not None and reading.fault is not None:
                if reading.fault is Fault.FUTURE or reading.fault is Fault.VAGUE:
                    self._reach(facts, column.field, None)
                self._left_out(text, column, reading.fault)
            elif answer:
                only_yes = only_yes or column.field is Field.OFFERED_AT
                if column.field is not Field.OFFERED_AT:
                    self._reach(facts, column.field, None)
            elif text.strip().isdigit() and len(text.strip()) <= 2:
                self._reach(facts, column.field, None)
            else:
                statuses += _worded(text, column.field, has_status=has_status, facts=facts)
        return only_yes

    def _reach(self, facts: Facts, field_: Field, when: When | None) -> None:
        if field_ is Field.RESPONDED_AT:
            facts.responded = True
            facts.responded_at = facts.responded_at or when
        else:
            facts.note(_TARGETS[field_], when)

    def _history(self, facts: Facts, cells: list[str], line: int, after: date | None) -> None:
        """A cell that tells one step a line (or an object of a list), each with or without its date."""
        for column in self.layout.of(Field.HISTORY):
            for entry in _ENTRIES.split(_cell(cells, column)[:_LONGEST_HISTORY]):
                told = read_status(entry)
                days = self.calendar.read(column.index, entry, line=line, after=after) if find_dates(entry) else None
                when = days.when if days else None
                for target in told.targets:
                    if target is Stage.APPLIED:
                        facts.applied_at = facts.applied_at or when
                    elif target is Stage.SAVED:
                        facts.saved_at = facts.saved_at or when
                    else:
                        facts.note(target, when if target is told.targets[-1] else None)

    # Putting it together.

    def _settle(self, facts: Facts, statuses: list[StatusReading], offered_by_word: bool) -> None:
        """One outcome of all that was said; a bare yes to an offer counts only where no status contradicts it."""
        speaking = [each for each in statuses if each.targets or each.declined or each.ended]
        if offered_by_word:
            if any(each.outcome is not Outcome.DECLINED and each.targets for each in speaking) and not (
                Stage.OFFERED in facts.stages
                or any(each.outcome in (Outcome.ACCEPTED, Outcome.DECLINED) for each in speaking)
            ):
                self.warnings.append(
                    "The status does not speak of the offer that another column says yes to: the status counts."
                )
            else:
                facts.note(Stage.OFFERED, None)
        facts.outcome = next((each.outcome for each in speaking if each.outcome is not None), None)
        if facts.outcome is None and any(each.declined for each in speaking):
            offered = Stage.OFFERED in facts.stages or Stage.OFFERED in facts.happened
            facts.outcome = Outcome.DECLINED if offered else Outcome.REJECTED
            if not offered:
                self.warnings.append('"Declined" without an offer is read as the company\'s no.')
        if (
            facts.outcome is None
            and any(each.ended for each in speaking)
            and not any(isinstance(each, Outcome) for each in facts.happened)
        ):
            facts.outcome = Outcome.WITHDRAWN
            self.warnings.append("The status says that it is over and not how: counted as withdrawn.")

    def _archive(self, facts: Facts, cells: list[str], line: int, after: date | None) -> None:
        archived = any(yes_or_no(_cell(cells, column)) for column in self.layout.of(Field.ARCHIVED))
        archived_at = None
        for column in self.layout.of(Field.ARCHIVED_AT):
            archived_at = archived_at or self._date(column, cells, line, after)
        if (
            (archived or archived_at)
            and facts.outcome is None
            and not any(isinstance(each, Outcome) for each in facts.happened)
        ):
            facts.outcome = Outcome.WITHDRAWN
            facts.note(Outcome.WITHDRAWN, archived_at)

    def _saved_or_applied(
        self, facts: Facts, statuses: list[StatusReading], applied_flag: bool | None, cells: list[str], line: int
    ) -> None:
        """Whether it was ever sent, and the date of a column called just "Date"."""
        days = [self._date(column, cells, line) for column in self.layout.of(Field.DATE)]
        day = next((each for each in days if each is not None), None)
        ahead = (
            any(STAGES.index(stage) > 1 for stage in facts.stages)
            or bool(set(facts.happened) - {Outcome.WITHDRAWN})
            or facts.responded
        )
        ahead = ahead or facts.outcome not in (None, Outcome.WITHDRAWN)
        sent = facts.applied_at is not None or applied_flag is True or Stage.APPLIED in facts.stages or ahead
        says_saved = Stage.SAVED in facts.stages
        unknown = not statuses and any(not is_nothing(_cell(cells, column)) for column in self.layout.of(Field.STATUS))
        only_saved_date = (
            facts.saved_at is not None and not statuses and self.layout.has(Field.APPLIED_AT, Field.STATUS)
        )
        is_list_of_saved = self.layout.format is Format.LINKEDIN_SAVED
        unsent = says_saved or applied_flag is False or only_saved_date or is_list_of_saved
        unsent = unsent or (unknown and day is None and self.layout.has(Field.APPLIED_AT, Field.APPLIED, Field.DATE))
        facts.only_saved = unsent and not sent
        if facts.only_saved:
            facts.saved_at = facts.saved_at or day or facts.status_at
            return
        if says_saved and facts.applied_at is not None and not ahead:
            self.warnings.append("The status says saved, and there is a day of applying: counted as applied.")
        facts.applied_at = facts.applied_at or day
        if facts.applied_at is None and facts.outcome is None and not ahead:
            facts.applied_at = facts.status_at


def _cell(cells: list[str], column: Column) -> str:
    return cells[column.index] if column.index < len(cells) else ""


def _worded(text: str, field_: Field, *, has_status: bool, facts: Facts) -> list[StatusReading]:
    """The words in a cell of a step's column; next to a status column, an ending there ended this very step."""
    said = read_status(text)
    if len(text) > _LONGEST_REMARK:
        return []  # prose, in which a word like "interview" proves nothing
    if not said.is_known or not (said.targets or said.declined):
        return []
    target = _TARGETS.get(field_)
    if isinstance(target, Stage) and has_status and (said.outcome is Outcome.REJECTED or said.declined):
        facts.note(target, None)
        said = StatusReading(stages=said.stages, outcome=Outcome.REJECTED)
    facts.stages.update(said.stages)
    return [said]
