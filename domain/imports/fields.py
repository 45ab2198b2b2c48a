"""What a column can mean."""

from enum import StrEnum


class Field(StrEnum):
    """The meaning of a column. The values are the names that an explicit mapping uses."""

    COMPANY = "company"
    TITLE = "title"
    URL = "url"
    LOCATION = "location"
    WORKPLACE = "workplace"
    SOURCE = "source"
    INDUSTRY = "industry"
    RESUME = "resume"
    NOTES = "notes"
    SALARY = "salary"
    SALARY_MIN = "salary_min"
    SALARY_MAX = "salary_max"
    WAGE = "wage"
    STATUS = "status"
    OUTCOME = "outcome"
    REJECTION_STAGE = "rejection_stage"
    HISTORY = "history"
    ARCHIVED = "archived"
    APPLIED = "applied"
    APPLIED_AT = "applied_at"
    DATE = "date"
    SAVED_AT = "saved_at"
    POSTED_AT = "posted_at"
    RESPONDED_AT = "responded_at"
    SCREENED_AT = "screened_at"
    INTERVIEWED_AT = "interviewed_at"
    OFFERED_AT = "offered_at"
    ACCEPTED_AT = "accepted_at"
    REJECTED_AT = "rejected_at"
    WITHDRAWN_AT = "withdrawn_at"
    GHOSTED_AT = "ghosted_at"
    CLOSED_AT = "closed_at"
    ARCHIVED_AT = "archived_at"
    STATUS_AT = "status_at"
    IGNORED = "ignored"


DATED = frozenset(field for field in Field if field.value.endswith("_at")) | {Field.APPLIED, Field.DATE}
"""Fields whose cells may hold dates (most of them may hold a yes, a no or a word instead)."""

MILESTONES = frozenset(
    (
        Field.RESPONDED_AT,
        Field.SCREENED_AT,
        Field.INTERVIEWED_AT,
        Field.OFFERED_AT,
        Field.ACCEPTED_AT,
        Field.REJECTED_AT,
        Field.WITHDRAWN_AT,
        Field.GHOSTED_AT,
    )
)
"""Columns that say by a date, a yes or a word that something happened."""
