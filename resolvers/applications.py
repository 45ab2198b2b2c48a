"""Applications: the list, and what hangs on each."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import strawberry

from domain.applications import Application, ApplicationStatus, Stage
from domain.errors import Refusal
from domain.periods import Period, local_date, today_in
from domain.periods import zone as zone_named
from domain.transitions import Transition
from persistence.applications import ApplicationFilter, ApplicationOrder, Cursor
from resolvers.arguments import After, Before, First, Last
from resolvers.context import Info
from resolvers.inputs import RangeInput, metric_filter, optional_text, page_size
from resolvers.pages import Page, cut, from_microseconds, microseconds, read_cursor, write_cursor
from resolvers.ranges import asked, span

DEFAULT_PAGE, LARGEST_PAGE = 20, 1_000
UNDATED, UNHEARD = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@strawberry.input(
    name="ApplicationFilter",
    description="Narrows the list of applications; `null` does not narrow. What MetricFilter has, too, means the same "
    "here: the list shows what a metric has counted.",
)
class ApplicationFilterInput:
    """One condition a field; all must hold."""

    statuses: list[ApplicationStatus] | None = strawberry.field(default=None, description="One of these statuses now.")
    stages: list[Stage] | None = strawberry.field(default=None, description="One of these stages.")
    sources: list[str] | None = strawberry.field(default=None, description="Found at one of these, compared exactly.")
    companies: list[str] | None = strawberry.field(default=None, description="At a company of one of these names.")
    company_sizes: list[str] | None = strawberry.field(default=None, description="Sizes, such as SIZE_51_200.")
    industries: list[str] | None = strawberry.field(default=None, description="Industries of the companies.")
    locations: list[str] | None = strawberry.field(default=None, description="Places of work.")
    workplaces: list[str] | None = strawberry.field(default=None, description="REMOTE, HYBRID or ONSITE.")
    roles: list[str] | None = strawberry.field(default=None, description="Role families, in lower case.")
    resume_versions: list[str] | None = strawberry.field(default=None, description="Versions of the résumé sent.")
    search: str | None = strawberry.field(default=None, description="Text within the title or the company's name.")
    is_open: bool | None = strawberry.field(default=None, description="Whether it has no outcome yet.")
    is_submitted: bool | None = strawberry.field(default=None, description="Whether it is more than only SAVED.")
    applied: RangeInput | None = strawberry.field(default=None, description="Submitted within this range.")


@dataclass(frozen=True, slots=True)
class ApplicationPage(Page[Application]):
    """A page that can also count what the filter lets through."""

    narrowed: ApplicationFilter


async def applications(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: Annotated[
        ApplicationFilterInput | None,
        strawberry.argument(description="Which applications; all of them when it is left out."),
    ] = None,
    order_by: Annotated[
        ApplicationOrder | None, strawberry.argument(description="In which order; NEWEST when it is left out.")
    ] = None,
) -> ApplicationPage:
    """A page of the owner's applications; one statement."""
    size = page_size(first, last, default=DEFAULT_PAGE, largest=LARGEST_PAGE)
    backward = last is not None
    unused, spare = ("after", after) if backward else ("before", before)
    if spare is not None:
        partner = "first" if backward else "last"
        raise Refusal(f"`{unused}` goes with `{partner}`: give one pair, the other is for paging back.", path=(unused,))
    name, given = ("before", before) if backward else ("after", after)
    order = order_by or ApplicationOrder.NEWEST
    narrowed = _narrowed(info, filter)
    found = await info.context.applications.page(
        narrowed,
        order,
        limit=size + 1,
        cursor=None if given is None else _read(given, order, name),
        backward=backward,
    )
    page = cut(found, size, backward=backward, has_cursor=given is not None, cursors=lambda each: _write(each, order))
    return ApplicationPage(page.nodes, page.cursors, page.has_next_page, page.has_previous_page, narrowed)


async def total_count(parent: strawberry.Parent[ApplicationPage], info: Info) -> int:
    """How many the filter lets through, on all pages; one statement more."""
    return await info.context.applications.count(parent.narrowed)


def _narrowed(info: Info, given: ApplicationFilterInput | None) -> ApplicationFilter:
    if given is None:
        return ApplicationFilter()
    instants = None
    if given.applied is not None:
        when = asked(info.context, given.applied, Period.ALL_TIME, path=("filter", "applied"))
        instants = None if when.is_all_time else span(info.context, when)
    return ApplicationFilter(
        having=metric_filter(given),
        search=optional_text(given.search, path=("filter", "search")),
        is_open=given.is_open,
        is_submitted=given.is_submitted,
        applied_from=None if instants is None else instants.from_at,
        applied_until=None if instants is None else instants.until_at,
    )


def _moment(each: Application, order: ApplicationOrder) -> datetime:
    if order is ApplicationOrder.LONGEST_SILENCE:
        return each.last_moved_at or UNHEARD
    moment = each.last_moved_at if order is ApplicationOrder.LAST_MOVED else each.applied_at
    return moment or UNDATED


def _write(each: Application, order: ApplicationOrder) -> str:
    return write_cursor(list(ApplicationOrder).index(order), microseconds(_moment(each, order)), each.id)


def _read(given: str, order: ApplicationOrder, name: str) -> Cursor:
    place, moment, number = read_cursor(given, 3, path=(name,))
    if place != list(ApplicationOrder).index(order):
        raise Refusal(f"`{name}` comes from a list in another order: keep `orderBy` while you page.", path=(name,))
    return Cursor(from_microseconds(moment, path=(name,)), number)


@dataclass(frozen=True, slots=True)
class Silence:
    """Open, and nothing heard since `since` (UTC), `days` local days ago; `is_long` past the owner's limit."""

    since: datetime
    days: int
    is_long: bool


def silence(parent: strawberry.Parent[Application], info: Info) -> Silence | None:
    """How long the employer has been silent; None when the application has ended, was not submitted or has no date."""
    if parent.outcome is not None or parent.stage is Stage.SAVED or parent.last_moved_at is None:
        return None
    owner = info.context.owner
    zone = zone_named(owner.time_zone)
    days = (today_in(info.context.now, zone) - local_date(parent.last_moved_at, zone)).days
    return Silence(parent.last_moved_at, max(days, 0), days >= owner.ghosted_after_days)


async def replaces(parent: strawberry.Parent[Transition], info: Info) -> Any:
    """The entry (a Transition) that a correction or a retraction is about; None for a first telling."""
    if parent.replaces is None:
        return None
    ledger = await info.context.loaders.transitions.load(parent.application_id)
    return next((line for line in ledger if line.id == parent.replaces), None)
