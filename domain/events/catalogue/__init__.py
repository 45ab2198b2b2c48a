"""The catalogue: every event name that means something to us, declared once.

A name that is not here and fits `NAME` is stored and counted as an event like any other, and listed for the operator.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.events.catalogue import accounts, activity, applications, jobs, market, system
from domain.events.catalogue.aliases import NAMES, with_canonical_properties
from domain.events.catalogue.declarations import Declaration, PrivacyClass, Properties, Senders
from domain.metrics import REGISTRY, EventSessions, Metric

__all__ = [
    "ALIASES",
    "CATALOGUE",
    "NAME",
    "Declaration",
    "PrivacyClass",
    "Properties",
    "Senders",
    "changes",
    "with_canonical_properties",
]

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""What an event name looks like."""

CATALOGUE: Final[Mapping[str, Declaration]] = MappingProxyType(
    {
        each.name: each
        for source in (activity, jobs, applications, accounts, system, market)
        for each in source.DECLARATIONS
    }
)
"""The declarations by name."""

ALIASES: Final[Mapping[str, str]] = MappingProxyType(NAMES)
"""Names that others use, with ours."""


def changes(name: str) -> frozenset[Metric]:
    """The metrics that an event of this name can change; visits begin with any event."""
    return frozenset(
        metric
        for metric, declaration in REGISTRY.items()
        if name in declaration.changed_by or isinstance(declaration.formula, EventSessions)
    )
