"""Scalars of our own, and the standard's in the forms that we take and give."""

import re
from datetime import date, datetime
from typing import Final

import strawberry
from strawberry.types.scalar import ScalarDefinition

from domain.errors import Refusal
from domain.periods import zone
from resolvers.events import Properties
from resolvers.inputs import TimeZone

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)


def _zone(value: object) -> TimeZone:
    if not isinstance(value, str):
        raise Refusal("A time zone is an IANA name such as Europe/Berlin.")
    zone(value)
    return TimeZone(value)


def _day(value: object) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Refusal("It is no day of the calendar: write it as 2026-03-01.")


def _moment(value: object) -> datetime:
    """The moment; one without a zone stays without, for whoever asked to say what that lacks."""
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value.upper())
    except ValueError:
        pass
    raise Refusal("It is no moment: write it as 2026-03-01T12:00:00Z.")


def _properties(value: object) -> Properties:
    if not isinstance(value, dict):
        raise Refusal('Properties are a JSON object such as {"jobId": "7"}.')
    return Properties(value)


SCALARS: dict[object, ScalarDefinition] = {
    Properties: strawberry.scalar(
        name="Properties",
        description="A JSON object: what is known of an event besides its name and moment.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=dict,
        parse_value=_properties,
    ),
    TimeZone: strawberry.scalar(
        name="TimeZone",
        description="An IANA time zone name, such as Europe/Berlin.",
        specified_by_url="https://www.iana.org/time-zones",
        serialize=str,
        parse_value=_zone,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day of the calendar, such as 2026-03-01 (RFC 3339).",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=date.isoformat,
        parse_value=_day,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment as RFC 3339 writes it, such as 2026-03-01T12:00:00Z; answers are in UTC.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=datetime.isoformat,
        parse_value=_moment,
    ),
}
