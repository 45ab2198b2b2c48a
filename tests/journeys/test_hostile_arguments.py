"""Whatever is put into an argument, it is answered: never with a fault of ours, always with a sentence about it."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from domain.access import Role
from resolvers.nodes import encode
from schema.root import schema
from tests.builders import APPLIED, REJECTED, application, person
from tests.journeys.service import Service, token
from tests.schema.matrix import selection

BUILT = schema._schema
ROOTS: dict[str, tuple[str, GraphQLField]] = {}
for operation, name in (("query", "Query"), ("mutation", "Mutation")):
    kind = BUILT.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    ROOTS.update({field: (operation, definition) for field, definition in kind.fields.items()})

NAN, HUGE = float("nan"), float("inf")
TEXTS = [
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e\u2066", "\ufffe", "\U0010ffff", "%s%n{0}",
    "'; DROP TABLE users--", "../../etc/passwd", "<script>", "=1+1", "\r\nX: y", "e\u0301" * 200, "a" * 20_000,
    0, 1.5, True, [], {}, ["x"],
]  # fmt: skip
DAYS = [
    "0001-01-01", "9999-12-31", "1969-12-31", "2101-01-02", "2026-02-30", "2026-13-01", "26-1-1", "20260101",
    "2026-W10-1", "+10000-01-01", "-0001-01-01", "today", "", "\x00", "2026-01-01T00:00:00Z", 20260101, NAN, [], {},
]  # fmt: skip
MOMENTS = [
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999-23:59", "0001-01-01T00:00:00+23:59", "2026-01-01T00:00:00",
    "2026-01-01T24:00:00Z", "9999-12-31T24:00:00Z", "2026-01-01T00:00:60Z", "2026-01-01", "2026-01-01T00:00:00+99:99",
    "1970-01-01T00:00:00+14:00", "now", "", "\x00", 0, NAN, HUGE, [], {},
]  # fmt: skip
ZONES = [
    "", "\x00", "Nowhere/Land", "localtime", "../UTC", "UTC" * 1000, "utc", "+01:00", "EST5EDT4", 0, [], {},
]  # fmt: skip
HOSTILE: dict[str, list[Any]] = {
    "String": TEXTS,
    "ID": [*TEXTS, "QXBwbGljYXRpb246MQ", "Sm9iOjE", "VXNlcjox", "MDowOjA", "NTox", -1, 2**70],
    "Int": [-1, 0, 2**31 - 1, -(2**31), 2**31, 2**63, 10**40, 1.5, NAN, HUGE, -HUGE, "1", "", True, [], {}],
    "Float": [-1, 0, 1.5, -0.0, 1e308, 5e-324, 10**400, NAN, HUGE, -HUGE, "1", "", True, [], {}],
    "Boolean": ["true", 0, 1, "", [], {}],
    "Date": DAYS,
    "DateTime": MOMENTS,
    "TimeZone": ZONES,
    "Properties": [{"a": "\x00"}, {"\ud800": 1}, {"a": 10**400}, {"a": NAN}, {"a": [[{}]]}, "{}", "x", 0, [], [{}]],
}
ENUM = ["NOPE", "", "applied", "\x00", 0, NAN, [], {}, "A" * 5000]


VALID = {
    "Int": 1,
    "Float": 1.5,
    "Boolean": True,
    "Date": "2026-01-01",
    "DateTime": "2026-01-01T00:00:00Z",
    "TimeZone": "UTC",
    "String": "x",
    "ID": "x",
    "Properties": {},
}


def valid(given: GraphQLInputType) -> Any:
    """A value that the type takes."""
    kind = get_nullable_type(given)
    if is_list_type(kind):
        return [valid(kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return "APPLICATIONS" if kind.name == "Metric" else next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        some: dict[str, dict[str, Any]] = {
            "RangeInput": {"period": "ALL_TIME"},
            "RecordApplicationInput": {"job": {"title": "a", "company": "b"}},
        }
        required = {name: valid(field.type) for name, field in kind.fields.items() if is_non_null_type(field.type)}
        return {**required, **some.get(kind.name, {})}
    return VALID[get_named_type(kind).name]


def attacks(given: GraphQLInputType, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """(the way to the input, a value for the whole argument with something hostile there)."""
    kind = get_nullable_type(given)
    yield path, None
    if is_list_type(kind):
        inner = valid(kind.of_type)
        lists: list[Any] = [[], [inner] * 2, [inner] * 10_000, [None], [[]], {}, "x", 0]
        yield from ((path, value) for value in lists)
        for where, value in attacks(kind.of_type, path):
            yield where, [inner, value]
    elif isinstance(kind, GraphQLEnumType):
        yield from ((path, value) for value in ENUM)
    elif isinstance(kind, GraphQLInputObjectType):
        objects: list[Any] = [{}, [], "x", 0, {"unknown": 1}, {"__proto__": {}}]
        yield from ((path, value) for value in objects)
        for name, field in kind.fields.items():
            for where, value in attacks(field.type, (*path, name)):
                base = {} if kind.name == "RangeInput" else valid(given)
                yield where, {**base, name: value}
    else:
        yield from ((path, value) for value in HOSTILE[get_named_type(kind).name])


def plans() -> dict[str, list[tuple[str, tuple[str, ...], Any]]]:
    """(argument, way, value) by root field; what several of them take is tried fully on one, in part on others."""
    tried: set[str] = set()
    found: dict[str, list[tuple[str, tuple[str, ...], Any]]] = {}
    for place, (name, (_, field)) in enumerate(ROOTS.items()):
        found[name] = []
        for argument, given in field.args.items():
            kind = get_named_type(given.type)
            is_shared = isinstance(kind, GraphQLInputObjectType) and kind.name in tried
            every = ((argument, way, value) for way, value in attacks(given.type, (argument,)))
            found[name] += islice(every, place, None, 17) if is_shared else every
            tried.add(kind.name)
    return {name: planned for name, planned in found.items() if planned}


PLANS = plans()


def fitting(operation: str, name: str, field: GraphQLField) -> str:
    taken = ", ".join(f"${argument}: {given.type}" for argument, given in field.args.items())
    passed = ", ".join(f"{argument}: ${argument}" for argument in field.args)
    return f"{operation} ({taken}) {{ {name}({passed}) {selection(field.type, 2)} }}"


def refusals(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from answer.get("errors", [])
    for value in (answer.get("data") or {}).values():
        if isinstance(value, dict):
            yield from value.get("errors", [])


@pytest.mark.parametrize("name", PLANS)
async def test_no_argument_breaks_anything(service: Service, name: str) -> None:
    operation, field = ROOTS[name]
    user = await person(service.database)
    for _ in range(3):
        made = await application(service.database, user, (APPLIED, "2026-02-01"), (REJECTED, "2026-02-09"))
    bearer, query = token(user, role=Role.OPERATOR), fitting(operation, name, field)
    base = {argument: valid(given.type) for argument, given in field.args.items() if is_non_null_type(given.type)}
    if "id" in base:
        base["id"] = encode("Application", made.id)
    for argument, path, value in PLANS[name]:
        body = json.dumps({"query": query, "variables": {**base, argument: value}}).encode()
        response = await service.client.post(
            "/graphql",
            content=body,
            headers={"content-type": "application/json", "authorization": f"Bearer {bearer}"},
        )
        told = f"{'.'.join(path)} = {str(value)[:80]!a}"
        assert response.status_code in (200, 400, 413), (told, response.text)
        if response.status_code != 200:
            continue  # refused at the door, as a body that cannot be
        for error in refusals(response.json()):
            code = error.get("code") or error["extensions"]["code"]
            assert code != "INTERNAL", (told, error)
            assert error["message"].rstrip().endswith((".", "'", "}", "]", '"')), (told, error)
            assert any(part in json.dumps(error) for part in (*path, *base)), (told, error)


@pytest.mark.parametrize("days", [[-1], [2**31 - 1], [0] * 101, [], [None], "x", [1.5], [NAN], [2**40]])
async def test_days_of_the_curve(service: Service, days: Any) -> None:
    user = await person(service.database)
    body = json.dumps(
        {"query": "query ($days: [Int!]!) { responseCurve { at(days: $days) { day } } }", "variables": {"days": days}}
    )
    response = await service.client.post(
        "/graphql",
        content=body,
        headers={"content-type": "application/json", "authorization": f"Bearer {token(user)}"},
    )
    assert response.status_code in (200, 400)
    assert "INTERNAL" not in response.text


LITERALS = [
    'summary(range: {between: {from: "0001-01-01", until: "9999-12-31"}}) { totalApplications }',
    'summary(range: {period: WEEK, between: {from: "2026-01-01", until: "2026-01-02"}}) { totalApplications }',
    "summary(range: {}) { totalApplications }",
    "summary(range: {period: null}) { totalApplications }",
    "summary(range: {between: null}) { totalApplications }",
    "applications(first: -1) { nodes { id } }",
    "applications(first: 99999999999999999999) { nodes { id } }",
    "applications(first: 1e10) { nodes { id } }",
    'applications(after: "\\u0000") { nodes { id } }',
    'applications(after: "\\ud800") { nodes { id } }',
    'applications(filter: {search: "\\u{10FFFF}"}) { nodes { id } }',
    'applications(filter: {search: """\\u0000"""}) { nodes { id } }',
    "metrics(metrics: []) { total }",
    'metrics(metrics: [OFFERS], timeZone: "\\u0000") { total }',
    "metrics(metrics: OFFERS) { total }",
    'node(id: "") { id }',
    "node(id: 1) { id }",
    "node(id: -99999999999999999999999) { id }",
    "breakdown(metric: OFFERS, by: []) { total }",
    "skills(first: 0) { gap { opensOwnJobs } }",
]


@pytest.mark.parametrize("asked", LITERALS)
async def test_the_same_written_into_the_query(service: Service, asked: str) -> None:
    user = await person(service.database)
    response = await service.post(f"{{ {asked} }}", token(user))
    assert response.status_code in (200, 400)
    found = response.json()
    assert "INTERNAL" not in response.text
    for error in found.get("errors", []):
        assert error["message"]
        assert error["extensions"]["code"]


async def test_a_cursor_of_every_other_list_is_refused(service: Service) -> None:
    user = await person(service.database)
    for _ in range(3):
        await application(service.database, user, (APPLIED, "2026-02-01"))
    bearer = token(user)
    await service.ask("mutation { generateReport(input: {kind: WEEKLY}) { errors { code } } }", bearer)
    lists = {"applications": "", "jobs": "", "reports": ""}
    cursors = {
        name: (await service.ask(f"{{ {name} {{ pageInfo {{ endCursor }} }} }}", bearer))["pageInfo"]["endCursor"]
        for name in lists
    }
    assert all(cursors.values())
    for name in lists:
        for other, cursor in cursors.items():
            answer = await service.answer(f'{{ {name}(after: "{cursor}") {{ nodes {{ id }} }} }}', bearer)
            if name == other:
                assert "errors" not in answer
            else:
                (error,) = answer["errors"]
                assert (error["extensions"]["code"], error["extensions"]["path"]) == ("INVALID_INPUT", ["after"])
                assert "`after`" in error["message"]
