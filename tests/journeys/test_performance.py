"""Operators see how the system fares, from what every process has written down; a part that fails is null alone."""

import asyncio
import json
import random
from typing import Any

import httpx
from sqlalchemy import text

from domain.access import Role
from persistence.database import Session, Statement
from realtime.system import MOST_LABELS
from tests.builders import person
from tests.journeys.service import SECRET, Service, serving, token
from tests.patience import PATIENCE

MEASURED = "count failures errorRate { value numerator denominator } perSecond p50Milliseconds p95Milliseconds"
ASKED = f"""
{{
  performance(range: {{period: DAY}}) {{
    range {{ from until }}
    requests {{
      {MEASURED} interval freshness {{ source lagSeconds }}
      operations {{ operation {MEASURED} }}
      points {{ startAt isPartial {MEASURED} }}
    }}
    faults {{ kinds {{ fingerprint kind code count lastAt }} }}
    database {{
      connectionsOpen connectionsIdle statements
      activity {{ connections transactions meanTransactionMilliseconds bufferHitRate bytes }}
      tables {{ name rows bytes growthBytes grownSinceAt }}
      indexes {{ name table bytes scans }}
    }}
    ingestion {{
      inboxEvents inboxOldestSeconds acceptedPerSecond quarantined
      verdicts {{ verdict reason count }} worked {{ batches events eventsPerSecond }}
    }}
    cache {{ hits misses hitRate missRate hitMilliseconds missMilliseconds families {{ family hits misses }} }}
    jobs {{ tasks {{ task queued running succeeded failed retries lastSucceededAt meanSeconds }} }}
    health {{ checks {{ name isHealthy milliseconds checkedAt healthy unhealthy }} }}
  }}
}}
"""
STORED = Statement(
    text("SELECT properties::text FROM events WHERE owner_id IS NULL UNION ALL SELECT properties FROM inbox")
)
SECONDS = "ANALYTICS_METRICS_INTERVAL_SECONDS"


async def operator(service: Service) -> str:
    return token(await person(service.database, "olga", role=Role.OPERATOR))


async def seen(service: Service, asking: str, is_enough: Any) -> Any:
    """The answer, once it holds what is waited for."""
    async with asyncio.timeout(PATIENCE):
        while not is_enough(found := await service.ask(ASKED, asking)):
            await asyncio.sleep(0.05)
    return found


async def test_what_happens_is_seen_with_all_its_parts(dsn: str) -> None:
    settings: dict[str, Any] = {"analytics_metrics_interval_seconds": 0.05, "analytics_cache_ttl_minutes": 0.05}
    async with serving(dsn, with_worker=True, **settings) as service:
        ada, asking = await person(service.database), await operator(service)
        for _ in range(5):
            await service.ask("query Anything { s: summary { totalApplications } }", token(ada))
        await service.post("{ reports { nodes { id } } node(id: 7) { id } nope }", token(ada))
        headers = {"authorization": f"Bearer {token(ada)}"}
        event = {"id": "00000000-0000-4000-8000-000000000001", "name": "job_view", "occurredAt": "2020-01-01T00:00:00Z"}
        await service.client.post("/collect", json={"events": [event]}, headers=headers)

        def is_enough(found: Any) -> bool:
            operations = {each["operation"]: each["count"] for each in found["requests"]["operations"]}
            return (
                operations.get("summary") == 5
                and "POST /collect" in operations
                and found["ingestion"]["quarantined"] == 1
                and {each["verdict"] for each in found["ingestion"]["verdicts"]} == {"quarantined"}
                and found["cache"]["misses"] >= 1
                and any(each["lastSucceededAt"] for each in found["jobs"]["tasks"])
                and any(each["growthBytes"] is not None for each in found["database"]["tables"])
            )

        found = await seen(service, asking, is_enough)
        requests = found["requests"]
        assert requests["count"] == sum(each["count"] for each in requests["operations"])
        assert requests["count"] == sum(each["count"] for each in requests["points"])
        assert requests["interval"] == "HOUR"
        assert len(requests["points"]) == 24
        summary = next(each for each in requests["operations"] if each["operation"] == "summary")
        assert summary["errorRate"] == {"value": 0.0, "numerator": 0, "denominator": 5}
        assert 0 < summary["p50Milliseconds"] <= summary["p95Milliseconds"] < 5_000
        assert requests["freshness"]["source"] in ("ROLL_UP", "CACHE")
        assert found["faults"] == {"kinds": []}
        assert found["ingestion"]["worked"]["events"] > 0
        families = {each["family"]: each["hits"] + each["misses"] for each in found["cache"]["families"]}
        assert families["summary"] == 5
        assert set(families) <= {"summary", "performance"}
        assert {"events", "inbox", "applications"} <= {each["name"] for each in found["database"]["tables"]}


