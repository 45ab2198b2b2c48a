"""Rules for alerts: made, changed, taken away, and tried out on days that are over."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

import strawberry

from domain.alert_rules import BUILT_IN, check
from domain.alerts import AlertCondition, AlertDelivery, AlertRule, Manners, QuietHours
from domain.dimensions import FILTERED, Dimension, MetricFilter
from domain.errors import ErrorCode, Refusal
from domain.metrics import Metric
from domain.periods import Interval
from persistence.alerts.rules import AlertRules
from resolvers.alerting import Backtest
from resolvers.alerting import backtest as tried
from resolvers.context import Context, Info
from resolvers.inputs import MetricFilterInput, metric_filter, text
from resolvers.nodes import decode
from resolvers.payloads import Payload, settle

MOST_RULES = 50
DEFAULT_DAYS, MOST_DAYS = 90, 365


@strawberry.input(description="Hours of your wall in which no alert is raised; what is found in them waits.")
class QuietHoursInput:
    """From and until."""

    from_hour: int = strawberry.field(description="The full hour at which they begin, 0 to 23.")
    until_hour: int = strawberry.field(
        description="The full hour at which they end, 0 to 23; the next day where it is the smaller."
    )


@strawberry.input(description="A rule to make, or to try out.")
class CreateAlertRuleInput:
    """A metric expression, a condition, manners."""

    name: str = strawberry.field(description="What you call it, up to 100 characters.")
    metric: Metric = strawberry.field(description="Which metric.")
    filter: MetricFilterInput | None = strawberry.field(
        default=None, description="Of which applications; of all when it is left out."
    )
    interval: Interval = strawberry.field(
        default=Interval.DAY, description="How wide a reading is: DAY, WEEK or MONTH; the goal's for GOAL_BEHIND."
    )
    condition: AlertCondition = strawberry.field(description="What has to be so; not INTERVIEW and not MARKET.")
    threshold: float = strawberry.field(
        description="A value for ABOVE and BELOW, a share for CHANGE (0.3: by 30 %), percent for GOAL_BEHIND, days for "
        "SILENCE, robust standard deviations for ANOMALY (3.5 is a good one)."
    )
    consecutive: int = strawberry.field(default=1, description="After how many readings in a row, 1 to 10.")
    cooldown_hours: int = strawberry.field(
        default=24, description="How many hours lie between two alerts of the rule at least, 0 to 744."
    )
    quiet_hours: QuietHoursInput | None = strawberry.field(
        default=None, description="When no alert is raised; there is no such time when it is left out."
    )
    delivery: AlertDelivery = strawberry.field(
        default=AlertDelivery.INSTANT, description="At once, or with the others in the morning."
    )
    has_small_samples: bool = strawberry.field(
        default=False, description="Whether rates of fewer than five applications may raise it."
    )


@strawberry.input(description="What to change of a rule; what is left out stays as it is.")
class UpdateAlertRuleInput:
    """Settings of a rule; its metric and condition make it the rule it is."""

    name: str | None = strawberry.field(default=None, description="What you call it, up to 100 characters.")
    threshold: float | None = strawberry.field(default=None, description="As when it was made.")
    consecutive: int | None = strawberry.field(default=None, description="After how many readings in a row, 1 to 10.")
    cooldown_hours: int | None = strawberry.field(
        default=None, description="How many hours lie between two alerts of the rule at least, 0 to 744."
    )
    quiet_hours: QuietHoursInput | None = strawberry.field(default=None, description="When no alert is raised.")
    has_quiet_hours: bool | None = strawberry.field(default=None, description="False takes the quiet hours away.")
    delivery: AlertDelivery | None = strawberry.field(
        default=None, description="At once, or with the others in the morning."
    )
    has_small_samples: bool | None = strawberry.field(
        default=None, description="Whether rates of fewer than five applications may raise it."
    )
    is_enabled: bool | None = strawberry.field(default=None, description="Whether it raises alerts at all.")


RuleId = Annotated[strawberry.ID, strawberry.argument(description="Which rule.")]


async def alert_rules(info: Info) -> list[AlertRule]:
    """The owner's rules."""
    return await _rules(info.context).all()


async def backtest_alert_rule(
    info: Info,
    input: Annotated[CreateAlertRuleInput, strawberry.argument(description="The rule as it would be made.")],
    days: Annotated[
        int | None, strawberry.argument(description="Over how many days up to today, 1 to 365; 90 when left out.")
    ] = None,
) -> Backtest:
    """What a rule would have raised, before it is kept."""
    back = DEFAULT_DAYS if days is None else days
    if not 1 <= back <= MOST_DAYS:
        raise Refusal(f"`days` is {back}: give 1 to {MOST_DAYS}.", path=("days",))
    return await tried(info.context, _rule(input), back)


