"""An opening as somebody tells it, before it is stored as a job of a company."""

import hashlib
from dataclasses import dataclass
from datetime import date

from domain.companies import CompanySize, fold
from domain.imports.identities import job_id, without_tracking
from domain.jobs import Workplace
from domain.salaries import SalaryRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The facts of a job; None where nobody told us. `skills` are canonical names of the lexicon."""

    company: str
    title: str
    location: str | None = None
    workplace: Workplace | None = None
    source: str | None = None
    url: str | None = None
    industry: str | None = None
    company_size: CompanySize | None = None
    salary: SalaryRange | None = None
    posted_at: date | None = None
    description: str | None = None
    skills: frozenset[str] = frozenset()
    is_active: bool = True

    @property
    def company_key(self) -> str:
        """By which two spellings of the company are one."""
        return fold(self.company)

    @property
    def key(self) -> str:
        """By which two tellings are one job: company, title, place and address, however that is decorated."""
        address = "" if self.url is None else job_id(self.url) or without_tracking(self.url)
        parts = (self.company_key, " ".join(self.title.casefold().split()), self.location or "", address)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
