"""When there are plans, for how many operations, what they may not do, and that they ask nothing twice."""

import asyncio
from collections import Counter
from typing import Any

import orjson
import pytest
import strawberry
from strawberry.permission import BasePermission, PermissionExtension

from resolvers.loaders import METADATA_KEY, Batch, Lookup, batched
from schema.plans import Plans
from tests.schema.plans.answers import encoded, operation

Info = strawberry.Info[Any, None]


class Context:
    """Counts what is asked. `loaders` fail when told so."""

    def __init__(self, *, is_allowed: bool = True, fails: bool = False) -> None:
        self.asked: Counter[str] = Counter()
        self.is_allowed, self.fails = is_allowed, fails
        self.gate = asyncio.Event()
        self.loaders = self
        self.pairs: Lookup[str, str] = Lookup(self._find)

    async def _find(self, keys: list[str]) -> list[str]:
        self.asked["look-up"] += 1
        self.asked.update(keys)
        await asyncio.sleep(0)
        if self.fails:
            raise ValueError("no pairs today")
        return [f"{key}'s pair" for key in keys]


class May(BasePermission):
    message = "You may not."

    def has_permission(self, source: Any, info: Any, **_: Any) -> bool:
        return bool(info.context.is_allowed)


_PAIR = Batch("pairs", "name")


@strawberry.type
class Row:
    name: str

    @strawberry.field
    async def place(self, info: Info) -> str:
        return ".".join(map(str, info.path.as_list()))

    pair = strawberry.field(batched(_PAIR), graphql_type=str, metadata={METADATA_KEY: _PAIR})


async def _rows(info: Info, names: list[str]) -> list[Row]:
    info.context.asked["rows"] += 1
    await asyncio.sleep(0)
    return [Row(name=name) for name in names]


@strawberry.type
class Query:
    rows = strawberry.field(
        _rows, graphql_type=list[Row], extensions=[PermissionExtension([May()], use_directives=False)]
    )

    @strawberry.field
    async def fault(self, info: Info) -> str | None:
        info.context.asked["fault"] += 1
        await asyncio.sleep(0)
        raise ValueError("a fault")

    @strawberry.field
    async def slow(self, info: Info) -> str:
        info.context.asked["slow"] += 1
        try:
            await info.context.gate.wait()
        except asyncio.CancelledError:
            info.context.asked["slow, cancelled"] += 1
            raise
        return "at last"

    @strawberry.field
    def echo(self, text: str) -> str:
        return text

    @strawberry.field
    def one(self) -> int:
        return 1


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self, info: Info) -> int:
        info.context.asked["change"] += 1
        return 1


schema = strawberry.Schema(query=Query, mutation=Mutation)


@pytest.fixture
def plans() -> Plans:
    return Plans(schema)


async def ask(plans: Plans, text: str, context: Context | None = None, /, **variables: Any) -> Any:
    """The whole answer."""
    found = encoded(await plans.execute(operation(schema, text), variables, context or Context()))
    return {name: orjson.loads(value) for name, value in found.items()}


async def test_a_query_has_its_plan_from_the_second_time(plans: Plans) -> None:
    answers = [await ask(plans, '{rows(names: ["a"]) {name}}') for _ in range(3)]
    assert answers == [{"data": {"rows": [{"name": "a"}]}, "errors": []}] * 3
    assert (plans.planned, plans.surprised) == (2, 0)


async def test_a_mutation_has_none(plans: Plans) -> None:
    context = Context()
    for _ in range(3):
        assert (await ask(plans, "mutation {change}", context))["data"] == {"change": 1}
    assert (plans.planned, context.asked["change"]) == (0, 3)


async def test_what_plans_do_not_know_is_answered_all_the_same(plans: Plans) -> None:
    for _ in range(3):
        found = await ask(plans, "{one __schema {queryType {name}}}")
        assert found["data"] == {"one": 1, "__schema": {"queryType": {"name": "Query"}}}
    assert (plans.planned, plans.surprised) == (0, 0)


async def test_conditions_make_plans_of_their_own(plans: Plans) -> None:
    text = 'query Q($a: Boolean!, $b: Boolean = true) {rows(names: ["x"]) {name @skip(if: $a) pair @include(if: $b)}}'
    expected = {
        (False, True): {"name": "x", "pair": "x's pair"},
        (True, True): {"pair": "x's pair"},
        (False, False): {"name": "x"},
        (True, False): {},
    }
    for _ in range(2):
        for (a, b), row in expected.items():
            assert (await ask(plans, text, a=a, b=b))["data"] == {"rows": [row]}
    assert plans.planned == 7
    assert (await ask(plans, text, a=False))["data"] == {"rows": [expected[False, True]]}


async def test_many_conditions_are_left_to_the_reference(plans: Plans) -> None:
    names = "abcde"
    declared = " ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"{name}: one @include(if: ${name})" for name in names)
    for _ in range(3):
        found = await ask(plans, f"query Q({declared}) {{{fields}}}", a=True, b=True, c=True, d=True, e=False)
        assert found["data"] == {"a": 1, "b": 1, "c": 1, "d": 1}
    assert plans.planned == 0


