"""How an application ended, out of everything that a row says about it."""

from collections.abc import Sequence
from datetime import date

from domain.applications import Outcome, Stage
from domain.imports.cells import yes_or_no
from domain.imports.fields import Field
from domain.imports.moves import Facts
from domain.imports.records import Record
from domain.imports.statuses.reading import StatusReading


def settle_offer(record: Record, facts: Facts, statuses: Sequence[StatusReading]) -> None:
    """A bare yes to an offer counts unless the status, which is what people keep up, tells of less."""
    tells = [each for each in statuses if each.targets]
    agrees = Stage.OFFERED in facts.stages or any(
        each.outcome in (Outcome.ACCEPTED, Outcome.DECLINED) for each in tells
    )
    if tells and not agrees:
        record.warnings.append("A column says yes to an offer and the status does not: the status counts.")
    else:
        facts.note(Stage.OFFERED, None)


def settle_ending(record: Record, facts: Facts, statuses: Sequence[StatusReading]) -> None:
    """The first status that names an ending; else what "declined" and "closed" leave open, with a warning."""
    facts.outcome = next((each.outcome for each in statuses if each.outcome is not None), None)
    if facts.outcome is None and any(each.declined for each in statuses):
        offered = Stage.OFFERED in facts.stages or Stage.OFFERED in facts.happened
        facts.outcome = Outcome.DECLINED if offered else Outcome.REJECTED
        if not offered:
            record.warnings.append('"Declined" without an offer is read as the company\'s no.')
    if not facts.has_ended and any(each.ended for each in statuses):
        facts.outcome = Outcome.WITHDRAWN
        record.warnings.append("The status says that it is over and not how: counted as withdrawn.")


def settle_archive(record: Record, facts: Facts, *, after: date | None) -> None:
    """What was archived while it was open is not followed up any more: withdrawn on that day."""
    archived_at = record.first_date(Field.ARCHIVED_AT, after=after)
    archived = any(yes_or_no(text) for _, text in record.filled(Field.ARCHIVED))
    if (archived or archived_at) and not facts.has_ended:
        facts.outcome = Outcome.WITHDRAWN
        facts.note(Outcome.WITHDRAWN, archived_at)
