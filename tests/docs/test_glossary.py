"""The glossary speaks the language of the schema."""

import re

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

from schema.root import schema
from tests.docs.pages import DOCS, names

PAGE = DOCS / "glossary.md"
SCHEMA: GraphQLSchema = schema._schema
KINDS = [kind for name, kind in SCHEMA.type_map.items() if not name.startswith("__")]


def test_every_name_exists_in_the_schema() -> None:
    known = {kind.name for kind in KINDS}
    for kind in KINDS:
        if isinstance(kind, GraphQLEnumType):
            known |= set(kind.values)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            known |= set(kind.fields)
    told = set(names(PAGE.read_text())) - {"code"}  # says how names are written
    assert len(told) > 60
    assert told - known == set()


def test_every_enum_of_the_job_search_is_told_whole() -> None:
    told = set(names(PAGE.read_text()))
    for name in ("Stage", "Outcome", "RowVerdictKind", "Interval", "Role"):
        kind = SCHEMA.type_map[name]
        assert isinstance(kind, GraphQLEnumType)
        assert set(kind.values) - told == set(), name


def test_every_type_of_the_product_has_a_word() -> None:
    """Types that are only a way of writing (pages, payloads, inputs) need none."""
    told = set(names(PAGE.read_text()))
    wordless = re.compile(
        r"(Connection|Edge|Payload)$|^(PageInfo|Query|Mutation|Subscription|Money|SalaryRange|StatusCount|CurvePoint|FlowLink|Trends"
        r"|(Report)?Summary|Funnel|FunnelStep|GoalProgress|ImportTotals|NewApiKey|String|Int|Float|Boolean|ID)$"
    )
    types = [kind.name for kind in KINDS if isinstance(kind, GraphQLObjectType) and not wordless.search(kind.name)]
    assert set(types) - told == set()
