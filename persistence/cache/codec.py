"""Answers as bytes: domain objects as MessagePack, and back into the very same types or not at all."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

import msgspec

T = TypeVar("T")


class Envelope(msgspec.Struct, Generic[T], array_like=True, frozen=True):
    """An answer with the key it was kept under and the moment (UTC) it is about."""

    key: str
    computed_at: datetime
    value: T


_encoder = msgspec.msgpack.Encoder()


@lru_cache(maxsize=64)
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Envelope[Any]]:
    return msgspec.msgpack.Decoder(Envelope[kind])


def encode(key: str, computed_at: datetime, value: object) -> bytes:
    """The bytes to keep."""
    return _encoder.encode(Envelope(key, computed_at, value))


def decode(data: bytes, key: str, kind: type[T]) -> Envelope[T] | None:
    """What was kept under `key`; None for anything else, be it broken, of another type or under a wrong name."""
    try:
        found: Envelope[T] = _decoder(cast(Any, kind)).decode(data)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return None
    return found if found.key == key and found.computed_at.tzinfo is not None else None
