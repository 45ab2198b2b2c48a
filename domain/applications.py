"""An application: one attempt to get one job; its stage and outcome follow from its ledger (see transitions)."""

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


class ApplicationStatus(StrEnum):
    """The merged label people know: the outcome if there is one, else the stage."""

    SAVED = "SAVED"
    APPLIED = "APPLIED"
    SCREENING = "SCREENING"
    INTERVIEWING = "INTERVIEWING"
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    GHOSTED = "GHOSTED"


class Origin(StrEnum):
    """Who wrote a line of the ledger."""

    OWNER = "OWNER"
    IMPORT = "IMPORT"
    EVENT = "EVENT"
    DEMO = "DEMO"


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


@dataclass(frozen=True, slots=True)
class Application:
    """One attempt to get one job, with the state derived from its ledger."""

    id: int
    owner_id: int
    job_id: int
    stage: Stage
    outcome: Outcome | None
    reached: Reached
    applied_at: datetime | None
    responded_at: datetime | None
    interviewed_at: datetime | None
    offered_at: datetime | None
    closed_at: datetime | None
    last_moved_at: datetime | None
    source: str | None
    resume_version: str | None
    notes: str | None
    created_at: datetime

    @property
    def status(self) -> ApplicationStatus:
        """The merged label people know."""
        return ApplicationStatus((self.outcome or self.stage).value)
