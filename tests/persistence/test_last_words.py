"""A server that says goodbye, and whose end arrives a moment later: found by a test that kills PostgreSQL."""

import asyncio

from persistence.database import Session, connect
from tests.faults import network
from tests.observers import Observer
from tests.patience import PATIENCE
from tests.persistence.marks import numbers


async def test_rows_are_copied_over_another_connection(bare_dsn: str, watch: Observer) -> None:
    runs = []

    async def work(session: Session) -> None:
        runs.append(session)
        await session.copy("marks", ["id", "value"], [(6, 0)])
        if len(runs) == 1:
            net.delay_ends()
            assert watch.hang_up() == 1
            async with asyncio.timeout(PATIENCE):
                while net.ended < 1:
                    await asyncio.sleep(0.005)
            # Once around the loop of events: the last word is on its way to the client, over this very machine.
            await watch.busy()
        await session.copy("marks", ["id", "value"], [(7, 0)])

    async with network(bare_dsn) as net, connect(net.dsn, connections=2) as database:
        await database.write(work)
        assert len(runs) == 2
        assert await numbers(database) == [6, 7]
