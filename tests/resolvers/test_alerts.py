"""Alerts: made, judged, kept once, told to their owner alone."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from domain.access import EVERYTHING, Grant
from persistence.database import Database, Statement
from realtime.alerts import ALERT_RAISED
from realtime.topics import Hint
from resolvers.alerting import evaluate
from resolvers.context import Context
from server.alerting import evaluate_everybody
from tests.builders import APPLIED, INTERVIEWING, application, event, on, utc
from tests.resolvers import followed
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk
from tests.resolvers.searches import NOW

RULE = "id name metric filter { by values } interval condition threshold consecutive cooldownHours"
RULE += " quietHours { fromHour untilHour } delivery hasSmallSamples isEnabled isDefault"
EVIDENCE = "evidence { value threshold previous startsAt expected { low high } sample { numerator denominator } }"
CREATE = f"""
    mutation ($input: CreateAlertRuleInput!) {{
        createAlertRule(input: $input) {{ alertRule {{ {RULE} }} errors {{ code path message }} }}
    }}
"""
UPDATE = f"""
    mutation ($id: ID!, $input: UpdateAlertRuleInput!) {{
        updateAlertRule(id: $id, input: $input) {{ alertRule {{ {RULE} }} errors {{ code path message }} }}
    }}
"""
REMOVE = "mutation ($id: ID!) { removeAlertRule(id: $id) { alertRule { id } errors { code path message } } }"
ACKNOWLEDGE = """
    mutation ($id: ID!) { acknowledgeAlert(id: $id) { alert { status acknowledgedAt } errors { code path message } } }
"""
SNOOZE = """
    mutation ($id: ID!, $input: SnoozeAlertInput!) {
        snoozeAlert(id: $id, input: $input) { alert { status snoozeEndsAt } errors { code path message } }
    }
"""
ALERTS = f"""
    query ($first: Int, $after: String, $status: AlertStatus) {{
        alerts(first: $first, after: $after, status: $status) {{
            nodes {{ id type priority title message actionUrl status raisedAt rule {{ name }} {EVIDENCE} }}
            pageInfo {{ hasNextPage endCursor }}
        }}
    }}
"""
BACKTEST = f"""
    query ($input: CreateAlertRuleInput!, $days: Int) {{
        backtestAlertRule(input: $input, days: $days) {{ days firings {{ raisedAt message {EVIDENCE} }} }}
    }}
