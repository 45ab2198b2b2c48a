"""One event of a subscription is answered by its plan as by the reference executor."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from domain.access import Grant, Role, Scope
from resolvers.context import Context
from schema.answering import answered_now
from schema.documents import Documents
from schema.plans import Plans
from schema.root import schema
from tests.schema.plans.conftest import NOW, DemoHouse

DOCUMENTS = Documents(schema)
ASKED: list[tuple[str, dict[str, Any]]] = [
    (
        """subscription($after: String, $more: Boolean!) { ...Root }
        fragment Root on Subscription {
          it: applicationChanged(after: $after) {
            __typename sequence isSnapshot
            applications { id status appliedAt job @include(if: $more) { title company { name } } }
          }
        }""",
        {"after": "3", "more": True},
    ),
    ("subscription { applicationChanged { applications { transitions { stage outcome occurredAt } } } }", {}),
    (
        "subscription($range: RangeInput) { summaryChanged(range: $range) { sequence summary { range { from until } "
        "totalApplications statusCounts { status count } responseRate { value low high } goals { id } } } }",
        {"range": {"period": "ALL_TIME"}},
    ),
    (
        "subscription { metricsChanged(metrics: [APPLICATIONS, RESPONSE_RATE], range: {period: LAST_30_DAYS}) "
        "{ series { metric total points { start value isPartial } rate { value } } } }",
        {},
    ),
    ("subscription { platformChanged { sequence platform { activeUsers { daily { start value } } } } }", {}),
]


@pytest.mark.parametrize(("query", "variables"), ASKED)
async def test_a_plan_answers_like_the_reference(demo_house: DemoHouse, query: str, variables: dict[str, Any]) -> None:
    operation, plans = (await DOCUMENTS.find(query)).operation(None), Plans(schema)
    grant = Grant(Role.ANALYST, frozenset({Scope.READ}))

    def context(later: int = 0) -> Context:
        return Context(demo_house.database, demo_house.people[0], grant, NOW + timedelta(days=later))

    _, expected = await answered_now(schema, operation, variables, context())
    for _ in range(3):
        change, found = await answered_now(schema, operation, variables, context(), plans=plans)
        assert change is not None
        assert (found.errors, orjson.dumps(found.data)) == (None, orjson.dumps(expected.data))
    assert (plans.planned, plans.surprised) == (2, 0)


async def test_what_a_plan_cannot_answer_the_reference_does(demo_house: DemoHouse) -> None:
    query = "subscription { summaryChanged { summary { totalApplications } } }"
    operation, plans = (await DOCUMENTS.find(query)).operation(None), Plans(schema)
    context = Context(demo_house.database, demo_house.people[0], Grant(Role.MEMBER, frozenset({Scope.READ})), NOW)
    for _ in range(2):
        result = await plans.execute(operation, {}, context, source=ValueError("nothing"))
        assert result.data is None
        assert [error.path for error in result.errors or ()] == [["summaryChanged"]]
    assert (plans.planned, plans.surprised) == (0, 1)
