"""A cohort: the applications submitted in a range, counted by what became of them. Funnel, flow, curve and summary
are all read off the same cohort, so that no two of them can disagree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.applications import ApplicationStatus, Outcome, Reached, Stage
from domain.rates import Rate
from domain.responses import ResponseCurve, median_days, response_curve


@dataclass(frozen=True, slots=True)
class CohortCount:
    """How many applications share a stage, an outcome and a furthest step.

    `dated` of them have a day of applying, `mature` of those are old enough to have been answered. `is_screened` says
    that all of them ever were SCREENING; counts that were not asked for paths do not say.
    """

    stage: Stage
    outcome: Outcome | None
    reached: Reached
    count: int
    dated: int
    mature: int
    is_screened: bool = False


@dataclass(frozen=True, slots=True)
class Cohort:
    """The counts, and how long the applications waited for each step; `first_at` is the earliest day of applying."""

    counts: tuple[CohortCount, ...]
    waits: Mapping[Reached, Sequence[tuple[int, bool, int]]]
    first_at: datetime | None

    @property
    def submitted(self) -> int:
        """How many were submitted; what was only saved is never in a denominator."""
        return self.reached(Reached.APPLIED)

    def reached(self, step: Reached) -> int:
        """How many ever reached a step, whatever their status now."""
        return sum(each.count for each in self.counts if each.reached >= step)

    @property
    def maturity(self) -> float | None:
        """Share of the dated ones that are old enough to have been answered; None when none has a date."""
        return maturity(each for each in self.counts if each.reached >= Reached.APPLIED)

    def rate(self, step: Reached) -> Rate:
        """Share of the submitted that ever reached a step."""
        return Rate(self.reached(step), self.submitted, self.maturity)

    @property
    def statuses(self) -> dict[ApplicationStatus, int]:
        """How many have each status now, in the order of the statuses; statuses nobody has are left out."""
        found: dict[str, int] = {}
        for each in self.counts:
            label = (each.outcome or each.stage).value
            found[label] = found.get(label, 0) + each.count
        return {status: found[status.value] for status in ApplicationStatus if status.value in found}

    @property
    def open(self) -> int:
        """How many were submitted and have not ended."""
        return sum(each.count for each in self.counts if each.reached >= Reached.APPLIED and each.outcome is None)

    def curve(self, step: Reached) -> ResponseCurve:
        """How the share that reached a step grows with the days since applying."""
        return response_curve(self.waits.get(step, ()))

    def median_days(self, step: Reached) -> float | None:
        """Days by which half of those that reach a step have reached it."""
        return median_days(self.waits.get(step, ()))


def maturity(counts: Iterable[CohortCount]) -> float | None:
    """Share of the dated applications that are old enough to have been answered; None when none has a date."""
    dated = mature = 0
    for each in counts:
        dated += each.dated
        mature += each.mature
    return mature / dated if dated else None
