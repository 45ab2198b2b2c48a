"""The funnel counts what was ever reached, never what an application happens to be now."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.applications import Reached
from domain.funnels import Funnel, FunnelStage, FunnelStep, build_funnel
from domain.rates import Rate


def test_a_search_of_159_applications() -> None:
    counts = {
        Reached.SAVED: 40,
        Reached.APPLIED: 102,
        Reached.RESPONDED: 47,
        Reached.INTERVIEWED: 8,
        Reached.OFFERED: 2,
    }
    days = {FunnelStage.RESPONDED: 6.5, FunnelStage.INTERVIEWED: 12.0, FunnelStage.OFFERED: None}
    assert build_funnel(counts, maturity=0.9, median_days=days) == Funnel(
        (
            FunnelStep(FunnelStage.APPLIED, 159, Rate(159, 159, 0.9), Rate(159, 159, 0.9), None),
            FunnelStep(FunnelStage.RESPONDED, 57, Rate(57, 159, 0.9), Rate(57, 159, 0.9), 6.5),
            FunnelStep(FunnelStage.INTERVIEWED, 10, Rate(10, 159, 0.9), Rate(10, 57), 12.0),
            FunnelStep(FunnelStage.OFFERED, 2, Rate(2, 159, 0.9), Rate(2, 10), None),
            FunnelStep(FunnelStage.ACCEPTED, 0, Rate(0, 159, 0.9), Rate(0, 2), None),
        )
    )


def test_nothing_submitted() -> None:
    funnel = build_funnel({Reached.SAVED: 3}, maturity=None, median_days={})
    assert [step.entered for step in funnel.steps] == [0, 0, 0, 0, 0]
    assert [step.conversion.value for step in funnel.steps] == [None] * 5
    assert [step.step_conversion.value for step in funnel.steps] == [None] * 5


def test_the_best_search_of_all() -> None:
    funnel = build_funnel({Reached.ACCEPTED: 1}, maturity=1.0, median_days={})
    assert [step.entered for step in funnel.steps] == [1, 1, 1, 1, 1]
    assert [step.step_conversion.value for step in funnel.steps] == [1.0] * 5


@given(st.dictionaries(st.sampled_from(Reached), st.integers(0, 1_000)))
def test_it_only_narrows(counts: dict[Reached, int]) -> None:
    steps = build_funnel(counts, maturity=None, median_days={}).steps
    assert [step.stage for step in steps] == list(FunnelStage)
    assert steps[0].entered == sum(counts.values()) - counts.get(Reached.SAVED, 0)
    for before, after in pairwise(steps):
        assert before.entered - after.entered == counts.get(before.stage.reached, 0)
        assert after.conversion.denominator == steps[0].entered
        assert after.step_conversion.denominator == before.entered
