"""The limiter: each limit at its edge, bombs in linear time, and what good clients send passes."""

from collections.abc import Callable
from contextlib import suppress
from itertools import product

import pytest
from graphql import get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st

from schema.limits import LimitError, Limits, check_document
from schema.texts import LiteralError, check_text
from tests.schema.work import steps

LIMITS = Limits()


def refuse(text: str) -> LimitError | LiteralError:
    try:
        check_text(text, LIMITS)
        check_document(parse(text, max_tokens=LIMITS.tokens), LIMITS)
    except (LimitError, LiteralError) as error:
        return error
    raise AssertionError("nothing was refused")


def passes(text: str) -> bool:
    check_text(text, LIMITS)
    check_document(parse(text, max_tokens=LIMITS.tokens), LIMITS)
    return True


def nested(depth: int) -> str:
    return "{" + "a{" * (depth - 1) + "a" + "}" * depth


def in_fragments(depth: int) -> str:
    """One level of fields a fragment."""
    links = "".join(f"fragment F{i} on T{{a{{...F{i + 1}}}}}" for i in range(depth - 1))
    return "{...F0}" + links + f"fragment F{depth - 1} on T{{a}}"


def aliases(count: int) -> str:
    return "{" + " ".join(f"x{i}:a" for i in range(count)) + "}"


def fields(count: int) -> str:
    return "{" + "a " * count + "}"


def directives(count: int) -> str:
    return "{a" + " @include(if:true)" * count + "}"


def operations(count: int) -> str:
    return " ".join(f"query Q{i}{{a}}" for i in range(count))


def variables(count: int) -> str:
    return "query(" + " ".join(f"$v{i}:Int" for i in range(count)) + "){a}"


def repetitions(count: int) -> str:
    return "{" + "a{b}" * count + "}"


def repetitions_in_fragments(count: int) -> str:
    spreads = "".join(f"...F{i} " for i in range(count))
    return "{" + spreads + "}" + "".join(f"fragment F{i} on T{{a{{b}}}}" for i in range(count))


def repetitions_with_arguments(count: int) -> str:
    return "{" + "".join(["...{a(x:1)}", "a(x:1)"][i % 2] for i in range(count)) + "}"


def tokens(count: int) -> str:
    return "{a(x:[" + "1 " * (count - 9) + "])}"


def characters(count: int) -> str:
    return "{a}#" + "x" * (count - 4)


@pytest.mark.parametrize(
    ("build", "limit", "code"),
    [
        (nested, 10, "DEPTH_LIMIT"),
        (in_fragments, 10, "DEPTH_LIMIT"),
        (aliases, 30, "ALIAS_LIMIT"),
        (fields, 400, "FIELD_LIMIT"),
        (directives, 30, "DIRECTIVE_LIMIT"),
        (operations, 10, "OPERATION_LIMIT"),
        (repetitions, 30, "REPETITION_LIMIT"),
        (repetitions_in_fragments, 30, "REPETITION_LIMIT"),
        (repetitions_with_arguments, 30, "REPETITION_LIMIT"),
        (variables, 50, "VARIABLE_LIMIT"),
        (tokens, 1_500, "TOKEN_LIMIT"),
        (characters, 15_000, "CHARACTER_LIMIT"),
    ],
)
def test_the_limit_itself_passes_and_one_more_is_refused(build: Callable[[int], str], limit: int, code: str) -> None:
    assert passes(build(limit))
    error = refuse(build(limit + 1))
    assert error.extensions == {"code": code, "limit": limit, "found": limit + 1}
    assert f"{limit:,}" in error.message
    assert f"{limit + 1:,}" in error.message
    assert error.message.endswith(".")


def doubling(kind: str) -> str:
    """Sixty fragments, each spreading the next one twice: 2^60 of the last when written out."""
    links = "".join(f"fragment F{i} on T{{...F{i + 1} ...F{i + 1}}}" for i in range(60))
    last = {"fields": "a", "aliases": "x:a", "directives": "a @d", "nothing": ""}[kind]
    return "{...F0}" + links + f"fragment F60 on T{{{last}}}"


