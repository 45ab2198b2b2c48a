"""Funnel, flow and response curve."""

import strawberry

from domain.funnels import FunnelStage
from resolvers import funnels as resolve
from schema.ranges import DateRange, Rate


@strawberry.type(description="How many applications ever reached a step.")
class FunnelStep:
    """Entered, and converted."""

    stage: FunnelStage = strawberry.field(description="The step.")
    entered: int = strawberry.field(description="How many ever reached it, whatever their status now.")
    conversion: Rate = strawberry.field(description="Out of all submitted.")
    step_conversion: Rate = strawberry.field(description="Out of those that reached the step before.")
    median_days: float | None = strawberry.field(
        description="Days from applying by which half of those that get here are here; null when not known."
    )


@strawberry.type(description="How far the applications submitted in a range ever got.")
class Funnel:
    """Steps in order."""

    range: DateRange = strawberry.field(description="The dates it is about.")
    steps: list[FunnelStep] = strawberry.field(description="One for each stage, in order.")


@strawberry.type(description="A stage or an ending of a flow.")
class FlowNode:
    """Where applications come by."""

    id: str = strawberry.field(description="The stage or outcome, unique in the flow.")
    label: str = strawberry.field(description="The same for people.")
    value: int = strawberry.field(description="How many came by.")
    resting: int = strawberry.field(description="How many of them went no further.")


@strawberry.type(description="Applications that went from one node to another.")
class FlowLink:
    """Source, target, value."""

    source: str = strawberry.field(description="Id of the node they came from.")
    target: str = strawberry.field(description="Id of the node they went to.")
    value: int = strawberry.field(description="How many.")


@strawberry.type(description="A Sankey diagram: what flows into a node flows out of it or rests there.")
class Flow:
    """Nodes and links."""

    nodes: list[FlowNode] = strawberry.field(description="Nodes anything came by, from left to right.")
    links: list[FlowLink] = strawberry.field(description="Links anything went along.")
    as_text = strawberry.field(resolve.flow_text, graphql_type=str, description="The flow in a notation that draws it.")


@strawberry.type(description="The share answered by a day.")
class CurvePoint:
    """Kaplan-Meier estimate with its interval."""

    day: int = strawberry.field(description="Days since applying.")
    answered: float = strawberry.field(description="Share answered by the end of that day, 0 to 1.")
    low: float = strawberry.field(description="Lower end of the 95 % interval (Greenwood).")
    high: float = strawberry.field(description="Upper end of the 95 % interval (Greenwood).")


@strawberry.type(description="How the share that has an answer grows with the days since applying (Kaplan-Meier).")
class ResponseCurve:
    """The curve over all applications with a day of applying."""

    answered: int = strawberry.field(description="How many have an answer whose day is known.")
    unanswered: int = strawberry.field(description="How many have none (yet).")
    median_days: float | None = strawberry.field(
        description="Days by which half of those that get an answer have it; null before the first."
    )
    points: list[CurvePoint] = strawberry.field(description="One for each day on which answers came.")
    at = strawberry.field(resolve.curve_at, graphql_type=list[CurvePoint], description="The curve on chosen days.")