async def test_a_part_that_fails_is_null_and_the_others_are_told(dsn: str) -> None:
    async with serving(dsn) as service:
        asking = await operator(service)

        async def lose(session: Session) -> None:
            await session.script("ALTER TABLE operation_hours RENAME COLUMN bucket TO pail")

        await service.database.write(lose)
        answer = await service.answer(ASKED, asking)
        assert [(each["path"], each["extensions"]["code"]) for each in answer["errors"]] == [
            (["performance", "requests"], "INTERNAL")
        ]
        parts = answer["data"]["performance"]
        assert {name for name, part in parts.items() if part is None} == {"requests"}
        assert "pail" not in json.dumps(answer)


async def test_faults_of_ours_are_told_by_place_and_never_by_word(dsn: str) -> None:
    settings: dict[str, Any] = {"analytics_metrics_interval_seconds": 0.05, "analytics_cache_ttl_minutes": 0}
    async with serving(dsn, with_worker=True, **settings) as service:
        ada, asking = await person(service.database), await operator(service)

        async def lose(session: Session) -> None:
            await session.script("ALTER TABLE goals RENAME COLUMN target TO aim")

        await service.database.write(lose)
        for _ in range(3):
            await service.post("{ goals { target } }", token(ada))
        found = await seen(service, asking, lambda each: sum(kind["count"] for kind in each["faults"]["kinds"]) == 3)
        (fault,) = found["faults"]["kinds"]
        assert (fault["code"], fault["kind"]) == ("INTERNAL", "asyncpg.exceptions.UndefinedColumnError")
        goals = next(each for each in found["requests"]["operations"] if each["operation"] == "goals")
        assert goals["errorRate"] == {"value": 1.0, "numerator": 3, "denominator": 3}
        written = json.dumps([row[0] for row in await service.database.fetch(STORED)])
        assert "target" not in written
        assert ada.subject not in written


ROOTS = ("viewer { id }", "summary { totalApplications }", "goals { target }", "funnel { steps { entered } }")


async def test_names_of_operations_make_few_series_and_tell_nothing(dsn: str) -> None:
    async with serving(dsn, analytics_metrics_interval_seconds=3_600) as service:
        ada, asking = await person(service.database), await operator(service)
        chance = random.Random(7)
        limit = asyncio.Semaphore(16)

        async def one(number: int) -> httpx.Response:
            name = f"Secret{number}x{chance.getrandbits(64):x}"
            roots = " ".join(
                f"a{number}{place}: {root}" for place, root in enumerate(chance.sample(ROOTS, 1 + number % 2))
            )
            async with limit:
                return await service.post(f"query {name} {{ {roots} }}", token(ada))

        answers = await asyncio.gather(*(one(number) for number in range(300)))
        assert {each.status_code for each in answers} == {200}
        shown = (await service.client.get("/metrics")).text
        series = [line for line in shown.splitlines() if line and not line.startswith("#")]
        assert len(series) < 2_000
        assert "Secret" not in shown
        assert asking is not None
    # The last words of the process are written when it stops.
    async with serving(dsn) as service:
        written = [row[0] for row in await service.database.fetch(STORED)]
        operations = {json.loads(each).get("operation") for each in written} - {None}
        assert 0 < len(operations) <= MOST_LABELS["operation"]
        assert "Secret" not in json.dumps(written)
        assert SECRET not in json.dumps(written)
