"""The house rules of the schema, held against the schema as it is built."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    parse,
    print_ast,
)
from graphql.utilities import find_breaking_changes
from strawberry.permission import PermissionExtension
from strawberry.types.field import StrawberryField

from schema.costs import METADATA_KEY, Cost
from schema.root import schema

BUILT = schema._schema
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COMMITTED = ROOT / "schema" / "schema.graphql"
RELEASED = HERE / "released.graphql"

Named = dict[str, GraphQLNamedType]
TYPES: Named = {name: kind for name, kind in BUILT.type_map.items() if not name.startswith("__")}
OBJECTS = {name: kind for name, kind in TYPES.items() if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)}
INPUTS = {name: kind for name, kind in TYPES.items() if isinstance(kind, GraphQLInputObjectType)}
ENUMS = {name: kind for name, kind in TYPES.items() if isinstance(kind, GraphQLEnumType)}
SCALARS = {name: kind for name, kind in TYPES.items() if isinstance(kind, GraphQLScalarType)}
QUERY, MUTATION, SUBSCRIPTION = OBJECTS["Query"], OBJECTS["Mutation"], OBJECTS["Subscription"]
NOUNS = {name: kind for name, kind in OBJECTS.items() if name not in ("Query", "Mutation", "Subscription")}


def fields() -> Iterator[tuple[str, GraphQLField]]:
    """Every output field as "Type.field"."""
    for name, kind in OBJECTS.items():
        yield from ((f"{name}.{field}", definition) for field, definition in kind.fields.items())


def arguments() -> Iterator[tuple[str, GraphQLArgument | GraphQLInputField]]:
    """Every argument as "Type.field(argument)" and every input field as "Input.field"."""
    for name, field in fields():
        yield from ((f"{name}({argument})", definition) for argument, definition in field.args.items())
    for name, kind in INPUTS.items():
        yield from ((f"{name}.{field}", definition) for field, definition in kind.fields.items())


def last_part(name: str) -> str:
    return re.split(r"[.(]", name.rstrip(")"))[-1]


def words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)]


# Names.


def test_types_are_nouns_in_pascal_case() -> None:
    wrong = [name for name in TYPES if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name) or re.search(r"[A-Z]{3}", name)]
    assert wrong == []
    orm = {"model", "entity", "record", "row", "dto", "table", "orm", "base", "abstract", "object", "type", "interface"}
    # A row of a file is what the verdicts are about; recording is what one does with an application.
    about_files = {"RowVerdict", "RowVerdictKind"}
    about_recording = {f"Record{noun}{part}" for noun in ("Application", "Events") for part in ("Input", "Payload")}
    assert {name for name in TYPES if orm & set(words(name))} == about_files | about_recording


def test_fields_and_arguments_are_camel_case_nouns_without_get_or_list() -> None:
    for name, _ in [*fields(), *arguments()]:
        last = last_part(name)
        assert re.fullmatch(r"[a-z][A-Za-z0-9]*", last), name
        assert words(last)[0] not in {"get", "list", "fetch", "find", "load", "retrieve", "all"}, name


BOOLEANS_BY_CONTRACT = {
    "Rate.smallSample": "the contract names it",
    "GoalProgress.needsAttention": "the issue names it",
    "SkillDemand.inProfile": "`has` would be said of the viewer, not of the skill",
    "ImportApplicationsInput.dryRun": "an instruction, not a state",
    "CorrectApplicationInput.retract": "an instruction, not a state",
    "EventInput.historical": "the contract names it",
    "EventInput.consent": "the contract names it",
}


def test_booleans_begin_with_is_or_has() -> None:
    booleans = {name for name, field in [*fields(), *arguments()] if get_named_type(field.type).name == "Boolean"}
    assert {name for name in booleans if words(last_part(name))[0] not in ("is", "has")} == set(BOOLEANS_BY_CONTRACT)
    named = {name for name, _ in fields() if words(last_part(name))[0] in ("is", "has")}
    assert named <= booleans


TIMES_BY_CONTRACT = {
    "Point.start": "the contract names it",
    "Freshness.asOf": "the contract names it",
    "Silence.since": "reads as what it is: silent since",
}


def test_times_end_in_at() -> None:
    times = {name for name, field in fields() if get_named_type(field.type).name == "DateTime"}
    assert {name for name in times if not name.endswith("At")} == set(TIMES_BY_CONTRACT)
    dated = {name for name, _ in fields() if name.endswith("At")}
    kinds = {get_named_type(dict(fields())[name].type).name for name in dated}
    assert kinds == {"DateTime", "Date"}
    taken = {name for name, given in arguments() if get_named_type(given.type).name == "DateTime"}
    assert {last_part(name) for name in taken} == {
        "at",
        "occurredAt",
        "sentAt",
        "endsAt",
        "expectedUpdatedAt",
        "expiresAt",
    }


def test_durations_say_their_unit() -> None:
    # `Silence.days` and `CurvePoint.day` are units themselves.
    wait = re.compile(r"(duration|elapsed|age|timeTo|latency|wait|lag|median)", re.IGNORECASE)
    for name, field in fields():
        if wait.search(last_part(name)) and get_named_type(field.type).name in ("Int", "Float"):
            assert re.search(r"(Seconds|Days|Minutes|Hours)", name), name


# Descriptions.


def descriptions() -> Iterator[tuple[str, str | None]]:
    for name, kind in TYPES.items():
        yield name, kind.description
    for name, field in fields():
        yield name, field.description
    for name, given in arguments():
        yield name, given.description
    for name, enum in ENUMS.items():
        yield from ((f"{name}.{value}", definition.description) for value, definition in enum.values.items())


def test_everything_is_described() -> None:
    assert [name for name, text in descriptions() if not (text or "").strip()] == []


def test_descriptions_are_sentences_that_fit() -> None:
    ours = [(name, text or "") for name, text in descriptions() if name not in ("ID", "String", "Int", "Float")]
    assert [name for name, text in ours if not text.rstrip().endswith((".", "?", "`"))] == []
    assert [name for name, text in ours if not re.match(r"[A-Z0-9`]", text)] == []
    assert [name for name, text in ours if len(text) > 400 and name != "Boolean" and name not in SCALARS] == []


def test_what_may_be_null_says_when() -> None:
    """A nullable field of ours says null in its description: what the empty case means."""
    silent = [
        name
        for name, field in fields()
        if not is_non_null_type(field.type) and "null" not in (field.description or "") and "Node" not in name
    ]
    assert silent == []


# Nullability.


def test_lists_and_their_items_are_never_null() -> None:
    for name, field in fields():
        kind = get_nullable_type(field.type)
        if is_list_type(kind):
            assert is_non_null_type(field.type), name
            assert is_non_null_type(kind.of_type), name
    for name, given in arguments():
        kind = get_nullable_type(given.type)
        if is_list_type(kind):
            assert is_non_null_type(kind.of_type), name


def test_ids_and_counts_are_never_null() -> None:
    for name, field in fields():
        kind = get_named_type(field.type).name
        # An event may have come with an id that is none.
        if name == "SilenceBand.untilDays":
            continue  # a bound, and the last band has none
        if kind == "Int" or (kind == "ID" and last_part(name) == "id" and name != "EventVerdict.id"):
            assert is_non_null_type(field.type), name


def test_root_questions_are_answered_except_by_node() -> None:
    assert [name for name, field in QUERY.fields.items() if not is_non_null_type(field.type)] == ["node"]
    roots = [*MUTATION.fields.items(), *SUBSCRIPTION.fields.items()]
    assert [name for name, field in roots if not is_non_null_type(field.type)] == []


def test_optional_arguments_take_null() -> None:
    """The contract writes them without a bang, so that a client may send the null it has."""
    roots = ("Query.", "Subscription.")
    demanded = {name for name, given in arguments() if name.startswith(roots) and is_non_null_type(given.type)}
    questions = {"Query.node(id)", "Query.metrics(metrics)", "Query.breakdown(metric)", "Query.breakdown(by)"}
    questions |= {"Query.backtestAlertRule(input)"}
    assert demanded == questions | {"Subscription.metricsChanged(metrics)", "Subscription.reportChanged(id)"}


# Enums and scalars.


def test_enum_values_are_upper_case() -> None:
    assert [
        f"{name}.{value}"
        for name, kind in ENUMS.items()
        for value in kind.values
        if not re.fullmatch(r"[A-Z0-9_]+", value)
    ] == []


def test_scalars_are_the_known_ones_and_ours_name_their_standard() -> None:
    assert set(SCALARS) == {"Boolean", "Date", "DateTime", "Float", "ID", "Int", "Properties", "String", "TimeZone"}
    assert SCALARS["TimeZone"].specified_by_url == "https://www.iana.org/time-zones"


def test_money_is_minor_units_and_a_currency() -> None:
    assert shape("Money") == {"amountMinor": "Float!", "currency": "String!"}
    amounts = [name for name, _ in fields() if re.search(r"(amount|price|pay)", last_part(name), re.IGNORECASE)]
    assert amounts == ["Money.amountMinor"]


# Objects and references.


def test_main_objects_can_be_fetched_again() -> None:
    nodes = {name for name, kind in OBJECTS.items() if any(each.name == "Node" for each in kind.interfaces)}
    assert nodes == {"Alert", "AlertRule", "Application", "Company", "Dashboard", "Goal", "Job", "Report", "Viewer"}
    # A ledger's line, a key and a held event are only ever reached through what they belong to; a verdict names an id.
    with_ids = {name for name, kind in OBJECTS.items() if "id" in kind.fields}
    assert with_ids - nodes == {
        "ApiKey", "EventVerdict", "FlowNode", "Node", "QuarantinedEvent", "SharedTile", "Tile", "Transition"
    }  # fmt: skip
    assert all(str(OBJECTS[name].fields["id"].type) == "ID!" for name in with_ids - {"EventVerdict", "FlowNode"})


def test_objects_refer_to_objects_not_to_ids() -> None:
    ids = {name for name, field in fields() if get_named_type(field.type).name == "ID"}
    assert {last_part(name) for name in ids} == {"id"}
    assert [name for name, _ in fields() if re.search(r"Ids?$", name)] == []


# Lists.

PAGE_ARGUMENTS = {"first", "after"}
CONNECTIONS = {name for name in OBJECTS if name.endswith("Connection")}


def test_connections_have_edges_nodes_and_page_info() -> None:
    nouns = {name.removesuffix("Connection") for name in CONNECTIONS}
    assert nouns == {"Alert", "Application", "Job", "QuarantinedEvent", "Report", "Transition"}
    for name in CONNECTIONS:
        noun = name.removesuffix("Connection")
        told = shape(name)
        assert told.pop("totalCount", "Int!") == "Int!"
        assert told.pop("reasons", "[QuarantineReason!]!") == "[QuarantineReason!]!"
        assert told == {"edges": f"[{noun}Edge!]!", "nodes": f"[{noun}!]!", "pageInfo": "PageInfo!"}
        assert shape(f"{noun}Edge") == {"node": f"{noun}!", "cursor": "String!"}
    assert shape("PageInfo") == {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }


def test_growing_lists_are_connections_and_take_a_page() -> None:
    for name, field in fields():
        if get_named_type(field.type).name in CONNECTIONS:
            assert set(field.args) >= PAGE_ARGUMENTS, name
            assert ("last" in field.args) == ("before" in field.args), name
            assert all(str(field.args[each].type) in ("Int", "String") for each in PAGE_ARGUMENTS), name
    # The nouns that grow without end are never plain lists, outside of the page itself.
    growing = {name.removesuffix("Connection") for name in CONNECTIONS}
    plain = {name for name, field in fields() if is_list_type(get_nullable_type(field.type))}
    lists_of_growing = {name for name in plain if get_named_type(dict(fields())[name].type).name in growing}
    # What has moved since is told whole, and when that is too much, a snapshot of it.
    assert lists_of_growing == {f"{name}.nodes" for name in CONNECTIONS} | {
        "AlertChange.alerts",
        "ApplicationChange.applications",
        "Application.transitions",  # the ledger of one is short
    }


# Mutations.

VERBS = {
    "record", "advance", "close", "reopen", "correct", "annotate", "import", "update", "set", "remove", "create",
    "revoke", "generate", "erase", "replay", "discard", "acknowledge", "snooze", "save", "share",
    "unshare", "register",
}  # fmt: skip
PAYLOAD_NOUNS = {
    "updateProfile": "viewer",
    "setSkills": "viewer",
    "importApplications": "result",
    "createApiKey": "created",
    "shareDashboard": "link",
    "recordEvents": "receipt",
    "replayQuarantinedEvents": "replay",
    "discardQuarantinedEvents": "discard",
    "eraseMyData": "erasure",
}


def test_mutations_are_a_verb_and_a_noun() -> None:
    for name in MUTATION.fields:
        verb, *noun = words(name)
        assert verb in VERBS, name
        assert noun, name


def test_mutations_take_an_id_to_select_then_one_input() -> None:
    for name, field in MUTATION.fields.items():
        pascal = name[0].upper() + name[1:]
        taken = {argument: str(given.type) for argument, given in field.args.items()}
        assert list(taken) in (["input"], ["id"], ["id", "input"]), name
        # Saved without one, it is a new one.
        assert taken.get("id", "ID!") == ("ID" if name == "saveDashboard" else "ID!"), name
        assert taken.get("input", "").rstrip("!") in (f"{pascal}Input", ""), name


def test_payloads_are_the_noun_or_the_errors() -> None:
    for name, field in MUTATION.fields.items():
        pascal = name[0].upper() + name[1:]
        assert str(field.type) == f"{pascal}Payload!", name
        noun = "".join(word.capitalize() for word in words(name)[1:])
        expected = PAYLOAD_NOUNS.get(name, noun[0].lower() + noun[1:])
        told = shape(f"{pascal}Payload")
        assert list(told) == [expected, "errors"], name
        assert not told[expected].endswith("!"), name
        assert told["errors"] == "[UserError!]!", name
    assert {f"{name[0].upper()}{name[1:]}Payload" for name in MUTATION.fields} == {
        name for name in TYPES if name.endswith("Payload")
    }


def test_user_errors_say_what_why_and_where() -> None:
    assert shape("UserError") == {"message": "String!", "code": "ErrorCode!", "path": "[String!]!"}


def test_inputs_are_called_inputs_or_filters() -> None:
    assert [name for name in INPUTS if not name.endswith(("Input", "Filter"))] == []
    assert "input RangeInput @oneOf {" in schema.as_str()


# Safety.


@pytest.mark.parametrize("root", ["Query", "Mutation", "Subscription"])
def test_every_root_field_says_who_may_and_what_it_costs(root: str) -> None:
    for name, field in OBJECTS[root].fields.items():
        declared = (field.extensions or {})["strawberry-definition"]
        assert isinstance(declared, StrawberryField), name
        permissions = [
            each for extension in declared.extensions if isinstance(extension, PermissionExtension)
            for each in extension.permissions
        ]  # fmt: skip
        assert len(permissions) == 1, name
        needed: Any = permissions[0]
        assert needed.scope == ("WRITE" if root == "Mutation" else "READ"), name
        cost = declared.metadata[METADATA_KEY]
        assert isinstance(cost, Cost), name
        assert cost.own > 0, name


# Deprecation and releases.


def test_deprecations_name_the_other_and_the_date() -> None:
    for name, field in [*fields(), *arguments()]:
        if field.deprecation_reason is not None:
            assert re.match(r"Use `\w+`\. \(\d{4}-\d{2}-\d{2}\)", field.deprecation_reason), name


def test_the_committed_schema_is_the_built_one() -> None:
    assert COMMITTED.read_text() == schema.as_str() + "\n", "run `make schema`"


def test_nothing_breaks_for_clients_of_the_last_release() -> None:
    if not RELEASED.exists():
        pytest.skip("there is no release yet: after the first, keep its SDL as tests/schema/released.graphql")
    changelog = (ROOT / "CHANGELOG.md").read_text()
    broken = find_breaking_changes(build_schema(RELEASED.read_text()), BUILT)
    assert [change.description for change in broken if change.description not in changelog] == []


# The contract: what others rely on exists, under these names and types. More may stand beside it.


def shape(name: str) -> dict[str, str]:
    kind = TYPES[name]
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
    return {field: str(definition.type) for field, definition in kind.fields.items()}


CONTRACT = parse((HERE / "contract.graphql").read_text())


def signature(field: GraphQLField | GraphQLInputField, name: str) -> str:
    given = getattr(field, "args", {})
    taken = ", ".join(f"{argument}: {each.type}" for argument, each in given.items())
    return f"{name}({taken}): {field.type}" if taken else f"{name}: {field.type}"


@pytest.mark.parametrize("promised", CONTRACT.definitions, ids=lambda each: each.name.value)
def test_the_contract_is_there(promised: Any) -> None:
    kind = TYPES[promised.name.value]
    if isinstance(kind, GraphQLEnumType):
        assert {value.name.value for value in promised.values} <= set(kind.values)
        return
    assert isinstance(kind, GraphQLObjectType | GraphQLInputObjectType)
    wanted = {" ".join(print_ast(field).replace("\n", " ").split()) for field in promised.fields}
    assert wanted
    assert wanted <= {signature(field, each) for each, field in kind.fields.items()}
