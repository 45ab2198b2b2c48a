"""What a demo is made of: companies, postings and people with their searches, before they have numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.companies import CompanySize, fold
from domain.dashboards import Dashboard
from domain.demo.trades import Level
from domain.jobs import Workplace
from domain.metrics import Metric
from domain.periods import Interval
from domain.roles import role
from domain.salaries import SalaryRange
from domain.transitions import Move

PREFIX = "demo:"
"""What the subjects of demo people and the keys of demo companies and postings begin with; a folded name never does."""


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """An invented employer."""

    name: str
    size: CompanySize
    industry: str

    @property
    def key(self) -> str:
        """What it is stored by: never equal to the key of a company that somebody imports."""
        return PREFIX + fold(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPosting:
    """An opening: public, or found elsewhere and written down by one person only (`is_public` is False)."""

    key: str
    is_public: bool
    company: DemoCompany
    trade: str
    level: Level
    title: str
    location: str
    workplace: Workplace
    source: str
    url: str
    salary: SalaryRange | None
    posted_at: date
    skills: tuple[str, ...]
    description: str
    is_active: bool

    @property
    def role(self) -> str:
        """The role family of the title."""
        return role(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoApplication:
    """One attempt: the posting and the ledger, in the order in which it happened; every move is dated (UTC)."""

    posting: DemoPosting
    moves: tuple[Move, ...]
    source: str
    resume_version: str | None
    notes: str | None

    @property
    def created_at(self) -> datetime:
        """When its owner first wrote it down: at its first move."""
        first = self.moves[0].occurred_at
        assert first is not None  # noqa: S101 - a demo has no undated moves
        return first


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """Something a person did on the platform; `occurred_at` is UTC."""

    id: UUID
    name: str
    occurred_at: datetime
    session_id: str
    properties: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class DemoGoal:
    """How much of a metric a person wants per interval."""

    metric: Metric
    interval: Interval
    target: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """An account with its whole search; applications and events in the order of time."""

    subject: str
    email: str
    name: str
    time_zone: str
    created_at: datetime
    skills: tuple[str, ...]
    goals: tuple[DemoGoal, ...]
    applications: tuple[DemoApplication, ...]
    events: tuple[DemoEvent, ...]
    dashboards: tuple[Dashboard, ...] = ()


@dataclass(frozen=True, slots=True)
class Demo:
    """A whole demo: the three named people come first, then the population around them."""

    companies: tuple[DemoCompany, ...]
    postings: tuple[DemoPosting, ...]
    people: tuple[DemoPerson, ...]
