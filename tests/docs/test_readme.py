"""The README's promises, kept: its commands run, its answers are the answers."""

import csv
import json
import re
import shutil
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from statistics import median

import pytest

from domain.demo import generate
from persistence.database import Database, connect
from persistence.demo import seed
from persistence.users import Users
from tests.docs.conftest import ADDRESS, PATIENCE_SECONDS, Shell
from tests.docs.pages import DOCS, README, block, table
from tests.resolvers.desk import Desk

LOG = DOCS / "example-log.csv"
FIRST_LOOK = block(README, "graphql", "first-look")
TOLD = json.loads(block(README, "json", "first-look"))


async def test_the_example_log_has_the_answer_that_is_printed(shell: Shell, dsn: str) -> None:
    token, *printed = shell.run(block(README, "sh", "example")).splitlines()
    assert len(token.split(".")) == 3
    assert printed == block(README, "text", "example").splitlines()
    async with connect(dsn, connections=2) as database:
        owner = await Users(database).by_subject("you@example.com")
        assert owner is not None
        assert await Desk(database, owner, datetime.now(UTC)).ask(FIRST_LOOK) == TOLD


def test_the_printed_answer_is_what_counting_on_fingers_gives() -> None:
    with LOG.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    submitted = [row for row in rows if row["Date Applied"]]
    answered = [row for row in submitted if row["First Response"]]
    waits = [_days(row["First Response"]) - _days(row["Date Applied"]) for row in answered]
    ended = ("Rejected", "Accepted", "Withdrawn", "No Response")
    summary, steps = TOLD["summary"], TOLD["funnel"]["steps"]
    assert summary["totalApplications"] == len(submitted)
    assert summary["openApplications"] == sum(row["Status"] not in ended for row in submitted)
    assert summary["medianDaysToResponse"] == median(waits)
    assert sorted(waits) == [2, 4, 5, 7, 12]
    assert [step["entered"] for step in steps] == [
        len(submitted),
        len(answered),
        sum(bool(row["Interview Date"]) for row in submitted),
        sum(bool(row["Offer Date"]) for row in submitted),
        sum(row["Status"] == "Accepted" for row in submitted),
    ]
    for part in TOLD["breakdown"]["slices"]:
        (source,) = part["keys"]
        found = [row for row in submitted if row["Source"] == source]
        counts = part["rate"]["numerator"], part["rate"]["denominator"]
        assert counts == (sum(bool(row["First Response"]) for row in found), len(found))


def _days(text: str) -> int:
    return date.fromisoformat(text).toordinal()


async def test_ada_has_the_funnel_that_is_printed(database: Database) -> None:
    (told,) = re.findall(r"On (\d+ \w+ \d{4}) it told Ada", README.read_text())
    now = datetime.strptime(told, "%d %B %Y").replace(hour=12, tzinfo=UTC)
    ada, *_ = await seed(database, generate(1, now))
    answer = await Desk(database, ada, now).ask(FIRST_LOOK)
    assert table(README, "A first question") == [
        [
            step["stage"],
            f"{step['entered']}",
            f"{step['conversion']['value']:.0%}".replace("%", " %"),
            "" if step["medianDays"] is None else f"{step['medianDays']:g}",
        ]
        for step in answer["funnel"]["steps"]
    ]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: `apt-get install curl`")
def test_an_event_is_counted_once_as_printed(shell: Shell) -> None:
    shell.token()
    event, counted = block(README, "sh", "event"), block(README, "sh", "counted")
    verdict, count = (json.loads(block(README, "json", name)) for name in ("event", "counted"))
    with shell.serving("--with-worker") as address:
        ready = Shell({**shell.environment, "TOKEN": shell.token()})
        assert json.loads(shell.run(event.replace(ADDRESS, address))) == verdict
        _wait_until(lambda: json.loads(ready.run(counted.replace(ADDRESS, address)))["data"] == count["data"])
        again = json.loads(shell.run(event.replace(ADDRESS, address)))
        assert (again["accepted"], again["duplicates"]) == (0, 1)
        assert json.loads(ready.run(counted.replace(ADDRESS, address))) == count


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():  # until a worker has had it
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_log_with_faults_gets_the_verdicts_that_are_printed(shell: Shell) -> None:
    shell.token()
    log = "Company,Job Title,Date Applied,Status\n"
    log += "Northwind,Analyst,2025-02-30,Applied\nOddly,Analyst,2025-02-03,Pondering\n,,,\nTotal,,,\n"
    script = 'printf %s "$LOG" > "$FILE"; .venv/bin/python -m server import "$FILE" --user you@example.com --dry-run'
    printed = shell.run(f'FILE=$(mktemp --suffix=.csv); {script}; rm "$FILE"', LOG=log).splitlines()
    told = block(README, "text", "verdicts").splitlines()
    assert [line for line in printed if line in told] == told