async def create_alert_rule(
    info: Info, input: Annotated[CreateAlertRuleInput, strawberry.argument(description="The rule.")]
) -> Payload[AlertRule]:
    """Make a rule."""
    return await settle(info.context, _create(info.context, input))


async def update_alert_rule(
    info: Info, id: RuleId, input: Annotated[UpdateAlertRuleInput, strawberry.argument(description="What to change.")]
) -> Payload[AlertRule]:
    """Change a rule; the defaults too."""
    return await settle(info.context, _update(info.context, id, input))


async def remove_alert_rule(info: Info, id: RuleId) -> Payload[AlertRule]:
    """Take a rule away; the alerts that it raised stay."""
    return await settle(info.context, _remove(info.context, id))


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A dimension that a filter narrows, and the values it keeps."""

    by: Dimension
    values: list[str]


def narrowings(parent: strawberry.Parent[AlertRule]) -> list[Narrowing]:
    """What the rule's filter keeps."""
    return narrowings_of(parent.filter)


def narrowings_of(narrowed: MetricFilter) -> list[Narrowing]:
    """What a filter keeps."""
    kept = ((by, getattr(narrowed, name)) for name, by in FILTERED.items())
    return [Narrowing(by, values) for by, values in kept if values is not None]


def _rules(context: Context) -> AlertRules:
    return AlertRules(context.database, context.owner)


def _rule(given: CreateAlertRuleInput) -> AlertRule:
    try:
        if given.condition in BUILT_IN:
            message = f"{given.condition} is of a rule that every account has: choose another condition."
            raise Refusal(message, path=("condition",))
        rule = AlertRule(
            id=0,
            name=text(given.name, path=("name",)),
            metric=given.metric,
            condition=given.condition,
            threshold=given.threshold,
            interval=given.interval,
            filter=metric_filter(given.filter),
            manners=Manners(given.consecutive, given.cooldown_hours, _quiet(given.quiet_hours), given.delivery),
            has_small_samples=given.has_small_samples,
        )
        check(rule)
    except Refusal as refusal:
        raise _of_input(refusal) from None
    return rule


def _of_input(refusal: Refusal) -> Refusal:
    return Refusal(refusal.message, code=refusal.code, path=("input", *refusal.path))


def _quiet(given: QuietHoursInput | None) -> QuietHours | None:
    return None if given is None else QuietHours(given.from_hour, given.until_hour)


async def _create(context: Context, given: CreateAlertRuleInput) -> AlertRule:
    made = await _rules(context).add(_rule(given), most=MOST_RULES)
    if made is None:
        message = f"You have {MOST_RULES} rules already, which is the most: take one away first."
        raise Refusal(message, code=ErrorCode.TOO_LARGE, path=("input",))
    return made


async def _update(context: Context, rule_id: str, given: UpdateAlertRuleInput) -> AlertRule:
    number = decode(rule_id, "AlertRule")
    present = next((each for each in await _rules(context).all() if each.id == number), None)
    if present is None:
        raise _no_such_rule()
    try:
        rule = _changed(present, given)
        check(rule)
    except Refusal as refusal:
        raise _of_input(refusal) from None
    changed = await _rules(context).change(rule)
    if changed is None:
        raise _no_such_rule()
    return changed


def _changed(rule: AlertRule, given: UpdateAlertRuleInput) -> AlertRule:
    def told(**values: Any) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value is not None}

    quiet = rule.manners.quiet if given.has_quiet_hours is not False else None
    manners = replace(
        rule.manners,
        quiet=quiet if given.quiet_hours is None else _quiet(given.quiet_hours),
        **told(consecutive=given.consecutive, cooldown_hours=given.cooldown_hours, delivery=given.delivery),
    )
    name = None if given.name is None else text(given.name, path=("name",))
    return replace(
        rule,
        manners=manners,
        **told(
            name=name,
            threshold=given.threshold,
            has_small_samples=given.has_small_samples,
            is_enabled=given.is_enabled,
        ),
    )


async def _remove(context: Context, rule_id: str) -> AlertRule:
    rule = await _rules(context).remove(decode(rule_id, "AlertRule"))
    if rule is None:
        raise _no_such_rule()
    return rule


def _no_such_rule() -> Refusal:
    return Refusal("You have no such rule.", code=ErrorCode.NOT_FOUND, path=("id",))