async def test_variables_that_do_not_fit_are_refused_as_ever(plans: Plans) -> None:
    text = "query Q($names: [String!]!) {rows(names: $names) {name}}"
    first, second, *bad = [await ask(plans, text, names=names) for names in (["a"], ["a"], [1], None)]
    assert first == second == {"data": {"rows": [{"name": "a"}]}, "errors": []}
    assert [answer["data"] for answer in bad] == [None, None]
    assert all("$names" in answer["errors"][0]["message"] for answer in bad)


async def test_plans_take_no_more_room_than_they_may() -> None:
    plans = Plans(schema, characters=2_000)
    for number in range(100):
        for _ in range(2):
            await ask(plans, f"{{a{number}: one}}")
    assert plans.planned == 100
    assert 0 < plans._size <= 2_000
    assert plans._size == sum(entry.size for entry in plans._entries.values())


async def test_a_flood_of_queries_asked_once_leaves_the_plans_in_use(plans: Plans) -> None:
    for _ in range(2):
        await ask(plans, "{used: one}")
    for number in range(300):
        await ask(plans, f"{{a{number}: one}}")
    await ask(plans, "{used: one}")
    assert plans.planned == 2


NAMES = ["__import__", "zip", "columns", "c0", "None", "lambda", "__builtins__", "eval", "_", "strict", "self"]


async def test_names_are_keys_and_nothing_else(plans: Plans) -> None:
    fields = " ".join(f'{name}: echo(text: "{name}")' for name in NAMES)
    for _ in range(2):
        assert (await ask(plans, f"{{{fields}}}"))["data"] == {name: name for name in NAMES}
    assert plans.planned == 1


TEXTS = ['"]: 1} or exec("raise SystemExit") #', "\n\\", "{0}", "%s", "'''", '"""', "\u2028", "__import__('os')"]


async def test_literals_are_values_and_nothing_else(plans: Plans) -> None:
    for text in TEXTS:
        for _ in range(2):
            assert (await ask(plans, f"{{echo(text: {orjson.dumps(text).decode()})}}"))["data"] == {"echo": text}
    assert plans.planned == len(TEXTS)


async def test_what_was_asked_is_not_asked_again_when_a_plan_ends(plans: Plans) -> None:
    text = '{fault rows(names: ["a", "b", "a"]) {name pair}}'
    expected = await ask(plans, text)
    context = Context()
    assert await ask(plans, text, context) == expected
    assert (plans.planned, plans.surprised) == (0, 1)
    assert (context.asked["fault"], context.asked["rows"]) == (1, 1)
    assert [error["path"] for error in expected["errors"]] == [["fault"]]


async def test_which_row_it_is_only_the_reference_can_tell(plans: Plans) -> None:
    for _ in range(2):
        found = await ask(plans, '{rows(names: ["a", "b"]) {place}}')
        assert found["data"] == {"rows": [{"place": "rows.0.place"}, {"place": "rows.1.place"}]}
    assert (plans.planned, plans.surprised) == (0, 1)


async def test_a_look_up_that_failed_is_not_tried_again(plans: Plans) -> None:
    text = '{rows(names: ["a", "b"]) {name pair}}'
    expected = await ask(plans, text, Context(fails=True))
    context = Context(fails=True)
    found = await ask(plans, text, context)
    assert found == expected
    assert found["errors"][0]["message"] == "no pairs today"
    assert context.asked["look-up"] == 1


async def test_levels_at_the_same_moment_are_looked_up_together(plans: Plans) -> None:
    text = '{x: rows(names: ["a", "b"]) {pair} y: rows(names: ["b", "c"]) {name pair}}'
    await ask(plans, text)
    context = Context()
    found = await ask(plans, text, context)
    assert found["data"]["y"] == [{"name": "b", "pair": "b's pair"}, {"name": "c", "pair": "c's pair"}]
    assert (plans.planned, context.asked["look-up"]) == (1, 1)
    assert {key: context.asked[key] for key in "abc"} == {"a": 1, "b": 1, "c": 1}


async def test_an_empty_level_is_not_looked_up(plans: Plans) -> None:
    text = "{rows(names: []) {name pair}}"
    await ask(plans, text)
    context = Context()
    assert (await ask(plans, text, context))["data"] == {"rows": []}
    assert (plans.planned, context.asked["look-up"]) == (1, 0)


async def test_nobody_is_let_in_by_a_plan(plans: Plans) -> None:
    text = '{rows(names: ["a"]) {name}}'
    expected = await ask(plans, text, Context(is_allowed=False))
    assert (await ask(plans, text))["data"] == {"rows": [{"name": "a"}]}
    context = Context(is_allowed=False)
    assert await ask(plans, text, context) == expected
    assert expected["errors"][0]["message"] == "You may not."
    assert context.asked["rows"] == 0
    assert (plans.planned, plans.surprised) == (1, 1)


async def test_who_gives_up_waiting_stops_the_work(plans: Plans) -> None:
    text = '{slow rows(names: ["a"]) {name}}'
    first = Context()
    first.gate.set()
    await ask(plans, text, first)
    context = Context()
    asking = asyncio.create_task(ask(plans, text, context))
    while not context.asked["rows"]:
        await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (context.asked["slow"], context.asked["slow, cancelled"]) == (1, 1)
