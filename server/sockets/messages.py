"""What client and server say to each other in graphql-transport-ws, read and written."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec
import orjson

from schema.operations import FormattedError
from server.bodies import Parameters
from server.sockets.closings import Closing

PROTOCOL: Final = "graphql-transport-ws"
LONGEST_ID: Final = 256
ACKNOWLEDGED: Final = b'{"type":"connection_ack"}'
# What stands behind the payload of a message that begins as `next_head` says.
NEXT_TAIL: Final = b"}"

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ID)]
Payload = dict[str, Any] | None


class Init(msgspec.Struct, tag_field="type", tag="connection_init"):
    """The first message, with the credentials."""

    payload: Payload = None


class Ping(msgspec.Struct, tag_field="type", tag="ping"):
    """The question whether anybody is there."""

    payload: Payload = None


class Pong(msgspec.Struct, tag_field="type", tag="pong"):
    """The answer to it."""

    payload: Payload = None


class Request(msgspec.Struct, rename="camel"):
    """What GraphQL is asked."""

    query: str
    operation_name: str | None = None
    variables: Payload = None
    extensions: Payload = None


class Subscribe(msgspec.Struct, tag_field="type", tag="subscribe"):
    """Run this operation, of any kind, under this id."""

    id: Id
    payload: Request

    @property
    def parameters(self) -> Parameters:
        """The operation as every way in has it."""
        asked = self.payload
        return Parameters(asked.query, asked.operation_name, asked.variables, asked.extensions)


class Complete(msgspec.Struct, tag_field="type", tag="complete"):
    """No more of this one."""

    id: Id


Incoming = Init | Ping | Pong | Subscribe | Complete

_incoming: Final[msgspec.json.Decoder[Incoming]] = msgspec.json.Decoder(Incoming)


def read(text: str | None) -> Incoming:
    """The message of a text frame; None stands for a binary one. Raises Closing 4400 for what is none of ours."""
    if text is None:
        raise Closing(4400, "Messages have to be text, not binary.")
    try:
        return _incoming.decode(text)
    except msgspec.ValidationError as error:
        raise Closing(4400, f"Not a message of {PROTOCOL}: {error}") from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Closing(4400, "Not valid JSON, or nested too deeply.") from None


def pong(payload: Payload) -> bytes:
    """The answer to a ping, with what came along."""
    return orjson.dumps({"type": "pong"} if payload is None else {"type": "pong", "payload": payload})


def next_head(operation: str) -> bytes:
    """What stands before the payload, an execution result in JSON; `NEXT_TAIL` stands behind it."""
    return b'{"id":' + orjson.dumps(operation) + b',"type":"next","payload":'


def complete(operation: str) -> bytes:
    """No more will come of this one."""
    return orjson.dumps({"id": operation, "type": "complete"})


def refused(operation: str, errors: Sequence[FormattedError]) -> bytes:
    """It does not run, or no longer."""
    return orjson.dumps({"id": operation, "type": "error", "payload": errors})
