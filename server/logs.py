"""Logs: one JSON object a line, with what happened and where, and nothing that anybody sent us."""

import asyncio
import logging
import sys
import traceback
from typing import IO, Any, Final

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MOST_FRAMES: Final = 12
MOST_CAUSES: Final = 5
# These write whole addresses, and addresses hold queries and tokens.
TALKATIVE: Final = ("uvicorn.access", "httpx", "httpcore")


class Output:
    """Where lines go. Loggers keep this object, so that changing the stream reaches those already in use."""

    stream: IO[str] = sys.stdout

    def line(self, text: str) -> None:
        """Write one line, and see it out."""
        self.stream.write(text + "\n")
        self.stream.flush()


OUTPUT: Final = Output()


class Lines:
    """A logger that only writes; the detour over the standard library's records would cost 100 µs a request."""

    def __init__(self, name: str = "") -> None:
        """`name` appears in every line."""
        self.name = name

    def msg(self, text: str) -> None:
        """Write one line."""
        OUTPUT.line(text)

    debug = info = warning = error = critical = exception = msg


def configure(*, level: str = "INFO", stream: IO[str] | None = None) -> None:
    """Send our own logs and the libraries' to `stream` (standard output unless given)."""
    OUTPUT.stream = stream or sys.stdout
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    handler = logging.StreamHandler(OUTPUT.stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _rendered],
        )
    )
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    structlog.configure(
        processors=[*shared, _rendered],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=Lines,
        cache_logger_on_first_use=True,
    )


def without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace an exception by its type, its causes' types and its frames.

    Exceptions quote what they choked on: rows, addresses, tokens. Where and what kind is enough to find the fault.
    """
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event.update(described(error))
    event.pop("stack_info", None)
    return event


def described(error: BaseException) -> dict[str, Any]:
    """Type, causes and frames of an exception, innermost frame last; SQLSTATE when the database raised it."""
    causes: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(causes) < MOST_CAUSES:
        causes.append(_type_name(cause))
        cause = cause.__cause__ or cause.__context__
    frames = [
        f"{'/'.join(frame.filename.replace(chr(92), '/').split('/')[-2:])}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    ]
    found: dict[str, Any] = {"error": _type_name(error), "frames": frames}
    if causes:
        found["causes"] = causes
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        found["sqlstate"] = state
    return found


def log_loop_faults(loop: asyncio.AbstractEventLoop) -> None:
    """Let faults of forgotten tasks and callbacks be logged like all others; asyncio itself would print their words."""
    log = structlog.get_logger("asyncio")

    def handle(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        log.error("unhandled fault in the event loop", exc_info=context.get("exception"))

    loop.set_exception_handler(handle)


def _type_name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _rendered(_: WrappedLogger, __: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str).decode()
