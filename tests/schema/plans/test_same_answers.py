"""Whatever is asked of the real schema, a plan answers with the same bytes as the reference executor."""

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from domain.access import EVERYTHING, Grant, Scope
from resolvers.context import Context
from resolvers.nodes import encode
from resolvers.pages import write_cursor
from schema.root import schema
from tests.schema.plans.answers import compare, operation
from tests.schema.plans.conftest import NOW, DemoHouse
from tests.schema.plans.questions import Question, questions

KINDS = ("Application", "Job", "Company", "Goal", "User", "Report")
IDS = [encode(kind, number) for kind in KINDS for number in (1, 2, 9)]
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "Int": st.one_of(st.integers(1, 30), st.sampled_from([0, -1, 1_001])),
    "Float": st.floats(0, 1),
    "String": st.sampled_from(
        ["LinkedIn", "Engineer", "", "Berlin", write_cursor(5), write_cursor(0, 2**50, 5), "x" * 301]
    ),
    "Boolean": st.booleans(),
    "ID": st.sampled_from([*IDS, "nonsense", ""]),
    "Date": st.dates(date(2025, 1, 1), date(2026, 4, 1)).map(str),
    "DateTime": st.sampled_from(["2026-01-01T12:00:00Z"]),
    "TimeZone": st.sampled_from(["Europe/Berlin", "Pacific/Auckland", "UTC"]),
}
SLOW = [HealthCheck.too_slow]
seen: Counter[str] = Counter()


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(st.data())
async def test_a_plan_answers_like_the_reference(demo_house: DemoHouse, data: st.DataObject) -> None:
    question: Question = data.draw(questions(schema._schema, SCALARS))
    person = data.draw(st.sampled_from(demo_house.people[:3]))
    scopes = data.draw(st.sampled_from([EVERYTHING, EVERYTHING, EVERYTHING, frozenset({Scope.WRITE})]))
    asked = operation(schema, question.text)

    def context() -> Context:
        return Context(demo_house.database, person, Grant(person.role, scopes), NOW)

    outcome = await compare(schema, asked, question.variables, context)
    seen[outcome] += 1
    event(outcome)


def test_many_of_them_were_planned() -> None:
    assert seen["planned"] > sum(seen.values()) / 4, seen
