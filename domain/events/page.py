"""The page of the documentation that lists the catalogue, made from it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from domain.events.catalogue import ALIASES, CATALOGUE, Declaration, Properties, Senders, changes
from domain.events.stored import Priority
from domain.metrics import REGISTRY, Metric

_INTRODUCTION: Final = """\
# Events

Every event name that means something here, made from `domain/events/catalogue` (a test compares). A `*` marks what must
be there; any other properties may be sent along and are kept. Names that are not listed are stored and counted as they
are, as long as they are words such as `resume_parsed`: a–z, 0–9 and `_`, a letter first, at most 64 long.

An event is taken as a whole when its properties fit, and quarantined with the reason and the property when not.
E-mail addresses, telephone numbers, network addresses, passwords, tokens and keys are taken out before it is stored.
Events of high priority are worked first.

Any event can begin a visit (`SESSIONS`); what else a name changes stands beside it.
"""
_APPLICATIONS: Final = {metric for metric, declaration in REGISTRY.items() if declaration.is_about_applications}
_KINDS: Final = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
_WHO: Final = {Senders.ANYONE: "anyone", Senders.KEYS: "keys", Senders.OURSELVES: "this system"}


def page() -> str:
    """The whole page as Markdown."""
    parts = [_INTRODUCTION, "## Names\n"]
    parts += [_entry(declaration) for _, declaration in sorted(CATALOGUE.items())]
    parts.append("## Other words for the same\n\n| sent as | stored as |\n|---|---|")
    parts += [f"| `{alias}` | `{name}` |" for alias, name in sorted(ALIASES.items())]
    return "\n".join(parts) + "\n"


def _entry(declaration: Declaration) -> str:
    told = [
        f"privacy: {declaration.privacy}",
        f"from: {_WHO[declaration.senders]}",
        *(["priority: high"] if declaration.priority is Priority.HIGH else []),
    ]
    lines = [f"### `{declaration.name}`", "", f"{declaration.description} ({'; '.join(told)})", ""]
    lines += [f"- {line}" for line in _properties(declaration.properties)]
    changed = changes(declaration.name) - {Metric.SESSIONS}
    if changed:
        named = ", ".join(f"`{metric}`" for metric in sorted(changed))
        lines += ["", f"Changes {'every metric about applications' if changed == _APPLICATIONS else named}."]
    return "\n".join(lines) + "\n"


def _properties(declared: type[Properties]) -> Iterable[str]:
    (schema,), shapes = msgspec.json.schema_components([declared], ref_template="{name}")
    shape = shapes[schema["$ref"]]
    for name, kind in shape["properties"].items():
        mark = "*" if name in shape.get("required", ()) else ""
        yield f"`{name}`{mark}: {_kind(kind)}"


def _kind(told: Mapping[str, Any]) -> str:
    if "anyOf" in told:
        return " or ".join(_kind(each) for each in told["anyOf"] if each.get("type") != "null")
    if "enum" in told:
        return ", ".join(str(each) for each in told["enum"] if each is not None)
    if told.get("type") == "array":
        return f"list of {_kind(told['items'])}"
    if told.get("type") == "object":
        return f"object with values of {_kind(told['additionalProperties'])}"
    return _KINDS[told["type"]] + _limits(told)


def _limits(told: Mapping[str, Any]) -> str:
    if "pattern" in told:
        return f" like `{told['pattern']}`"
    if "maxLength" in told:
        return f", at most {told['maxLength']:,} characters"
    if "maximum" in told and told["maximum"] < 2**53:
        return f", {told['minimum']:,.0f} to {told['maximum']:,.0f}"
    return ", 0 or more" if told.get("minimum") == 0 else ""
