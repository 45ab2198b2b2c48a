"""A roll-up beside what its events tell, a part at a time: the SQL of what differs, and of putting it right."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from persistence.rollups.counting import upserted
from persistence.rollups.declared import Combined, RollUp
from persistence.tables import metadata

DIFFERING: Final = "differing"


@dataclass(frozen=True, slots=True)
class Month:
    """The rows of a month, `first` being its first day."""

    first: date
    after: date

    def source(self, rollup: RollUp) -> str:
        """The events of those rows, and some more where days are those of owners, somewhere in the world."""
        margin = timedelta(days=rollup.days_apart)
        return _events(
            rollup,
            f"occurred_at >= '{self.first - margin} 00:00+00' AND occurred_at < '{self.after + margin} 00:00+00'",
        )

    def rows(self, rollup: RollUp) -> str:
        """SQL of which rows those are."""
        return f"{rollup.day} >= '{self.first}' AND {rollup.day} < '{self.after}'"


@dataclass(frozen=True, slots=True)
class Owners:
    """The rows of the owners with numbers from `first` to before `after`."""

    first: int
    after: int

    def source(self, rollup: RollUp) -> str:
        """What those rows are counted from."""
        if rollup.is_of_events:
            return _events(rollup, self.rows(rollup))
        return f"(SELECT * FROM applications WHERE {self.rows(rollup)})"  # noqa: S608 - names of ours

    def rows(self, _: RollUp) -> str:
        """SQL of which rows those are."""
        return f"owner_id >= {self.first:d} AND owner_id < {self.after:d}"


Part = Month | Owners


def _events(rollup: RollUp, condition: str) -> str:
    # What is left for later of somebody's erasure has no rows in tables of people any more.
    of_somebody = " AND owner_id IN (SELECT id FROM users)" if "owner_id" in rollup.keys else ""
    return f"(SELECT * FROM events WHERE {condition}{of_somebody})"  # noqa: S608 - names of ours


def differing(rollup: RollUp, part: Part) -> str:
    """SQL of the rows that are not as told: keys, `is_told`, `is_kept`, then `told_…` and `kept_…` of each column.

    A row without anything counted is as good as none.
    """
    key, keys = rollup.keys[0], ", ".join(rollup.keys)
    names = ", ".join((*rollup.keys, *rollup.columns))
    values = "".join(f", told.{each} AS told_{each}, kept.{each} AS kept_{each}" for each in rollup.columns)
    differ = " OR ".join(_differ(name, how) for name, how in rollup.columns.items()) or "is_told <> is_kept"
    first, last = rollup.days
    whole = (
        f"NOT EXISTS (SELECT FROM retired_months AS gone"
        f" WHERE gone.month BETWEEN date_trunc('month', ({first})::timestamp)::date AND {last})"
    )
    return f"""
    SELECT * FROM (
        SELECT {keys}, told.{key} IS NOT NULL AS is_told, kept.{key} IS NOT NULL AS is_kept{values}
        FROM (
            SELECT * FROM ({rollup.select.format(source=part.source(rollup))}) AS counted WHERE {part.rows(rollup)}
        ) AS told
        FULL JOIN (SELECT {names} FROM {rollup.table} WHERE {part.rows(rollup)}) AS kept USING ({keys})
    ) AS compared
    WHERE ({differ}){f" AND {whole}" if rollup.is_of_events else ""}
    """  # noqa: S608 - names of ours


def _differ(name: str, how: Combined) -> str:
    if how.is_summed:
        return f"coalesce(told_{name}, 0) <> coalesce(kept_{name}, 0)"
    return f"told_{name} IS DISTINCT FROM kept_{name}"


def put_right(rollup: RollUp, part: Part) -> str:
    """SQL that makes the rows of a part as told, in a transaction that has `TAKE_TURNS`.

    Where others hold columns of the same rows, or triggers add to them, the difference is added: that is right also
    when somebody else adds meanwhile. Otherwise wrong rows are replaced.
    """
    matching = " AND ".join(f"row.{key} = {DIFFERING}.{key}" for key in rollup.keys)
    names = ", ".join((*rollup.keys, *rollup.columns))
    if rollup.is_alone:
        told = ", ".join((*rollup.keys, *(f"told_{each}" for each in rollup.columns)))
        right = (
            f"DELETE FROM {rollup.table} AS row USING {DIFFERING} WHERE {matching};"  # noqa: S608 - names of ours
            f" INSERT INTO {rollup.table} ({names}) SELECT {told} FROM {DIFFERING} WHERE is_told"
        )
    else:
        deltas = [f"coalesce(told_{each}, 0) - coalesce(kept_{each}, 0) AS {each}" for each in rollup.columns]
        right = upserted(rollup, f"SELECT {', '.join((*rollup.keys, *deltas))} FROM {DIFFERING}")  # noqa: S608 - names of ours
    return f"""
    CREATE TEMPORARY TABLE {DIFFERING} ON COMMIT DROP AS {differing(rollup, part)};
    {right};
    {_tidied(rollup, matching)}
    {_REVISE if "owner_id" in rollup.keys else ""}
    DROP TABLE {DIFFERING}
    """


def _tidied(rollup: RollUp, matching: str) -> str:
    if rollup.is_alone:
        return ""
    counts = [each.name for each in metadata.tables[rollup.table].columns if each.name not in rollup.keys]
    nothing = " AND ".join(f"row.{each} = 0" for each in counts)
    return f"DELETE FROM {rollup.table} AS row USING {DIFFERING} WHERE {matching} AND {nothing};"  # noqa: S608 - names of ours


_REVISE: Final = f"""
INSERT INTO revisions AS kept (owner_id, ledger, activity) SELECT DISTINCT owner_id, 1, 1 FROM {DIFFERING} ORDER BY 1
ON CONFLICT (owner_id) DO UPDATE SET ledger = kept.ledger + 1, activity = kept.activity + 1;
"""  # noqa: S608 - a name of ours
