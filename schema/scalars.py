"""Scalars of our own."""

import strawberry
from strawberry.types.scalar import ScalarDefinition

from domain.periods import zone
from resolvers.inputs import TimeZone


def _parse(value: object) -> TimeZone:
    if not isinstance(value, str):
        raise ValueError("A time zone is an IANA name such as Europe/Berlin.")
    zone(value)
    return TimeZone(value)


SCALARS: dict[object, ScalarDefinition] = {
    TimeZone: strawberry.scalar(
        name="TimeZone",
        description="An IANA time zone name, such as Europe/Berlin.",
        specified_by_url="https://www.iana.org/time-zones",
        serialize=str,
        parse_value=_parse,
    ),
}
