"""Whoever goes away while being answered leaves nothing behind that complains."""

import asyncio
import gc
import warnings

import strawberry

from schema.documents import Documents
from schema.plans import Plans

STARTED: list[str] = []


async def slow(name: str) -> str:
    STARTED.append(name)
    await asyncio.sleep(60)
    return name


@strawberry.type
class Query:
    @strawberry.field
    async def one(self) -> str:
        return await slow("one")

    @strawberry.field
    async def two(self) -> str:
        return await slow("two")


async def test_an_answer_cancelled_before_its_first_step_leaves_no_coroutine_unawaited() -> None:
    schema = strawberry.Schema(Query)
    operation = (await Documents(schema).find("{ one two }")).operation(None)
    STARTED.clear()
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        answering = asyncio.create_task(Plans(schema).refer(operation, {}, None))
        await asyncio.sleep(0)  # the fields are resolved, and wait for their first step
        answering.cancel()
        await asyncio.wait([answering])
        assert answering.cancelled()
        del answering
        gc.collect()
    assert STARTED == []
    assert [str(each.message) for each in complaints] == []
