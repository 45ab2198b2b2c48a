"""The roll-ups: each one declaration, from which follow how it is added to, made again and compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from domain.metrics import REGISTRY, Events, EventSum
from persistence.tables import daily_user_metrics

MOST_SECONDS: Final = 86_400
_MOST: Final = 1_000_000_000


class Combined(Enum):
    """How the value of a row and the value of more events make one: in any order, and however they are grouped."""

    SUM = "kept.{0} + excluded.{0}"
    # Floats added in another order differ in their last digits; to the millisecond they do not.
    SECONDS = "round((kept.{0} + excluded.{0})::numeric, 3)::float"
    LEAST = "least(kept.{0}, excluded.{0})"
    GREATEST = "greatest(kept.{0}, excluded.{0})"

    @property
    def is_summed(self) -> bool:
        """Whether what is missing counts as 0, and errors can be put right by adding their opposites."""
        return self in (Combined.SUM, Combined.SECONDS)


class Part(Enum):
    """By what a roll-up is made again, a part at a time: a month of its `date`, or a range of owners."""

    MONTH = "MONTH"
    OWNERS = "OWNERS"


@dataclass(frozen=True, slots=True)
class RollUp:
    """A table of counts, or some of its columns.

    `select` answers the keys and the columns over `{source}`, which is all events or some, or applications. `names` are
    those of the events that are counted; None for any. Several declarations may share a table: what others hold stays.

    `day` is SQL of the date of a row by which it belongs to a month. `days` are SQL of the first and the last UTC date
    that a row may have events of, where a column of keys is named as it is, and what is `told` by the events and `kept`
    in the table by those prefixes; `days_apart` is how far those may be from `day`.
    """

    name: str
    table: str
    keys: tuple[str, ...]
    columns: Mapping[str, Combined]
    select: str
    part: Part
    names: frozenset[str] | None = None
    is_of_events: bool = True
    is_alone: bool = True
    day: str = "date"
    days: tuple[str, str] = ("date", "date")
    days_apart: int = 0


def amount(key: str, most: int = MOST_SECONDS, digits: int = 3) -> str:
    """SQL of a number in the properties of an event, brought to 0 … `most`.

    Senders are free in their properties: what is no number is 0.
    """
    value = f"properties -> '{key}'"
    return (
        f"CASE WHEN jsonb_typeof({value}) = 'number'"
        f" THEN round(least(greatest(({value})::numeric, 0), {most}), {digits}) ELSE 0 END"
    )


def _of_a_day() -> tuple[dict[str, Combined], list[str], frozenset[str]]:
    """Columns of `daily_user_metrics` that count events, each named like its metric: how they combine, SQL, events."""
    combined, told, names = {}, [], set()
    for metric, declared in REGISTRY.items():
        formula, column = declared.formula, metric.lower()
        if column not in daily_user_metrics.c or not isinstance(formula, Events | EventSum):
            continue
        names.add(formula.name)
        matching = f"FILTER (WHERE e.name = '{formula.name}')"
        if isinstance(formula, EventSum):
            combined[column] = Combined.SECONDS
            told.append(f"coalesce(sum({amount(formula.key)}) {matching}, 0)::float AS {column}")
        else:
            combined[column] = Combined.SUM
            told.append(f"count(*) {matching} AS {column}")
    return combined, told, frozenset(names)


_COLUMNS, _TOLD, _NAMES = _of_a_day()

ACTIVITY: Final = RollUp(
    name="daily_user_metrics, activity",
    table="daily_user_metrics",
    keys=("owner_id", "date"),
    columns=_COLUMNS,
    select=f"""
        SELECT e.owner_id, (e.occurred_at AT TIME ZONE u.time_zone)::date AS date, {", ".join(_TOLD)}
        FROM {{source}} AS e JOIN users u ON u.id = e.owner_id
        WHERE e.name IN ({", ".join(f"'{name}'" for name in sorted(_NAMES))}) GROUP BY 1, 2
    """,  # noqa: S608 - names of ours
    part=Part.MONTH,
    names=_NAMES,
    days=("date - 1", "date + 1"),
    days_apart=1,
    is_alone=False,
)
# Added to by triggers on `applications`, whoever writes there.
LEDGER: Final = RollUp(
    name="daily_user_metrics, ledger",
    table="daily_user_metrics",
    keys=("owner_id", "date"),
    columns={
        "applications_submitted": Combined.SUM,
        "interviews_scheduled": Combined.SUM,
        "offers_received": Combined.SUM,
    },
    select="""
        SELECT a.owner_id, (step.moment AT TIME ZONE u.time_zone)::date AS date,
               sum(step.applied) AS applications_submitted, sum(step.interviewed) AS interviews_scheduled,
               sum(step.offered) AS offers_received
        FROM {source} AS a
        JOIN users u ON u.id = a.owner_id
        CROSS JOIN LATERAL (VALUES (1, applied_at, 1, 0, 0), (3, interviewed_at, 0, 1, 0), (4, offered_at, 0, 0, 1))
            AS step (needs, moment, applied, interviewed, offered)
        WHERE step.moment IS NOT NULL AND a.reached >= step.needs
        GROUP BY 1, 2
    """,
    part=Part.OWNERS,
    is_of_events=False,
    is_alone=False,
)
SESSIONS: Final = RollUp(
    name="sessions",
    table="sessions",
    keys=("owner_id", "session_id"),
    columns={"started_at": Combined.LEAST, "ended_at": Combined.GREATEST, "events": Combined.SUM},
    select="""
        SELECT owner_id, session_id, min(occurred_at) AS started_at, max(occurred_at) AS ended_at, count(*) AS events
        FROM {source} AS e WHERE owner_id IS NOT NULL AND session_id IS NOT NULL GROUP BY 1, 2
    """,
    part=Part.OWNERS,
    days=(
        "(least(told_started_at, kept_started_at) AT TIME ZONE 'UTC')::date",
        "(greatest(told_ended_at, kept_ended_at) AT TIME ZONE 'UTC')::date",
    ),
)
# What the system proposes to somebody is nothing that they did.
_ACTIVE_DAYS: Final = """
    SELECT DISTINCT (occurred_at AT TIME ZONE 'UTC')::date AS date, owner_id
    FROM {source} AS e WHERE owner_id IS NOT NULL AND name <> 'ghosting_proposed'
