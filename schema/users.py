"""The viewer."""

from datetime import datetime

import strawberry

from domain import users as domain
from domain.access import Role, Scope
from resolvers import keys as resolve_keys
from resolvers import pushes as resolve_pushes
from resolvers import skills as resolve_skills
from resolvers import users as resolve
from resolvers.inputs import TimeZone
from schema.errors import payload
from schema.nodes import Node, identified
from schema.pushes import Push
from schema.skills import Skill


@strawberry.type(description="A key that acts for its owner; the secret itself is shown once, when it is made.")
class ApiKey:
    """What is remembered of a key."""

    id: strawberry.ID = identified("ApiKey")
    name: str = strawberry.field(description="What it is for.")
    prefix: str = strawberry.field(description="Its first characters, to recognise it by.")
    scopes: list[Scope] = strawberry.field(description="What it may do.")
    created_at: datetime = strawberry.field(description="When it was made.")
    revoked_at: datetime | None = strawberry.field(description="When it was switched off; null while it works.")


@strawberry.type(description="A key just made.")
class NewApiKey:
    """The only time the secret is shown."""

    api_key: ApiKey = strawberry.field(description="The key.")
    secret: str = strawberry.field(description="Keep it now: it cannot be read again. Send it as a bearer token.")


@strawberry.type(description="Who asks, and the settings their answers follow.")
class Viewer(Node):
    """The person behind the credentials."""

    id: strawberry.ID = identified("User")
    email: str | None = strawberry.field(description="Address; null when the platform told us none.")
    name: str | None = strawberry.field(description="What to call them; null when not said.")
    role = strawberry.field(
        resolve.role, graphql_type=Role, description="What they are to the platform, by these credentials."
    )
    time_zone: TimeZone = strawberry.field(description="Whose days and weeks all their answers count in.")
    week_start: int = strawberry.field(description="First day of their week, 1 (Monday) to 7 (Sunday).")
    ghosted_after_days: int = strawberry.field(
        description="Days of silence after which an application counts as silent."
    )
    created_at: datetime = strawberry.field(description="When the account was made.")
    skills = strawberry.field(
        resolve_skills.profile_skills, graphql_type=list[Skill], description="What they can do, in alphabetical order."
    )
    api_keys = strawberry.field(
        resolve_keys.api_keys, graphql_type=list[ApiKey], description="Their keys, revoked ones too, oldest first."
    )

    pushes = strawberry.field(
        resolve_pushes.pushes,
        graphql_type=list[Push],
        description="Browsers that are told of their alerts, the one registered first first.",
    )

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        """Which domain objects these are."""
        return isinstance(value, domain.User)


UpdateProfilePayload = payload(
    "UpdateProfile", "viewer", Viewer, "The viewer as they are now; null when there are errors."
)
SetSkillsPayload = payload("SetSkills", "viewer", Viewer, "The viewer as they are now; null when there are errors.")
CreateApiKeyPayload = payload(
    "CreateApiKey", "created", NewApiKey, "The key and its secret; null when there are errors."
)
RevokeApiKeyPayload = payload("RevokeApiKey", "apiKey", ApiKey, "The key as it is now; null when there are errors.")