BOMBS = {
    "doubling fields": (doubling("fields"), "FIELD_LIMIT"),
    "doubling aliases": (doubling("aliases"), "ALIAS_LIMIT"),
    "doubling directives": (doubling("directives"), "DIRECTIVE_LIMIT"),
    "doubling nothing": (doubling("nothing"), "FIELD_LIMIT"),
    "deep in an unused fragment": ("{a} fragment F on T" + nested(11), "DEPTH_LIMIT"),
    "deep below inline fragments": ("{" + "...{" * 11 + "a{" * 10 + "a" + "}" * 22, "DEPTH_LIMIT"),
    "aliases on other operations": ("query A{a} query B" + aliases(31), "ALIAS_LIMIT"),
    "directives on variables": (
        "query(" + "".join(f"$v{i}:Int @d " for i in range(31)) + "){a}",
        "DIRECTIVE_LIMIT",
    ),
    "directives on the operation": ("query " + "@d " * 31 + "{a}", "DIRECTIVE_LIMIT"),
    "directives on spreads": ("{" + "...F @d " * 31 + "} fragment F on T{a}", "DIRECTIVE_LIMIT"),
    "directives on inline fragments": ("{" + "... @d{a}" * 31 + "}", "DIRECTIVE_LIMIT"),
    "nested lists": ("{a(x:" + "[" * 700 + "]" * 700 + ")}", "NESTING_LIMIT"),
    "nested objects": ("{a(x:" + "{a:" * 300 + "1" + "}" * 300 + ")}", "NESTING_LIMIT"),
    "nested selections": (nested(400), "NESTING_LIMIT"),
    "unclosed brackets": ("{" * 1_400, "NESTING_LIMIT"),
    "unclosed lists": ("{a(x:" + "[" * 14_000, "TOKEN_LIMIT"),
    "a hundred thousand lists": ("{a(x:" + "[" * 100_000, "CHARACTER_LIMIT"),
    "comments": ("#\n" * 7_000 + "{a}", "TOKEN_LIMIT"),
    "quotes": ("{a(x:" + '"' * 14_000, "TOKEN_LIMIT"),
    "block quotes": ('{a(x:"""' + '"""a' * 3_000, "TOKEN_LIMIT"),
    "escaped quotes": ('{a(x:"' + '\\"' * 5_000 + '" ' + "1 " * 1_500, "TOKEN_LIMIT"),
    "circular introspection": (
        "{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}",
        "INTROSPECTION_LIMIT",
    ),
    "circular introspection through possible types": (
        "{__schema{types{possibleTypes{interfaces{possibleTypes{interfaces{name}}}}}}}",
        "INTROSPECTION_LIMIT",
    ),
    "circular introspection of one type": (
        '{__type(name:"T"){fields{type{fields{type{fields{name}}}}}}}',
        "INTROSPECTION_LIMIT",
    ),
    "circular introspection through fragments": (
        "{__schema{types{...F}}} fragment F on __Type{fields{type{...G}}} fragment G on __Type{fields{name}}",
        "INTROSPECTION_LIMIT",
    ),
    "deep introspection": ("{__schema" + "{queryType" * 15 + "{name}" + "}" * 16, "INTROSPECTION_LIMIT"),
    "all types twice": ("{a:__schema{types{name}} b:__schema{types{name}}}", "INTROSPECTION_LIMIT"),
    "all types beside data": ("{__schema{types{name}} a}", "INTROSPECTION_LIMIT"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_in_three_times_the_steps_of_an_honest_document(bomb: str) -> None:
    text, code = BOMBS[bomb]
    honest = get_introspection_query(input_value_deprecation=True)
    assert steps(lambda: refuse(text)) < 3 * steps(lambda: passes(honest))
    error = refuse(text)
    assert error.extensions is not None
    assert error.extensions["code"] == code


def test_the_same_fragment_at_the_same_place_is_no_repetition() -> None:
    assert passes("{" + "...F " * 100 + "} fragment F on T{a{b}}")


def test_the_same_object_at_different_places_is_no_repetition() -> None:
    assert passes("{" + " ".join(f"f{i}{{a{{b}}}}" for i in range(100)) + "}")


def test_sums_stop_growing() -> None:
    error = refuse(doubling("fields"))
    assert error.extensions == {"code": "FIELD_LIMIT", "limit": 400, "found": 1_000_000}


@pytest.mark.parametrize(
    "text",
    [
        "{...F} fragment F on T{...F}",
        "{...A} fragment A on T{a{...B}} fragment B on T{a{...A}}",
        "{...A} fragment A on T{...A ...A a{...A}}",
        "{...Missing}",
        "{a} type T{a:Int} extend type T{b:Int}",
    ],
)
def test_cycles_and_strangers_are_left_to_validation(text: str) -> None:
    assert passes(text)


def test_every_standard_introspection_query_passes() -> None:
    options = (
        "descriptions",
        "specified_by_url",
        "directive_is_repeatable",
        "schema_description",
        "input_value_deprecation",
        "experimental_directive_deprecation",
        "one_of",
    )
    for chosen in product((False, True), repeat=len(options)):
        assert passes(get_introspection_query(**dict(zip(options, chosen, strict=True))))
    assert passes(get_introspection_query(type_depth=30))


@pytest.mark.parametrize(
    "text",
    [
        "{a(x:1e400)}",
        "{a(x:-1e999)}",
        "{a(x:" + "9" * 5_000 + ")}",
        "{a(x:0." + "3" * 5_000 + ")}",
        '{a(x:"\\u0000")}',
        '{a(x:"\\u{0}")}',
        '{a(x:"\\\\\\u0000")}',
        '{a(x:"\0")}',
        '{a(x:"""\0""")}',
        "{a\0}",
    ],
)
def test_literals_nothing_could_store_are_refused(text: str) -> None:
    error = refuse(text)
    assert isinstance(error, LiteralError)
    assert error.extensions == {"code": "INVALID_INPUT"}
    assert "9999" not in error.message


@pytest.mark.parametrize(
    "text",
    ['{a(x:"\\\\u0000")}', '{a(x:"""\\u0000""")}', "{a(x:1e300 y:-0.5 z:12)}", '{a(x:"[[[{{{" y:"a\\"{")} # {{{'],
)
def test_literals_that_only_look_odd_pass(text: str) -> None:
    assert passes(text)


@given(st.text(alphabet='{}[]()"\\#.!$&:=@|a1 -\n\r\té', max_size=300))
def test_any_text_is_read_or_refused_without_a_fault(text: str) -> None:
    with suppress(LimitError, LiteralError):
        check_text(text, LIMITS)
