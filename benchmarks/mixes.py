"""What events are sent and stored: mostly things looked at, one in fifty about an application, of 200 people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson

PEOPLE: Final = 200
OF_APPLICATIONS: Final = 50
SITTING: Final = 20
STATUSES: Final = ("SCREENING", "INTERVIEWING", "REJECTED")
ZONES: Final = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Tokyo")

COLUMNS: Final = ("id", "owner_id", "name", "occurred_at", "received_at", "session_id", "properties")

# A table like that of the events, with a key and the same indexes; of the other way of copying, without any.
SHAPED: Final = """
DROP TABLE IF EXISTS {name};
CREATE TABLE {name} (
    id UUID NOT NULL, owner_id BIGINT, name TEXT NOT NULL, occurred_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL, session_id TEXT, properties JSONB NOT NULL, context JSONB
)
"""
INDEXED: Final = """
ALTER TABLE {name} ADD PRIMARY KEY (id);
CREATE INDEX ON {name} (owner_id, name, occurred_at);
CREATE INDEX ON {name} (owner_id, (properties ->> 'applicationId')) WHERE properties ? 'applicationId'
"""
ROW_BY_ROW: Final = (
    "INSERT INTO rival_events (id, owner_id, name, occurred_at, received_at, session_id, properties)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
)
PEOPLE_OF_OURS: Final = """
INSERT INTO users (subject, time_zone) SELECT 'benchmark:' || number, ($2::text[])[1 + number % cardinality($2::text[])]
FROM generate_series(1, $1::int) AS number
ON CONFLICT (subject) DO UPDATE SET time_zone = excluded.time_zone RETURNING id
"""

_USUAL: Final = ("page_view", "job_view", "job_search", "job_view", "time_spent", "job_view", "page_view", "job_save")
Told = tuple[UUID, int, str, datetime, datetime, str, str]


@dataclass(frozen=True, slots=True)
class Mix:
    """Events of people whose accounts have these numbers, one after the other up to `now` (UTC), within a day.

    `run` makes ids and references of one mix differ from those of another; the rest is the same.
    """

    owners: Sequence[int]
    run: int
    now: datetime

    def rows(self, count: int) -> Iterator[Told]:
        """So many events in the order of `COLUMNS`."""
        step, people = timedelta(hours=20) / count, len(self.owners)
        for number in range(count):
            # So that everybody has a part in what comes every fiftieth time.
            owner = (number + number // OF_APPLICATIONS) % people
            moment = self.now - step * (count - number)
            name, properties = self._told(number)
            session = f"{self.run}-{owner}-{number // people // SITTING}"
            yield self.id(number), self.owners[owner], name, moment, self.now, session, properties

    def applications(self, count: int) -> int:
        """How many applications there are after so many events."""
        people, places = len(self.owners), -(-count // OF_APPLICATIONS)
        return sum(place // people % 2 == 0 for place in range(places))

    def id(self, number: int) -> UUID:
        """A UUID of version 7, as senders are advised to make them: ascending with the time."""
        milliseconds = int(self.now.timestamp() * 1_000) + number // 50
        scattered = (number + 1) * 0x9E3779B97F4A7C15 % 2**60
        return UUID(int=milliseconds << 80 | 7 << 76 | (self.run % 2**12) << 64 | 2 << 62 | scattered)

    def _told(self, number: int) -> tuple[str, str]:
        place, kind = divmod(number, OF_APPLICATIONS)
        if kind == 0:
            return self._of_application(place)
        name = _USUAL[number % len(_USUAL)]
        return name, orjson.dumps(_properties(name, number)).decode()

    def _of_application(self, place: int) -> tuple[str, str]:
        """Everybody applies once, then everybody's application moves, and so on."""
        rounds, person = divmod(place, len(self.owners))
        reference = f"{self.run}-{rounds // 2}-{person}"
        if rounds % 2 == 0:
            told = {"applicationId": reference, "company": f"Company {place % 300}", "title": f"Engineer {place % 40}"}
            return "job_apply", orjson.dumps(told).decode()
        told = {"applicationId": reference, "status": STATUSES[place % len(STATUSES)]}
        return "application_status_change", orjson.dumps(told).decode()


def _properties(name: str, number: int) -> dict[str, Any]:
    if name == "page_view":
        return {"path": f"/jobs/{number % 5_000}", "loadMs": 180 + number % 400}
    if name == "job_search":
        return {"query": f"engineer {number % 60}", "location": f"City {number % 50}", "results": number % 120}
    if name == "time_spent":
        return {"seconds": 5 + number % 90, "path": "/jobs"}
    return {"jobId": f"job-{number % 5_000}", "source": "search"}
