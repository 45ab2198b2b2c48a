"""Request bodies: bounded while they arrive, never decompressed, decoded once."""

import zlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from server.problems import Problem

GRAPHQL_BYTES: Final = 256 * 1024
MOST_INFLATION: Final = 10
_FIRST: Final = "career_copilot.first_headers"
# `deflate` means zlib by the standard; what zlib calls window bits tells the two apart.
ZLIB_FORMS: Final = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of this name (lower case), or None."""
    # A dozen of them are asked for, and a browser sends two dozen.
    given, kept = scope["headers"], scope.get(_FIRST)
    if kept is None or kept[0] is not given:
        kept = scope[_FIRST] = given, dict(reversed(given))
    value = kept[1].get(name)
    return None if value is None else str(value, "latin-1")


async def read_body(scope: Scope, receive: Receive, *, most: int, is_inflated: bool = False) -> bytes:
    """The whole body, at most `most` bytes; whatever is announced or arrives beyond that is refused unread.

    A compressed one is refused, or (`is_inflated`) unpacked. Raises Problem 400, 413 and 415, and ClientDisconnect.
    """
    encoding = header(scope, b"content-encoding")
    is_compressed = encoding is not None and encoding.strip().lower() not in {"", "identity"}
    if is_compressed and not is_inflated:
        raise Problem(
            415,
            "COMPRESSED_BODY",
            "The request body is compressed. Send it plain, without Content-Encoding.",
            {"accept-encoding": "identity"},
        )
    announced = header(scope, b"content-length")
    if announced is not None and announced.isdigit() and int(announced[:20]) > most:
        raise _too_large(most)
    parts = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts += message.get("body", b"")
        if len(parts) > most:
            raise _too_large(most)
        if not message.get("more_body", False):
            break
    return inflate(bytes(parts), encoding, most=most) if encoding and is_compressed else bytes(parts)


def inflate(body: bytes, encoding: str, *, most: int) -> bytes:
    """A body that came compressed by gzip or deflate, at most `most` bytes and ten times what was sent.

    Raises Problem 400 for bytes that are not what they say, 413 and 415.
    """
    form = ZLIB_FORMS.get(encoding.strip().lower())
    if form is None:
        raise Problem(
            415,
            "UNKNOWN_COMPRESSION",
            "The request body is compressed in a way that is not taken. Use gzip or deflate, or send it plain.",
            {"accept-encoding": "gzip, deflate, identity"},
        )
    bound = min(most, len(body) * MOST_INFLATION)
    inflating = zlib.decompressobj(form)
    try:
        plain = inflating.decompress(body, bound + 1)
    except zlib.error:
        raise _bad("The request body is not compressed as Content-Encoding says.") from None
    if len(plain) > most:
        raise _too_large(most)
    if len(plain) > bound:
        raise Problem(
            413, "INFLATES_TOO_MUCH", "The request body inflates to more than ten times its size. Send it plain."
        )
    if not inflating.eof:
        raise _bad("The compressed request body ends too early.")
    return plain


def _too_large(most: int) -> Problem:
    return Problem(
        413,
        "BODY_TOO_LARGE",
        f"The request body is larger than {most // 1024} kB. Send less in one request.",
    )


class Parameters(msgspec.Struct, rename="camel"):
    """What a GraphQL request says."""

    query: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


_parameters: Final = msgspec.json.Decoder(Parameters)
_object: Final = msgspec.json.Decoder(dict[str, Any])


def decode_parameters(body: bytes) -> Parameters:
    """The parameters of a JSON body. Raises Problem 400 naming what is wrong."""
    if not body.strip():
        raise _bad("The request body is empty. Send a JSON object with `query`.")
    if body.lstrip()[:1] == b"[":
        raise Problem(
            400,
            "BATCHING_NOT_SUPPORTED",
            "The request body is a list. Send one operation a request; several root fields may share it.",
        )
    try:
        parameters = _parameters.decode(body)
    except msgspec.ValidationError as error:
        raise _bad(f"The request body does not have the right shape: {error}.") from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _bad("The request body is not valid JSON in UTF-8, or nested too deeply. Send a JSON object.") from None
    return checked(parameters)


def parameters_of_url(pairs: list[tuple[str, str]]) -> Parameters:
    """The parameters of a query string. Raises Problem 400 naming what is wrong."""
    given = dict(pairs)
    if len(given) != len(pairs):
        raise _bad("A parameter of the URL is given twice. Give each once.")
    return checked(
        Parameters(
            query=given.get("query"),
            operation_name=given.get("operationName") or None,
            variables=_json_object(given, "variables"),
            extensions=_json_object(given, "extensions"),
        )
    )


def _json_object(given: Mapping[str, str], name: str) -> dict[str, Any] | None:
    text = given.get(name)
    if not text or text == "null":
        return None
    try:
        return _object.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise _bad(f"`{name}` in the URL is not a JSON object. Send one, URL-encoded.") from None


def checked(parameters: Parameters) -> Parameters:
    """The same parameters, if they can be run. Raises Problem 400 naming what is wrong."""
    if "persistedQuery" in (parameters.extensions or {}) and not parameters.query:
        raise Problem(
            400,
            "PERSISTED_QUERY_NOT_SUPPORTED",
            "Persisted queries are not kept here. Send the text in `query`.",
        )
    if not parameters.query or not parameters.query.strip():
        raise _bad("`query` is missing. Send the GraphQL text in it.")
    if parameters.variables is not None and _holds_nul(parameters.variables):
        raise Problem(400, "INVALID_INPUT", "A variable contains a NUL character. Leave it out.")
    return parameters


def _holds_nul(value: object) -> bool:
    """Whether a text anywhere inside, keys included, holds a character that nothing behind us can store."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if "\0" in item:
                return True
        elif isinstance(item, dict):
            pending.extend(item)
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
    return False


def _bad(message: str) -> Problem:
    return Problem(400, "BAD_REQUEST", message)
