"""Whom anybody may be in the demo: the three named people, and somebody who runs the platform."""

from dataclasses import dataclass
from typing import Final

from domain.access import Role
from domain.demo.rows import PREFIX
from domain.demo.searches import NAMED


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo that can be signed in to; `subject` is what tokens call it."""

    subject: str
    name: str
    email: str
    role: Role = Role.MEMBER


OPERATOR: Final = DemoAccount(f"{PREFIX}olive", "Olive Okafor", "olive@demo.example", Role.OPERATOR)
ACCOUNTS: Final = (
    *(DemoAccount(each.subject, each.full_name, f"{each.name}@demo.example") for each in NAMED),
    OPERATOR,
)
