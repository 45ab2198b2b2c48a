"""Who may ask what: every root field carries one of these."""

from typing import Any

from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission, PermissionExtension

from domain.access import Role, Scope
from domain.errors import ErrorCode


class Permission(BasePermission):
    """Asks the request's grant for a role and a scope."""

    role = Role.MEMBER
    scope = Scope.READ
    error_extensions = {"code": ErrorCode.FORBIDDEN.value}  # noqa: RUF012 - Strawberry's own declaration of it

    @property
    def message(self) -> str:  # type: ignore[override] # a constant there, worded by role here
        """What to say to those who may not."""
        return f"This needs the role {self.role} and a key or token that may {self.scope}."

    def has_permission(self, source: Any, info: Any, **_: Any) -> bool:  # noqa: ARG002 - Strawberry names it
        """Whether the viewer may."""
        return bool(info.context.grant.allows(self.role, self.scope))


class Reads(Permission):
    """Anybody may read what is theirs."""


class Writes(Permission):
    """Anybody may change what is theirs, with credentials that may write."""

    scope = Scope.WRITE


class Analyses(Permission):
    """Numbers of the platform, without people."""

    role = Role.ANALYST


class Operates(Permission):
    """Everything operational."""

    role = Role.OPERATOR


class OperatesAndWrites(Operates):
    """Everything operational, with credentials that may write."""

    scope = Scope.WRITE


class Visits(Permission):
    """Whoever holds the link to a dashboard may see that one, and nothing else."""

    message = "This needs the secret of a link to a dashboard: send it as `Authorization: Bearer ccs_…`."

    def has_permission(self, source: Any, info: Any, **_: Any) -> bool:  # noqa: ARG002 - Strawberry names it
        """Whether the viewer came by a link."""
        return info.context.grant.dashboard is not None


def needs(permission: type[Permission]) -> list[FieldExtension]:
    """What a field lists as its extensions."""
    return [PermissionExtension([permission()], use_directives=False)]
