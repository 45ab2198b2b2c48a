"""The one builder of keys: whatever could make two answers differ is in it, so that a wrong one is never found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b

import msgspec

from domain.access import Role
from domain.caching import Family
from domain.periods import today_in
from domain.revisions import Part
from domain.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What an answer depends on; `owner` is None for answers that are nobody's own.

    `revision` names the state of the owner's data that it is made from, `settings` how they count, `today` their date,
    for ranges end today.
    """

    family: Family
    owner: int | None
    role: Role
    revision: str
    settings: tuple[str | int, ...]
    today: date
    parameters: Mapping[str, object]

    def text(self, version: str) -> str:
        """`analytics:{version}:{family}:{owner}:{revision}:{digest}`; `version` is that of the code."""
        told = [self.role, self.settings, self.today, self.parameters]
        digest = blake2b(msgspec.json.encode(told, order="deterministic"), digest_size=16).hexdigest()
        owner = "all" if self.owner is None else self.owner
        return f"analytics:{version}:{self.family.lower()}:{owner}:{self.revision}:{digest}"


def own(
    family: Family, owner: User, role: Role, now: datetime, *, reads: Collection[Part], **parameters: object
) -> Key:
    """The key of an answer about `owner`, made from the parts `reads` of their data."""
    return Key(
        family=family,
        owner=owner.id,
        role=role,
        revision=owner.revision.of(reads),
        settings=(owner.time_zone, owner.week_start, owner.ghosted_after_days),
        today=today_in(now, owner.zone),
        parameters=parameters,
    )


def common(family: Family, viewer: User, role: Role, now: datetime, **parameters: object) -> Key:
    """The key of an answer about everybody: the same for all of one role who count time alike."""
    return Key(
        family=family,
        owner=None,
        role=role,
        revision="",
        settings=(viewer.time_zone, viewer.week_start),
        today=today_in(now, viewer.zone),
        parameters=parameters,
    )


def pattern(owner: int) -> str:
    """Matches every key of an owner, of any version and family."""
    return f"analytics:*:*:{owner}:*"
