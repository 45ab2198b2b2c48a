"""What an owner may do with an application, as moves of its ledger; every "no" says what to do instead."""

from datetime import datetime, timedelta

from domain.applications import Application, Outcome, Reopening, Stage
from domain.errors import ErrorCode, Refusal
from domain.transitions import STAGES, Move, Transition

EARLIEST_YEAR = 1970
CLOCK_SKEW = timedelta(minutes=5)


def told_at(moment: datetime | None, *, now: datetime, path: tuple[str, ...]) -> datetime:
    """The moment somebody names, `now` when they name none; Refusal for the future and for years before 1970."""
    if moment is None:
        return now
    if moment.tzinfo is None:
        raise Refusal(f"`{path[-1]}` has no time zone: write it as 2026-03-01T12:00:00Z.", path=path)
    if moment > now + CLOCK_SKEW:
        raise Refusal(f"`{path[-1]}` is in the future: what has not happened yet cannot be recorded.", path=path)
    if moment.year < EARLIEST_YEAR:
        raise Refusal(f"`{path[-1]}` is before {EARLIEST_YEAR}: check the year.", path=path)
    return moment


def recorded(stage: Stage, moment: datetime) -> list[Move]:
    """The moves of a new application: it has been submitted when it stands further than SAVED."""
    if stage in (Stage.SAVED, Stage.APPLIED):
        return [Move(stage, moment)]
    return [Move(Stage.APPLIED, moment), Move(stage, moment)]


def advanced(application: Application, stage: Stage, moment: datetime) -> list[Move]:
    """One stage further, or several."""
    if application.outcome is not None and application.outcome is not Outcome.GHOSTED:
        message = f"The application has ended ({application.outcome}): reopen it first, with `reopenApplication`."
        raise Refusal(message, code=ErrorCode.CONFLICT, path=("id",))
    if STAGES.index(stage) <= STAGES.index(application.stage):
        message = (
            f"The application is at {application.stage} already. To put an earlier entry right, correct that entry "
            "with `correctApplication`."
        )
        raise Refusal(message, code=ErrorCode.CONFLICT, path=("input", "stage"))
    _in_order(application, moment)
    return [Move(stage, moment)]


def closed(application: Application, outcome: Outcome, moment: datetime) -> list[Move]:
    """The end."""
    if application.outcome is not None:
        message = f"The application has ended already ({application.outcome}): reopen it first, or correct that entry."
        raise Refusal(message, code=ErrorCode.CONFLICT, path=("id",))
    if application.stage is Stage.SAVED and outcome is not Outcome.WITHDRAWN:
        message = "The application was only saved, not submitted: it can be WITHDRAWN, or advanced to APPLIED first."
        raise Refusal(message, code=ErrorCode.CONFLICT, path=("input", "outcome"))
    _in_order(application, moment)
    return [Move(outcome, moment)]


def reopened(application: Application, moment: datetime) -> list[Move]:
    """Open again."""
    if application.outcome is None:
        raise Refusal("The application is open already.", code=ErrorCode.CONFLICT, path=("id",))
    _in_order(application, moment)
    return [Move(Reopening.REOPENED, moment)]


def correctable(ledger: list[Transition], line_id: int) -> Transition:
    """The line in force that somebody wants to correct or retract."""
    replaced = {line.replaces for line in ledger}
    for line in ledger:
        if line.id == line_id and line.target is not None and line.id not in replaced:
            return line
    message = "The application has no such entry in force: it may have been corrected or retracted since."
    raise Refusal(message, code=ErrorCode.NOT_FOUND, path=("input", "transitionId"))


def _in_order(application: Application, moment: datetime) -> None:
    """A new move happens after the moves before it; on the same day is fine, whatever the hour."""
    last = application.last_moved_at
    if last is not None and moment < last - timedelta(days=1):
        message = (
            f"The last move was on {last.date()}, after the day given: record moves in the order in which they "
            "happened, or correct the earlier entry with `correctApplication`."
        )
        raise Refusal(message, code=ErrorCode.CONFLICT, path=("input", "at"))
