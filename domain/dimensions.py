"""What the metrics of applications can be split by, and narrowed to."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Dimension(StrEnum):
    """A property of an application by which a metric can be broken down."""

    SOURCE = "SOURCE"
    COMPANY = "COMPANY"
    COMPANY_SIZE = "COMPANY_SIZE"
    INDUSTRY = "INDUSTRY"
    LOCATION = "LOCATION"
    WORKPLACE = "WORKPLACE"
    ROLE = "ROLE"
    SALARY_BAND = "SALARY_BAND"
    RESUME_VERSION = "RESUME_VERSION"
    WEEKDAY = "WEEKDAY"
    STATUS = "STATUS"
    STAGE = "STAGE"


UNKNOWN = "Unknown"
"""The key of those of whom the property is not known."""


@dataclass(frozen=True, slots=True)
class MetricFilter:
    """Keeps the applications that have one of the given values in every given dimension; None does not narrow."""

    sources: list[str] | None = None
    companies: list[str] | None = None
    company_sizes: list[str] | None = None
    industries: list[str] | None = None
    locations: list[str] | None = None
    workplaces: list[str] | None = None
    roles: list[str] | None = None
    resume_versions: list[str] | None = None
    statuses: list[str] | None = None
    stages: list[str] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return all(getattr(self, name) is None for name in MetricFilter.__slots__)


EVERYTHING = MetricFilter()


FILTERED: Final = {
    "sources": Dimension.SOURCE,
    "companies": Dimension.COMPANY,
    "company_sizes": Dimension.COMPANY_SIZE,
    "industries": Dimension.INDUSTRY,
    "locations": Dimension.LOCATION,
    "workplaces": Dimension.WORKPLACE,
    "roles": Dimension.ROLE,
    "resume_versions": Dimension.RESUME_VERSION,
    "statuses": Dimension.STATUS,
    "stages": Dimension.STAGE,
}
"""Which dimension each list of a MetricFilter narrows."""
