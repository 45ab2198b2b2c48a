"""What a declaration of an event name says, and the kinds of values that properties have."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from domain.events.stored import Priority


class PrivacyClass(StrEnum):
    """What an event tells of a person."""

    BEHAVIOUR = "behaviour"  # how somebody uses the platform
    CAREER = "career"  # somebody's own records of a job search
    TECHNICAL = "technical"  # how the machine does; about nobody unless it says so
    PUBLIC = "public"  # what everybody may know; user and session are taken off


class Senders(StrEnum):
    """Who may send events of a name."""

    ANYONE = "anyone"
    KEYS = "keys"  # servers with a key, not people
    OURSELVES = "ourselves"  # this system's own processes, not over the door


class Properties(Struct, gc=False, rename="camel", omit_defaults=True):
    """Base of the properties of a name. Properties that are not declared are kept as they came."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One entry of the catalogue: all that is known of an event name, but the metrics it changes: those say so."""

    name: str
    properties: type[Properties]
    description: str
    privacy: PrivacyClass
    priority: Priority = Priority.NORMAL
    senders: Senders = Senders.ANYONE


Word = Annotated[str, Meta(max_length=100)]
Line = Annotated[str, Meta(max_length=500)]
Prose = Annotated[str, Meta(max_length=10_000)]
Address = Annotated[str, Meta(max_length=2_048)]
Reference = Annotated[str, Meta(min_length=1, max_length=200)] | Annotated[int, Meta(ge=0, le=2**63 - 1)]
"""How the sender calls one of its things."""
Moment = Annotated[str, Meta(min_length=8, max_length=40)]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Seconds = Annotated[float, Meta(ge=0, le=86_400)]
Milliseconds = Annotated[float, Meta(ge=0, le=86_400_000)]
Number = Annotated[float, Meta(ge=-1e15, le=1e15)]