"""
ACTIVE_USERS: Final = RollUp(
    name="active_users",
    table="active_users",
    keys=("grain", "start", "owner_id"),
    columns={},
    select=f"""
        SELECT DISTINCT width.grain, width.start, owner_id
        FROM ({_ACTIVE_DAYS}) AS active
        CROSS JOIN LATERAL (VALUES
            ('DAY', date),
            ('WEEK', date_trunc('week', date::timestamp)::date),
            ('MONTH', date_trunc('month', date::timestamp)::date)
        ) AS width (grain, start)
    """,  # noqa: S608 - words of ours
    part=Part.MONTH,
    day="start",
    # The days of a month belong to one month, whichever of them is told.
    days=("start", "CASE grain WHEN 'WEEK' THEN start + 6 ELSE start END"),
    days_apart=6,
)
ACTIVITY_SPANS: Final = RollUp(
    name="activity_spans",
    table="activity_spans",
    keys=("owner_id",),
    columns={"first_on": Combined.LEAST, "last_on": Combined.GREATEST},
    select=f"""
        SELECT owner_id, min(date) AS first_on, max(date) AS last_on FROM ({_ACTIVE_DAYS}) AS active GROUP BY 1
    """,  # noqa: S608 - words of ours
    part=Part.OWNERS,
    days=("least(told_first_on, kept_first_on)", "greatest(told_last_on, kept_last_on)"),
)
PLATFORM: Final = RollUp(
    name="platform_daily",
    table="platform_daily",
    keys=("date", "name"),
    columns={"events": Combined.SUM, "seconds": Combined.SECONDS},
    select=f"""
        SELECT (occurred_at AT TIME ZONE 'UTC')::date AS date, name, count(*) AS events,
               sum({amount("seconds")})::float AS seconds
        FROM {{source}} AS e GROUP BY 1, 2
    """,  # noqa: S608 - words of ours
    part=Part.MONTH,
)
# Events of our own: nobody outside is given an event without an owner, a session and a place at the door by that name.
OPERATIONS: Final = RollUp(
    name="operation_hours",
    table="operation_hours",
    keys=("hour", "operation", "outcome", "bucket"),
    columns={"requests": Combined.SUM, "seconds": Combined.SECONDS},
    select=f"""
        SELECT date_trunc('hour', occurred_at, 'UTC') AS hour, left(properties ->> 'operation', 200) AS operation,
               left(properties ->> 'outcome', 50) AS outcome,
               ({amount("bucket", 32_767, 0)})::smallint AS bucket,
               sum({amount("requests", _MOST, 0)})::bigint AS requests,
               sum({amount("seconds", _MOST)})::float AS seconds
        FROM {{source}} AS e
        WHERE owner_id IS NULL AND session_id IS NULL AND name = 'api_request'
          AND properties ->> 'operation' IS NOT NULL AND properties ->> 'outcome' IS NOT NULL
        GROUP BY 1, 2, 3, 4
    """,  # noqa: S608 - words of ours
    part=Part.MONTH,
    names=frozenset({"api_request"}),
    day="(hour AT TIME ZONE 'UTC')::date",
    days=("(hour AT TIME ZONE 'UTC')::date", "(hour AT TIME ZONE 'UTC')::date"),
)

DECLARED: Final = (ACTIVITY, LEDGER, SESSIONS, ACTIVE_USERS, ACTIVITY_SPANS, OPERATIONS, PLATFORM)
"""In the order in which they are added to; what every batch shares comes last, where it is held for the shortest."""
