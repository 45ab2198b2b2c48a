"""Goals, and where each stands."""

from datetime import datetime

import strawberry

from domain import goals as domain
from domain.metrics import Metric
from domain.periods import Interval
from resolvers import goals as resolve
from schema.errors import payload
from schema.nodes import Node, identified


@strawberry.type(description="Where a goal stands in the interval that is running.")
class GoalProgress:
    """Counted and expected."""

    current: int = strawberry.field(description="Counted so far in this interval.")
    target: int = strawberry.field(description="How many are wanted.")
    expected: float = strawberry.field(description="What an even pace would have counted by now.")
    percent_behind: int = strawberry.field(
        description="How far below that pace, in whole percent; 0 on or ahead of it."
    )
    needs_attention: bool = strawberry.field(
        description="Whether it is 25 % or more behind, once two days of a week (2/7 of any interval) are over."
    )
    starts: datetime = strawberry.field(name="startsAt", description="Start of the interval (UTC).")
    ends: datetime = strawberry.field(name="endsAt", description="End of the interval (UTC), not included.")


@strawberry.type(description="So many of a metric in every interval.")
class Goal(Node):
    """What is wanted."""

    id: strawberry.ID = identified("Goal")
    metric: Metric = strawberry.field(description="What is counted.")
    interval: Interval = strawberry.field(description="How often the count begins anew.")
    target: int = strawberry.field(description="How many are wanted in each interval.")
    progress = strawberry.field(resolve.goal_progress, graphql_type=GoalProgress, description="Where it stands now.")

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        """Which domain objects these are."""
        return isinstance(value, domain.Goal)


SetGoalPayload = payload("SetGoal", "goal", Goal, "The goal; null when there are errors.")
RemoveGoalPayload = payload("RemoveGoal", "goal", Goal, "The goal that was taken away; null when there are errors.")
