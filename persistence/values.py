"""Values on their way to and from PostgreSQL: documents of JSON, and the dates that are not dates there."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import asyncpg
import orjson

from domain.errors import Refusal

_MOMENTS: Final = (datetime, date)
_ENDS: Final = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
_INFINITE: Final = frozenset(each for end in _ENDS for each in (end, end.replace(tzinfo=None), end.date()))


def refuse_infinity(values: Sequence[Any]) -> None:
    """Raise Refusal for a date that asyncpg would send as ±infinity: `generate_series` up to there never ends."""
    for value in values:
        if value.__class__ in _MOMENTS and value in _INFINITE:
            raise Refusal(f"The date {value:%Y-%m-%d} is out of range: use one between 1970 and 2100.")


async def teach_json(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Let a connection take and give `jsonb` as Python values."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_document, decoder=lambda data: orjson.loads(data[1:]), format="binary"
    )


def _document(value: Any) -> bytes:
    text = orjson.dumps(value)
    # orjson writes null for what is not a number; without a null in the text there was none.
    if b"null" in text:
        _refuse_nan(value)
    return b"\x01" + text


def _refuse_nan(value: Any) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"JSON has no {value}")
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            _refuse_nan(each)
