"""A link to a dashboard shows that dashboard to whoever holds it, and nothing else, by no way in."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import asyncpg
import pytest

from domain.keys import LINK_PREFIX, fingerprint
from domain.users import User
from persistence.links import behind_link
from resolvers.nodes import encode
from server.auth import LOOKS_A_MINUTE, Authenticator
from server.problems import Problem
from tests.builders import APPLIED, INTERVIEWING, application, dump, person
from tests.conftest import database_named
from tests.journeys.service import SECRET, Service, serving, token
from tests.schema.matrix import DEPTHS, FOLLOWED, FOLLOWS, FOREIGN, QUESTIONS, ROOTS, selection

MARKER = "zqlmarker"
SHARED = f"{{ sharedDashboard {selection(ROOTS['sharedDashboard'], 6)} }}"
SAVE = """
    mutation ($id: ID, $input: SaveDashboardInput!) {
        saveDashboard(id: $id, input: $input) { dashboard { id updatedAt } errors { message } }
    }
"""
SHARE = """
    mutation ($id: ID!, $input: ShareDashboardInput) {
        shareDashboard(id: $id, input: $input) {
            link { token dashboard { id name isShared shareExpiresAt updatedAt } } errors { code path }
        }
    }
"""
UNSHARE = """
    mutation ($id: ID!) { unshareDashboard(id: $id) { dashboard { isShared shareExpiresAt } errors { code path } } }
