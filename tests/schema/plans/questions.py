"""Questions drawn at random from a schema: valid, with all that a query may hold, and arguments good and bad."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_required_argument,
    is_required_input_field,
)
from hypothesis import strategies as st


class Word(str):
    """A name that is written without quotes in a query: a value of an enum."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The text of a query and its variables."""

    text: str
    variables: Mapping[str, Any]


@dataclass
class Writer:
    """Writes one query. `scalars` gives values by the name of a scalar."""

    schema: GraphQLSchema
    draw: Callable[..., Any]
    scalars: Mapping[str, st.SearchStrategy[Any]]
    fields: int
    conditions: int = 2
    number: int = 0
    variables: dict[str, Any] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)

    def question(self) -> Question:
        """The whole query."""
        query = self.schema.query_type
        assert query is not None
        body = self.selections(query, depth=0)
        head = f"query Q({', '.join(self.declared)})" if self.declared else "query"
        return Question(f"{head} {body} {' '.join(self.fragments)}", dict(self.variables))

    def selections(self, type_: GraphQLNamedType, depth: int, *, apart: bool = False) -> str:
        """What is selected of an object or an interface, between braces; `apart` under keys that nothing else has."""
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        names = self.draw(st.lists(st.sampled_from([*type_.fields, "__typename"]), min_size=1, max_size=6))
        parts = [self.selected(type_, name, depth, apart=apart) for name in names]
        parts = [part for part in parts if part] or ["__typename"]
        if isinstance(type_, GraphQLInterfaceType):
            for possible in self.schema.get_possible_types(type_):
                if self.chance(2):
                    parts.append(f"... on {possible.name} {self.selections(possible, depth, apart=True)}")
        return "{" + " ".join(parts) + "}"

    def selected(self, type_: GraphQLObjectType | GraphQLInterfaceType, name: str, depth: int, *, apart: bool) -> str:
        """One field, perhaps inside a fragment and under a condition; nothing when it would be too much."""
        if name == "__typename":
            return f"{self.fresh('t')}: __typename{self.condition()}" if self.chance(2) else "__typename"
        definition = type_.fields[name]
        below = get_named_type(definition.type)
        if self.fields <= 0 or (is_composite_type(below) and depth >= 5):
            return ""
        self.fields -= 1
        text = name + self.arguments(definition) + self.condition()
        # Fields with arguments get keys of their own, so that two of them never conflict.
        if definition.args or apart or self.chance(4):
            text = f"{self.fresh('a')}: {text}"
        if is_composite_type(below):
            text += self.selections(below, depth + 1)
        match self.draw(st.integers(0, 9)):
            case 9:
                return f"... {self.condition()} {{{text}}}"
            case 8:
                return f"... on {type_.name} {self.condition()} {{{text}}}"
            case 7:
                fragment = self.fresh("F")
                self.fragments.append(f"fragment {fragment} on {type_.name} {{{text}}}")
                return f"...{fragment} {self.condition()}" + (f" ...{fragment}" if self.chance(3) else "")
        return text

    def condition(self) -> str:
        """Seldom, a directive."""
        if not self.chance(8):
            return ""
        directive, value = self.draw(st.sampled_from(["skip", "include"])), self.draw(st.booleans())
        if self.conditions and self.chance(2):
            self.conditions -= 1
            return f" @{directive}(if: {self.variable('Boolean!', value)})"
        return f" @{directive}(if: {json.dumps(value)})"

    def arguments(self, definition: GraphQLField) -> str:
        """Required arguments and some of the others."""
        written = [
            f"{name}: {self.argument(argument)}"
            for name, argument in definition.args.items()
            if is_required_argument(argument) or self.chance(4)
        ]
        return f"({', '.join(written)})" if written else ""

    def argument(self, argument: GraphQLArgument) -> str:
        """A literal or a variable."""
        value = self.value(argument.type)
        if self.chance(3):
            return self.variable(str(argument.type), value)
        return written(value)

    def variable(self, type_: str, value: Any) -> str:
        """A new variable with this value, sent or as its default."""
        name = self.fresh("v")
        if value is not None and self.chance(3):
            self.declared.append(f"${name}: {type_.rstrip('!')} = {written(value)}")
            if type_.endswith("!") and self.chance(2):
                self.variables[name] = value
        else:
            self.declared.append(f"${name}: {type_}")
            self.variables[name] = value
        return f"${name}"

    def value(self, type_: GraphQLInputType) -> Any:
        """A value of an input type, of the right kind though not always one that is allowed."""
        if isinstance(type_, GraphQLNonNull):
            return self.present(type_.of_type)
        return None if self.chance(5) else self.present(type_)

    def present(self, type_: Any) -> Any:
        if isinstance(type_, GraphQLList):
            return [self.value(type_.of_type) for _ in range(self.draw(st.sampled_from([1, 2, 3, 0])))]
        if isinstance(type_, GraphQLEnumType):
            return Word(self.draw(st.sampled_from(sorted(type_.values))))
        if isinstance(type_, GraphQLInputObjectType):
            definition = type_.extensions["strawberry-definition"]
            names = list(type_.fields)
            if definition.is_one_of:
                name = self.draw(st.sampled_from(names))
                return {name: self.present(type_.fields[name].type)}
            chosen = [name for name in names if is_required_input_field(type_.fields[name]) or self.chance(4)]
            return {name: self.value(type_.fields[name].type) for name in chosen}
        return self.draw(self.scalars[type_.name])

    def chance(self, of: int) -> bool:
        """True once in so many times."""
        return bool(self.draw(st.integers(1, of)) == of)

    def fresh(self, prefix: str) -> str:
        """A name nothing else has."""
        self.number += 1
        return f"{prefix}{self.number}"


def written(value: Any) -> str:
    """A value as a literal."""
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {written(each)}" for name, each in value.items()) + "}"
    return json.dumps(value)


@st.composite
def questions(
    draw: Callable[..., Any], schema: GraphQLSchema, scalars: Mapping[str, st.SearchStrategy[Any]], *, fields: int = 25
) -> Question:
    """A random question to a schema."""
    return Writer(schema, draw, scalars, fields).question()
