"""Which media type an answer has, and whether a body has one we read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from server.problems import Problem

GRAPHQL_TYPE: Final = "application/graphql-response+json"
JSON_TYPE: Final = "application/json"
HTML_TYPE: Final = "text/html"
EVENTS_TYPE: Final = "text/event-stream"
_UTF8: Final = frozenset({"utf-8", "utf8"})


@dataclass(frozen=True, slots=True)
class Answering:
    """How to answer. `is_legacy`: the client asked for `application/json` by name, where errors travel under 200.

    `takes_events`: a subscription may be answered as an event stream; `prefers_events`: so is anything else.
    """

    media_type: str
    is_legacy: bool = False
    is_explicit: bool = True
    takes_events: bool = False
    prefers_events: bool = False


def negotiate(accept: str | None) -> Answering:
    """The best type the client takes. Raises Problem 406 when there is none.

    GraphQL over HTTP: `application/json` only promises a GraphQL answer under 200, so that is what whoever asks for it
    by name gets. A client that takes anything gets `application/json` with honest statuses.
    """
    ranges = _ranges(accept)
    if not (accept or "").strip():
        return Answering(JSON_TYPE, is_explicit=False)
    events = ranges.get(EVENTS_TYPE, 0.0)
    if events > max(ranges.get(GRAPHQL_TYPE, 0.0), ranges.get(JSON_TYPE, 0.0)):
        return Answering(JSON_TYPE, takes_events=True, prefers_events=True)
    return replace(_single(ranges), takes_events=events > 0)


def _single(ranges: Mapping[str, float]) -> Answering:
    exact = {name: quality for name, quality in ranges.items() if name in (GRAPHQL_TYPE, JSON_TYPE)}
    wild = ranges.get("application/*", ranges.get("*/*", 0.0))
    graphql, json = exact.get(GRAPHQL_TYPE, 0.0), exact.get(JSON_TYPE, 0.0)
    if graphql > 0 and graphql >= json and graphql >= wild:
        return Answering(GRAPHQL_TYPE)
    if json > 0:
        return Answering(JSON_TYPE, is_legacy=True)
    if wild > 0 and exact.get(JSON_TYPE) != 0:
        return Answering(JSON_TYPE, is_explicit=False)
    if max(wild, graphql) > 0 and exact.get(GRAPHQL_TYPE) != 0:
        return Answering(GRAPHQL_TYPE, is_explicit=graphql > 0)
    raise Problem(
        406,
        "NOT_ACCEPTABLE",
        f"None of the types in Accept can be answered. Accept `{GRAPHQL_TYPE}`, `{JSON_TYPE}` or `{EVENTS_TYPE}`.",
    )


def wants_html(accept: str | None) -> bool:
    """Whether a browser is asking for a page: HTML by name, and not less than JSON."""
    ranges = _ranges(accept)
    return 0 < ranges.get(HTML_TYPE, 0.0) >= max(ranges.get(GRAPHQL_TYPE, 0.0), ranges.get(JSON_TYPE, 0.0))


def require_json(content_type: str | None) -> None:
    """Refuse a body that is not JSON in UTF-8; a simple cross-site request cannot send one. Raises Problem 415."""
    name, parameters = _media_type(content_type or "")
    if name != JSON_TYPE or parameters.get("charset", "utf-8") not in _UTF8:
        raise Problem(
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            f"The request body has to be JSON in UTF-8. Send `Content-Type: {JSON_TYPE}`.",
            {"accept-post": JSON_TYPE},
        )


def _ranges(accept: str | None) -> dict[str, float]:
    """Media ranges with their quality; the best of repeated ones. Types in another charset than UTF-8 are left out."""
    ranges: dict[str, float] = {}
    for part in (accept or "").split(",")[:50]:
        name, parameters = _media_type(part)
        if name and parameters.get("charset", "utf-8") in _UTF8:
            ranges[name] = max(ranges.get(name, 0.0), _quality(parameters.get("q", "1")))
    return ranges


def _media_type(text: str) -> tuple[str, dict[str, str]]:
    name, *rest = text.split(";")
    parameters = (part.partition("=") for part in rest)
    return name.strip().lower(), {key.strip().lower(): value.strip(' "').lower() for key, _, value in parameters}


def _quality(text: str) -> float:
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
