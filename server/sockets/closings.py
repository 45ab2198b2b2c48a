"""Why we close a websocket: the codes of graphql-transport-ws, each with a sentence for people."""

from typing import Final

LONGEST_REASON: Final = 123  # bytes, by RFC 6455
RESTARTING: Final = 1012


class Closing(Exception):  # noqa: N818 - the end of a conversation, seldom a fault
    """Close with this code. Clients of graphql-ws connect again after 4403, 4408 and 1012, and not after the others."""

    def __init__(self, code: int, reason: str) -> None:
        """A reason that is too long for the frame is cut."""
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:LONGEST_REASON].decode(errors="ignore")


def unauthorized() -> Closing:
    """An operation came before the connection was acknowledged."""
    return Closing(4401, "Send connection_init with your credentials first, and wait for connection_ack.")


def forbidden(reason: str) -> Closing:
    """The credentials are not valid, or no longer."""
    return Closing(4403, reason)


def not_acceptable(protocol: str) -> Closing:
    """None of the subprotocols the client offers is spoken here."""
    return Closing(4406, f"Only the subprotocol {protocol} is spoken here.")


def too_late(seconds: float) -> Closing:
    """No connection_init came."""
    return Closing(4408, f"No connection_init came within {seconds:g} seconds.")


def duplicate() -> Closing:
    """Two operations under one id."""
    return Closing(4409, "An operation with this id is still running. Give each its own.")


def initialised() -> Closing:
    """A second connection_init."""
    return Closing(4429, "The connection is initialised already: send connection_init once.")


def crowded(sentence: str) -> Closing:
    """One person holds too many connections."""
    return Closing(4429, sentence)


def faulty() -> Closing:
    """A fault of ours."""
    return Closing(4500, "Something went wrong on our side. Connect again.")
