"""A person with an account: the owner of everything that is not public."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.access import Role
from domain.revisions import Revision


@dataclass(frozen=True, slots=True)
class User:
    """One account. `subject` is the name the platform's tokens call them by.

    Days, weeks and months of all their answers are those of `time_zone` (IANA), weeks start on `week_start` (ISO,
    Monday is 1), and an application counts as silent after `ghosted_after_days`. `revision` says which state of their
    data the account was read with; it does not make another account of it.
    """

    id: int
    subject: str
    email: str | None
    name: str | None
    role: Role
    time_zone: str
    week_start: int
    ghosted_after_days: int
    created_at: datetime
    revision: Revision = field(default=Revision(), compare=False)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as the standard library knows it (cached there)."""
        return ZoneInfo(self.time_zone)
