"""Alerting: what an owner's rules find now, kept and raised; and what one would have found in days that are over."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.alerts import AlertCondition, AlertRule, Finding, Reading, judge
from domain.alerts.conditions import is_read_early, judge_goal, judge_market, judge_silence, readable
from domain.alerts.manners import due_at, told
from domain.alerts.wording import About, words
from domain.dimensions import EVERYTHING
from domain.goals import Goal, goal_dates, progress
from domain.metrics import REGISTRY, Metric
from domain.periods import ONE_DAY, Interval, local_date, start_of_day, today_in
from domain.periods import zone as zone_named
from domain.revisions import Part, read_for
from persistence.alerts.firings import Firing, Firings
from persistence.alerts.rules import AlertRules
from persistence.alerts.subjects import Subjects
from resolvers.context import Context
from resolvers.goals import progress_of
from resolvers.readings import MEASURED, readings

Found = tuple[AlertRule, Finding, About | None]


Touched = tuple[frozenset[Part], frozenset[str]]
"""Parts of an owner's data that changed, by events of these names; without any names, by anything."""


async def evaluate(context: Context, touched: Touched | None = None) -> int:
    """Judge every rule of the owner that is switched on, keep what is new, raise what is due; how many were raised.

    After a change it is those that it may have `touched`, and nothing more is read where there are none.

    One statement for the rules, one for each interval and filter among them, one for the goals and one for each goal
    that a rule is about, one each for interviews and the market, and one to see whether anything is new.
    """
    zone = zone_named(context.owner.time_zone)
    rules = [each for each in await AlertRules(context.database, context.owner).all() if each.is_enabled]
    if touched is not None:
        rules = [each for each in rules if _is_touched(each, *touched)]
        if not rules:
            return 0
    firings = [
        Firing(rule, finding, words(rule, finding, zone, about), due_at(context.now, rule.manners, zone))
        async for rule, finding, about in _found(context, rules)
    ]
    return await Firings(context.database, context.owner).keep(firings, context.now)


def _is_touched(rule: AlertRule, parts: frozenset[Part], names: frozenset[str]) -> bool:
    """Whether it may have; what is about the market only time changes."""
    if rule.metric is None:
        return False
    changed_by = REGISTRY[rule.metric].changed_by
    is_named = not names or not changed_by or not changed_by.isdisjoint(names)
    return is_named and not read_for([rule.metric]).isdisjoint(parts)


async def _found(context: Context, rules: Sequence[AlertRule]) -> AsyncIterator[Found]:
    read = await readings(context, rules)
    goals = await context.goals.all() if any(each.condition is AlertCondition.GOAL_BEHIND for each in rules) else []
    for place, rule in enumerate(rules):
        if rule.condition in MEASURED:
            finding = _measured(rule, read[place], context.now)
            if finding is not None:
                yield rule, finding, None
        elif rule.condition is AlertCondition.GOAL_BEHIND:
            for goal in goals:
                if (goal.metric, goal.interval) == (rule.metric, rule.interval):
                    finding = judge_goal(rule, await progress_of(context, goal), context.now)
                    if finding is not None:
                        yield rule, finding, None
        else:
            async for each in _built_in(context, rule):
                yield each


def _measured(rule: AlertRule, found: Sequence[Reading], now: datetime) -> Finding | None:
    if rule.condition is AlertCondition.SILENCE:
        return judge_silence(rule, found, now)
    return judge(rule, readable(rule, found, now), now)


async def _built_in(context: Context, rule: AlertRule) -> AsyncIterator[Found]:
    subjects = Subjects(context.database, context.owner)
    if rule.condition is AlertCondition.INTERVIEW:
        zone = zone_named(context.owner.time_zone)
        # A log handed in today tells of interviews long ago: those are no news.
        since = start_of_day(today_in(context.now, zone) - ONE_DAY, zone)
        for each in await subjects.interviews(since, context.now):
            day = start_of_day(local_date(each.at, zone), zone)
            finding = Finding(day, context.now, 1.0, rule.threshold, subject=str(each.application_id))
            yield rule, finding, About(each.application_id, each.company, each.job)
        return
    postings = await subjects.market(context.now.astimezone(UTC).date())
    if postings is not None:
        found = judge_market(rule, now_postings=postings.now, then_postings=postings.then, at=context.now)
        if found is not None:
            yield rule, found, About(industry=postings.industry)


@dataclass(frozen=True, slots=True)
class BacktestFiring:
    """What would have been raised at `raised_at` (UTC)."""

    finding: Finding
    message: str
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a rule would have raised in the `days` up to now, the first first."""

    days: int
    firings: list[BacktestFiring]


async def backtest(context: Context, rule: AlertRule, days: int) -> Backtest:
    """Judge the rule as it would have been at the end of every bucket, by what is known today."""
    zone = zone_named(context.owner.time_zone)
    since = start_of_day(today_in(context.now, zone) - timedelta(days=days), zone)
    if rule.condition is AlertCondition.GOAL_BEHIND:
        found = await _goals_then(context, rule, days)
    else:
        found = _then(rule, (await readings(context, [rule], days=days))[0], context.now)
    firings = [
        BacktestFiring(finding, words(rule, finding, zone).message, due)
        for finding, due in told((each for each in found if each.at > since), rule.manners, zone)
    ]
    return Backtest(days, firings)


def _then(rule: AlertRule, read: Sequence[Reading], now: datetime) -> list[Finding]:
    found = []
    for end, each in enumerate(read, start=1):
        if each.ends > now and not is_read_early(rule):
            break
        finding = _measured(rule, read[:end], min(each.ends, now))
        if finding is not None:
            found.append(finding)
    return found


async def _goals_then(context: Context, rule: AlertRule, days: int) -> list[Finding]:
    """By the end of each day, in every interval of the goal that touches the days."""
    owner = context.owner
    found: list[Finding] = []
    for goal in await context.goals.all():
        if (goal.metric, goal.interval) != (rule.metric, rule.interval):
            continue
        by_day = AlertRule(
            0, rule.name, Metric(goal.metric), AlertCondition.ABOVE, 0.0, filter=EVERYTHING, interval=Interval.DAY
        )
        read = (await readings(context, [by_day], days=days + 31))[0]
        for end, each in enumerate(read, start=1):
            if each.ends > context.now:
                break
            finding = _stood(goal, rule, read[:end], zone_name=owner.time_zone, week_start=owner.week_start)
            if finding is not None:
                found.append(finding)
    return found


def _stood(goal: Goal, rule: AlertRule, read: Sequence[Reading], *, zone_name: str, week_start: int) -> Finding | None:
    zone = zone_named(zone_name)
    moment = read[-1].ends
    dates = goal_dates(goal, today=local_date(read[-1].starts, zone), week_start=week_start)
    if moment >= start_of_day(dates.until, zone):
        # At its very end a goal begins anew: this is as it stood before.
        moment -= timedelta.resolution
    starts = start_of_day(dates.start, zone)
    current = sum(each.value or 0.0 for each in read if each.starts >= starts)
    stands = progress(goal, current=int(current), now=moment, zone=zone, week_start=week_start)
    return judge_goal(rule, stands, moment)
