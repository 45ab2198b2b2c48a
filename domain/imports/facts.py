"""Everything that one row says about how its application went."""

from domain.imports.endings import settle_archive, settle_ending, settle_offer
from domain.imports.fields import Field
from domain.imports.milestones import read_histories, read_milestones, read_statuses
from domain.imports.moves import Facts
from domain.imports.records import Record
from domain.imports.submissions import Submission, find_submission, settle_submission


def read_facts(record: Record) -> tuple[Facts, Submission]:
    """The facts of a row and what it says of having applied; `record.warnings` tells what was left out.

    Raises Unreadable when the day of applying is written and cannot be understood.
    """
    facts = Facts()
    submission = find_submission(record)
    after = submission.day
    facts.saved_at = record.first_date(Field.SAVED_AT)
    statuses = read_statuses(record, facts)
    has_status = bool(statuses) or record.layout.has(Field.STATUS, Field.OUTCOME)
    words, is_offered_by_yes = read_milestones(record, facts, after=after, has_status=has_status)
    statuses += words
    read_histories(record, facts, after=after)
    facts.status_at = record.first_date(Field.STATUS_AT, after=after)
    facts.closed_at = record.first_date(Field.CLOSED_AT, after=after)
    if is_offered_by_yes:
        settle_offer(record, facts, statuses)
    settle_ending(record, facts, statuses)
    settle_archive(record, facts, after=after)
    settle_submission(record, facts, submission, has_known_status=bool(statuses))
    return facts, submission
