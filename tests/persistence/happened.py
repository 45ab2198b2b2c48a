"""Events of somebody, at random, and roll-ups that hold exactly them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from domain.users import User
from persistence.database import Database, Session, Statement

NAMES = ("page_view", "job_view", "job_save", "job_search", "time_spent", "login")
MONTHS = """
SELECT ensure_events_partition(month)
FROM (SELECT DISTINCT date_trunc('month', moment)::date FROM unnest(CAST(:moments AS timestamptz[])) AS moment)
    AS found (month)
"""
STORE = """
INSERT INTO events (id, owner_id, name, occurred_at, session_id, properties)
SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:owners AS bigint[]), CAST(:names AS text[]),
                     CAST(:moments AS timestamptz[]), CAST(:visits AS text[]), CAST(:properties AS jsonb[]))
"""
COUNT = """
INSERT INTO daily_user_metrics AS kept
    (owner_id, date, page_views, job_views, job_saves, searches, time_spent_seconds)
SELECT owner_id, (occurred_at AT TIME ZONE u.time_zone)::date, count(*) FILTER (WHERE e.name = 'page_view'),
       count(*) FILTER (WHERE e.name = 'job_view'), count(*) FILTER (WHERE e.name = 'job_save'),
       count(*) FILTER (WHERE e.name = 'job_search'),
       coalesce(sum(CASE WHEN e.name = 'time_spent' AND jsonb_typeof(properties -> 'seconds') = 'number'
                         THEN (properties ->> 'seconds')::float END), 0)
FROM events e JOIN users u ON u.id = e.owner_id
GROUP BY 1, 2
ON CONFLICT (owner_id, date) DO UPDATE SET
    page_views = excluded.page_views, job_views = excluded.job_views, job_saves = excluded.job_saves,
    searches = excluded.searches, time_spent_seconds = excluded.time_spent_seconds
"""
VISITS = """
INSERT INTO sessions (owner_id, session_id, started_at, ended_at, events)
SELECT owner_id, session_id, min(occurred_at), max(occurred_at), count(*)
FROM events WHERE owner_id IS NOT NULL AND session_id IS NOT NULL GROUP BY 1, 2
ON CONFLICT (owner_id, session_id) DO UPDATE SET started_at = excluded.started_at
"""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event."""

    name: str
    at: datetime
    visit: str | None
    seconds: float | str | None


def happenings(seed: int, count: int, since: datetime, days: int) -> list[Happening]:
    """So many of them, on whole and half hours too, so that some happen at the very start of a day."""
    luck = random.Random(seed)
    return [
        Happening(
            luck.choice(NAMES),
            since + timedelta(minutes=30 * luck.randrange(days * 48)),
            luck.choice([None, *(f"visit {number}" for number in range(count // 4))]),
            luck.choice([None, "a while", 0.25 * luck.randrange(1_000), luck.randrange(90)]),
        )
        for _ in range(count)
    ]


async def store(database: Database, owner: User, happened: Sequence[Happening]) -> None:
    """Store them, and count them into the roll-ups."""

    async def work(session: Session) -> None:
        await session.fetch(Statement(text(MONTHS)), moments=[each.at for each in happened])
        await session.execute(
            Statement(text(STORE)),
            ids=[UUID(int=random.getrandbits(128)) for _ in happened],
            owners=[owner.id] * len(happened),
            names=[each.name for each in happened],
            moments=[each.at for each in happened],
            visits=[each.visit for each in happened],
            properties=[{} if each.seconds is None else {"seconds": each.seconds} for each in happened],
        )
        await session.execute(Statement(text(COUNT)))
        await session.execute(Statement(text(VISITS)))

    await database.write(work)
