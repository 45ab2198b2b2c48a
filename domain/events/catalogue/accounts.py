"""What people do with their accounts."""

from typing import Annotated

from msgspec import Meta

from domain.events.catalogue.declarations import Declaration, PrivacyClass, Properties, Word


class Visit(Properties):
    """A way in or out."""

    method: Word | None = None


class Registration(Properties):
    """A new account."""

    method: Word | None = None
    source: Word | None = None


class ProfileUpdate(Properties):
    """Which parts of a profile changed, not to what."""

    fields: Annotated[list[Word], Meta(max_length=100)] | None = None


def _behaviour(name: str, properties: type[Properties], description: str) -> Declaration:
    return Declaration(name, properties, description, PrivacyClass.BEHAVIOUR)


DECLARATIONS = (
    _behaviour("user_login", Visit, "Somebody signed in."),
    _behaviour("user_logout", Visit, "Somebody signed out."),
    _behaviour("user_registration", Registration, "Somebody made an account."),
    _behaviour("profile_update", ProfileUpdate, "Somebody changed their profile."),
)
