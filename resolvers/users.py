"""The viewer: who asks, and the settings their answers follow."""

from typing import Annotated

import strawberry

from domain.access import Role
from domain.errors import Refusal
from domain.revisions import Part
from domain.users import User
from resolvers.context import Context, Info
from resolvers.inputs import TimeZone, optional_text
from resolvers.payloads import Payload, settle


@strawberry.input(description="What to change of the profile; what is left out stays.")
class UpdateProfileInput:
    """Settings of a person."""

    name: str | None = strawberry.field(default=None, description="What to call you.")
    time_zone: TimeZone | None = strawberry.field(
        default=None, description="IANA name, such as Europe/Berlin: whose days and weeks all answers count in."
    )
    week_start: int | None = strawberry.field(
        default=None, description="First day of the week, 1 (Monday) to 7 (Sunday)."
    )
    ghosted_after_days: int | None = strawberry.field(
        default=None, description="After how many days of silence an application counts as silent for long, 1 to 365."
    )


def viewer(info: Info) -> User:
    """Who asks."""
    return info.context.owner


def role(parent: strawberry.Parent[User], info: Info) -> Role:
    """What their credentials make them, which a token may say otherwise than the account."""
    del parent
    return info.context.grant.role


async def update_profile(
    info: Info, input: Annotated[UpdateProfileInput, strawberry.argument(description="What to change.")]
) -> Payload[User]:
    """Change settings."""
    return await settle(info.context, _update(info.context, input), changes=frozenset(Part))


async def _update(context: Context, given: UpdateProfileInput) -> User:
    if given.week_start is not None and not 1 <= given.week_start <= 7:
        message = f"`weekStart` is {given.week_start}: give a day from 1 (Monday) to 7 (Sunday)."
        raise Refusal(message, path=("input", "weekStart"))
    limit = given.ghosted_after_days
    if limit is not None and not 1 <= limit <= 365:
        raise Refusal(f"`ghostedAfterDays` is {limit}: give 1 to 365.", path=("input", "ghostedAfterDays"))
    context.owner = await context.users.update(
        context.owner.id,
        name=optional_text(given.name, path=("input", "name"), longest=100),
        time_zone=given.time_zone,
        week_start=given.week_start,
        ghosted_after_days=limit,
    )
    return context.owner
