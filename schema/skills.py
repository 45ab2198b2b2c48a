"""Skills, and what they are worth."""

import strawberry

from domain.skills.lexicon import SkillCategory
from schema.enums import describe
from schema.ranges import Freshness, Rate

describe(
    SkillCategory,
    "What kind of ability a skill is.",
    {each: f"{each.value.replace('_', ' ').capitalize()}." for each in SkillCategory},
)


@strawberry.type(description="A named ability.")
class Skill:
    """A name and its kind."""

    name: str = strawberry.field(description="The name we show; the owner's own word when we do not know it.")
    category: SkillCategory | None = strawberry.field(description="Its kind; null for an ability we do not know.")


@strawberry.type(description="How much a skill is asked for.")
class SkillDemand:
    """Shares of jobs."""

    skill: Skill = strawberry.field(description="The skill.")
    own_jobs: Rate = strawberry.field(description="Of the jobs you are interested in that name any skill.")
    postings: Rate = strawberry.field(description="Of all public postings that name any skill.")
    opens_own_jobs: int = strawberry.field(description="How many of your jobs ask for nothing else that you lack.")
    opens_postings: int = strawberry.field(description="How many postings ask for nothing else that you lack.")
    in_profile: bool = strawberry.field(description="Whether you have it.")


@strawberry.type(description="What jobs ask for, what you can do, and what is missing.")
class SkillAnalysis:
    """Demand, profile and gap."""

    demand: list[SkillDemand] = strawberry.field(description="Most asked for first, by your jobs, then by postings.")
    profile: list[Skill] = strawberry.field(description="What you can do, in alphabetical order.")
    gap: list[SkillDemand] = strawberry.field(description="What you lack, by how many jobs it would open.")
    freshness: Freshness = strawberry.field(description="How old the numbers are.")
