"""Links to dashboards: whoever holds one sees that dashboard, and nothing else of its owner's."""

from dataclasses import dataclass
from datetime import datetime

from domain.dashboards import Dashboard
from domain.errors import Refusal
from domain.periods import LAST_DAY


@dataclass(frozen=True, slots=True)
class Link:
    """A dashboard and the secret of the link to it, which nobody can read again."""

    dashboard: Dashboard
    secret: str


def check_end(ends_at: datetime, *, now: datetime) -> None:
    """Refusal for a moment at which no link can end."""
    if ends_at.tzinfo is None:
        message = f"`expiresAt` is {ends_at.isoformat()}, in no time zone: end it with Z or an offset."
        raise Refusal(message, path=("input", "expiresAt"))
    if ends_at <= now or ends_at.date() > LAST_DAY:
        message = f"`expiresAt` is {ends_at.isoformat()}: give a moment that is still to come, up to 2100."
        raise Refusal(message, path=("input", "expiresAt"))
