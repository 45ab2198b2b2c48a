"""The summary, read off one cohort."""

from datetime import UTC, date, datetime

from domain.applications import Outcome, Reached, Stage
from domain.cohorts import Cohort, CohortCount
from domain.freshness import live
from domain.periods import DateRange
from domain.rates import Rate
from domain.summaries import Summary, build_summary

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DATES = DateRange(date(2026, 1, 1), date(2026, 3, 1))


def cohort(*counts: CohortCount, waits: tuple[tuple[int, bool, int], ...] = ()) -> Cohort:
    return Cohort(counts=counts, waits={Reached.RESPONDED: waits}, first_at=None)


def summary(of: Cohort) -> Summary:
    return build_summary(of, DATES, live(NOW))


def test_every_number_of_the_summary() -> None:
    found = summary(
        cohort(
            CohortCount(Stage.SAVED, None, Reached.SAVED, 5, 0, 0),
            CohortCount(Stage.SAVED, Outcome.WITHDRAWN, Reached.SAVED, 1, 0, 0),
            CohortCount(Stage.APPLIED, None, Reached.APPLIED, 4, 4, 1),
            CohortCount(Stage.APPLIED, Outcome.REJECTED, Reached.RESPONDED, 3, 2, 2),
            CohortCount(Stage.INTERVIEWING, Outcome.REJECTED, Reached.INTERVIEWED, 2, 2, 2),
            CohortCount(Stage.OFFERED, Outcome.ACCEPTED, Reached.ACCEPTED, 1, 0, 0),
            waits=((3, True, 3), (7, True, 1), (60, False, 4)),
        )
    )
    assert found.total_applications == 10
    assert {each.status.value: each.count for each in found.status_counts} == {
        "SAVED": 5,
        "APPLIED": 4,
        "REJECTED": 5,
        "WITHDRAWN": 1,
        "ACCEPTED": 1,
    }
    assert found.response_rate == Rate(6, 10, 5 / 8)
    assert found.interview_rate == Rate(3, 10, 5 / 8)
    assert found.offer_rate == found.acceptance_rate == Rate(1, 10, 5 / 8)
    assert (found.open_applications, found.median_days_to_response) == (4, 3.0)
    assert (found.range, found.freshness) == (DATES, live(NOW))


def test_only_saved_jobs_are_no_applications() -> None:
    found = summary(cohort(CohortCount(Stage.SAVED, None, Reached.SAVED, 5, 0, 0)))
    assert (found.total_applications, found.open_applications) == (0, 0)
    assert found.response_rate == Rate(0, 0, None)
    assert [each.count for each in found.status_counts] == [5]


def test_an_empty_cohort_has_no_numbers_to_divide() -> None:
    found = summary(cohort())
    assert (found.status_counts, found.median_days_to_response) == ((), None)
    assert found.response_rate.value is None
