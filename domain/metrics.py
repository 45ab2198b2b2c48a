"""The metric registry: a metric is one declaration, and everything else about it follows from that."""

from dataclasses import dataclass
from enum import StrEnum

from domain.applications import Outcome, Reached


class Metric(StrEnum):
    """A named number with a formula and a unit."""

    PAGE_VIEWS = "PAGE_VIEWS"
    JOB_VIEWS = "JOB_VIEWS"
    JOB_SAVES = "JOB_SAVES"
    SEARCHES = "SEARCHES"
    TIME_SPENT_SECONDS = "TIME_SPENT_SECONDS"
    SESSIONS = "SESSIONS"
    APPLICATIONS = "APPLICATIONS"
    RESPONSES = "RESPONSES"
    INTERVIEWS = "INTERVIEWS"
    OFFERS = "OFFERS"
    ACCEPTANCES = "ACCEPTANCES"
    REJECTIONS = "REJECTIONS"
    WITHDRAWALS = "WITHDRAWALS"
    GHOSTINGS = "GHOSTINGS"
    OPEN_APPLICATIONS = "OPEN_APPLICATIONS"
    RESPONSE_RATE = "RESPONSE_RATE"
    INTERVIEW_RATE = "INTERVIEW_RATE"
    OFFER_RATE = "OFFER_RATE"
    ACCEPTANCE_RATE = "ACCEPTANCE_RATE"
    MEDIAN_DAYS_TO_RESPONSE = "MEDIAN_DAYS_TO_RESPONSE"
    MEDIAN_DAYS_TO_INTERVIEW = "MEDIAN_DAYS_TO_INTERVIEW"
    MEDIAN_DAYS_TO_OFFER = "MEDIAN_DAYS_TO_OFFER"


class Unit(StrEnum):
    """What a number counts."""

    COUNT = "COUNT"
    RATIO = "RATIO"
    DAYS = "DAYS"
    SECONDS = "SECONDS"


@dataclass(frozen=True, slots=True)
class Happened:
    """Counts applications by the moment they first reached a step."""

    step: Reached


@dataclass(frozen=True, slots=True)
class Ended:
    """Counts applications by the moment they ended so."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Open:
    """Counts applications submitted before a moment and not ended at it."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of the applications submitted in the bucket, the share that ever reached a step (whenever it did)."""

    step: Reached


@dataclass(frozen=True, slots=True)
class Wait:
    """Of the applications submitted in the bucket, the median days until they reached a step (Kaplan-Meier)."""

    step: Reached


@dataclass(frozen=True, slots=True)
class Events:
    """Counts events of one name by the moment they happened."""

    name: str


