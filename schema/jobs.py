"""Jobs, companies and pay."""

from datetime import date
from typing import Any

import strawberry

from domain import companies as domain_companies
from domain import jobs as domain_jobs
from domain.companies import CompanySize
from domain.jobs import Workplace
from domain.salaries import SalaryPeriod
from resolvers.loaders import Batch, batched
from schema.connections import PageInfo
from schema.nodes import Node, identified
from schema.skills import Skill


def looked_up(loader: str, key: str, graphql_type: Any, description: str) -> Any:
    """A field that is looked up for a whole level at once."""
    batch = Batch(loader, key)
    return strawberry.field(
        batched(batch), graphql_type=graphql_type, description=description, metadata={"batch": batch}
    )


@strawberry.type(description="An amount of money.")
class Money:
    """Minor units and a currency."""

    amount_minor: float = strawberry.field(description="In the currency's minor unit, such as cents; a whole number.")
    currency: str = strawberry.field(description="ISO 4217 code, such as EUR.")


@strawberry.type(description="What a job pays, as advertised.")
class SalaryRange:
    """Two ends and a period."""

    low: Money | None = strawberry.field(description="Lower end; null when it is open.")
    high: Money | None = strawberry.field(description="Upper end; null when it is open.")
    period: SalaryPeriod = strawberry.field(description="What one payment covers.")
    yearly_midpoint: Money = strawberry.field(description="Middle of the range for a year of full-time work.")


@strawberry.type(description="An employer.")
class Company(Node):
    """Who offers a job."""

    id: strawberry.ID = identified("Company")
    name: str = strawberry.field(description="Its name, as first seen.")
    size: CompanySize | None = strawberry.field(description="Number of employees; null when not known.")
    industry: str | None = strawberry.field(description="Its industry; null when not known.")

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        """Which domain objects these are."""
        return isinstance(value, domain_companies.Company)


@strawberry.type(description="An advertised opening, in your own log or among the public postings.")
class Job(Node):
    """What one applies for."""

    id: strawberry.ID = identified("Job")
    title: str = strawberry.field(description="What the opening is called.")
    role: str = strawberry.field(description="The role family of the title, in lower case.")
    company = looked_up("company", "company_id", Company, "Who offers it.")
    location: str | None = strawberry.field(description="Place of work; null when not known.")
    workplace: Workplace | None = strawberry.field(description="Where the work is done; null when not known.")
    source: str | None = strawberry.field(description="Where it was found; null when not known.")
    url: str | None = strawberry.field(description="Address of the posting; null when not known.")
    salary: SalaryRange | None = strawberry.field(description="What it pays; null when not said.")
    posted_at: date | None = strawberry.field(description="Day on which it was advertised; null when not known.")
    skills = looked_up("skills", "id", list[Skill], "What it asks for, as far as its title and description tell.")
    is_active: bool = strawberry.field(description="Whether it was still advertised when last seen.")

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        """Which domain objects these are."""
        return isinstance(value, domain_jobs.Job)


@strawberry.type(description="A job and its place in the list.")
class JobEdge:
    """Item and cursor."""

    node: Job = strawberry.field(description="The job.")
    cursor: str = strawberry.field(description="Where it stands; pass it as `after` to go on from here.")


@strawberry.type(description="A page of jobs.")
class JobConnection:
    """Items and where they stand."""

    edges: list[JobEdge] = strawberry.field(description="The jobs with their cursors.")
    nodes: list[Job] = strawberry.field(description="The jobs alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
