"""Words: what an alert says, and where it leads."""

from datetime import UTC, datetime

import pytest

from domain.alerts import AlertCondition, AlertRule, Finding
from domain.alerts.wording import About, Told, words
from domain.metrics import Metric
from domain.nodes import encode
from domain.periods import Interval, zone

AT = datetime(2026, 3, 9, tzinfo=UTC)
APPLICATIONS, RATE = Metric.APPLICATIONS, Metric.RESPONSE_RATE


def told(metric: Metric | None, condition: AlertCondition, interval: Interval, finding: Finding) -> Told:
    return words(AlertRule(1, "r", metric, condition, finding.threshold, interval), finding, zone("UTC"))


@pytest.mark.parametrize(
    ("metric", "condition", "interval", "finding", "message"),
    [
        (
            APPLICATIONS,
            AlertCondition.ABOVE,
            Interval.DAY,
            Finding(AT, AT, 5, 3),
            "Applications on 9 March 2026: 5, above 3.",
        ),
        (
            RATE,
            AlertCondition.BELOW,
            Interval.MONTH,
            Finding(AT, AT, 0.1, 0.25, numerator=1, denominator=10),
            "Response rate in March 2026: 10% (1 of 10), below 25%.",
        ),
        (
            APPLICATIONS,
            AlertCondition.CHANGE,
            Interval.WEEK,
            Finding(AT, AT, 2, 0.5, previous=8),
            "Applications in the week of 9 March 2026: 2, 75% less than the week before (8).",
        ),
        (
            APPLICATIONS,
            AlertCondition.ANOMALY,
            Interval.DAY,
            Finding(AT, AT, 30, 3.5, low=9, high=11.5),
            "Applications on 9 March 2026: 30. Usual for a Monday is 9 to 11.5.",
        ),
        (
            APPLICATIONS,
            AlertCondition.SILENCE,
            Interval.DAY,
            Finding(AT, AT, 1, 1),
            "Applications: nothing for 1 day, since 9 March 2026.",
        ),
        (
            APPLICATIONS,
            AlertCondition.GOAL_BEHIND,
            Interval.WEEK,
            Finding(AT, AT, 41, 25),
            "You're 41% behind your weekly application goal",
        ),
        (
            Metric.SEARCHES,
            AlertCondition.GOAL_BEHIND,
            Interval.MONTH,
            Finding(AT, AT, 50, 25),
            "You're 50% behind your monthly search goal",
        ),
    ],
)
def test_messages(
    metric: Metric, condition: AlertCondition, interval: Interval, finding: Finding, message: str
) -> None:
    assert told(metric, condition, interval, finding).message == message


def test_the_goal_leads_to_the_goals() -> None:
    found = told(APPLICATIONS, AlertCondition.GOAL_BEHIND, Interval.WEEK, Finding(AT, AT, 41, 25))
    assert (found.title, found.action_url) == ("Goal progress", "/goals")


def test_an_interview_leads_to_its_application() -> None:
    rule = AlertRule(1, "r", Metric.INTERVIEWS, AlertCondition.INTERVIEW, 0)
    found = words(rule, Finding(AT, AT, 1, 0), zone("UTC"), About(7, "Acme", "Engineer"))
    assert found == Told(
        "Interview opportunity",
        "Acme wants to talk: your application for Engineer has moved to interviewing.",
        f"/applications/{encode('Application', 7)}",
    )


def test_the_market_says_which_way() -> None:
    rule = AlertRule(1, "r", None, AlertCondition.MARKET, 0.25)
    found = words(rule, Finding(AT, AT, 1500, 0.25, previous=1000), zone("UTC"), About(industry="Software"))
    assert found == Told("Market change", "Open postings in Software: 1,500, 50% more than a week ago.", "/market")
