"""Manners: when what was found is told, and what is not told because something was told already."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.alert_rules import AlertDelivery, Manners, QuietHours
from domain.alerts.alerts import Finding
from domain.periods import ONE_DAY, local_date

DIGEST_HOUR = 8


def due_at(found: datetime, manners: Manners, zone: ZoneInfo) -> datetime:
    """When (UTC) an alert found at an aware instant is raised: at once, or with the digest, and not in quiet hours.

    Digests are at 8 in the morning of the owner's wall. What is found or due in quiet hours is raised when they end;
    where clocks jump over that hour, when they have.
    """
    moment = found.astimezone(UTC)
    if manners.delivery is AlertDelivery.DIGEST:
        moment = _next(DIGEST_HOUR, moment, zone)
    return moment if manners.quiet is None else _after_quiet(manners.quiet, moment, zone)


def _after_quiet(quiet: QuietHours, moment: datetime, zone: ZoneInfo) -> datetime:
    # More than once only where the hour at which they end was skipped and the one after it is quiet again.
    while quiet.cover(moment.astimezone(zone).hour):
        moment = _next(quiet.until_hour, moment, zone)
    return moment


def _next(hour: int, moment: datetime, zone: ZoneInfo) -> datetime:
    """The first full `hour` of the wall after the moment, in UTC."""
    day = local_date(moment, zone)
    while (found := datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)) <= moment:
        day += ONE_DAY
    return found


def admitted(due: datetime, last: datetime | None, manners: Manners) -> bool:
    """Whether an alert due then may be raised, when the last one of its rule was due at `last`.

    `due_at` never goes back as time goes on, so two alerts of one rule are a cooldown apart, whatever was found when.
    """
    return last is None or due - last >= timedelta(hours=manners.cooldown_hours)


def told(found: Iterable[Finding], manners: Manners, zone: ZoneInfo) -> list[tuple[Finding, datetime]]:
    """Of findings in the order of time, those that are raised, with when: each bucket once, and no two too close."""
    raised: list[tuple[Finding, datetime]] = []
    buckets: set[tuple[datetime, str]] = set()
    for each in found:
        due = due_at(each.at, manners, zone)
        last = raised[-1][1] if raised else None
        if (each.bucket_at, each.subject) not in buckets and admitted(due, last, manners):
            buckets.add((each.bucket_at, each.subject))
            raised.append((each, due))
    return raised
