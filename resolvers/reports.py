"""Reports: a week or a month, counted by the same functions that answer live, and kept."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import strawberry

from domain.changes import important_changes
from domain.dimensions import EVERYTHING
from domain.errors import ErrorCode, Refusal
from domain.periods import Comparison, Interval, today_in
from domain.periods import zone as zone_named
from domain.reports import SERIES, TOP_SKILLS, Findings, Report, ReportKind, before_phrase, report_dates
from domain.skills.gaps import analyse
from domain.summaries import build_summary
from persistence.reports import Cursor
from realtime.announcements import REPORT_GENERATED
from resolvers.arguments import After, First
from resolvers.changes import Change, Seen, digest_state
from resolvers.context import Context, Info
from resolvers.funnels import WAITED_FOR, RangedFunnel, funnel_of
from resolvers.inputs import page_size
from resolvers.metrics import series_of
from resolvers.nodes import decode
from resolvers.pages import Page, cut, from_microseconds, microseconds, read_cursor, write_cursor
from resolvers.payloads import Payload, settle
from resolvers.ranges import Asked, freshness, span

DEFAULT_PAGE, LARGEST_PAGE = 20, 100

TOLD: Final = frozenset({REPORT_GENERATED})
"""What those who follow a report are told when one is made."""


@strawberry.input(description="A report to make.")
class GenerateReportInput:
    """How long, and which one."""

    kind: ReportKind = strawberry.field(description="A week or a month.")
    on: date | None = strawberry.field(
        default=None,
        description="Any day of the week or month wanted, in your time zone; the last one that is over if left out. "
        "Of one that is not over, the report is about the days up to today.",
    )


@dataclass(frozen=True, slots=True)
class ReportChange(Change):
    """A report."""

    report: Report


async def reports(info: Info, first: First = None, after: After = None) -> Page[Report]:
    """A page of the owner's reports, newest first; one statement."""
    size = page_size(first, None, default=DEFAULT_PAGE, largest=LARGEST_PAGE)
    cursor = None if after is None else _read(after)
    found = await info.context.reports.page(limit=size + 1, cursor=cursor)
    return cut(found, size, backward=False, has_cursor=after is not None, cursors=_write)


async def generate_report(
    info: Info, input: Annotated[GenerateReportInput, strawberry.argument(description="Which report.")]
) -> Payload[Report]:
    """Make a report and keep it; six statements."""
    return await settle(info.context, _generate(info.context, input), names=TOLD)


async def report_changed(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Which report.")], after: Seen = None
) -> AsyncGenerator[ReportChange, None]:
    """The report as it was kept; one statement. Its sequence is a digest, because nothing numbers its states."""
    kept = await info.context.reports.by_id(decode(id, "Report"))
    if kept is None:
        raise Refusal("You have no such report.", code=ErrorCode.NOT_FOUND, path=("id",))
    yield ReportChange(*digest_state(info.context, after, (kept.id, kept.created_at)), kept)


def funnel(parent: strawberry.Parent[Report]) -> RangedFunnel:
    """The funnel as it was, with its dates."""
    return RangedFunnel(parent.range, parent.funnel.steps)


async def _generate(context: Context, given: GenerateReportInput) -> Report:
    owner, kind = context.owner, given.kind
    today = today_in(context.now, zone_named(owner.time_zone))
    try:
        dates = report_dates(kind, on=given.on, today=today, week_start=owner.week_start)
    except Refusal as refusal:
        raise Refusal(refusal.message, code=refusal.code, path=("input", *refusal.path)) from None
    when = Asked(kind.period, dates, owner.time_zone)
    findings = await _findings(context, when, before=before_phrase(kind, dates, today=today))
    return await context.reports.add(kind, findings, now=context.now)


async def _findings(context: Context, when: Asked, *, before: str) -> Findings:
    as_of = freshness(context)
    cohort = await context.cohorts.of(span(context, when), EVERYTHING, waits=WAITED_FOR)
    series = await series_of(context, SERIES, when, Interval.DAY, EVERYTHING, Comparison.PREVIOUS_PERIOD)
    demand, totals = await context.skills.demand(), await context.skills.totals()
    return Findings(
        range=when.dates,
        summary=build_summary(cohort, when.dates, as_of),
        series=tuple(series),
        funnel=funnel_of(cohort),
        skills=analyse(demand, (), totals, first=TOP_SKILLS, freshness=as_of).gap,
        changes=important_changes(series, before=before),
    )


def _write(each: Report) -> str:
    return write_cursor(microseconds(each.created_at), each.id)


def _read(given: str) -> Cursor:
    moment, number = read_cursor(given, 2, path=("after",))
    return Cursor(from_microseconds(moment, path=("after",)), number)
