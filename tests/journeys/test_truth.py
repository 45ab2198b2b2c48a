"""Real logs in, true answers out: what their authors counted comes out of import and GraphQL over HTTP, exactly."""

import asyncio
import base64
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.builders import person
from tests.journeys.service import Service, token

ROOT = Path(__file__).parents[2]
LOGS = ROOT.parent / "shared" / "data" / "applications"

IMPORT = """
    mutation ($input: ImportApplicationsInput!) {
        importApplications(input: $input) {
            result {
                isDryRun totals { rows created updated unchanged skipped rejected }
                verdicts { line verdict reason column } notes
            }
            errors { code path message }
        }
    }
"""
OVERVIEW = """
    {
        summary {
            range { from until } totalApplications openApplications medianDaysToResponse
            statusCounts { status count } responseRate { value numerator denominator maturity }
            interviewRate { numerator } offerRate { numerator } acceptanceRate { numerator }
        }
        funnel { steps { stage entered } }
        breakdown(metric: RESPONSE_RATE, by: [SOURCE]) {
            total slices { keys value rate { numerator denominator } }
        }
    }
"""


def log(name: str) -> Path:
    path = LOGS / name
    if not path.exists():
        pytest.skip(f"the real log {name} is not on this machine; it is read in place and never part of the project")
    return path


class Asker:
    """A new person with the log of another imported."""

    def __init__(self, service: Service, bearer: str) -> None:
        self._service, self._bearer = service, bearer

    async def ask(self, query: str, **variables: Any) -> Any:
        return await self._service.ask(query, self._bearer, **variables)

    async def take(self, path: Path, **given: Any) -> dict[str, Any]:
        content = base64.b64encode(await asyncio.to_thread(path.read_bytes)).decode()
        told = {"content": content, "encoding": "BASE64", "fileName": path.name, **given}
        payload = await self.ask(IMPORT, input=told)
        assert payload["errors"] == []
        return dict(payload["result"])


async def asker(service: Service, zone: str = "Europe/Berlin") -> Asker:
    return Asker(service, token(await person(service.database, zone=zone)))


def entered(found: dict[str, Any]) -> list[int]:
    return [step["entered"] for step in found["funnel"]["steps"]]


def statuses(found: dict[str, Any]) -> dict[str, int]:
    return {each["status"]: each["count"] for each in found["summary"]["statusCounts"]}


async def test_jeanneferrer(service: Service) -> None:
    """159 applied, 57 answered, 10 interviewed, 2 offered; the response rate by platform; no dates at all."""
    path = log("jeanneferrer_job_applications_2025.csv")
    who = await asker(service)
    assert (await who.take(path))["totals"]["created"] == 159
    found = await who.ask(OVERVIEW)
    assert entered(found)[:4] == [159, 57, 10, 2]
    assert round(found["summary"]["responseRate"]["value"], 9) == 0.358490566
    assert found["breakdown"]["total"] == found["summary"]["responseRate"]["value"]
    assert {each["keys"][0]: round(each["value"], 4) for each in found["breakdown"]["slices"]} == {
        "Indeed": 0.7333,
        "Company Website/Platform": 0.3976,
        "Glassdoor": 0.375,
        "Other Job Board": 0.3333,
        "LinkedIn": 0.25,
        "Cold Email": 0.12,
        "Job Bank": 0.0,
    }
    # Nothing has a day: it counts in ALL_TIME, and in no range of days, however wide.
    assert found["summary"]["medianDaysToResponse"] is None
    assert found["summary"]["responseRate"]["maturity"] is None
    wide = await who.ask(
        """{
            summary(range: {between: {from: "2020-01-01", until: "2029-01-01"}}) { totalApplications }
            year: summary(range: {period: YEAR}) { totalApplications }
            metrics(metrics: [APPLICATIONS, RESPONSES], range: {between: {from: "2024-01-01", until: "2026-01-01"}}) {
                total
            }
        }"""
    )
    assert (wide["summary"]["totalApplications"], wide["year"]["totalApplications"]) == (0, 0)
    assert [each["total"] for each in wide["metrics"]] == [0, 0]
    everything = await who.ask("{ metrics(metrics: [APPLICATIONS, RESPONSES], range: {period: ALL_TIME}) { total } }")
    assert [each["total"] for each in everything] == [159, 57]


async def test_nakuramino(service: Service) -> None:
    """116 applied, 18 rejected, 96 without a result, 1 offer, 1 ongoing; dates without a year, statuses misspelt."""
    path = log("nakuramino_applications2020.csv")
    who = await asker(service)
    totals = (await who.take(path))["totals"]
    assert (totals["created"], totals["skipped"], totals["rejected"]) == (116, 19, 0)
    found = await who.ask(OVERVIEW)
    assert found["summary"]["totalApplications"] == 116
    assert statuses(found)["REJECTED"] == 18
    assert statuses(found)["ACCEPTED"] == 1
    ongoing = statuses(found).get("INTERVIEWING", 0)
    assert ongoing == 1
    assert 116 - statuses(found)["REJECTED"] - statuses(found)["ACCEPTED"] - ongoing == 96
    assert found["summary"]["openApplications"] == 97
    assert (found["summary"]["offerRate"]["numerator"], found["summary"]["acceptanceRate"]["numerator"]) == (1, 1)
    # 114 have a day, all of them of 2019.
    year = await who.ask(
        '{ summary(range: {between: {from: "2019-01-01", until: "2020-01-01"}}) { totalApplications } }'
    )
    assert year["totalApplications"] == 114


