"""An application: one attempt to get one job. Its ledger of transitions is the source; stage and outcome are derived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Stage(StrEnum):
    """How far an application has come; never goes back when the application ends."""

    SAVED = "SAVED"
    APPLIED = "APPLIED"
    SCREENING = "SCREENING"
    INTERVIEWING = "INTERVIEWING"
    OFFERED = "OFFERED"


class Outcome(StrEnum):
    """How an application ended."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    GHOSTED = "GHOSTED"


class Reopening(StrEnum):
    """The third kind of move: an ended application is open again."""

    REOPENED = "REOPENED"


Target = Stage | Outcome | Reopening

ApplicationStatus = StrEnum(  # type: ignore[misc] # mypy wants literals; built from both enums so that it cannot drift
    "ApplicationStatus", [(each.value, each.value) for each in (*Stage, *Outcome)]
)


class Reached(IntEnum):
    """The furthest step of the funnel an application ever touched; ordered, so `>=` means "ever reached"."""

    SAVED = 0
    APPLIED = 1
    RESPONDED = 2
    INTERVIEWED = 3
    OFFERED = 4
    ACCEPTED = 5


REACHES: dict[Target, Reached] = {
    Stage.SAVED: Reached.SAVED,
    Stage.APPLIED: Reached.APPLIED,
    Stage.SCREENING: Reached.RESPONDED,
    Stage.INTERVIEWING: Reached.INTERVIEWED,
    Stage.OFFERED: Reached.OFFERED,
    Outcome.ACCEPTED: Reached.ACCEPTED,
    Outcome.DECLINED: Reached.OFFERED,
    Outcome.REJECTED: Reached.RESPONDED,
    Outcome.WITHDRAWN: Reached.SAVED,
    Outcome.GHOSTED: Reached.APPLIED,
}