"""
ONE = "query ($id: ID) { dashboard(id: $id) { isShared shareExpiresAt isDefault updatedAt } }"


def tile(column: int, **others: Any) -> dict[str, Any]:
    return {"metric": "APPLICATIONS", "chart": "BAR", "column": column, "row": 0, "width": 3, "height": 2, **others}


PAGE = {
    "name": "For my coach",
    "range": {"period": "ALL_TIME"},
    "tiles": [
        tile(0, filter={"companies": [f"{MARKER} Works"]}),
        tile(3, dimension="SOURCE"),
        tile(6, metric="RESPONSE_RATE", chart="NUMBER", title="Answers"),
    ],
}


@pytest.fixture(scope="module")
async def service(template: str) -> AsyncIterator[Service]:
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute("CREATE DATABASE links TEMPLATE template_main STRATEGY FILE_COPY")
    finally:
        await admin.close()
    async with serving(database_named(template, "links")) as opened:
        yield opened


@pytest.fixture
async def owner(service: Service) -> User:
    """Somebody with two applications."""
    made = await person(service.database, MARKER)
    for source in ("LinkedIn", "Referral"):
        ledger = [(APPLIED, "2026-02-01"), (INTERVIEWING, "2026-02-05")]
        await application(
            service.database, made, *ledger, company=f"{MARKER} Works", title=MARKER, source=source, notes=MARKER
        )  # fmt: skip
    return made


async def saved(service: Service, owner: User) -> str:
    found = await service.ask(SAVE, token(owner), input=PAGE)
    return str(found["dashboard"]["id"])


async def shared(service: Service, owner: User, dashboard: str, **given: Any) -> str:
    found = await service.ask(SHARE, token(owner), id=dashboard, input=given or None)
    assert found["errors"] == []
    return str(found["link"]["token"])


async def refused(service: Service, link: str) -> bool:
    """Whether it opens nothing, as something that never was a link does."""
    found, never = await service.post(SHARED, link), await service.post(SHARED, f"{LINK_PREFIX}{'x' * 43}")
    assert never.status_code == 401
    if found.status_code != 401:
        return False
    told = [each.json()["errors"][0] for each in (found, never)]
    assert [each["extensions"].pop("requestId") for each in told] != []
    assert told[0] == told[1]
    return True


async def test_whoever_holds_the_link_sees_the_dashboard_and_no_more_of_its_owner(
    service: Service, owner: User
) -> None:
    link = await shared(service, owner, await saved(service, owner))
    found = await service.ask(SHARED, link)
    assert (found["name"], found["range"]["period"], found["shareExpiresAt"]) == ("For my coach", "ALL_TIME", None)
    narrowed, sources, rate = found["tiles"]
    assert [each["isNarrowed"] for each in found["tiles"]] == [True, False, False]
    assert narrowed["series"]["total"] == 2
    assert [each["keys"] for each in sources["breakdown"]["slices"]] == [["LinkedIn"], ["Referral"]]
    assert (rate["title"], rate["series"]["rate"]["numerator"]) == ("Answers", 2)
    assert MARKER not in json.dumps(found)
    assert MARKER.lower() not in json.dumps(found).lower()


async def test_companies_are_named_where_the_owner_splits_by_them(service: Service, owner: User) -> None:
    dashboard = await saved(service, owner)
    link = await shared(service, owner, dashboard)
    by_company = PAGE | {"tiles": [tile(0, dimension="COMPANY")]}
    await service.ask(SAVE, token(owner), id=dashboard, input=by_company)
    found = await service.ask(SHARED, link)
    assert found["tiles"][0]["breakdown"]["slices"][0]["keys"] == [f"{MARKER} Works"]


async def test_no_other_question_is_answered_to_a_link(service: Service, owner: User) -> None:
    link = await shared(service, owner, await saved(service, owner))
    before = await dump(service.database)
    asked = [(name, arguments[0] if arguments else "") for name, arguments in QUESTIONS.items()]
    for name, given in asked:
        if name == "sharedDashboard":
            continue
        given = given or f'(id: "{encode("User", owner.id)}")' * (name == "node")
        answer = await service.answer(f"{{ {name}{given} {selection(ROOTS[name], DEPTHS.get(name, 4))} }}", link)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"], name
        assert answer.get("data") in (None, {"node": None})
        assert MARKER not in json.dumps(answer)
    own = {"id": encode("Dashboard", 1)}
    for name, entries in FOREIGN.items():
        filled = {key: own["id"] if key == "id" else value for key, value in entries[0][0].items()}
        kind = f"{name[0].upper()}{name[1:]}Input"
        declared = {"id": "ID!", "input": f"{kind}!"}
        taken = ", ".join(f"${each}: {declared[each]}" for each in filled)
        passed = ", ".join(f"{each}: ${each}" for each in filled)
        query = f"mutation ({taken}) {{ {name}({passed}) {{ errors {{ code }} }} }}"
        answer = await service.answer(query, link, **filled)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"], name
    assert await dump(service.database) == before


async def test_a_link_is_no_credential_for_anything_else(service: Service, owner: User) -> None:
    link = await shared(service, owner, await saved(service, owner))
    events = {"events": [{"name": "job_view", "occurredAt": "2026-02-01T12:00:00Z"}]}
    headers = {"authorization": f"Bearer {link}"}
    assert (await service.client.post("/collect", json=events, headers=headers)).status_code == 401
    stream = headers | {"accept": "text/event-stream"}
    for name, arguments in FOLLOWED.items():
        query = f"subscription {{ {name}{arguments[0]} {selection(FOLLOWS[name], 2)} }}"
        found = await service.client.post("/graphql", json={"query": query}, headers=stream)
        assert "UNAUTHENTICATED" in found.text, name
        assert MARKER not in found.text
    keyed = headers | {"idempotency-key": "k"}
    query = "mutation { setSkills(input: {skills: []}) { errors { code } } }"
    assert (await service.client.post("/graphql", json={"query": query}, headers=keyed)).status_code == 403


async def test_who_has_no_link_is_not_answered_to(service: Service, owner: User) -> None:
    answer = await service.answer(SHARED, token(owner))
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_a_link_works_until_it_is_taken_back(service: Service, owner: User) -> None:
    dashboard = await saved(service, owner)
    first = await shared(service, owner, dashboard)
    assert await service.ask(ONE, token(owner), id=dashboard) == {
        "isShared": True, "shareExpiresAt": None, "isDefault": False,
        "updatedAt": (await service.ask(ONE, token(owner), id=dashboard))["updatedAt"],
    }  # fmt: skip
    second = await shared(service, owner, dashboard)
    assert await refused(service, first)
    assert not await refused(service, second)
    found = await service.ask(UNSHARE, token(owner), id=dashboard)
    assert found == {"dashboard": {"isShared": False, "shareExpiresAt": None}, "errors": []}
    assert await refused(service, second)
    third = await shared(service, owner, dashboard)
    await service.ask(
        "mutation ($id: ID!) { removeDashboard(id: $id) { errors { code } } }", token(owner), id=dashboard
    )
    assert await refused(service, third)


async def test_a_link_works_until_it_ends(service: Service, owner: User) -> None:
    dashboard = await saved(service, owner)
    ends = datetime.now(UTC) + timedelta(hours=1)
    link = await shared(service, owner, dashboard, expiresAt=ends.isoformat())
    assert (await service.ask(SHARED, link))["shareExpiresAt"] == ends.isoformat()
    digest = fingerprint(link)
    found = await behind_link(service.database, digest, now=ends - timedelta(seconds=1))
    assert found is not None
    assert found[0].id == owner.id
    assert await behind_link(service.database, digest, now=ends) is None
    soon = datetime.now(UTC) + timedelta(seconds=1)
    short = await shared(service, owner, dashboard, expiresAt=soon.isoformat())
    while not await refused(service, short):
        await asyncio.sleep(0.1)
    assert datetime.now(UTC) >= soon
    assert (await service.ask(ONE, token(owner), id=dashboard))["isShared"] is False


@pytest.mark.parametrize("ends", ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "2099-01-01T00:00:00"])
async def test_a_link_ends_at_a_moment_that_comes(service: Service, owner: User, ends: str) -> None:
    dashboard = await saved(service, owner)
    found = await service.ask(SHARE, token(owner), id=dashboard, input={"expiresAt": ends})
    assert found == {"link": None, "errors": [{"code": "INVALID_INPUT", "path": ["input", "expiresAt"]}]}


async def test_the_default_dashboard_is_kept_once_it_is_shared(service: Service, owner: User) -> None:
    default = (await service.ask("{ dashboards { id tiles { id } } }", token(owner)))[0]
    assert (await service.ask(UNSHARE, token(owner), id=default["id"]))["errors"] == []
    link = await shared(service, owner, default["id"])
    found = await service.ask(SHARED, link)
    assert [each["id"] for each in found["tiles"]] == [each["id"] for each in default["tiles"]]
    assert (await service.ask(ONE, token(owner)))["updatedAt"] is not None


async def test_sharing_is_no_change_that_another_window_has_to_see(service: Service, owner: User) -> None:
    made = (await service.ask(SAVE, token(owner), input=PAGE))["dashboard"]
    await shared(service, owner, made["id"])
    again = PAGE | {"expectedUpdatedAt": made["updatedAt"]}
    assert (await service.ask(SAVE, token(owner), id=made["id"], input=again))["errors"] == []


async def test_the_secret_is_kept_as_a_hash_alone(service: Service, owner: User) -> None:
    link = await shared(service, owner, await saved(service, owner))
    assert link.startswith(LINK_PREFIX)
    assert len(link) == len(LINK_PREFIX) + 43
    assert link not in json.dumps(await dump(service.database))


async def test_too_many_looks_through_one_link_have_to_wait(service: Service, owner: User) -> None:
    links = [await shared(service, owner, await saved(service, owner)) for _ in range(2)]
    crowded, other = (f"Bearer {link}" for link in links)
    authenticator = Authenticator(service.database, secret=SECRET, jwks=None, audience=None)
    # A full bucket lets them all through, and then owes more than an hour of looks.
    authenticator.looks.take(fingerprint(links[0]).hex(), 10_000, per_minute=LOOKS_A_MINUTE, now=monotonic())
    with pytest.raises(Problem) as refusal:
        await authenticator.identify_visitor(crowded)
    assert (refusal.value.status, refusal.value.code) == (429, "RATE_LIMITED")
    assert int(refusal.value.headers["retry-after"]) > 60
    assert (await authenticator.identify_visitor(other)).grant.scopes == frozenset()


async def test_an_erased_owner_is_shared_with_nobody(service: Service, owner: User) -> None:
    link = await shared(service, owner, await saved(service, owner))
    confirm = "mutation ($input: EraseMyDataInput!) { eraseMyData(input: $input) { erasure { removed { kind } } } }"
    erased = await service.ask(confirm, token(owner), input={"confirm": owner.email})
    assert {"kind": "dashboards"} in erased["erasure"]["removed"]
    assert await refused(service, link)
