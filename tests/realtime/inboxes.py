"""Events for the tests of inboxes, and a store that says what it was given."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import text

from domain.events import Event, Priority, Quarantined, Reason
from persistence.database import Database, Session, Statement
from realtime.inbox import Inbox

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
POISON = "poison"

KEEP = Statement(
    text("""
    INSERT INTO worked (id, owner_id, name, text, whole)
    SELECT id, owner_id, name, properties, 1 / (name <> 'poison')::int FROM incoming_events
    """)
)
WORKED = Statement(text("SELECT id FROM worked ORDER BY position"))
QUARANTINE = Statement(
    text("SELECT reason, message, event::jsonb, event_id, owner_id, name, field, received_at FROM quarantine")
)


def event(name: str = "page_view", *, owner: int | None = 7, priority: Priority = Priority.NORMAL) -> Event:
    return Event(uuid4(), name, NOW, NOW, '{"path": "/jobs"}', owner, "session-1", '{"country": "DE"}', priority)


def events(count: int) -> list[Event]:
    return [event() for _ in range(count)]


def ids(told: Sequence[Event]) -> list[UUID]:
    return [each.id for each in told]


def quarantined(field: str) -> Quarantined:
    return Quarantined(Reason.INVALID_TIME, "Give occurredAt as …", '{"id": 1}', NOW, "1", 7, "page_view", field)


async def keep(session: Session) -> int:
    """A store that keeps whatever it is given in the order of the batch, and cannot keep poison."""
    return await session.execute(KEEP)


async def prepare(database: Database) -> None:
    """Make the table that `keep` writes to."""
    await database.write(
        lambda session: session.script(
            "CREATE TABLE worked (id uuid, owner_id bigint, name text, text text, whole int,"
            " position bigint GENERATED ALWAYS AS IDENTITY)"
        )
    )


async def worked(database: Database) -> list[UUID]:
    """The ids that were kept, in their order."""
    return [row[0] for row in await database.fetch(WORKED)]


async def drain(inbox: Inbox, most: int = 1_000) -> int:
    """Work until nothing waits, and say how many events that were."""
    done = 0
    while events := await inbox.work(most, keep):
        done += events
    return done
