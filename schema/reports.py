"""Career reports: typed data, computed once and kept."""

from copy import copy
from datetime import datetime
from typing import Any

import strawberry
from strawberry.tools import create_type
from strawberry.types import get_object_definition

from domain import reports as domain
from domain.metrics import Metric
from domain.reports import ReportKind
from resolvers import reports as resolve
from schema.connections import PageInfo
from schema.costs import METADATA_KEY, Cost
from schema.enums import describe
from schema.errors import payload
from schema.funnels import Funnel
from schema.metrics import TimeSeries
from schema.nodes import Node, identified
from schema.ranges import DateRange
from schema.skills import SkillDemand
from schema.summaries import Summary
from schema.topics import Topics

MADE = Topics(names=resolve.TOLD)

describe(
    ReportKind,
    "How much time a report is about.",
    {ReportKind.WEEKLY: "A week, from the owner's first day of the week.", ReportKind.MONTHLY: "A calendar month."},
)

# What Summary says by itself was kept with the report; what it looks up would be of today.
ReportSummary = create_type(
    "ReportSummary",
    [copy(each) for each in get_object_definition(Summary, strict=True).fields if each.base_resolver is None],
    description="What had become of the applications submitted in the range of a report when it was made.",
)


@strawberry.type(description="A metric against the period before.")
class Change:
    """Two numbers and a sentence."""

    metric: Metric = strawberry.field(description="Which metric.")
    before: float = strawberry.field(description="The metric over the period before; a share (0 to 1) for ratios.")
    now: float = strawberry.field(description="The metric over the range of the report.")
    difference: float = strawberry.field(description="`now` less `before`.")
    surprise: float = strawberry.field(
        description="How many standard deviations apart they are; below 2, chance alone does it more than once in 20."
    )
    is_provisional: bool = strawberry.field(
        description="Whether it is a fall that may still be made up, because days or answers were still to come."
    )
    is_better: bool | None = strawberry.field(
        description="Whether it is for the better; null when provisional, and where neither way is better."
    )
    sentence: str = strawberry.field(description="The same in plain English, with its numbers.")


@strawberry.type(description="A week or a month of a search as it stood when the report was made; it never changes.")
class Report(Node):
    """What was found."""

    id: strawberry.ID = identified("Report")
    kind: ReportKind = strawberry.field(description="A week or a month.")
    range: DateRange = strawberry.field(description="The dates it is about, in the owner's time zone.")
    summary: Any = strawberry.field(
        graphql_type=ReportSummary, description="What had become of the applications submitted in the range."
    )
    series: list[TimeSeries] = strawberry.field(
        description="APPLICATIONS, RESPONSES, INTERVIEWS, OFFERS, REJECTIONS and RESPONSE_RATE by day, each beside the "
        "period before.",
        # Up to 62 points each: what a page of reports mostly consists of.
        metadata={METADATA_KEY: Cost(own=0, per_item=10, items=len(domain.SERIES))},
    )
    funnel = strawberry.field(
        resolve.funnel, graphql_type=Funnel, description="How far the applications submitted in the range had come."
    )
    skills: list[SkillDemand] = strawberry.field(
        description="Up to ten skills the owner lacked, of all jobs, by how many jobs each would have opened.",
        metadata={METADATA_KEY: Cost(own=0, per_item=1, items=domain.TOP_SKILLS)},
    )
    changes: list[Change] = strawberry.field(
        description="Up to three changes against the period before, the most surprising first; fewer if less changed."
    )
    created_at: datetime = strawberry.field(description="When it was made (UTC); all its numbers are of that moment.")

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        """Which domain objects these are."""
        return isinstance(value, domain.Report)


@strawberry.type(description="A report and its place in the list.")
class ReportEdge:
    """Item and cursor."""

    node: Report = strawberry.field(description="The report.")
    cursor: str = strawberry.field(description="Where it stands; pass it as `after` to go on from here.")


@strawberry.type(description="A page of reports.")
class ReportConnection:
    """Items and where they stand."""

    edges: list[ReportEdge] = strawberry.field(description="The reports with their cursors.")
    nodes: list[Report] = strawberry.field(description="The reports alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")


@strawberry.type(description="A report as it is now, which is as it was kept.")
class ReportChange:
    """Report."""

    report: Report = strawberry.field(description="As `node` and `reports` answer.")
    sequence: str = strawberry.field(
        description="Which state this is; pass the last one you have seen as `after` to go on."
    )
    is_snapshot: bool = strawberry.field(
        description="Whether it does not go on from what you have seen: put it in the place of all you have."
    )


GenerateReportPayload = payload(
    "GenerateReport", "report", Report, "The report as it was kept; null when there are errors."
)
