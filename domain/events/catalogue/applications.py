"""What happens to applications: made, moved, interviews, offers, follow-ups. All of it urgent."""

from typing import Annotated, Literal

from msgspec import Meta

from domain.events.catalogue.declarations import (
    Address,
    Count,
    Currency,
    Declaration,
    Line,
    Moment,
    PrivacyClass,
    Properties,
    Prose,
    Reference,
    Senders,
    Word,
)
from domain.events.stored import Priority

ApplicationReference = Annotated[str, Meta(min_length=1, max_length=200)]
"""The sender's own name for the application, or our opaque id of it."""

Status = Literal[
    "SAVED", "APPLIED", "SCREENING", "INTERVIEWING", "OFFERED",
    "ACCEPTED", "DECLINED", "REJECTED", "WITHDRAWN", "GHOSTED", "REOPENED",
]  # fmt: skip
"""A stage, an outcome, or REOPENED. Words that people use for them are put right at the door."""


class ApplicationUse(Properties):
    """Anything about one application."""

    application_id: ApplicationReference
    notes: Prose | None = None


class ApplicationCreated(ApplicationUse):
    """An application and what it is for: a title and a company, or the opaque id of a job of ours."""

    job_id: Reference | None = None
    title: Line | None = None
    company: Line | None = None
    location: Line | None = None
    source: Line | None = None
    url: Address | None = None
    resume_version: Line | None = None
    status: Status | None = None

    def __post_init__(self) -> None:
        """Refuse what could never become an application."""
        if self.job_id is None and not ((self.title or "").strip() and (self.company or "").strip()):
            raise ValueError("say `title` and `company`, or the `jobId` of a job that is stored here")


class ApplicationUpdated(ApplicationUse):
    """New facts of an application."""

    title: Line | None = None
    company: Line | None = None
    location: Line | None = None
    source: Line | None = None
    url: Address | None = None
    resume_version: Line | None = None
    status: Status | None = None


class StatusChange(ApplicationUse, kw_only=True):
    """A move."""

    status: Status
    previous_status: Word | None = None


class Interview(ApplicationUse):
    """An interview that was arranged."""

    scheduled_at: Moment | None = None
    kind: Word | None = None
    round: Count | None = None
    location: Line | None = None


class Feedback(ApplicationUse):
    """What was heard after an interview."""

    result: Word | None = None
    rating: Annotated[float, Meta(ge=0, le=100)] | None = None
    round: Count | None = None


class Offer(ApplicationUse):
    """An offer, and what became of it; pay in minor units of the currency."""

    amount_minor: Count | None = None
    currency: Currency | None = None
    answer_by: Moment | None = None
    reason: Line | None = None


class FollowUp(ApplicationUse):
    """Somebody asked how it stands."""

    channel: Word | None = None


class Withdrawal(ApplicationUse):
    """The person took the application back."""

    reason: Line | None = None


class Silence(ApplicationUse, kw_only=True):
    """Nothing was heard for longer than the person wants to wait."""

    silent_days: Count


def _career(name: str, properties: type[Properties], description: str) -> Declaration:
    return Declaration(name, properties, description, PrivacyClass.CAREER, Priority.HIGH)


DECLARATIONS = (
    _career(
        "application_created", ApplicationCreated, "An application was made; submitted, unless its status is SAVED."
    ),
    _career("job_apply", ApplicationCreated, "An application was submitted."),
    _career("application_updated", ApplicationUpdated, "Facts of an application changed."),
    _career("application_status_change", StatusChange, "An application moved to a stage, or ended."),
    _career("application_withdrawn", Withdrawal, "The person took the application back."),
    _career("interview_scheduled", Interview, "An interview was arranged."),
    _career("interview_feedback", Feedback, "There was an answer after an interview."),
    _career("offer_received", Offer, "An offer came."),
    _career("offer_accepted", Offer, "The offer was accepted."),
    _career("offer_declined", Offer, "The person declined the offer."),
    _career("follow_up", FollowUp, "The person asked how the application stands."),
    Declaration(
        "ghosting_proposed",
        Silence,
        "Nothing was heard for longer than the person wants to wait. Whether to give up is theirs to decide.",
        PrivacyClass.CAREER,
        Priority.HIGH,
        senders=Senders.OURSELVES,
    ),
)