@dataclass(frozen=True, slots=True)
class EventSum:
    """Sums a numeric property of events of one name."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class EventSessions:
    """Counts distinct sessions that had any event, each by the moment of its first one."""


Formula = Happened | Ended | Open | Share | Wait | Events | EventSum | EventSessions


@dataclass(frozen=True, slots=True)
class Declaration:
    """One entry of the registry. Counts are 0 when nothing happened; ratios and days are null."""

    unit: Unit
    formula: Formula
    description: str
    changed_by: frozenset[str]

    @property
    def is_about_applications(self) -> bool:
        """Whether dimensions of applications can split it and filters of applications narrow it."""
        return not isinstance(self.formula, Events | EventSum | EventSessions)

    @property
    def empty(self) -> float | None:
        """The value of a bucket in which nothing happened."""
        return None if self.unit in (Unit.RATIO, Unit.DAYS) else 0.0


LEDGER = frozenset(
    {
        "application_created", "application_updated", "application_status_change", "application_withdrawn", "job_apply",
        "interview_scheduled", "interview_feedback", "offer_received", "offer_accepted", "offer_declined",
    }
)  # fmt: skip
"""Events that can move an application; those of `domain.occurrences.NAMES`."""


def _ledger(unit: Unit, formula: Formula, description: str) -> Declaration:
    return Declaration(unit, formula, description, LEDGER)


def _events(unit: Unit, formula: Formula, description: str, *names: str) -> Declaration:
    return Declaration(unit, formula, description, frozenset(names))


REGISTRY: dict[Metric, Declaration] = {
    Metric.PAGE_VIEWS: _events(Unit.COUNT, Events("page_view"), "Pages looked at.", "page_view"),
    Metric.JOB_VIEWS: _events(Unit.COUNT, Events("job_view"), "Postings looked at.", "job_view"),
    Metric.JOB_SAVES: _events(Unit.COUNT, Events("job_save"), "Postings saved for later.", "job_save"),
    Metric.SEARCHES: _events(Unit.COUNT, Events("job_search"), "Searches for jobs.", "job_search"),
    Metric.TIME_SPENT_SECONDS: _events(
        Unit.SECONDS, EventSum("time_spent", "seconds"), "Visible time on the platform, in seconds.", "time_spent"
    ),
    Metric.SESSIONS: _events(
        Unit.COUNT, EventSessions(), "Visits: sessions in which anything happened, on the day of their first event."
    ),
    Metric.APPLICATIONS: _ledger(
        Unit.COUNT, Happened(Reached.APPLIED), "Applications submitted, on the day they were submitted."
    ),
    Metric.RESPONSES: _ledger(
        Unit.COUNT, Happened(Reached.RESPONDED), "First answers from employers, on the day they came."
    ),
    Metric.INTERVIEWS: _ledger(
        Unit.COUNT, Happened(Reached.INTERVIEWED), "Applications whose first interview was on that day."
    ),
    Metric.OFFERS: _ledger(Unit.COUNT, Happened(Reached.OFFERED), "Offers, on the day they came."),
    Metric.ACCEPTANCES: _ledger(Unit.COUNT, Ended(Outcome.ACCEPTED), "Offers accepted, on the day they were."),
    Metric.REJECTIONS: _ledger(Unit.COUNT, Ended(Outcome.REJECTED), "Rejections, on the day they came."),
    Metric.WITHDRAWALS: _ledger(Unit.COUNT, Ended(Outcome.WITHDRAWN), "Applications withdrawn, on the day they were."),
    Metric.GHOSTINGS: _ledger(
        Unit.COUNT, Ended(Outcome.GHOSTED), "Applications given up after silence, on the day they were."
    ),
    Metric.OPEN_APPLICATIONS: _ledger(
        Unit.COUNT, Open(), "Applications submitted and not ended, at the end of the bucket (or now, in the last one)."
    ),
    Metric.RESPONSE_RATE: _ledger(
        Unit.RATIO,
        Share(Reached.RESPONDED),
        "Share of the applications submitted in the bucket that ever got an answer.",
    ),
    Metric.INTERVIEW_RATE: _ledger(
        Unit.RATIO,
        Share(Reached.INTERVIEWED),
        "Share of the applications submitted in the bucket that ever got an interview.",
    ),
    Metric.OFFER_RATE: _ledger(
        Unit.RATIO, Share(Reached.OFFERED), "Share of the applications submitted in the bucket that ever got an offer."
    ),
    Metric.ACCEPTANCE_RATE: _ledger(
        Unit.RATIO,
        Share(Reached.ACCEPTED),
        "Share of the applications submitted in the bucket whose offer was accepted.",
    ),
    Metric.MEDIAN_DAYS_TO_RESPONSE: _ledger(
        Unit.DAYS, Wait(Reached.RESPONDED), "Days by which half of those that get an answer have it (Kaplan-Meier)."
    ),
    Metric.MEDIAN_DAYS_TO_INTERVIEW: _ledger(
        Unit.DAYS,
        Wait(Reached.INTERVIEWED),
        "Days by which half of those that get an interview have it (Kaplan-Meier).",
    ),
    Metric.MEDIAN_DAYS_TO_OFFER: _ledger(
        Unit.DAYS, Wait(Reached.OFFERED), "Days by which half of those that get an offer have it (Kaplan-Meier)."
    ),
}
