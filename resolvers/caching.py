"""Answers found instead of counted: what a resolver wraps its counting in."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import Any, TypeVar, cast

from domain.caching import Family
from domain.freshness import Freshness, FreshnessSource
from domain.metrics import Metric
from domain.revisions import read_for
from domain.series import TimeSeries
from persistence.cache import Key, common, own
from resolvers.context import Context

COHORT = (Metric.APPLICATIONS, Metric.RESPONSES, Metric.INTERVIEWS, Metric.OFFERS, Metric.ACCEPTANCES)
"""What is told of a cohort, whichever way, is counted from what these are counted from."""

T = TypeVar("T")


async def kept(
    context: Context,
    family: Family,
    kind: type[T],
    compute: Callable[[], Awaitable[T]],
    *,
    reads: Collection[Metric],
    **parameters: object,
) -> T:
    """The owner's answer to `parameters`, counted from what the metrics `reads` are counted from.

    `parameters` are all that `compute` is given besides the owner and the moment; `kind` is what it gives. What was
    found says in its `freshness` how old it is.
    """
    key = own(family, context.owner, context.grant.role, context.now, reads=read_for(reads), **parameters)
    return await _kept(context, key, kind, compute)


async def kept_for_all(
    context: Context, family: Family, kind: type[T], compute: Callable[[], Awaitable[T]], **parameters: object
) -> T:
    """An answer that is nobody's own; changes are seen when its family's lifetime has passed."""
    key = common(family, context.owner, context.grant.role, context.now, **parameters)
    return await _kept(context, key, kind, compute)


async def _kept(context: Context, key: Key, kind: type[T], compute: Callable[[], Awaitable[T]]) -> T:
    if context.cache is None:
        return await compute()
    found = await context.cache.get(key, kind, compute, now=context.now)
    return cast(T, _aged(found.value, context)) if found.is_hit else found.value


def _aged(value: Any, context: Context) -> Any:
    """The same answer, told as one that was kept."""
    if isinstance(value, tuple):
        return tuple(_aged(each, context) for each in value)
    if isinstance(value, TimeSeries):
        value = replace(value, previous=value.previous and _aged(value.previous, context))
    told: Freshness | None = getattr(value, "freshness", None)
    if told is None:
        return value
    lag = max(0.0, (context.now - told.as_of).total_seconds())
    return replace(value, freshness=Freshness(told.as_of, FreshnessSource.CACHE, lag))
