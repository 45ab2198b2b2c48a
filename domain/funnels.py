"""The funnel: of the applications submitted, how many ever got how far."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.applications import Reached
from domain.rates import Rate


class FunnelStage(StrEnum):
    """A step of the funnel; who reached one reached all before it."""

    APPLIED = "APPLIED"
    RESPONDED = "RESPONDED"
    INTERVIEWED = "INTERVIEWED"
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"

    @property
    def reached(self) -> Reached:
        """The same step on an application."""
        return Reached[self.value]


_OF_SUBMITTED = (FunnelStage.APPLIED, FunnelStage.RESPONDED)


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many applications ever reached `stage`, of all submitted and of those that reached the step before.

    `median_days` counts local calendar days from applying to this step; None when unknown.
    """

    stage: FunnelStage
    entered: int
    conversion: Rate
    step_conversion: Rate
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """One step for each stage, in order."""

    steps: tuple[FunnelStep, ...]


def build_funnel(
    reached_counts: Mapping[Reached, int],
    *,
    maturity: float | None,
    median_days: Mapping[FunnelStage, float | None],
) -> Funnel:
    """The funnel of applications counted by the furthest step each *ever* reached, whatever became of it since.

    Each application is in exactly one of `reached_counts`; those only SAVED are left out. `maturity` is the share of
    the submitted ones old enough to have been answered; it goes with the rates whose denominator they are. The first
    step is measured against itself.
    """
    entered = {
        stage: sum(count for reached, count in reached_counts.items() if reached >= stage.reached)
        for stage in FunnelStage
    }
    submitted = before = entered[FunnelStage.APPLIED]
    steps = []
    for stage in FunnelStage:
        steps.append(
            FunnelStep(
                stage=stage,
                entered=entered[stage],
                conversion=Rate(entered[stage], submitted, maturity),
                step_conversion=Rate(entered[stage], before, maturity if stage in _OF_SUBMITTED else None),
                median_days=median_days.get(stage),
            )
        )
        before = entered[stage]
    return Funnel(tuple(steps))
