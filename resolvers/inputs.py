"""Everything a field takes: inputs that several nouns share, and how they become values of the domain."""

import re
from datetime import date
from typing import NewType, Protocol

import strawberry

from domain.dimensions import EVERYTHING, MetricFilter
from domain.errors import Refusal
from domain.periods import Period

TimeZone = NewType("TimeZone", str)
"""An IANA name that was checked at the door."""

LONGEST_LIST = 50
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@strawberry.input(description="A range of local dates, half-open: `until` is the first day left out.")
class DateRangeInput:
    """Local dates as typed."""

    from_: date = strawberry.field(name="from", description="First day, in the owner's time zone.")
    until: date = strawberry.field(description="First day that is left out, in the owner's time zone.")


@strawberry.input(one_of=True, description="When: either a named period or two dates.")
class RangeInput:
    """A period or two dates."""

    period: strawberry.Maybe[Period] = strawberry.field(description="A named range that ends today.")
    between: strawberry.Maybe[DateRangeInput] = strawberry.field(description="Two dates of the owner's calendar.")


@strawberry.input(
    name="MetricFilter",
    description="Keeps applications that have one of the given values in every dimension that is given. "
    "Values are compared exactly; `null` does not narrow.",
)
class MetricFilterInput:
    """One list a dimension."""

    sources: list[str] | None = strawberry.field(default=None, description="Where the jobs were found.")
    companies: list[str] | None = strawberry.field(default=None, description="Names of companies.")
    company_sizes: list[str] | None = strawberry.field(default=None, description="Sizes, such as SIZE_51_200.")
    industries: list[str] | None = strawberry.field(default=None, description="Industries of the companies.")
    locations: list[str] | None = strawberry.field(default=None, description="Places of work.")
    workplaces: list[str] | None = strawberry.field(default=None, description="REMOTE, HYBRID or ONSITE.")
    roles: list[str] | None = strawberry.field(default=None, description="Role families, in lower case.")
    resume_versions: list[str] | None = strawberry.field(default=None, description="Versions of the résumé sent.")
    statuses: list[str] | None = strawberry.field(default=None, description="Statuses now, such as REJECTED.")
    stages: list[str] | None = strawberry.field(default=None, description="Stages, such as INTERVIEWING.")


class Narrows(Protocol):
    """What has the lists of a MetricFilter; its `statuses` and `stages` may be of enums."""

    sources: list[str] | None
    companies: list[str] | None
    company_sizes: list[str] | None
    industries: list[str] | None
    locations: list[str] | None
    workplaces: list[str] | None
    roles: list[str] | None
    resume_versions: list[str] | None


def metric_filter(given: Narrows | None) -> MetricFilter:
    """The filter in words of the domain; Refusal when a list is too long or holds what no text holds."""
    if given is None:
        return EVERYTHING
    names = MetricFilter.__slots__
    return MetricFilter(**{name: texts(getattr(given, name), path=("filter", camel(name))) for name in names})


def camel(name: str) -> str:
    """The name as the schema writes it."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def texts(given: list[str] | None, *, path: tuple[str, ...], most: int = LONGEST_LIST) -> list[str] | None:
    """A list of texts that may be missing; Refusal when it is too long or one of them is no text."""
    if given is None:
        return None
    if len(given) > most:
        raise Refusal(f"`{path[-1]}` has {len(given)} values; give at most {most}.", path=path)
    return [text(each, path=path) for each in given]


def text(given: str, *, path: tuple[str, ...], longest: int = 300) -> str:
    """The text, trimmed; Refusal when it is too long or holds control characters or half a character."""
    if len(given) > longest:
        raise Refusal(f"`{path[-1]}` has {len(given)} characters; give at most {longest}.", path=path)
    if _FORBIDDEN.search(given):
        raise Refusal(f"`{path[-1]}` holds characters that are not text; remove them.", path=path)
    return given.strip()


def optional_text(given: str | None, *, path: tuple[str, ...], longest: int = 300) -> str | None:
    """The same for a text that may be missing; an empty one counts as missing."""
    return None if given is None else text(given, path=path, longest=longest) or None


def page_size(first: int | None, last: int | None, *, default: int, largest: int) -> int:
    """How many to list; Refusal for both at once, for less than 1 and for more than `largest`."""
    if first is not None and last is not None:
        raise Refusal("Give `first` or `last`, not both.", path=("first",))
    name, size = ("last", last) if last is not None else ("first", default if first is None else first)
    if not 1 <= (size or 0) <= largest:
        raise Refusal(f"`{name}` is {size}: give a number from 1 to {largest:,}.", path=(name,))
    assert size is not None  # noqa: S101 - the line above refused None
    return size
