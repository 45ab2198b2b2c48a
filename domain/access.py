"""Who may do what: roles of people, scopes of keys."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a person is to the platform. MEMBER sees only their own data."""

    MEMBER = "MEMBER"
    ANALYST = "ANALYST"
    OPERATOR = "OPERATOR"


class Scope(StrEnum):
    """What an API key may do on behalf of its owner; a bearer token may read and write."""

    READ = "READ"
    WRITE = "WRITE"
    # Of operators only: events that name whom they are about, or nobody.
    INGEST = "INGEST"


class _Rank(IntEnum):
    MEMBER = 0
    ANALYST = 1
    OPERATOR = 2


@dataclass(frozen=True, slots=True)
class Grant:
    """What the credentials of one request allow. `dashboard` is the row of the one that a link lets its holder see."""

    role: Role
    scopes: frozenset[Scope]
    dashboard: int | None = None

    def allows(self, role: Role, scope: Scope) -> bool:
        """Whether the grant covers this role (OPERATOR covers ANALYST covers MEMBER) and this scope."""
        return _Rank[self.role] >= _Rank[role] and scope in self.scopes


EVERYTHING = frozenset({Scope.READ, Scope.WRITE})


def scopes_of(role: Role) -> frozenset[Scope]:
    """What a person of this role may do, and so at most what their keys may."""
    return EVERYTHING | {Scope.INGEST} if role is Role.OPERATOR else EVERYTHING
