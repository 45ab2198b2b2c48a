"""What a subscription asks, and what those who ask the same have in common."""

from typing import Any

import pytest

from schema.documents import Documents
from schema.operations import RejectedError
from schema.root import schema
from schema.subscribing import Question, question

DOCUMENTS = Documents(schema)


async def asked(query: str, **variables: Any) -> Question:
    document = await DOCUMENTS.find(query)
    return question(schema._schema, document.operation(None), variables)


async def test_what_was_seen_is_nobody_elses() -> None:
    query = "subscription($after: String) { summaryChanged(after: $after) { sequence } }"
    found = await asked(query, after="1.2")
    assert (found.after, found.variables, found.common) == ("1.2", {}, {})
    assert (await asked(query)).after is None
    assert (await asked(query, after=None)).after is None


async def test_it_is_found_in_fragments() -> None:
    query = """
    subscription($seen: String, $on: Boolean!, $period: Period!) { ... on Subscription { ...Root } }
    fragment Root on Subscription {
      summaryChanged(range: {period: $period}, after: $seen) { sequence @include(if: $on) summary { jobViews } }
    }
    """
    found = await asked(query, seen="1.2", on=True, period="WEEK", unheard_of=1)
    assert found.after == "1.2"
    assert found.variables == found.common == {"on": True, "period": "WEEK"}
    assert found.arguments["after"] == "1.2"


async def test_one_that_has_to_be_sent_is_sent_again_but_divides_nobody() -> None:
    found = await asked(
        'subscription($after: String! = "0.0") { summaryChanged(after: $after) { sequence } }', after="1.2"
    )
    assert (found.after, found.variables, found.common) == ("1.2", {"after": "1.2"}, {})


async def test_a_literal_counts_too() -> None:
    assert (await asked('subscription { summaryChanged(after: "3.4") { sequence } }')).after == "3.4"


async def test_the_field_under_another_name_twice() -> None:
    query = """
    subscription($after: String) {
      it: summaryChanged(after: $after) { sequence }
      it: summaryChanged(after: $after) { isSnapshot }
    }
    """
    found = await asked(query, after="1.2")
    assert (found.after, found.variables, found.common) == ("1.2", {}, {})


@pytest.mark.parametrize("variables", [{}, {"metrics": "NOTHING"}, {"metrics": [None]}, {"metrics": 7}])
async def test_what_does_not_fit_is_refused(variables: dict[str, Any]) -> None:
    query = "subscription($metrics: [Metric!]!) { metricsChanged(metrics: $metrics) { sequence } }"
    with pytest.raises(RejectedError) as caught:
        await asked(query, **variables)
    assert caught.value.errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
