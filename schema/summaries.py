"""The summary."""

import strawberry

from domain.applications import ApplicationStatus
from resolvers import goals as resolve_goals
from resolvers import summaries as resolve
from schema.goals import Goal
from schema.ranges import DateRange, Freshness, Rate


@strawberry.type(description="How many applications have a status now.")
class StatusCount:
    """Status and number."""

    status: ApplicationStatus = strawberry.field(description="The status.")
    count: int = strawberry.field(description="How many have it; at least 1.")


@strawberry.type(description="What became of the applications submitted in a range.")
class Summary:
    """The first numbers a job seeker asks for."""

    range: DateRange = strawberry.field(description="The dates it is about.")
    total_applications: int = strawberry.field(description="How many were submitted.")
    status_counts: list[StatusCount] = strawberry.field(
        description="How many have each status now, those only SAVED too; statuses nobody has are left out."
    )
    response_rate: Rate = strawberry.field(description="Share of the submitted that ever got a human answer.")
    interview_rate: Rate = strawberry.field(description="Share of the submitted that ever got an interview.")
    offer_rate: Rate = strawberry.field(description="Share of the submitted that ever got an offer.")
    acceptance_rate: Rate = strawberry.field(description="Share of the submitted whose offer was accepted.")
    median_days_to_response: float | None = strawberry.field(
        description="Days by which half of those that get an answer have it (Kaplan-Meier); null before the first."
    )
    open_applications: int = strawberry.field(description="How many of the submitted have not ended.")
    job_views = strawberry.field(resolve.job_views, graphql_type=int, description="Postings looked at in the range.")
    job_saves = strawberry.field(resolve.job_saves, graphql_type=int, description="Postings saved in the range.")
    goals = strawberry.field(resolve_goals.goals, graphql_type=list[Goal], description="Your goals.")
    freshness: Freshness = strawberry.field(
        description="How old the numbers of applications are. `jobViews` and `jobSaves` come from roll-ups and may "
        "lack events that still wait: `metrics` says since when."
    )
