"""The figures that the authors of real logs counted themselves come out exactly."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from statistics import median

import pytest

from domain.applications import REACHES, Reached
from domain.imports.dates.calendars import calendar_day
from domain.imports.identities import Identities
from domain.imports.rows import ImportedRow, Skipped, survey, understand
from persistence.files import open_file
from tests.domain.imports.builders import TODAY

LOGS = Path(__file__).parents[4] / "shared" / "data" / "applications"


def understood(name: str) -> tuple[list[ImportedRow], list[Skipped]]:
    path = LOGS / name
    if not path.exists():
        pytest.skip(f"the real log {name} is not on this machine; it is read in place and never part of the project")
    (table,) = open_file(path).tables
    found = list(understand(survey(table, today=TODAY), identities=Identities()))
    rows = [row for row in found if isinstance(row, ImportedRow)]
    skipped = [row for row in found if isinstance(row, Skipped)]
    assert len(rows) + len(skipped) == len(found)
    assert len({row.identity.key for row in rows}) == len(rows)
    return rows, skipped


def reached(row: ImportedRow) -> Reached:
    return max(REACHES[move.target] for move in row.moves)


def last(rows: list[ImportedRow]) -> Counter[str]:
    return Counter(str(row.moves[-1].target) for row in rows)


def test_jeanneferrer() -> None:
    rows, skipped = understood("jeanneferrer_job_applications_2025.csv")
    assert skipped == []
    funnel = [sum(reached(row) >= step for row in rows) for step in (1, 2, 3, 4)]
    assert funnel == [159, 57, 10, 2]
    sent = Counter(row.source for row in rows)
    answered = Counter(row.source for row in rows if reached(row) >= Reached.RESPONDED)
    assert {source: (answered[source], count) for source, count in sent.items()} == {
        "Indeed": (11, 15),
        "Company Website/Platform": (33, 83),
        "Glassdoor": (3, 8),
        "Other Job Board": (2, 6),
        "LinkedIn": (5, 20),
        "Cold Email": (3, 25),
        "Job Bank": (0, 2),
    }
    assert all(move.when is None for row in rows for move in row.moves)


def test_nakuramino() -> None:
    rows, skipped = understood("nakuramino_applications2020.csv")
    assert (len(rows), len(skipped)) == (116, 19)
    outcomes = last(rows)
    assert (outcomes["REJECTED"], outcomes["ACCEPTED"]) == (18, 1)
    still_open = [row for row in rows if str(row.moves[-1].target) in ("APPLIED", "SCREENING", "INTERVIEWING")]
    assert Counter(reached(row) for row in still_open) == {
        Reached.APPLIED: 92,
        Reached.RESPONDED: 4,
        Reached.INTERVIEWED: 1,
    }
    days = [calendar_day(row.moves[0].when) for row in rows if row.moves[0].when]
    assert len(days) == 114
    assert {day.year for day in days} == {2019}


def test_timhanneman() -> None:
    rows, skipped = understood("timhanneman_merged.csv")
    assert (len(rows), skipped) == (177, [])
    assert last(rows) == {"GHOSTED": 114, "REJECTED": 51, "INTERVIEWING": 10, "OFFERED": 1, "WITHDRAWN": 1}
    assert sum(reached(row) >= Reached.INTERVIEWED for row in rows) == 13
    waits = []
    for row in rows:
        first = next((move for move in row.moves if REACHES[move.target] >= Reached.RESPONDED), None)
        if first is not None and first.when is not None and row.moves[0].when is not None:
            waits.append((calendar_day(first.when) - calendar_day(row.moves[0].when)).days)
    assert (len(waits), median(waits), min(waits), max(waits)) == (64, 3, 0, 159)
    days = [calendar_day(row.moves[0].when).isoformat() for row in rows if row.moves[0].when]
    assert (len(days), min(days), max(days)) == (177, "2021-11-13", "2023-02-25")
    assert Counter(row.source for row in rows)["LinkedIn"] == 105


def test_linkedin_export() -> None:
    rows, skipped = understood("linkedin_job_applications_apk0703.csv")
    assert (len(rows), skipped) == (31, [])
    moments = [row.moves[0].when for row in rows]
    assert moments[0] == datetime(2023, 11, 13, 9, 42)  # noqa: DTZ001 - local by nature
    assert min(str(moment) for moment in moments) == "2021-01-11 10:00:00"
    assert max(str(moment) for moment in moments) == "2024-03-13 11:51:00"
    assert all(isinstance(moment, datetime) and moment.tzinfo is None for moment in moments)
