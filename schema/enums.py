"""Closed sets of the domain, registered once with a description for every value."""

from enum import Enum
from typing import TypeVar

import strawberry

from domain.access import Role, Scope
from domain.alerts import AlertCondition, AlertDelivery, AlertPriority, AlertStatus
from domain.applications import ApplicationStatus, Origin, Outcome, Stage
from domain.companies import CompanySize
from domain.dimensions import Dimension
from domain.errors import ErrorCode
from domain.flows import FlowFormat
from domain.freshness import FreshnessSource
from domain.funnels import FunnelStage
from domain.jobs import Workplace
from domain.metrics import REGISTRY, Metric, Unit
from domain.periods import Comparison, Interval, Period
from domain.salaries import SalaryPeriod

Closed = TypeVar("Closed", bound=Enum)


def describe(kind: type[Closed], description: str, values: dict[Closed, str], *, name: str | None = None) -> None:
    """Register an enum with Strawberry; KeyError for a value that nobody described.

    An enum that Strawberry has met already, as the type of an argument, keeps its definition and is described there.
    """
    definition = getattr(kind, "__strawberry_definition__", None)
    if definition is None:
        definition = strawberry.enum(kind).__strawberry_definition__  # type: ignore[attr-defined] # set by the call
    definition.name, definition.description = name or kind.__name__, description
    for value in definition.values:
        value.description = values[kind(value.value)]


