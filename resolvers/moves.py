"""What an owner does with applications: record, advance, close, reopen, correct, annotate."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import strawberry

from domain.applications import Application, Outcome, Stage
from domain.companies import clean_name
from domain.errors import Refusal
from domain.jobs import Workplace
from domain.moves import advanced, closed, correctable, recorded, reopened, told_at
from domain.openings import Opening
from domain.revisions import Part
from domain.salaries import parse_salary
from domain.skills.matching import find_skills
from domain.transitions import Move, Transition
from resolvers.arguments import ApplicationId
from resolvers.context import Context, Info
from resolvers.inputs import camel, optional_text, text
from resolvers.nodes import decode
from resolvers.payloads import Payload, settle

LONGEST_NOTES = 10_000
AT = "When it happened; now, if left out."


@strawberry.input(description="The job an application is for, as you know it.")
class JobInput:
    """An opening as typed."""

    title: str = strawberry.field(description="What the opening is called.")
    company: str = strawberry.field(description="Name of the employer.")
    location: str | None = strawberry.field(default=None, description="Place of work.")
    workplace: Workplace | None = strawberry.field(default=None, description="Where the work is done.")
    url: str | None = strawberry.field(default=None, description="Address of the posting, http or https.")
    salary: str | None = strawberry.field(default=None, description="Pay as the posting writes it, such as $90K-$120K.")


@strawberry.input(description="A new application. Give `job`, or `jobId` of a job that is known already.")
class RecordApplicationInput:
    """An application as typed."""

    job: JobInput | None = strawberry.field(default=None, description="The job, when it is not known yet.")
    job_id: strawberry.ID | None = strawberry.field(default=None, description="The job, when it is known.")
    stage: Stage = strawberry.field(
        default=Stage.APPLIED, description="How far it has come; SAVED if only kept for later."
    )
    at: datetime | None = strawberry.field(default=None, description=AT)
    source: str | None = strawberry.field(default=None, description="Where the job was found.")
    resume_version: str | None = strawberry.field(default=None, description="Which version of the résumé was sent.")
    notes: str | None = strawberry.field(
        default=None, description="Anything worth remembering, up to 10,000 characters."
    )


@strawberry.input(description="A step forward.")
class AdvanceApplicationInput:
    """A stage, and when it was reached."""

    stage: Stage = strawberry.field(description="The stage it has reached, further than the one it is at.")
    at: datetime | None = strawberry.field(default=None, description=AT)


@strawberry.input(description="An ending.")
class CloseApplicationInput:
    """An outcome, and when it came."""

    outcome: Outcome = strawberry.field(description="How it ended.")
    at: datetime | None = strawberry.field(default=None, description=AT)


@strawberry.input(description="A reopening.")
class ReopenApplicationInput:
    """When it was opened again."""

    at: datetime | None = strawberry.field(default=None, description=AT)


@strawberry.input(
    description="Puts an entry of the ledger right. Give `stage` or `outcome` and `at` as they should have been, or "
    "`retract: true` to take the entry back. The entry itself stays readable."
)
class CorrectApplicationInput:
    """What an earlier entry should have said."""

    transition_id: strawberry.ID = strawberry.field(description="The entry, one that is in force.")
    stage: Stage | None = strawberry.field(default=None, description="The stage it should name.")
    outcome: Outcome | None = strawberry.field(default=None, description="The outcome it should name.")
    at: datetime | None = strawberry.field(default=None, description="When it really happened; as it was, if left out.")
    retract: bool = strawberry.field(default=False, description="Whether the entry should not be there at all.")


@strawberry.input(description="What stands beside an application. `null` leaves it, an empty text removes it.")
class AnnotateApplicationInput:
    """Texts of the owner."""

    source: str | None = strawberry.field(default=None, description="Where the job was found.")
    resume_version: str | None = strawberry.field(default=None, description="Which version of the résumé was sent.")
    notes: str | None = strawberry.field(
        default=None, description="Anything worth remembering, up to 10,000 characters."
    )


async def record_application(
    info: Info, input: Annotated[RecordApplicationInput, strawberry.argument(description="The application.")]
) -> Payload[Application]:
    """A new application."""
    return await settle(info.context, _record(info.context, input), changes={Part.LEDGER})


async def advance_application(
    info: Info,
    id: ApplicationId,
    input: Annotated[AdvanceApplicationInput, strawberry.argument(description="The step.")],
) -> Payload[Application]:
    """A step forward."""
    return await settle(
        info.context,
        _move(info.context, id, input.at, lambda each, at: advanced(each, input.stage, at)),
        changes={Part.LEDGER},
    )


async def close_application(
    info: Info,
    id: ApplicationId,
    input: Annotated[CloseApplicationInput, strawberry.argument(description="The ending.")],
) -> Payload[Application]:
    """An ending."""
    return await settle(
        info.context,
        _move(info.context, id, input.at, lambda each, at: closed(each, input.outcome, at)),
        changes={Part.LEDGER},
    )


async def reopen_application(
    info: Info,
    id: ApplicationId,
    input: Annotated[ReopenApplicationInput | None, strawberry.argument(description="When; now, if left out.")] = None,
) -> Payload[Application]:
    """Open again."""
    return await settle(
        info.context, _move(info.context, id, input.at if input else None, reopened), changes={Part.LEDGER}
    )


async def correct_application(
    info: Info,
    id: ApplicationId,
    input: Annotated[CorrectApplicationInput, strawberry.argument(description="The correction.")],
) -> Payload[Application]:
    """Put an entry of the ledger right, or take it back."""
    return await settle(info.context, _correct(info.context, id, input), changes={Part.LEDGER})


async def annotate_application(
    info: Info,
    id: ApplicationId,
    input: Annotated[AnnotateApplicationInput, strawberry.argument(description="The texts.")],
) -> Payload[Application]:
    """Texts beside an application."""
    return await settle(info.context, _annotate(info.context, id, input), changes={Part.LEDGER})


async def _record(context: Context, given: RecordApplicationInput) -> Application:
    if (given.job is None) == (given.job_id is None):
        raise Refusal("Give either `job` or `jobId`.", path=("input", "job"))
    job: Opening | int
    if given.job is not None:
        job = _opening(given.job, source=optional_text(given.source, path=("input", "source")))
    else:
        job = decode(str(given.job_id), "Job", path=("input", "jobId"))
    moment = told_at(given.at, now=context.now, path=("input", "at"))
    return await context.moves.record(
        job,
        recorded(given.stage, moment),
        source=optional_text(given.source, path=("input", "source")),
        resume_version=optional_text(given.resume_version, path=("input", "resumeVersion")),
        notes=optional_text(given.notes, path=("input", "notes"), longest=LONGEST_NOTES),
    )


def _opening(given: JobInput, *, source: str | None) -> Opening:
    path = ("input", "job")
    title = text(given.title, path=(*path, "title"))
    company = clean_name(text(given.company, path=(*path, "company")))
    for name, value in (("title", title), ("company", company)):
        if not value:
            raise Refusal(f"`{name}` is empty: an application is for a job at a company.", path=(*path, name))
    url = optional_text(given.url, path=(*path, "url"), longest=2_000)
    if url is not None and not url.lower().startswith(("http://", "https://")):
        raise Refusal("`url` must start with http:// or https://.", path=(*path, "url"))
    pay = optional_text(given.salary, path=(*path, "salary"))
    salary = parse_salary(pay) if pay else None
    if pay and salary is None:
        raise Refusal("`salary` was not understood: write it as $90K-$120K or 25 EUR per hour.", path=(*path, "salary"))
    return Opening(
        company=company,
        title=title,
        location=optional_text(given.location, path=(*path, "location")),
        workplace=given.workplace,
        source=source,
        url=url,
        salary=salary,
        skills=find_skills(title),
    )


async def _move(
    context: Context, id: str, at: datetime | None, decide: Callable[[Application, datetime], list[Move]]
) -> Application:
    moment = told_at(at, now=context.now, path=("input", "at"))
    return await context.moves.move(decode(id, "Application"), lambda each: decide(each, moment))


async def _correct(context: Context, id: str, given: CorrectApplicationInput) -> Application:
    targets = [each for each in (given.stage, given.outcome) if each is not None]
    if given.retract == bool(targets) or len(targets) > 1:
        raise Refusal("Give one of `stage`, `outcome` and `retract: true`.", path=("input",))
    line_id = decode(given.transition_id, "Transition", path=("input", "transitionId"))
    at = None if given.at is None else told_at(given.at, now=context.now, path=("input", "at"))

    def decide(ledger: list[Transition]) -> tuple[Transition, Move | None]:
        line = correctable(ledger, line_id)
        return line, Move(targets[0], at or line.occurred_at) if targets else None

    return await context.moves.correct(decode(id, "Application"), decide)


async def _annotate(context: Context, id: str, given: AnnotateApplicationInput) -> Application:
    wanted = {
        "source": (given.source, 300),
        "resume_version": (given.resume_version, 300),
        "notes": (given.notes, LONGEST_NOTES),
    }

    def decide(application: Application) -> dict[str, str | None]:
        return {
            name: getattr(application, name)
            if value is None
            else optional_text(value, path=("input", camel(name)), longest=most)
            for name, (value, most) in wanted.items()
        }

    return await context.moves.annotate(decode(id, "Application"), decide)
