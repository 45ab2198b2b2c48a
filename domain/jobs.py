"""A job: the advertised opening, in somebody's own log or among the public postings."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from domain.roles import role
from domain.salaries import SalaryRange

__all__ = ["Job", "Workplace", "role", "workplace", "workplace_in_prose"]


class Workplace(StrEnum):
    """Where the work is done."""

    REMOTE = "REMOTE"
    HYBRID = "HYBRID"
    ONSITE = "ONSITE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An opening as stored. `owner_id` is None for a public posting, else the one person whose log it stands in.

    `posted_at` is the calendar date on which it was advertised; optional facts are None when nobody told us.
    """

    id: int
    owner_id: int | None = None
    company_id: int
    title: str
    location: str | None = None
    workplace: Workplace | None = None
    source: str | None = None
    url: str | None = None
    salary: SalaryRange | None = None
    posted_at: date | None = None
    is_active: bool = True

    @property
    def role(self) -> str:
        """The role family of the title, the key of breakdowns by role."""
        return role(self.title)


_HYBRID = re.compile(r"\bhybrid\b|\b(?:partly|partially|part[- ]time) remote\b", re.IGNORECASE)
_NO_REMOTE = re.compile(
    r"\b(?:no|not|non|never)[- ](?:a )?(?:fully )?remote\b|\bremote (?:work )?(?:is )?not\b", re.IGNORECASE
)
_REMOTE = re.compile(
    r"\bremote(?:ly)?\b(?![- ](?:sens|desktop|control|server|site|monitor|access|support|diagnos|procedure|hands))"
    r"|\b(?:work(?:ing)?[- ]from[- ](?:home|anywhere)|wfh|home[- ]based|home ?office|telecommut\w+)\b"
    r"|\b(?:télétravail|teletrabajo)\b"
    r"|\bудал[её]нн?\w+\b",
    re.IGNORECASE,
)
_ONSITE = re.compile(
    r"\b(?:on[- ]?sites?|in[- ](?:the[- ])?office|in[- ]person|office[- ]based|vor ort|sur site|presencial)\b",
    re.IGNORECASE,
)
# Prose speaks of remote teams, servers and islands: there only a sentence about this very job counts.
_REMOTE_JOB = re.compile(
    r"(?<!not )\b(?:fully|100 ?%|entirely|completely|permanently)[- ]remote\b(?![- ]sens)"
    r"|\b(?:this is a|(?:role|position|job|opportunity) (?:is|can be|may be))(?: a)?(?: fully| 100 ?%)? remote\b"
    r"(?![- ]sens)"
    r"|(?<!no )(?<!not )(?<!not a )\bremote[- ](?:(?:position|role|job|opportunity|first|friendly)\b"
    r"|work\b(?! (?:of|done|by)))"
    r"|(?<!not )\bwork(?:ing)? (?:fully |100 ?% )?(?:remotely|from (?:home|anywhere))\b|\blocation: ?remote\b",
    re.IGNORECASE,
)
_HYBRID_JOB = re.compile(
    r"\bhybrid[- ](?:work|role|position|schedule|model|remote|job|office|environment|arrangement)|\blocation: ?hybrid\b"
    r"|\b\d days? (?:a|per|each|/) ?week (?:in|from|at) (?:the |our )?office\b",
    re.IGNORECASE,
)
_ONSITE_JOB = re.compile(
    r"\b(?:on[- ]?site|in[- ](?:office|person)|office[- ]based)[- ](?:position|role|job|only|required)\b"
    r"|\b(?:position|role|job) is (?:\w+ )?(?:on[- ]?site|in[- ]person)\b",
    re.IGNORECASE,
)


# Searched first, because the patterns above are slow and most of a description speaks of other things.
_MENTIONED = re.compile(
    r"remote|hybrid|from home|from anywhere|week|on[- ]?site|in[- ](?:office|person)|office[- ]based"
)
_AROUND = 60
_MOST_MENTIONS = 100


def workplace(*cells: str | None) -> Workplace | None:
    """The workplace said by short texts (a workplace cell, a location, a title), the first that says one deciding.

    HYBRID wins over the REMOTE it mentions; "not remote" is ONSITE; silence is None.
    """
    for cell in cells:
        short = (cell or "")[:500]
        if _HYBRID.search(short):
            return Workplace.HYBRID
        if _NO_REMOTE.search(short):
            return Workplace.ONSITE
        if _REMOTE.search(short):
            return Workplace.HYBRID if _ONSITE.search(short) else Workplace.REMOTE
        if _ONSITE.search(short):
            return Workplace.ONSITE
    return None


def workplace_in_prose(description: str) -> Workplace | None:
    """The workplace that a posting's own text states about this job; a mere mention of remote teams says nothing."""
    near = "\n".join(
        description[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        for found in islice(_MENTIONED.finditer(description.lower()), _MOST_MENTIONS)
    )
    if _HYBRID_JOB.search(near):
        return Workplace.HYBRID
    if _REMOTE_JOB.search(near):
        return Workplace.REMOTE
    return Workplace.ONSITE if _ONSITE_JOB.search(near) else None
