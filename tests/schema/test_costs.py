"""Costs: the declared formula in exact numbers, with literals, variables, defaults and fragments."""

from collections.abc import Mapping
from typing import Any

import pytest
import strawberry

from schema.costs import Cost
from schema.documents import Documents
from schema.operations import Document
from schema.root import schema as ours


@strawberry.type
class Company:
    name: str = "Acme"


@strawberry.type
class Skill:
    name: str = "Go"

    @strawberry.field
    def demand(self) -> int:
        return 1


@strawberry.type
class Job:
    title: str = "Engineer"

    @strawberry.field
    def company(self) -> Company:
        return Company()

    @strawberry.field
    def skills(self) -> list[Skill]:
        return [Skill()]


@strawberry.type
class Application:
    status: str = "APPLIED"

    @strawberry.field
    def job(self) -> Job:
        return Job()

    @strawberry.field
    def transitions(self) -> list[str]:
        return []


@strawberry.type
class Edge:
    node: Application


@strawberry.type
class Page:
    nodes: list[Application]
    edges: list[Edge]
    has_more: bool = False


def series(metrics: list[str]) -> list[Skill]:
    return []


def goals() -> list[Skill]:
    return []


def forecast() -> int:
    return 1


@strawberry.type
class Query:
    plain: int = 1

    @strawberry.field
    def applications(self, first: int | None = None, last: int | None = None) -> Page:
        return Page(nodes=[], edges=[])

    @strawberry.field
    def jobs(self, first: int = 7) -> list[Job]:
        return []

    series: list[Skill] = strawberry.field(
        resolver=series, metadata={"cost": Cost(own=5, per_item=30, by=("metrics",))}
    )
    goals: list[Skill] = strawberry.field(resolver=goals, metadata={"cost": Cost(own=2, items=3)})
    forecast: int = strawberry.field(resolver=forecast, metadata={"cost": Cost(own=100)})


documents = Documents(strawberry.Schema(query=Query))


def cost(text: str, variables: Mapping[str, Any] | None = None) -> int:
    document = documents.read(text)
    assert isinstance(document, Document), document
    return document.operation(None).cost(variables or {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{plain}", 0),
        ("{__typename}", 0),
        ("{__schema{types{name}}}", 0),
        ("{forecast}", 100),
        ("{a:forecast b:forecast}", 200),
        ("{applications{nodes{status}}}", 1 + 20),
        ("{applications(first:100){nodes{status}}}", 1 + 100),
        ("{applications(last:100){nodes{status}}}", 1 + 100),
        ("{applications(first:3,last:100){nodes{status}}}", 1 + 100),
        ("{applications(first:null){nodes{status}}}", 1 + 20),
        ("{applications(first:-5){nodes{status}}}", 1),
        ("{applications(first:100){hasMore}}", 1 + 100),
        ("{applications(first:100){nodes{job{title company{name}}}}}", 1 + 100 * 3),
        ("{applications(first:100){edges{node{job{title company{name}}}}}}", 1 + 100 * 3),
        ("{applications(first:100){nodes{job{company{name} skills{name}} transitions}}}", 1 + 100 * 5),
        ("{applications(first:10){nodes{job{skills{demand}}}}}", 1 + 10 * (1 + 1 + 1 + 10)),
        ("{applications(first:2){...P}} fragment P on Page{nodes{...A}} fragment A on Application{job{title}}", 1 + 4),
        ("{applications(first:2){...on Page{nodes{...{job{title}}}}}}", 1 + 4),
        ("{jobs{title}}", 1 + 7),
        ("{jobs(first:2){title}}", 1 + 2),
        ("{goals{demand}}", 2 + 3),
        ('{series(metrics:["A","B"]){demand}}', 5 + 2 * 31),
    ],
)
def test_literals(text: str, expected: int) -> None:
    assert cost(text) == expected


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, 1 + 20),
        ({"n": 50}, 1 + 50),
        ({"n": None}, 1 + 20),
        ({"n": -3}, 1),
        ({"n": "50"}, 1 + 20),
        ({"n": True}, 1 + 20),
        ({"n": 10**30}, 1 + 1_000_000),
    ],
)
def test_variables(variables: Mapping[str, Any], expected: int) -> None:
    assert cost("query($n:Int){applications(first:$n){nodes{status}}}", variables) == expected


def test_the_default_of_a_variable_holds_until_it_is_sent() -> None:
    text = "query($n:Int=40){applications(first:$n){nodes{status}}}"
    assert cost(text) == 41
    assert cost(text, {"n": 2}) == 3


def test_the_larger_of_two_variables_counts() -> None:
    text = "query($a:Int,$b:Int){applications(first:$a,last:$b){nodes{status}}}"
    assert cost(text, {"b": 900}) == 901
    assert cost(text, {"a": 1, "b": 900}) == 901


def test_a_list_in_a_variable_counts_its_items() -> None:
    text = "query($m:[String!]!){series(metrics:$m){demand}}"
    assert cost(text, {"m": ["A", "B", "C"]}) == 5 + 3 * 31


def test_a_page_of_a_hundred_with_everything_is_far_from_the_limit_and_a_thousand_rows_fit() -> None:
    everything = "{applications(first:%d){nodes{status job{title company{name} skills{name}} transitions}}}"
    assert cost(everything % 100) * 5 < documents.limits.cost
    assert cost("{applications(first:1000){nodes{status job{title company{name}}}}}") == 3_001


@pytest.mark.parametrize("rows", ["nodes{%s}", "edges{cursor node{%s}}"])
@pytest.mark.parametrize("more", ["", " transitions{stage outcome occurredAt}"])
def test_the_largest_page_of_applications_has_all_that_a_list_shows(rows: str, more: str) -> None:
    row = "id status appliedAt source job{title location company{name industry}} silence{days isLong}" + more
    page = "{applications(first:1000){%s totalCount pageInfo{endCursor}}}" % (rows % row)
    document = Documents(ours).read(page)
    assert isinstance(document, Document), document
    assert document.operation(None).cost({}) == 5 + 1_000 * (4 if more else 3) < documents.limits.cost


def test_fragments_cost_what_they_would_cost_written_out() -> None:
    chain = "{applications(first:4){nodes{...F0}}}" + "".join(
        f"fragment F{i} on Application{{job{{title}} ...F{i + 1}}}" for i in range(20)
    )
    assert cost(chain + "fragment F20 on Application{status}") == 1 + 4 * (1 + 20)
