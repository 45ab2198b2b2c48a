"""Caches, keys and computations to try them with."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.access import Role
from domain.caching import Family, lifetimes
from persistence.cache import Cache, Key, Memory, Shared

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
TODAY = NOW.date()
MINUTE = timedelta(minutes=1)


def key(
    family: Family = Family.SUMMARY,
    *,
    owner: int | None = 1,
    role: Role = Role.MEMBER,
    revision: str = "ledger1",
    settings: tuple[str | int, ...] = ("UTC", 1, 30),
    today: date = TODAY,
    **parameters: object,
) -> Key:
    return Key(
        family=family, owner=owner, role=role, revision=revision, settings=settings, today=today, parameters=parameters
    )


def cache(
    shared: Shared | None = None,
    *,
    version: str = "1",
    minutes: float = 5,
    memory: Memory | None = None,
    kept: Mapping[Family, timedelta] | None = None,
) -> Cache:
    return Cache(memory or Memory(), shared, kept or lifetimes(minutes), version=version)


class Counting:
    """Computes the same answer again and again, and knows how often."""

    def __init__(self, value: object = 42) -> None:
        self.value, self.times = value, 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> Any:
        self.times += 1
        await self.gate.wait()
        if isinstance(self.value, Exception):
            raise self.value
        return self.value