"""
BUSY = {"name": "Busy", "metric": "APPLICATIONS", "condition": "ABOVE", "threshold": 1}


async def judged(desk: Desk, at: datetime | None = None, touched: Any = None) -> int:
    context = Context(desk.database, desk.user, Grant(desk.user.role, EVERYTHING), at or desk.now)
    return await evaluate(context, touched)


async def listed(desk: Desk, **asked: Any) -> list[dict[str, Any]]:
    return list((await desk.ask(ALERTS, **asked))["nodes"])


async def applied(desk: Desk, *days: str) -> None:
    for day in days:
        await application(desk.database, desk.user, (APPLIED, on(day, "08:00")))


async def test_every_account_has_three_rules(somebody: Somebody) -> None:
    desk = await somebody()
    found = await desk.ask("{ alertRules { name metric condition threshold isDefault isEnabled } }")
    assert [list(each.values()) for each in found] == [
        ["Goal progress", "APPLICATIONS", "GOAL_BEHIND", 25, True, True],
        ["Interview opportunity", "INTERVIEWS", "INTERVIEW", 0, True, True],
        ["Market change", None, "MARKET", 0.25, True, True],
    ]


async def test_a_goal_behind_is_told_in_the_words_of_the_documents(somebody: Somebody) -> None:
    """Wednesday 09:00: 1 of 5, where an even pace has 1.696."""
    desk = await somebody()
    await applied(desk, "2026-03-10")
    await desk.do("mutation { setGoal(input: {target: 5}) { goal { id } errors { message } } }")
    assert await judged(desk) == 1
    (found,) = await listed(desk)
    assert found | {"id": "", "evidence": ""} == {
        "id": "",
        "type": "GOAL_BEHIND",
        "priority": "NORMAL",
        "title": "Goal progress",
        "message": "You're 41% behind your weekly application goal",
        "actionUrl": "/goals",
        "status": "ACTIVE",
        "raisedAt": "2026-03-11T09:00:00+00:00",
        "rule": {"name": "Goal progress"},
        "evidence": "",
    }
    assert found["evidence"] == {
        "value": 41,
        "threshold": 25,
        "previous": pytest.approx(5 * 57 / 168),
        "startsAt": "2026-03-09T00:00:00+00:00",
        "expected": None,
        "sample": {"numerator": 1, "denominator": 5},
    }
    assert await judged(desk, desk.now + timedelta(days=2)) == 0


async def test_an_interview_is_told_once_and_leads_to_its_application(somebody: Somebody) -> None:
    desk = await somebody()
    ledger = [(APPLIED, on("2026-03-01")), (INTERVIEWING, on("2026-03-10", "15:00"))]
    made = await application(desk.database, desk.user, *ledger, company="Bolt", title="Welder")
    await application(desk.database, desk.user, (APPLIED, on("2026-01-01")), (INTERVIEWING, on("2026-01-10")))
    assert [await judged(desk), await judged(desk)] == [1, 0]
    (found,) = await listed(desk)
    assert (found["priority"], found["title"]) == ("HIGH", "Interview opportunity")
    assert found["message"] == "Bolt wants to talk: your application for Welder has moved to interviewing."
    node = (await desk.ask('{ applications(filter: {search: "Bolt"}) { nodes { id } } }'))["nodes"][0]["id"]
    assert (found["actionUrl"], made.id > 0) == (f"/applications/{node}", True)


async def test_the_market_is_told_when_both_weeks_were_counted(somebody: Somebody, database: Database) -> None:
    desk = await somebody(database=database)
    await application(database, desk.user, (APPLIED, on("2026-02-01")), industry="Software")
    add = Statement(
        text(
            "INSERT INTO job_market_trends (date, industry, location, job_postings_count) VALUES (:day, :name, 'x', :n)"
        )
    )

    async def counted(day: str, name: str, count: int) -> None:
        await database.write(lambda session: session.execute(add, day=date.fromisoformat(day), name=name, n=count))

    await counted("2026-03-11", "Software", 15)
    assert await judged(desk) == 0
    await counted("2026-03-04", "Software", 10)
    await counted("2026-03-04", "Farming", 1000)
    assert await judged(desk) == 1
    (found,) = await listed(desk)
    assert found["message"] == "Open postings in Software: 15, 50% more than a week ago."
    assert (found["evidence"]["value"], found["evidence"]["previous"]) == (15, 10)


async def test_a_rule_fires_once_a_day_however_many_look_at_once(somebody: Somebody) -> None:
    desk = await somebody()
    await desk.do(CREATE, input=BUSY)
    await applied(desk, "2026-03-11", "2026-03-11")
    assert sorted(await asyncio.gather(*(judged(desk) for _ in range(8)))) == [0] * 7 + [1]
    assert await judged(desk, desk.now + timedelta(hours=5)) == 0
    (found,) = await listed(desk)
    assert found["message"] == "Applications on 11 March 2026: 2, above 1."


async def test_a_cooldown_holds_over_days_and_for_everybody_who_looks(somebody: Somebody) -> None:
    desk = await somebody()
    await desk.do(CREATE, input={**BUSY, "threshold": 0, "cooldownHours": 48})
    days = ("2026-03-11", "2026-03-12", "2026-03-13", "2026-03-14")
    await applied(desk, *days)
    raised = [await asyncio.gather(*(judged(desk, on(day, "09:00")) for _ in range(3))) for day in days]
    assert [sum(each) for each in raised] == [1, 0, 1, 0]


async def test_what_is_found_in_quiet_hours_is_raised_when_they_end(somebody: Somebody) -> None:
    """22:30 in Auckland is 09:30 in UTC; seven in the morning there is 18:00."""
    desk = await somebody(zone="Pacific/Auckland")
    await desk.do(CREATE, input={**BUSY, "quietHours": {"fromHour": 22, "untilHour": 7}})
    await applied(desk, "2026-03-11", "2026-03-11")
    assert await judged(desk, utc(2026, 3, 11, 9, 30)) == 0
    assert await listed(desk) == []
    assert await judged(desk, utc(2026, 3, 11, 17, 59)) == 0
    assert await judged(desk, utc(2026, 3, 11, 18)) == 1
    (found,) = await listed(desk)
    assert found["raisedAt"] == "2026-03-11T18:00:00+00:00"


async def test_a_digest_comes_in_the_morning(somebody: Somebody) -> None:
    desk = await somebody()
    await desk.do(CREATE, input={**BUSY, "delivery": "DIGEST"})
    await applied(desk, "2026-03-11", "2026-03-11")
    assert await judged(desk) == 0
    assert await judged(desk, utc(2026, 3, 12, 8)) == 1


async def test_a_snoozed_alert_keeps_its_rule_quiet(somebody: Somebody) -> None:
    desk = await somebody()
    await desk.do(CREATE, input={**BUSY, "threshold": 0, "cooldownHours": 0})
    await applied(desk, "2026-03-11", "2026-03-12", "2026-03-13")
    assert await judged(desk) == 1
    (found,) = await listed(desk)
    given = {"endsAt": "2026-03-13T00:00:00Z"}
    snoozed = await desk.do(SNOOZE, id=found["id"], input=given)
    assert snoozed == {"status": "SNOOZED", "snoozeEndsAt": "2026-03-13T00:00:00+00:00"}
    assert [await listed(desk, status="ACTIVE"), len(await listed(desk, status="SNOOZED"))] == [[], 1]
    assert await judged(desk, on("2026-03-12", "09:00")) == 0
    assert await judged(desk, on("2026-03-13", "09:00")) == 1
    seen = await desk.do(ACKNOWLEDGE, id=found["id"])
    assert seen == {"status": "ACKNOWLEDGED", "acknowledgedAt": "2026-03-11T09:00:00+00:00"}
    assert [each["status"] for each in await listed(desk)] == ["ACTIVE", "ACKNOWLEDGED"]


async def test_pages_go_back_in_time(somebody: Somebody) -> None:
    desk = await somebody()
    await desk.do(CREATE, input={**BUSY, "threshold": 0, "cooldownHours": 0})
    days = ("2026-03-09", "2026-03-10", "2026-03-11")
    await applied(desk, *days)
    for day in days:
        assert await judged(desk, on(day, "09:00")) == 1
    found = await desk.ask(ALERTS, first=2)
    assert [each["raisedAt"][:10] for each in found["nodes"]] == ["2026-03-11", "2026-03-10"]
    rest = await desk.ask(ALERTS, first=2, after=found["pageInfo"]["endCursor"])
    assert [each["raisedAt"][:10] for each in rest["nodes"]] == ["2026-03-09"]
    assert (found["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


async def test_rules_are_made_changed_and_taken_away_by_their_owner(somebody: Somebody) -> None:
    ada, bob = await somebody(), await somebody("bob")
    given = {**BUSY, "filter": {"sources": ["LinkedIn"]}, "quietHours": {"fromHour": 22, "untilHour": 7}}
    made = await ada.do(CREATE, input=given)
    assert made | {"id": ""} == {
        "id": "", "name": "Busy", "metric": "APPLICATIONS", "filter": [{"by": "SOURCE", "values": ["LinkedIn"]}],
        "interval": "DAY", "condition": "ABOVE", "threshold": 1, "consecutive": 1, "cooldownHours": 24,
        "quietHours": {"fromHour": 22, "untilHour": 7}, "delivery": "INSTANT", "hasSmallSamples": False,
        "isEnabled": True, "isDefault": False,
    }  # fmt: skip
    change = {"name": "Busier", "threshold": 2, "hasQuietHours": False, "isEnabled": False}
    changed = await ada.do(UPDATE, id=made["id"], input=change)
    assert changed == {**made, "name": "Busier", "threshold": 2, "quietHours": None, "isEnabled": False}
    for mutation, more in ((UPDATE, {"input": {"name": "x"}}), (REMOVE, {})):
        code, path, _ = await bob.refusal(mutation, id=made["id"], **more)
        assert (code, path) == ("NOT_FOUND", ["id"])
    assert await ada.do(REMOVE, id=made["id"]) == {"id": made["id"]}
    assert len(await ada.ask("{ alertRules { id } }")) == 3


async def test_a_default_rule_taken_away_stays_away_and_one_switched_off_is_silent(somebody: Somebody) -> None:
    desk = await somebody()
    await application(desk.database, desk.user, (APPLIED, on("2026-03-01")), (INTERVIEWING, on("2026-03-10")))
    _, interview, market = await desk.ask("{ alertRules { id } }")
    await desk.do(UPDATE, id=interview["id"], input={"isEnabled": False})
    await desk.do(REMOVE, id=market["id"])
    assert await judged(desk) == 0
    assert len(await desk.ask("{ alertRules { id } }")) == 2


@pytest.mark.parametrize(
    ("given", "path", "word"),
    [
        ({"name": ""}, ["input", "name"], "1 to 100"),
        ({"condition": "MARKET"}, ["input", "condition"], "every account has"),
        ({"condition": "SILENCE", "threshold": 0}, ["input", "threshold"], "days from 1 to 365"),
        ({"condition": "SILENCE", "threshold": 1.5}, ["input", "threshold"], "whole number"),
        ({"condition": "ANOMALY", "interval": "WEEK", "threshold": 3}, ["input", "interval"], "DAY"),
        ({"interval": "HOUR"}, ["input", "interval"], "DAY, a WEEK or a MONTH"),
        ({"consecutive": 11}, ["input", "consecutive"], "1 to 10"),
        ({"cooldownHours": -1}, ["input", "cooldownHours"], "0 to 744"),
        ({"quietHours": {"fromHour": 5, "untilHour": 5}}, ["input", "quietHours", "untilHour"], "whole day"),
        ({"metric": "JOB_VIEWS", "filter": {"sources": ["x"]}}, ["input", "filter"], "leave out `filter`"),
        ({"metric": "RESPONSE_RATE", "condition": "SILENCE", "threshold": 3}, ["input", "metric"], "choose a count"),
    ],
)
async def test_refusals_name_the_input(somebody: Somebody, given: dict[str, Any], path: list[str], word: str) -> None:
    desk = await somebody()
    for query in (CREATE, BACKTEST):
        code, where, message = await desk.refusal(query, input={**BUSY, **given})
        assert (code, word in message) == ("INVALID_INPUT", True), message
        assert where == path


async def test_a_backtest_says_when_it_would_have_fired_and_keeps_nothing(somebody: Somebody) -> None:
    desk = await somebody()
    await applied(desk, "2026-03-02", "2026-03-02", "2026-03-05", "2026-03-08", "2026-03-08", "2026-03-08")
    found = await desk.ask(BACKTEST, input=BUSY, days=30)
    assert [(each["raisedAt"], each["evidence"]["value"]) for each in found["firings"]] == [
        ("2026-03-03T00:00:00+00:00", 2),
        ("2026-03-09T00:00:00+00:00", 3),
    ]
    assert found["firings"][0]["message"] == "Applications on 2 March 2026: 2, above 1."
    silence = await desk.ask(BACKTEST, input={**BUSY, "condition": "SILENCE", "threshold": 2}, days=30)
    assert [(each["raisedAt"], each["evidence"]["startsAt"]) for each in silence["firings"]] == [
        ("2026-03-05T00:00:00+00:00", "2026-03-02T00:00:00+00:00"),
        ("2026-03-08T00:00:00+00:00", "2026-03-05T00:00:00+00:00"),
        ("2026-03-11T00:00:00+00:00", "2026-03-08T00:00:00+00:00"),
    ]
    assert await listed(desk) == []
    assert (await desk.refusal(BACKTEST, input=BUSY, days=366))[1] == ["days"]


async def test_a_backtest_of_a_goal_goes_day_by_day(somebody: Somebody) -> None:
    desk = await somebody()
    await desk.do("mutation { setGoal(input: {target: 7}) { goal { id } errors { message } } }")
    await applied(desk, *(f"2026-03-0{day}" for day in range(2, 6)))
    given = {**BUSY, "condition": "GOAL_BEHIND", "interval": "WEEK", "threshold": 25, "cooldownHours": 0}
    found = await desk.ask(BACKTEST, input=given, days=9)
    assert [(each["raisedAt"], each["message"]) for each in found["firings"]] == [
        ("2026-03-08T00:00:00+00:00", "You're 33% behind your weekly application goal"),
        ("2026-03-11T00:00:00+00:00", "You're 100% behind your weekly application goal"),
    ]


async def test_many_rules_take_one_statement_for_each_interval(somebody: Somebody) -> None:
    """The rules, the days, the weeks, whether anything is new; the default ones look at goals, interviews, market."""
    desk = await somebody()
    for number, metric in enumerate(("APPLICATIONS", "RESPONSES", "OFFERS", "RESPONSE_RATE")):
        for interval in ("DAY", "WEEK"):
            given = {**BUSY, "name": str(number), "metric": metric, "interval": interval, "threshold": 1000}
            await desk.do(CREATE, input=given)
    before = desk.database.statements
    assert await judged(desk) == 0
    assert desk.database.statements - before == 7


async def test_only_what_an_event_touches_is_judged(somebody: Somebody) -> None:
    desk = await somebody()
    await desk.do(CREATE, input={**BUSY, "metric": "JOB_VIEWS", "threshold": 0})
    await event(desk.database, desk.user, "job_view", NOW)
    activity = frozenset({"activity"})
    before = desk.database.statements
    assert await judged(desk, touched=(activity, frozenset({"page_view"}))) == 0
    assert desk.database.statements - before == 1
    assert await judged(desk, touched=(activity, frozenset({"job_view"}))) == 1


async def test_the_clock_judges_everybody_and_tells_their_followers(somebody: Somebody, database: Database) -> None:
    told: list[Hint] = []

    async def announce(hints: Any) -> None:
        told.extend(hints)

    ada, bob = await somebody(database=database), await somebody("bob", database=database)
    for desk in (ada, bob):
        await desk.do(CREATE, input={**BUSY, "threshold": 0})
    await applied(ada, "2026-03-11")
    assert await evaluate_everybody(database, announce, NOW) == 1
    assert told == [Hint(ada.user.id, frozenset(), frozenset({ALERT_RAISED}))]
    assert await evaluate_everybody(database, announce, NOW) == 0
    assert await listed(bob) == []


async def test_what_was_raised_is_followed_from_what_was_seen(somebody: Somebody) -> None:
    desk = await somebody()
    await desk.do(CREATE, input={**BUSY, "threshold": 0, "cooldownHours": 0})
    await applied(desk, "2026-03-10", "2026-03-11")
    assert await judged(desk, on("2026-03-10", "09:00")) == 1
    first = await changed(desk, None)
    assert (first["isSnapshot"], len(first["alerts"])) == (True, 1)
    assert await changed(desk, first["sequence"]) == {"alerts": [], "sequence": "1", "isSnapshot": False}
    assert await judged(desk) == 1
    second = await changed(desk, first["sequence"])
    assert (second["isSnapshot"], second["sequence"]) == (False, "2")
    assert [each["message"] for each in second["alerts"]] == ["Applications on 11 March 2026: 1, above 0."]
    assert (await changed(desk, "99"))["isSnapshot"]


async def changed(desk: Desk, after: str | None) -> Any:
    query = "subscription ($after: String) { alertRaised(after: $after) { alerts { message } sequence isSnapshot } }"
    return await followed.now(desk, query, after=after)
