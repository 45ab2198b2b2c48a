"""Goals, and where each stands."""

from typing import Annotated

import strawberry

from domain.dimensions import EVERYTHING
from domain.errors import ErrorCode, Refusal
from domain.goals import Goal, GoalProgress, goal_dates, progress
from domain.metrics import REGISTRY, Metric, Unit
from domain.periods import Interval, today_in
from domain.periods import zone as zone_named
from domain.revisions import Part
from domain.series import Frame, build_series
from resolvers.context import Context, Info
from resolvers.nodes import decode
from resolvers.payloads import Payload, settle
from resolvers.ranges import Asked, freshness, span


@strawberry.input(description="A goal to set.")
class SetGoalInput:
    """What is wanted, and how often."""

    metric: Metric = strawberry.field(
        default=Metric.APPLICATIONS, description="What to count; any metric that is a count."
    )
    interval: Interval = strawberry.field(default=Interval.WEEK, description="In every DAY, WEEK or MONTH.")
    target: int = strawberry.field(description="How many are wanted in each interval, at least 1.")


async def goals(info: Info) -> list[Goal]:
    """The owner's goals."""
    return await info.context.goals.all()


async def goal_progress(parent: strawberry.Parent[Goal], info: Info) -> GoalProgress:
    """Where the goal stands in the interval that is running."""
    return await progress_of(info.context, parent)


async def progress_of(context: Context, parent: Goal) -> GoalProgress:
    """The same, for whoever has no field to answer; one statement."""
    owner = context.owner
    zone = zone_named(owner.time_zone)
    dates = goal_dates(parent, today=today_in(context.now, zone), week_start=owner.week_start)
    instants = span(context, Asked(None, dates, owner.time_zone))
    metric = Metric(parent.metric)
    edges = [instants.from_at, instants.until_at]
    counted = await context.metrics.tallies([REGISTRY[metric].formula], instants, edges, EVERYTHING)
    frame = Frame(edges, parent.interval, owner.time_zone, context.now, freshness(context))
    current = build_series(metric, counted.rows, frame).total or 0
    return progress(parent, current=int(current), now=context.now, zone=zone, week_start=owner.week_start)


async def set_goal(
    info: Info, input: Annotated[SetGoalInput, strawberry.argument(description="The goal.")]
) -> Payload[Goal]:
    """Set a goal, or change its target."""
    return await settle(info.context, _set(info.context, input), changes={Part.LEDGER})


async def remove_goal(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Which goal.")]
) -> Payload[Goal]:
    """Take a goal away."""
    return await settle(info.context, _remove(info.context, id), changes={Part.LEDGER})


async def _set(context: Context, given: SetGoalInput) -> Goal:
    if REGISTRY[given.metric].unit is not Unit.COUNT or given.metric is Metric.OPEN_APPLICATIONS:
        raise Refusal(f"{given.metric} cannot be counted up to a goal: choose a count.", path=("input", "metric"))
    try:
        Goal(id=0, metric=given.metric, target=given.target, interval=given.interval)
    except Refusal as refusal:
        raise Refusal(refusal.message, path=("input", *refusal.path)) from None
    return await context.goals.set(given.metric, given.interval, given.target)


async def _remove(context: Context, goal_id: str) -> Goal:
    goal = await context.goals.remove(decode(goal_id, "Goal"))
    if goal is None:
        raise Refusal("You have no such goal.", code=ErrorCode.NOT_FOUND, path=("id",))
    return goal
