"""Skills: what the viewer can do, what jobs ask for, and the gap between them."""

from typing import Annotated

import strawberry

from domain.caching import Family
from domain.errors import Refusal
from domain.revisions import Part
from domain.skills.gaps import SkillAnalysis, analyse
from domain.skills.lexicon import Skill, SkillCategory, named, skill_name
from domain.users import User
from resolvers.caching import COHORT, kept
from resolvers.context import Context, Info
from resolvers.inputs import page_size, text
from resolvers.payloads import Payload, settle
from resolvers.ranges import freshness

MOST_SKILLS = 200
DEFAULT_SHOWN, MOST_SHOWN = 20, 100


@strawberry.input(description="What you can do.")
class SetSkillsInput:
    """Names of skills."""

    skills: list[str] = strawberry.field(
        description="All of your skills, up to 200, as you would write them; js is understood as JavaScript."
    )


async def profile_skills(parent: strawberry.Parent[User], info: Info) -> list[Skill]:
    """What the viewer can do."""
    del parent
    return [named(name) for name in await info.context.skills.profile()]


async def set_skills(
    info: Info, input: Annotated[SetSkillsInput, strawberry.argument(description="All of your skills.")]
) -> Payload[User]:
    """Replace the viewer's skills."""
    return await settle(info.context, _set(info.context, input), changes={Part.LEDGER})


async def _set(context: Context, given: SetSkillsInput) -> User:
    path = ("input", "skills")
    if len(given.skills) > MOST_SKILLS:
        raise Refusal(f"`skills` has {len(given.skills)} entries; give at most {MOST_SKILLS}.", path=path)
    names = {skill_name(text(each, path=path, longest=100)) for each in given.skills}
    await context.skills.set(sorted(name for name in names if name))
    return context.owner


async def skills(
    info: Info,
    category: Annotated[
        SkillCategory | None, strawberry.argument(description="Only skills of this kind; all when it is left out.")
    ] = None,
    first: Annotated[
        int | None, strawberry.argument(description="How many skills of each list, 1 to 100; 20 when it is left out.")
    ] = None,
) -> SkillAnalysis:
    """Demand, profile and gap; three statements."""
    size = page_size(first, None, default=DEFAULT_SHOWN, largest=MOST_SHOWN)
    context, repository = info.context, info.context.skills

    async def count() -> SkillAnalysis:
        return analyse(
            await repository.demand(),
            await repository.profile(),
            await repository.totals(),
            category=category,
            first=size,
            freshness=freshness(context),
        )

    # The skills of the profile and of the owner's jobs make a new revision of the ledger, as applications do.
    return await kept(context, Family.SKILLS, SkillAnalysis, count, reads=COHORT, category=category, first=size)
