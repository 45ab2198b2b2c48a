"""The summary: the first numbers a job seeker asks for, all read off one cohort."""

from dataclasses import dataclass

from domain.applications import ApplicationStatus, Reached
from domain.cohorts import Cohort
from domain.freshness import Freshness
from domain.periods import DateRange
from domain.rates import Rate


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many applications have a status now."""

    status: ApplicationStatus
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the applications submitted in `range`; what was only saved is in `status_counts` alone."""

    range: DateRange
    total_applications: int
    status_counts: tuple[StatusCount, ...]
    response_rate: Rate
    interview_rate: Rate
    offer_rate: Rate
    acceptance_rate: Rate
    median_days_to_response: float | None
    open_applications: int
    freshness: Freshness


def build_summary(cohort: Cohort, dates: DateRange, freshness: Freshness) -> Summary:
    """Every number of the summary; statuses nobody has are left out."""
    return Summary(
        range=dates,
        total_applications=cohort.submitted,
        status_counts=tuple(StatusCount(status, count) for status, count in cohort.statuses.items()),
        response_rate=cohort.rate(Reached.RESPONDED),
        interview_rate=cohort.rate(Reached.INTERVIEWED),
        offer_rate=cohort.rate(Reached.OFFERED),
        acceptance_rate=cohort.rate(Reached.ACCEPTED),
        median_days_to_response=cohort.median_days(Reached.RESPONDED),
        open_applications=cohort.open,
        freshness=freshness,
    )
