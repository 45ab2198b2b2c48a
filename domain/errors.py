"""What can go wrong that a person can put right; every error names the input and the way out."""

from collections.abc import Sequence
from enum import StrEnum


class ErrorCode(StrEnum):
    """Machine-readable reason of a refusal; closed set, shown to clients."""

    INVALID_INPUT = "INVALID_INPUT"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    TOO_LARGE = "TOO_LARGE"
    UNREADABLE_FILE = "UNREADABLE_FILE"
    UNSUPPORTED_FORMAT = "UNSUPPORTED_FORMAT"
    FORBIDDEN = "FORBIDDEN"
    RATE_LIMITED = "RATE_LIMITED"


class Refusal(Exception):  # noqa: N818 - it is the answer "no", not a fault of ours
    """A request that is understood and declined; nothing has changed.

    `path` leads to the input field in the caller's own names, for example `("input", "closedAt")`.
    """

    def __init__(self, message: str, *, code: ErrorCode = ErrorCode.INVALID_INPUT, path: Sequence[str] = ()) -> None:
        """Keep message, code and path for whoever renders the refusal (GraphQL payload, CLI, HTTP)."""
        super().__init__(message)
        self.message = message
        self.code = code
        self.path = tuple(path)


class Unavailable(Exception):  # noqa: N818 - a state of a part we depend on
    """A part we depend on does not answer now; the same request may succeed in a moment."""


class TooSlow(Exception):  # noqa: N818 - a property of the question
    """The question took longer than we let any question take."""
