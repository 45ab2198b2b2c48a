"""The catalogue has every name that matters, once, and what follows from a name is found, not declared again."""

import msgspec
import pytest

from domain.applications import ApplicationStatus, Reopening
from domain.events import Priority
from domain.events.catalogue import (
    ALIASES,
    CATALOGUE,
    NAME,
    PrivacyClass,
    Senders,
    accounts,
    activity,
    applications,
    changes,
    jobs,
    market,
    system,
)
from domain.events.catalogue.aliases import with_canonical_properties
from domain.events.catalogue.applications import ApplicationCreated, StatusChange
from domain.metrics import LEDGER, REGISTRY, Metric
from domain.occurrences import NAMES

# The checklist, by the numbers of its lines.
NAMED = {
    1: ["page_view"],
    2: ["navigation"],
    3: ["button_click"],
    4: ["form_submit", "form_interaction"],
    5: ["search"],
    6: ["filter"],
    7: ["time_spent", "feature_use"],
    8: ["application_status_change"],
    9: ["interview_scheduled"],
    10: ["interview_feedback"],
    11: ["offer_received"],
    12: ["offer_accepted", "offer_declined"],
    13: ["follow_up"],
    14: ["job_view"],
    15: ["job_save"],
    16: ["job_apply"],
    17: ["job_search", "job_filter"],
    18: ["job_bookmark"],
    19: ["job_share"],
    20: ["user_login", "user_logout"],
    21: ["error"],
    22: ["performance", "page_load", "api_request"],
    23: ["background_job"],
    24: ["market_trend"],
    25: ["salary_data"],
    26: ["industry_benchmark"],
    27: ["economic_indicator"],
    28: ["competitor_analysis"],
    29: ["dashboard_view", "report_view", "mail_open", "mail_click"],
    31: ["user_registration"],
    32: ["profile_update"],
    36: ["application_created"],
    37: ["application_updated"],
    39: ["system_health_check"],
    40: ["cache_hit"],
    41: ["cache_miss"],
}


@pytest.mark.parametrize("number", NAMED)
def test_every_source_of_the_checklist_has_its_names(number: int) -> None:
    assert [name for name in NAMED[number] if name not in CATALOGUE] == []


def test_every_name_that_changes_a_metric_is_declared() -> None:
    changing = frozenset[str]().union(*(declaration.changed_by for declaration in REGISTRY.values()))
    assert changing - CATALOGUE.keys() == set()


def test_a_name_is_declared_once_and_is_a_name() -> None:
    sources = (activity, jobs, applications, accounts, system, market)
    names = [each.name for source in sources for each in source.DECLARATIONS]
    assert len(names) == len(set(names)) == len(CATALOGUE)
    assert [name for name in (*names, *ALIASES) if NAME.fullmatch(name) is None] == []


def test_aliases_lead_to_names_and_are_none_themselves() -> None:
    assert set(ALIASES.values()) <= CATALOGUE.keys()
    assert set(ALIASES) & CATALOGUE.keys() == set()
    assert ALIASES["application_status_changed"] == "application_status_change"


def test_what_a_name_changes_follows_from_the_metrics() -> None:
    assert changes("page_view") == {Metric.PAGE_VIEWS, Metric.SESSIONS}
    assert changes("time_spent") == {Metric.TIME_SPENT_SECONDS, Metric.SESSIONS}
    assert Metric.OFFERS in changes("offer_received")
    assert changes("resume_parsed") == {Metric.SESSIONS}


def test_events_about_applications_are_urgent_and_nothing_else_is() -> None:
    urgent = {name for name, declaration in CATALOGUE.items() if declaration.priority is Priority.HIGH}
    assert urgent == {name for name, each in CATALOGUE.items() if each.privacy is PrivacyClass.CAREER}
    assert urgent == NAMES | {"follow_up", "ghosting_proposed"}


def test_names_that_move_applications_change_their_metrics() -> None:
    assert LEDGER == NAMES


def test_people_cannot_speak_for_the_system_or_the_market() -> None:
    reserved = {name for name, each in CATALOGUE.items() if each.senders is not Senders.ANYONE}
    told_by_machines = {each.name for each in (*system.DECLARATIONS, *market.DECLARATIONS)}
    assert told_by_machines - reserved == {"error", "page_load", "performance"}
    assert reserved & {*NAMES, *(each.name for each in (*activity.DECLARATIONS, *jobs.DECLARATIONS))} == set()
    assert CATALOGUE["api_request"].senders is Senders.OURSELVES


def test_a_status_is_a_stage_an_outcome_or_reopened() -> None:
    shape = msgspec.json.schema(StatusChange)["$defs"]["StatusChange"]["properties"]["status"]
    assert set(shape["enum"]) == {*ApplicationStatus, Reopening.REOPENED}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("interview", "INTERVIEWING"),
        ("interviewing", "INTERVIEWING"),
        ("Interviewing", "INTERVIEWING"),
        ("offer", "OFFERED"),
        ("hired", "ACCEPTED"),
        ("rejected", "REJECTED"),
        ("ghosted", "GHOSTED"),
        ("reopened", "REOPENED"),
        ("blub", "blub"),
        (5, 5),
    ],
)
def test_status_words_are_put_right(said: object, status: object) -> None:
    told = with_canonical_properties({"application_id": 456, "status": said, "my_own": 1}, StatusChange)
    assert told == {"applicationId": "456", "status": status, "my_own": 1}


def test_a_status_that_is_not_declared_is_left_alone() -> None:
    assert with_canonical_properties({"status": "interview"}, CATALOGUE["page_view"].properties) == {
        "status": "interview"
    }


@pytest.mark.parametrize(
    "properties",
    [b'{"applicationId":"a","title":"Engineer","company":"Initech"}', b'{"applicationId":"a","jobId":"Sm9iOjE"}'],
)
def test_an_application_says_what_it_is_for(properties: bytes) -> None:
    assert msgspec.json.decode(properties, type=ApplicationCreated).application_id == "a"


@pytest.mark.parametrize("properties", [b'{"applicationId":"a"}', b'{"applicationId":"a","title":" ","company":"x"}'])
def test_or_is_refused(properties: bytes) -> None:
    with pytest.raises(msgspec.ValidationError, match="say `title` and `company`"):
        msgspec.json.decode(properties, type=ApplicationCreated)
