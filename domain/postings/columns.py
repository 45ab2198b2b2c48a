"""What the columns of a table of postings mean, by the names that boards, scrapers and data sets give them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from domain.errors import ErrorCode, Refusal
from domain.imports.tables import Row, Table
from domain.imports.words import fold_name


class PostingField(StrEnum):
    """The meaning of a column of postings."""

    COMPANY = "company"
    TITLE = "title"
    LOCATION = "location"
    WORKPLACE = "workplace"
    REMOTE = "remote"
    INDUSTRY = "industry"
    SIZE = "size"
    SALARY = "salary"
    SALARY_LOW = "salary low"
    SALARY_HIGH = "salary high"
    CURRENCY = "currency"
    PERIOD = "period"
    POSTED_AT = "posted at"
    URL = "url"
    DESCRIPTION = "description"
    SKILLS = "skills"
    ACTIVE = "active"
    CLOSED = "closed"
    SOURCE = "source"


# The surest name first; of several columns of one meaning the first that is filled counts.
_NAMES: Mapping[PostingField, str] = {
    PostingField.COMPANY: "company name|company|employer|employer name|organization|organisation|organization name"
    "|hiring organization name|hiring organization|company display name|advertiser|company title",
    PostingField.TITLE: "job title|title|position|position title|role|job name|job|vacancy|opening",
    PostingField.LOCATION: "location|locations|job location|formatted location|location display name|work location"
    "|candidate required location|city|place|job city|region",
    PostingField.WORKPLACE: "workplace|workplace type|work mode|work model|work arrangement|location type|remote type"
    "|work setting|job location type",
    PostingField.REMOTE: "remote|is remote|remote allowed|remote ok|job is remote|remote work",
    PostingField.INDUSTRY: "industry|company industry|industries|job industry|industry name|sector",
    PostingField.SIZE: "company size|size|employees|company num employees|number of employees|num employees|headcount"
    "|company employees|employee count|company employees count",
    PostingField.SALARY: "salary estimate|salary|salary range|salary text|pay range|pay|compensation|salary offered"
    "|wage|wages|salary string|estimated salary|base salary",
    PostingField.SALARY_LOW: "min salary|salary min|min amount|minimum salary|salary from|salary low|job min salary"
    "|salary minimum|salary range min",
    PostingField.SALARY_HIGH: "max salary|salary max|max amount|maximum salary|salary to|salary high|job max salary"
    "|salary maximum|salary range max",
    PostingField.CURRENCY: "salary currency|currency|job salary currency|salary currency code|pay currency",
    PostingField.PERIOD: "pay period|salary period|interval|salary interval|job salary period|compensation interval"
    "|salary unit|salary type",
    PostingField.POSTED_AT: "date posted|posted at|posted date|posting date|posted on|original listed time|listed time"
    "|published at|publication date|date published|post date|job posted at|job posted at datetime utc|posted|created at"
    "|date added|first seen|listing date|date",
    PostingField.URL: "job url|url|job posting url|posting url|link|job link|apply link|apply url|application url"
    "|job apply link|job url direct|redirect url|absolute url|application link",
    PostingField.DESCRIPTION: "job description|description|full description|description text|job description text"
    "|details|job details|summary|job summary",
    PostingField.SKILLS: "skills|required skills|key skills|job skills|skills desc|technologies|tech stack|tags",
    PostingField.ACTIVE: "active|is active|open|is open",
    PostingField.CLOSED: "closed|is closed|expired|is expired",
    PostingField.SOURCE: "source|site|job board|platform|publisher|job publisher|portal",
}
_BY_NAME = {name: (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names.split("|"))}
_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class PostingColumns:
    """Where the header of a table is, and the places of the columns of each field, the surest first."""

    header: Row
    places: Mapping[PostingField, tuple[int, ...]]

    def cells(self, row: Row, field: PostingField) -> list[str]:
        """The cells of a row that may tell a field, in the order in which they are to be believed."""
        return [row.cells[place] for place in self.places.get(field, ()) if place < len(row.cells)]

    def name(self, field: PostingField) -> str:
        """What the table calls the surest column of a field; the field's own name when it has none."""
        places = self.places.get(field)
        return self.header.cells[places[0]].strip() if places else field.value


def recognise_postings(table: Table) -> PostingColumns:
    """The columns of a table of postings. Raises Refusal when no row names a company and a title."""
    rows = list(islice((row for row in table.rows() if any(cell.strip() for cell in row.cells)), _HEADER_WITHIN))
    if not rows:
        raise Refusal(f"{table.name} has no rows. Choose a file with postings.", code=ErrorCode.UNREADABLE_FILE)
    for row in rows:
        places = _places(row.cells)
        if PostingField.COMPANY in places and PostingField.TITLE in places:
            return PostingColumns(row, places)
    names = ", ".join(f'"{cell.strip()[:40]}"' for cell in rows[0].cells[:12] if cell.strip())
    raise Refusal(
        f"{table.name} has no header that names a company and a job title; its first row is {names}. "
        "Name the columns, for example Company, Job Title, Location, Salary, Description.",
        code=ErrorCode.UNSUPPORTED_FORMAT,
    )


def _places(header: Sequence[str]) -> dict[PostingField, tuple[int, ...]]:
    found: dict[PostingField, list[tuple[int, int]]] = {}
    for place, name in enumerate(header):
        known = _BY_NAME.get(fold_name(name))
        if known is not None:
            found.setdefault(known[0], []).append((known[1], place))
    return {field: tuple(place for _, place in sorted(ranked)) for field, ranked in found.items()}