STAGES = {
    Stage.SAVED: "Kept for later; not submitted.",
    Stage.APPLIED: "Submitted.",
    Stage.SCREENING: "The employer has answered: a call, a test, a question.",
    Stage.INTERVIEWING: "At least one interview.",
    Stage.OFFERED: "An offer was made.",
}
OUTCOMES = {
    Outcome.ACCEPTED: "The offer was accepted.",
    Outcome.DECLINED: "The offer was declined by the applicant.",
    Outcome.REJECTED: "The employer said no.",
    Outcome.WITHDRAWN: "The applicant or the opening was withdrawn before a decision.",
    Outcome.GHOSTED: "Given up after long silence.",
}
describe(Stage, "How far an application has come.", STAGES)
describe(Outcome, "How an application ended.", OUTCOMES)
describe(
    ApplicationStatus,
    "The label people know: the outcome if there is one, else the stage.",
    {ApplicationStatus(each.value): text for each, text in [*STAGES.items(), *OUTCOMES.items()]},
)
describe(
    Origin,
    "Who wrote an entry of the ledger.",
    {
        Origin.OWNER: "The owner, by a mutation.",
        Origin.IMPORT: "An imported file.",
        Origin.EVENT: "An event sent by a platform.",
        Origin.DEMO: "The generator of demo data.",
    },
)
describe(
    Metric,
    "A named number with a formula and a unit. Counts are 0 where nothing happened; ratios and days are null there.",
    {metric: declared.description for metric, declared in REGISTRY.items()},
)
describe(
    Unit,
    "What a number counts.",
    {
        Unit.COUNT: "A number of things.",
        Unit.RATIO: "A share, 0 to 1.",
        Unit.DAYS: "Calendar days of the owner.",
        Unit.SECONDS: "Seconds.",
    },
)
describe(
    Period,
    "A named range that ends with today, in the owner's time zone.",
    {
        Period.DAY: "Today.",
        Period.WEEK: "This week so far.",
        Period.MONTH: "This month so far.",
        Period.QUARTER: "This quarter so far.",
        Period.YEAR: "This year so far.",
        Period.LAST_7_DAYS: "Today and the 6 days before.",
        Period.LAST_30_DAYS: "Today and the 29 days before.",
        Period.LAST_90_DAYS: "Today and the 89 days before.",
        Period.LAST_365_DAYS: "Today and the 364 days before.",
        Period.ALL_TIME: "Everything, what has no date too.",
    },
)
describe(
    Interval,
    "The width of a bucket, or how often a goal begins anew.",
    {
        Interval.HOUR: "An hour.",
        Interval.DAY: "A day of the owner's, 23 to 25 hours.",
        Interval.WEEK: "A week, from the owner's first day of the week.",
        Interval.MONTH: "A calendar month.",
    },
)
describe(
    Comparison,
    "What a range is compared with.",
    {
        Comparison.PREVIOUS_PERIOD: "As many days before; for calendar periods, the same days of the one before.",
        Comparison.PREVIOUS_YEAR: "The same dates a year earlier.",
    },
)
describe(
    Dimension,
    "A property of applications by which a metric can be split.",
    {
        Dimension.SOURCE: "Where the job was found.",
        Dimension.COMPANY: "The employer.",
        Dimension.COMPANY_SIZE: "How many people the employer has, in bands.",
        Dimension.INDUSTRY: "The employer's industry.",
        Dimension.LOCATION: "The place of work.",
        Dimension.WORKPLACE: "Remote, hybrid or on site.",
        Dimension.ROLE: "The role family of the title.",
        Dimension.SALARY_BAND: "The yearly middle of the pay, in bands of 25,000.",
        Dimension.RESUME_VERSION: "The version of the résumé sent.",
        Dimension.WEEKDAY: "The weekday of applying, in the owner's time zone.",
        Dimension.STATUS: "The status now.",
        Dimension.STAGE: "The furthest stage.",
    },
)
describe(
    FunnelStage,
    "A step of the funnel: ever reached, whatever the status now.",
    {
        FunnelStage.APPLIED: "Submitted.",
        FunnelStage.RESPONDED: "Got a human answer, a rejection too.",
        FunnelStage.INTERVIEWED: "Got an interview.",
        FunnelStage.OFFERED: "Got an offer.",
        FunnelStage.ACCEPTED: "Accepted the offer.",
    },
)
describe(
    FlowFormat,
    "A notation that draws a flow.",
    {FlowFormat.SANKEYMATIC: "For sankeymatic.com.", FlowFormat.MERMAID: "For Mermaid, sankey-beta."},
)
describe(
    FreshnessSource,
    "Where the numbers of an answer were read.",
    {
        FreshnessSource.LIVE: "From the ledger, or event by event, for this answer.",
        FreshnessSource.ROLL_UP: "From what was counted by day as it was stored.",
        FreshnessSource.CACHE: "From an answer given before.",
    },
)
describe(
    Role,
    "What a person is to the platform.",
    {
        Role.MEMBER: "Sees only what is theirs.",
        Role.ANALYST: "Sees numbers of the platform too, without people.",
        Role.OPERATOR: "Sees everything operational.",
    },
)
describe(
    Scope,
    "What an API key may do.",
    {
        Scope.READ: "Ask.",
        Scope.WRITE: "Change.",
        Scope.INGEST: "Send events that name whom they are about, or nobody; for keys of operators.",
    },
)
describe(
    Workplace,
    "Where the work is done.",
    {Workplace.REMOTE: "From anywhere.", Workplace.HYBRID: "Partly on site.", Workplace.ONSITE: "On site."},
)
describe(
    CompanySize,
    "Number of employees, in bands.",
    {
        size: size.value.removeprefix("SIZE_").replace("_PLUS", " or more").replace("_", " to ") + " people."
        for size in CompanySize
    },
)
describe(SalaryPeriod, "What one payment covers.", {each: f"A {each.value.lower()}." for each in SalaryPeriod})
describe(
    ErrorCode,
    "Why something was refused.",
    {
        ErrorCode.INVALID_INPUT: "An argument cannot be as it is.",
        ErrorCode.NOT_FOUND: "There is no such thing, or it is not yours.",
        ErrorCode.CONFLICT: "It does not fit the present state.",
        ErrorCode.TOO_LARGE: "It is more than we take at once.",
        ErrorCode.UNREADABLE_FILE: "The file cannot be read.",
        ErrorCode.UNSUPPORTED_FORMAT: "The file is of a kind we do not know.",
        ErrorCode.FORBIDDEN: "You may not.",
        ErrorCode.RATE_LIMITED: "Too much in too short a time; go on later.",
    },
)
describe(
    AlertCondition,
    "What has to be so for an alert.",
    {
        AlertCondition.ABOVE: "The metric is above a value.",
        AlertCondition.BELOW: "The metric is below a value, in a bucket that is over.",
        AlertCondition.CHANGE: "The metric differs from the bucket before by a share of it.",
        AlertCondition.GOAL_BEHIND: "A goal is so many percent behind an even pace, once 2/7 of its interval are over.",
        AlertCondition.ANOMALY: "A day is unlike the days of its weekday: further from them than is usual.",
        AlertCondition.SILENCE: "Nothing happened for so many days.",
        AlertCondition.INTERVIEW: "An application has moved to interviewing; of a rule that every account has.",
        AlertCondition.MARKET: "Postings in the industry you apply to most differ by a share from a week before; of a "
        "rule that every account has.",
    },
)
describe(
    AlertDelivery,
    "When an alert is raised.",
    {AlertDelivery.INSTANT: "At once.", AlertDelivery.DIGEST: "With the others, at 8 in the morning of your wall."},
)
describe(
    AlertPriority,
    "How much it matters to read an alert soon.",
    {AlertPriority.LOW: "Little.", AlertPriority.NORMAL: "Some.", AlertPriority.HIGH: "Much: somebody waits for you."},
)
describe(
    AlertStatus,
    "What its owner did about an alert.",
    {
        AlertStatus.ACTIVE: "Nothing yet.",
        AlertStatus.SNOOZED: "Put aside for a while.",
        AlertStatus.ACKNOWLEDGED: "Seen.",
    },
)
