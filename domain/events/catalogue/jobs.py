"""What people do with postings: look, save, search, narrow, share."""

from domain.events.catalogue.declarations import (
    Address,
    Count,
    Declaration,
    Line,
    PrivacyClass,
    Properties,
    Reference,
    Seconds,
    Word,
)


class JobUse(Properties):
    """A posting that somebody dealt with."""

    job_id: Reference | None = None
    title: Line | None = None
    company: Line | None = None
    location: Line | None = None
    source: Line | None = None
    url: Address | None = None
    seconds: Seconds | None = None


class JobShare(JobUse):
    """A posting that was passed on; not to whom."""

    channel: Word | None = None


class JobSearch(Properties):
    """A search for jobs."""

    query: Line | None = None
    location: Line | None = None
    source: Line | None = None
    results: Count | None = None


class JobFilter(Properties):
    """A list of jobs that was narrowed."""

    filter: Word | None = None
    value: Line | float | bool | None = None
    results: Count | None = None


def _behaviour(name: str, properties: type[Properties], description: str) -> Declaration:
    return Declaration(name, properties, description, PrivacyClass.BEHAVIOUR)


DECLARATIONS = (
    _behaviour("job_view", JobUse, "A posting was looked at."),
    _behaviour("job_save", JobUse, "A posting was saved for later."),
    _behaviour("job_unsave", JobUse, "A saved posting was let go."),
    _behaviour("job_bookmark", JobUse, "A posting was bookmarked."),
    _behaviour("job_share", JobShare, "A posting was passed on."),
    _behaviour("job_search", JobSearch, "Jobs were searched for."),
    _behaviour("job_filter", JobFilter, "A list of jobs was narrowed."),
)
