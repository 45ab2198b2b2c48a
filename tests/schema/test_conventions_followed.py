"""The house rules of what can be followed, held against the schema as it is built."""

import pytest
from graphql import get_named_type

from domain.revisions import Part
from schema.topics import Topics, topics_of
from tests.schema.test_conventions import NOUNS, QUERY, SUBSCRIPTION, shape, words


def test_subscriptions_are_facts_in_the_past() -> None:
    assert [name for name in SUBSCRIPTION.fields if words(name)[-1] not in ("changed", "raised")] == []


def test_every_change_says_which_state_it_is_and_whether_it_goes_on() -> None:
    for name, field in SUBSCRIPTION.fields.items():
        assert str(field.args["after"].type) == "String", name
        assert list(field.args)[-1] == "after", name
        noun = "".join(word.capitalize() for word in words(name)[:-1])
        assert str(field.type) == f"{noun}Change!", name
        told = shape(f"{noun}Change")
        said, *rest = told
        assert rest == ["sequence", "isSnapshot"], name
        assert (told["sequence"], told["isSnapshot"]) == ("String!", "Boolean!"), name
        assert told[said].endswith("!"), name
    assert {get_named_type(field.type).name for field in SUBSCRIPTION.fields.values()} == {
        name
        for name in NOUNS
        if name.endswith("Change") and name != "Change"  # which is of a report
    }


def test_a_change_of_the_whole_state_is_what_the_query_of_that_name_answers() -> None:
    for name, field in SUBSCRIPTION.fields.items():
        noun = name.removesuffix("Changed")
        if noun not in QUERY.fields:
            assert name in ("applicationChanged", "alertRaised", "reportChanged")
            continue
        asked = {argument: str(given.type) for argument, given in field.args.items() if argument != "after"}
        taken = {argument: str(given.type) for argument, given in QUERY.fields[noun].args.items()}
        assert asked.items() <= taken.items(), name
        assert str(next(iter(NOUNS[get_named_type(field.type).name].fields.values())).type) == str(
            QUERY.fields[noun].type
        ), name


def test_every_subscription_says_what_changes_its_answer() -> None:
    found = {
        name: topics_of(field, {"metrics": ["JOB_VIEWS", "SESSIONS", "OFFERS"]})
        for name, field in SUBSCRIPTION.fields.items()
    }
    ledger, activity = frozenset({Part.LEDGER}), frozenset({Part.ACTIVITY})
    assert found == {
        "metricsChanged": Topics(parts=ledger | activity, names=frozenset({"job_view"})),
        "summaryChanged": Topics(parts=ledger, names=frozenset({"job_view", "job_save"})),
        "applicationChanged": Topics(parts=ledger, is_delta=True),
        "activityChanged": Topics(parts=activity),
        "dashboardChanged": Topics(parts=ledger | activity, names=frozenset({"dashboard_changed"})),
        "reportChanged": Topics(names=frozenset({"report_generated"})),
        "alertRaised": Topics(names=frozenset({"alert_raised"}), is_delta=True),
        "platformChanged": Topics(is_platform=True, most_a_second=1.0),
    }
    assert all(topics.parts or topics.names or topics.is_platform for topics in found.values())
    with pytest.raises(TypeError, match="declares its topics"):
        topics_of(QUERY.fields["summary"], {})


LEDGER, ACTIVITY = frozenset({Part.LEDGER}), frozenset({Part.ACTIVITY})
VIEWS = Topics(names=frozenset({"job_view"}))


@pytest.mark.parametrize(
    ("topics", "parts", "names", "concerns"),
    [
        (Topics(parts=LEDGER), LEDGER, set(), True),
        (Topics(parts=LEDGER), ACTIVITY, {"job_view"}, False),
        (Topics(parts=ACTIVITY), LEDGER | ACTIVITY, {"page_view"}, True),
        (VIEWS, ACTIVITY, {"page_view", "job_view"}, True),
        (VIEWS, ACTIVITY, {"page_view"}, False),
        (VIEWS, ACTIVITY, set(), True),
        (VIEWS, LEDGER, set(), False),
        (VIEWS, LEDGER | ACTIVITY, {"application_created"}, False),
        (Topics(is_platform=True), set(), {"page_view"}, True),
    ],
)
def test_a_change_concerns_an_answer_that_is_made_from_it(
    topics: Topics, parts: set[Part], names: set[str], concerns: bool
) -> None:
    assert topics.concern(parts, names) is concerns