async def test_timhanneman(service: Service) -> None:
    """177 rows: 114 ghosted, 49 + 2 rejected, 10 interviewing, 1 offer, 1 withdrawn; half of the answers by day 3."""
    path = log("timhanneman_merged.csv")
    who = await asker(service)
    assert (await who.take(path))["totals"]["created"] == 177
    found = await who.ask(OVERVIEW)
    assert statuses(found) == {"GHOSTED": 114, "REJECTED": 51, "INTERVIEWING": 10, "OFFERED": 1, "WITHDRAWN": 1}
    # Two were interviewed and then rejected: interviews, whatever they are now.
    assert entered(found) == [177, 64, 13, 1, 0]
    assert found["summary"]["range"]["from"] == "2021-11-13"
    curve = await who.ask("{ responseCurve { answered unanswered medianDays } }")
    assert (curve["answered"], curve["medianDays"]) == (64, 3)
    assert found["summary"]["medianDaysToResponse"] == 3
    sent = await who.ask(
        '{ metrics(metrics: [APPLICATIONS], range: {between: {from: "2021-11-13", until: "2023-02-26"}}) { total } }'
    )
    assert sent[0]["total"] == 177
    linkedin = await who.ask("{ breakdown(metric: APPLICATIONS, by: [SOURCE], first: 1) { slices { keys value } } }")
    assert linkedin["slices"] == [{"keys": ["LinkedIn"], "value": 105}]


async def test_linkedin_export(service: Service) -> None:
    """31 rows out of order, with their right days, as walls in the owner's zone showed them."""
    path = log("linkedin_job_applications_apk0703.csv")
    who = await asker(service, zone="America/New_York")
    assert (await who.take(path))["totals"]["created"] == 31
    page = await who.ask(
        "{ applications(first: 100, orderBy: OLDEST) { totalCount nodes { appliedAt source status } } }"
    )
    assert page["totalCount"] == 31
    moments = [node["appliedAt"] for node in page["nodes"]]
    assert (moments[0], moments[-1]) == ("2021-01-11T15:00:00+00:00", "2024-03-13T15:51:00+00:00")
    assert "2023-11-13T14:42:00+00:00" in moments
    assert {node["source"] for node in page["nodes"]} == {"LinkedIn"}
    assert {node["status"] for node in page["nodes"]} == {"APPLIED"}


FILES = [
    "jeanneferrer_job_applications_2025.csv",
    "nakuramino_applications2020.csv",
    "timhanneman_merged.csv",
    "linkedin_job_applications_apk0703.csv",
]


@pytest.mark.parametrize("name", FILES)
async def test_importing_again_changes_nothing(service: Service, name: str) -> None:
    path = log(name)
    who = await asker(service)
    dry = await who.take(path, dryRun=True)
    assert (await who.ask("{ applications { totalCount } }"))["totalCount"] == 0
    first = await who.take(path)
    assert (first["totals"], first["verdicts"], first["notes"]) == (dry["totals"], dry["verdicts"], dry["notes"])
    before = await who.ask(OVERVIEW)
    second = await who.take(path)
    assert second["totals"]["unchanged"] == first["totals"]["created"]
    assert (second["totals"]["created"], second["totals"]["updated"]) == (0, 0)
    assert await who.ask(OVERVIEW) == before


@pytest.mark.parametrize("name", FILES)
async def test_a_longer_log_adds_only_what_is_new(service: Service, name: str, tmp_path: Path) -> None:
    path = log(name)
    who = await asker(service)
    lines = path.read_bytes().splitlines(keepends=True)
    shorter = tmp_path / name
    # Rows of these logs may span lines: cut where the reader agrees that nothing is open.
    shorter.write_bytes(b"".join(lines[:20]))
    first = await who.take(shorter)
    assert first["totals"]["created"] > 0
    second = await who.take(path)
    alone = await asker(service)
    whole = await alone.take(path)
    totals = second["totals"]
    assert totals["created"] + totals["updated"] + totals["unchanged"] == whole["totals"]["created"]
    assert totals["created"] == whole["totals"]["created"] - first["totals"]["created"]
    ours, theirs = await who.ask(OVERVIEW), await alone.ask(OVERVIEW)
    assert ours == theirs


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"])
async def test_days_stay_the_days_written_whatever_the_zone(service: Service, zone: str) -> None:
    path = log("timhanneman_merged.csv")
    who = await asker(service, zone=zone)
    await who.take(path)
    found = await who.ask(
        """{
            summary { range { from } medianDaysToResponse }
            metrics(metrics: [APPLICATIONS, RESPONSES], range: {between: {from: "2021-11-13", until: "2022-02-01"}},
                    interval: MONTH) { points { value } total }
        }"""
    )
    assert found["summary"] == {"range": {"from": "2021-11-13"}, "medianDaysToResponse": 3}
    here = [[point["value"] for point in each["points"]] for each in found["metrics"]]
    berlin = await asker(service)
    await berlin.take(path)
    there = await berlin.ask(
        """{ metrics(metrics: [APPLICATIONS, RESPONSES], range: {between: {from: "2021-11-13", until: "2022-02-01"}},
                     interval: MONTH) { points { value } } }"""
    )
    assert here == [[point["value"] for point in each["points"]] for each in there]


async def command(*arguments: str, dsn: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", *arguments, cwd=ROOT, env={**os.environ, "DATABASE_URL": dsn},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_the_command_takes_the_same_file_in(alone: Service, dsn: str) -> None:
    path = log("jeanneferrer_job_applications_2025.csv")
    user = await person(alone.database)
    assert user.email is not None
    code, out, err = await command("import", str(path), "--user", user.subject, "--json", dsn=dsn)
    assert (code, err) == (0, "")
    assert Counter(json.loads(out)["totals"]) == Counter(
        rows=159, created=159, updated=0, unchanged=0, skipped=0, rejected=0
    )
    found = await alone.ask(OVERVIEW, token(user))
    assert entered(found)[:4] == [159, 57, 10, 2]
