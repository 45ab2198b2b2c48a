"""The text of a request, looked over in one pass before the parser sees it."""

import math
import re

from graphql import GraphQLError

from schema.limits import LimitError, Limits


class LiteralError(GraphQLError):
    """A literal that nothing behind us could store or compute with."""

    def __init__(self, message: str) -> None:
        """Say what is wrong with it, without repeating it."""
        super().__init__(message, extensions={"code": "INVALID_INPUT"})


# Possessive (`*+`), so that an unclosed quote is read once and not once per character that follows it.
TOKEN = re.compile(
    r'"""(?:\\"""|(?!""").)*+(?:"""|\Z)|"(?:\\.|[^"\\\n\r])*+"?|\#[^\n\r]*+|\.\.\.|[_A-Za-z]\w*+|-?[0-9][-+.\w]*+|[!$&():=@\[\]{|}]',
    re.DOTALL | re.ASCII,
)
NUL_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u(?:0000|\{0+\})")
NESTING = {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}


def check_text(text: str, limits: Limits) -> None:
    """Refuse a text that is too long, too nested or holds a literal we could not use; the parser never sees it."""
    if len(text) > limits.characters:
        raise LimitError(
            "CHARACTER_LIMIT",
            "characters of query text",
            "Send values as variables, and fewer fields at once.",
            limit=limits.characters,
            found=len(text),
        )
    if "\0" in text:
        raise LiteralError("The query contains a NUL character. Leave it out.")
    tokens = TOKEN.findall(text)
    if len(tokens) > limits.tokens:
        raise LimitError(
            "TOKEN_LIMIT",
            "words and signs",
            "Ask for fewer fields, and send lists as variables.",
            limit=limits.tokens,
            found=len(tokens),
        )
    nesting = deepest = 0
    for token in tokens:
        nesting += NESTING.get(token, 0)
        deepest = max(deepest, nesting)
        if token[0] in "-0123456789":
            _check_number(token, limits)
        elif token[0] == '"' and not token.startswith('"""') and NUL_ESCAPE.search(token):
            raise LiteralError("A text in the query contains a NUL character. Leave it out.")
    if deepest > limits.nesting:
        raise LimitError(
            "NESTING_LIMIT",
            "brackets inside each other",
            "Ask for the inner objects in a query of their own.",
            limit=limits.nesting,
            found=deepest,
        )


def _check_number(token: str, limits: Limits) -> None:
    if len(token) > limits.number_characters:
        raise LiteralError(
            f"A number in the query has {len(token):,} characters, and {limits.number_characters} are allowed. "
            "Round it, or send it as a text where the argument takes one."
        )
    try:
        finite = math.isfinite(float(token))
    except ValueError:
        return  # not a number after all: the parser says so, and where
    if not finite:
        raise LiteralError("A number in the query is too large to compute with. Send one below 1e308.")
