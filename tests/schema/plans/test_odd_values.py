"""Whatever resolvers return, from the right values to nonsense, a plan answers like the reference executor."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.schema.plans.answers import compare, operation
from tests.schema.plans.odd import Context, schema
from tests.schema.plans.questions import Question, questions

# The reference executor forgets coroutines when it gives up.
pytestmark = [
    pytest.mark.usefixtures("forgetful"),
    pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine .* was never awaited:RuntimeWarning"
    ),
]

SCALARS: dict[str, st.SearchStrategy[Any]] = {"Int": st.integers(1, 5)}
seen: Counter[str] = Counter()


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(
    question=questions(schema._schema, SCALARS, fields=20),
    seed=st.text("ab", max_size=8),
    oddness=st.sampled_from([0.0, 0.0, 0.01, 0.05]),
)
async def test_a_plan_answers_like_the_reference(question: Question, seed: str, oddness: float) -> None:
    asked = operation(schema, question.text)
    outcome = await compare(schema, asked, question.variables, lambda: Context(seed, oddness))
    seen[outcome] += 1
    event(outcome)


def test_many_of_them_were_planned() -> None:
    assert seen["planned"] > sum(seen.values()) / 4, seen
