"""Documents: read once, refused in words that give nothing away, remembered within bounds, never on the event loop."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
import strawberry
from graphql import OperationType, get_introspection_query

from schema.documents import Documents
from schema.operations import Document, Operation, RejectedError
from schema.root import schema
from schema.shelf import Shelf
from tests.schema.work import steps


@strawberry.type
class Item:
    name: str = "x"

    @strawberry.field
    def item(self, size: int = 1, day: date | None = None) -> "Item":
        return Item()


@strawberry.type
class Query:
    @strawberry.field
    def item(self, size: int = 1, day: date | None = None) -> Item:
        return Item()

    @strawberry.field
    def other(self) -> int:
        return 1


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self) -> int:
        return 1


@pytest.fixture
async def documents() -> AsyncIterator[Documents]:
    made = Documents(strawberry.Schema(query=Query, mutation=Mutation))
    yield made
    made.close()


async def errors(documents: Documents, text: str) -> list[tuple[str, str]]:
    with pytest.raises(RejectedError) as caught:
        await documents.find(text)
    return [(error["extensions"]["code"], error["message"]) for error in caught.value.errors]


async def operation(documents: Documents, text: str, name: str | None = None) -> Operation:
    return (await documents.find(text)).operation(name)


async def test_a_document_is_read_once(documents: Documents) -> None:
    first = await documents.find("{other}")
    assert await documents.find("{other}") is first
    assert (documents.hits, documents.misses) == (1, 1)


async def test_the_same_new_text_at_once_is_read_once(documents: Documents) -> None:
    found = await asyncio.gather(*(documents.find("{other item{name}}") for _ in range(50)))
    assert len({id(document) for document in found}) == 1


async def test_an_operation_says_what_it_is(documents: Documents) -> None:
    text = (
        "query A{...F} fragment F on Query{item{name} other} mutation B{change}"
        "query C{__schema{queryType{name}} __typename}"
    )
    a = await operation(documents, text, "A")
    assert (a.kind, a.roots, a.is_introspection) == (OperationType.QUERY, ("item", "other"), False)
    b = await operation(documents, text, "B")
    assert (b.kind, b.roots) == (OperationType.MUTATION, ("change",))
    assert (await operation(documents, text, "C")).is_introspection


@pytest.mark.parametrize(
    ("name", "code"), [(None, "OPERATION_NAME_REQUIRED"), ("", "OPERATION_NAME_REQUIRED"), ("X", "OPERATION_NOT_FOUND")]
)
async def test_which_operation_must_be_clear(documents: Documents, name: str | None, code: str) -> None:
    document = await documents.find("query A{other} query B{other}")
    with pytest.raises(RejectedError) as caught:
        document.operation(name)
    assert caught.value.errors[0]["extensions"] == {"code": code}


async def test_a_text_without_operations_names_none(documents: Documents) -> None:
    assert [code for code, _ in await errors(documents, "fragment F on Query{other}")] == ["GRAPHQL_VALIDATION_FAILED"]


async def test_no_suggestions_and_no_python(documents: Documents) -> None:
    for text in (
        "{othr}",
        "{item{nam}}",
        "{item(siz:1){name}}",
        "{...F} fragment F on Qery{other}",
        "{other @inclde(if:true)}",
        "{item(size:'1'){name}}",
        '{item(day:"2024-13-45"){name}}',
        '{item(day:"0000-00-00"){name}}',
    ):
        for code, message in await errors(documents, text):
            assert code in {"GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"}
            assert "mean" not in message.lower()
            assert "encountered error" not in message


async def test_messages_are_short_and_few(documents: Documents) -> None:
    found = await errors(documents, "{" + " ".join(f"nope{i}" for i in range(300)) + "}")
    assert len(found) == 21
    (_, message), *_ = await errors(documents, '{item(size:"' + "x" * 14_000 + '"){name}}')
    assert len(message) <= 500


OVERLAPS = {
    "same field, side by side": "{" + "item(size:1){name}" * 160 + "}",
    "in fragments": "{"
    + "".join(f"...F{i} " for i in range(90))
    + "}"
    + "".join(f"fragment F{i} on Query{{item{{name item{{name}}}}}}" for i in range(90)),
    "inline": "{item{" + "...{item{item{name}}}" * 120 + "}}",
}


@pytest.mark.parametrize("bomb", OVERLAPS)
async def test_overlapping_fields_are_not_compared_without_end(documents: Documents, bomb: str) -> None:
    assert [code for code, _ in await errors(documents, OVERLAPS[bomb])] == ["REPETITION_LIMIT"]
    assert steps(lambda: documents.read(OVERLAPS[bomb])) < 80_000


async def test_thirty_fragments_may_ask_for_the_same(documents: Documents) -> None:
    text = "{" + "".join(f"...F{i} " for i in range(30)) + "}"
    text += "".join(f"fragment F{i} on Query{{item{{name item{{name}}}}}}" for i in range(30))
    assert (await operation(documents, text)).roots == ("item",)


async def test_refusals_are_remembered_too(documents: Documents) -> None:
    assert await errors(documents, "{nope}") == await errors(documents, "{nope}")
    assert (documents.hits, documents.misses) == (1, 1)


def document_named(name: str) -> Document:
    del name
    return Document(operations=())


def test_a_flood_of_new_texts_leaves_those_in_use() -> None:
    shelf = Shelf(characters=1_000)
    used = document_named("used")
    shelf.put("used", used)
    assert shelf.get("used") is used
    for number in range(10_000):
        shelf.put(f"{{new{number}}}", document_named("new"))
        shelf.put(f"{{bad{number}}}", RejectedError.because("no", "NO"))
    assert shelf.get("used") is used
    assert shelf.fresh.characters <= 500
    assert sum(map(len, shelf.fresh.outcomes)) == shelf.fresh.characters


def test_refusals_never_reach_the_half_of_the_ones_in_use() -> None:
    shelf = Shelf(characters=1_000)
    shelf.put("bad", RejectedError.because("no", "NO"))
    for _ in range(3):
        assert isinstance(shelf.get("bad"), RejectedError)
    assert not shelf.proven.outcomes


def test_the_half_of_the_ones_in_use_is_bounded_and_drops_the_longest_unused() -> None:
    shelf = Shelf(characters=20)
    for text in ("aaaa", "bbbb", "cccc"):
        shelf.put(text, document_named(text))
        shelf.get(text)
    assert list(shelf.proven.outcomes) == ["bbbb", "cccc"]
    shelf.put("x" * 11, document_named("x"))
    assert shelf.get("x" * 11) is None


async def test_the_event_loop_goes_on_while_hard_documents_are_read(documents: Documents) -> None:
    hard = [f"query Q{i}" + OVERLAPS["in fragments"] for i in range(10)]
    reading = asyncio.gather(*(documents.find(text) for text in hard), return_exceptions=True)
    turns = 0
    while not reading.done():
        await asyncio.sleep(0)
        turns += 1
    assert all(isinstance(outcome, RejectedError) for outcome in reading.result())
    assert turns > 100


async def test_more_new_texts_than_can_wait_are_turned_away() -> None:
    documents = Documents(strawberry.Schema(query=Query), waiting=3)
    outcomes = await asyncio.gather(
        *(documents.find(f"query Q{i}{{other}}") for i in range(10)), return_exceptions=True
    )
    documents.close()
    turned_away = [outcome for outcome in outcomes if isinstance(outcome, RejectedError)]
    assert len(turned_away) == 7
    assert {error.errors[0]["extensions"]["code"] for error in turned_away} == {"OVERLOADED"}


async def test_introspection_is_answered_and_remembered(documents: Documents) -> None:
    found = await operation(documents, get_introspection_query())
    first = await documents.introspect(found, {})
    assert first.errors is None
    assert first.data is not None
    assert first.data["__schema"]["queryType"]["name"] == "Query"
    assert await documents.introspect(found, {}) is first


async def test_introspection_with_variables_is_answered_for_these_variables(documents: Documents) -> None:
    found = await operation(documents, "query($n:String!){__type(name:$n){name}}")
    answers = [(await documents.introspect(found, {"n": name})).data for name in ("Query", "Item")]
    assert answers == [{"__type": {"name": "Query"}}, {"__type": {"name": "Item"}}]


async def test_a_scalar_of_ours_says_in_its_own_words_what_it_cannot_read() -> None:
    documents = Documents(schema)
    ((code, message),) = await errors(documents, '{metrics(metrics:[APPLICATIONS],timeZone:"Mars/Base"){metric}}')
    assert code == "GRAPHQL_VALIDATION_FAILED"
    assert message.startswith("Expected value of type 'TimeZone'; found: \"Mars/Base\". ")
    assert "Europe/Berlin" in message
    documents.close()
