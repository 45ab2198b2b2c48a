"""Jobs: the list of what the viewer may see, and what hangs on each."""

from typing import Annotated

import strawberry

from domain.jobs import Job, Workplace
from domain.skills.lexicon import skill_name
from persistence.jobs import JobFilter
from resolvers.arguments import After, First
from resolvers.context import Info
from resolvers.inputs import optional_text, page_size, texts
from resolvers.pages import Page, cut, read_cursor, write_cursor

DEFAULT_PAGE, LARGEST_PAGE = 20, 100


@strawberry.input(name="JobFilter", description="Narrows the list of jobs; `null` does not narrow.")
class JobFilterInput:
    """One condition a field; all must hold."""

    search: str | None = strawberry.field(default=None, description="Text within the title or the company's name.")
    industries: list[str] | None = strawberry.field(default=None, description="Industries of the companies.")
    locations: list[str] | None = strawberry.field(default=None, description="Places of work, compared exactly.")
    workplaces: list[Workplace] | None = strawberry.field(default=None, description="Where the work is done.")
    skills: list[str] | None = strawberry.field(
        default=None, description="Asks for at least one of these skills, as you would write them."
    )
    is_own: bool | None = strawberry.field(
        default=None, description="True: only jobs of your own log; false: only public postings."
    )


async def jobs(
    info: Info,
    first: First = None,
    after: After = None,
    filter: Annotated[
        JobFilterInput | None, strawberry.argument(description="Which jobs; all of them when it is left out.")
    ] = None,
) -> Page[Job]:
    """A page of jobs, those that came last first; one statement."""
    size = page_size(first, None, default=DEFAULT_PAGE, largest=LARGEST_PAGE)
    cursor = None if after is None else read_cursor(after, 1, path=("after",))[0]
    found = await info.context.jobs.page(_narrowed(filter), limit=size + 1, cursor=cursor)
    return cut(found, size, backward=False, has_cursor=after is not None, cursors=lambda each: write_cursor(each.id))


def _narrowed(given: JobFilterInput | None) -> JobFilter:
    if given is None:
        return JobFilter()
    skills = texts(given.skills, path=("filter", "skills"))
    return JobFilter(
        search=optional_text(given.search, path=("filter", "search")),
        industries=texts(given.industries, path=("filter", "industries")),
        locations=texts(given.locations, path=("filter", "locations")),
        workplaces=None if given.workplaces is None else [each.value for each in given.workplaces],
        skills=None if skills is None else [skill_name(each) for each in skills],
        is_own=given.is_own,
    )
