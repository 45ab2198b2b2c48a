"""Proposals to give an application up: events, one for each silence. Whether it is given up its owner decides."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

import orjson

from domain.events import Event, Priority
from domain.nodes import encode
from persistence.database import Database
from persistence.ghostings import Silent, silent
from realtime.inbox import Inbox

NAME: Final = "ghosting_proposed"
NAMESPACE: Final = UUID("6b1f6b5e-2f3d-4e5b-9d55-0d7c2f8f3a11")


async def propose(database: Database, inbox: Inbox, now: datetime) -> int:
    """Propose what has been silent for longer than its owner wants to wait; how many proposals are new.

    A silence has one id however often it is looked at, so it is proposed once.
    """
    new = 0
    async for page in silent(database, now):
        proposals = [_proposal(each, now) for each in page]
        new += len(proposals) - len(await inbox.put(proposals, ()))
    return new


def _proposal(found: Silent, now: datetime) -> Event:
    properties = {"applicationId": encode("Application", found.application_id), "silentDays": found.days}
    name = f"{found.application_id} {found.since.isoformat()}"
    return Event(
        uuid5(NAMESPACE, name),
        NAME,
        now,
        now,
        orjson.dumps(properties).decode(),
        owner_id=found.owner_id,
        priority=Priority.HIGH,
    )
