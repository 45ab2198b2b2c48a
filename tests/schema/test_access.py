"""Nobody sees or changes what is somebody else's: every root field, every id, every role, by token and by key."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from domain.access import EVERYTHING as EVERY_SCOPE
from domain.access import Grant, Role, Scope, scopes_of
from domain.applications import Outcome, Stage
from domain.pushes import Address
from domain.users import User
from persistence.pushes import Pushes
from persistence.tables import metadata
from resolvers.alerting import evaluate
from resolvers.context import Context
from resolvers.nodes import encode
from tests.builders import (
    APPLIED,
    INTERVIEWING,
    OFFERED,
    REJECTED,
    SCREENING,
    application,
    dump,
    event,
    person,
    posting,
    utc,
)
from tests.conftest import database_named
from tests.journeys.service import Service, serving, token
from tests.resolvers import followed
from tests.resolvers.desk import Desk
from tests.schema.matrix import (
    CHANGES,
    DEPTHS,
    FOLLOWED,
    FOLLOWS,
    FOREIGN,
    MARKER,
    NEEDED,
    OPERATED,
    QUESTIONS,
    ROOTS,
    TABLES,
    Given,
    selection,
)


def test_every_root_field_is_in_the_matrix() -> None:
    assert set(QUESTIONS) == set(ROOTS)
    assert set(FOLLOWED) == set(FOLLOWS)
    assert set(FOREIGN) == CHANGES


def test_every_table_of_owners_is_in_the_matrix() -> None:
    without_ids = {
        "job_skills",
        "profile_skills",
        "events",
        "idempotency_keys",
        "inbox",
        "quarantine",
        "revisions",
        "pushes",
    }
    without_ids |= {"daily_user_metrics", "sessions", "active_users", "activity_spans"}
    nobodys = {"event_ids", "retired_months", "erasures", "platform_daily", "operation_hours", "job_market_trends"}
    without_ids |= nobodys & set(metadata.tables)
    assert set(metadata.tables) - without_ids == set(TABLES)


# Two people with a full life each.


@dataclass(slots=True)
class Two:
    """Ada asks; what is Bob's bears the marker."""

    service: Service
    ada: User
    bob: User
    own: str
    key: str = ""  # one of Ada's, made when it is first needed
    scoped: dict[str, str] = field(default_factory=dict)  # keys of Ada's by their one scope, made likewise

    async def ids(self, user: User) -> dict[str, list[str]]:
        """The ids of everything that is somebody's."""
        return {
            kind: [encode(kind, each["id"]) for each in rows]
            for kind, rows in ((TABLES[name], rows) for name, rows in (await self.rows(user)).items() if name in TABLES)
        }

    async def rows(self, user: User) -> dict[str, list[dict[str, Any]]]:
        """Every row that is somebody's."""
        told = {
            name: [json.loads(line) for line in lines] for name, lines in (await dump(self.service.database)).items()
        }
        jobs = {each["id"] for each in told["jobs"] if each["owner_id"] == user.id}
        return {
            name: [
                each
                for each in lines
                if (each["id"] if name == "users" else each.get("owner_id")) == user.id
                or (name == "job_skills" and each["job_id"] in jobs)
            ]
            for name, lines in told.items()
        }


async def lived(service: Service, user: User, mark: str, count: int) -> None:
    """A full life: applications with ledgers and corrections, saved jobs, goals, reports, keys, skills, events."""
    database, bearer = service.database, token(user)
    for number in range(count):
        ledger: list[tuple[Stage | Outcome, str]] = [(APPLIED, "2026-02-01"), (SCREENING, "2026-02-03")]
        ledger += [(INTERVIEWING, "2026-02-05"), (OFFERED if number % 2 else REJECTED, "2026-02-09")]
        made = await application(
            database, user, *ledger, company=f"{mark} {number}", title=mark, location=mark, industry=mark, source=mark,
            resume_version=mark, notes=mark, url=f"https://{mark}.example",
            skills=frozenset({"Python", f"{mark} weaving"}),
        )  # fmt: skip
        await event(database, user, "job_view", utc(2026, 2, 1), session=mark, properties={"job": mark})
    node = encode("Application", made.id)
    asked = "query ($id: ID!) { node(id: $id) { ... on Application { transitions { id } } } }"
    line = (await service.ask(asked, bearer, id=node))["transitions"][1]["id"]
    for mutation in (
        f'correctApplication(id: "{node}", input: {{transitionId: "{line}", retract: true}}) {{ errors {{ code }} }}',
        f'setSkills(input: {{skills: ["{mark} weaving", "SQL"]}}) {{ errors {{ code }} }}',
        # Not of a week: the rule that every account has would fire when it likes.
        f"setGoal(input: {{interval: MONTH, target: {count}}}) {{ errors {{ code }} }}",
        'generateReport(input: {kind: WEEKLY, on: "2026-02-03"}) { errors { code } }',
        f'createApiKey(input: {{name: "{mark}"}}) {{ errors {{ code }} }}',
        f'createAlertRule(input: {{name: "{mark}", metric: APPLICATIONS, interval: MONTH, condition: ABOVE, '
        f'threshold: 0, filter: {{companies: ["{mark} 0"]}}}}) {{ errors {{ code }} }}',
        f'saveDashboard(input: {{name: "{mark}", tiles: [{{title: "{mark}", metric: APPLICATIONS, dimension: COMPANY, '
        f'chart: BAR, column: 0, row: 0, width: 6, height: 4, filter: {{companies: ["{mark} 0"]}}}}]}}) '
        "{ errors { code } }",
        f'updateProfile(input: {{name: "{mark}"}}) {{ errors {{ code }} }}',
    ):
        answer = await service.ask(f"mutation {{ {mutation} }}", bearer)
        assert answer["errors"] == [], answer
    browser = Address(f"https://push.example/{mark}", b"point", b"secret")
    assert await Pushes(database, user).register(browser, most=1)
    context = Context(database, user, Grant(user.role, scopes_of(user.role)), utc(2026, 2, 10))
    assert await evaluate(context) == 1


@pytest.fixture(scope="module")
async def two(template: str) -> AsyncIterator[Two]:
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute("CREATE DATABASE access TEMPLATE template_main STRATEGY FILE_COPY")
    finally:
        await admin.close()
    async with serving(database_named(template, "access")) as service:
        database = service.database
        await posting(database, company="Public", title="Engineer", skills=frozenset({"SQL"}))
        ada, bob = await person(database, "ada"), await person(database, MARKER)
        await lived(service, ada, "adasown", 2)
        alone = await everything(service, token(ada))
        await lived(service, bob, MARKER, 5)
        assert await everything(service, token(ada)) == alone
        own = (await service.ask("{ applications { nodes { id } } }", token(ada)))["nodes"][0]["id"]
        yield Two(service, ada, bob, own)


CLOCKWORK = re.compile(r'"(freshness|expected|percentBehind|needsAttention)": ?(\{[^}]*\}|[^,}]+)')


async def everything(service: Service, bearer: str) -> dict[str, Any]:
    """All that can be asked without an id, but for what moves with the clock, or is kept for a while."""
    found = {}
    for name, arguments in QUESTIONS.items():
        for given in arguments:
            query = f"{{ {name}{given} {selection(ROOTS[name], DEPTHS.get(name, 4))} }}"
            answer = await service.answer(query, bearer)
            codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
            if name in NEEDED and codes == ["FORBIDDEN"]:
                continue
            assert codes == [], (query, answer["errors"])
            found[name + given] = json.loads(CLOCKWORK.sub(r'"\1": 0', json.dumps(answer["data"])))
    return found


async def keyed(two: Two, user: User, *scopes: str) -> tuple[str, str]:
    """(secret, id) of a new key."""
    created = (
        await two.service.ask(
            'mutation ($scopes: [Scope!]) { createApiKey(input: {name: "k", scopes: $scopes}) '
            "{ created { secret apiKey { id } } errors { code } } }",
            token(user),
            scopes=list(scopes) or None,
        )
    )["created"]
    return created["secret"], created["apiKey"]["id"]


async def scoped(two: Two, scope: str) -> str:
    """A key of Ada's that may do one thing alone."""
    if scope not in two.scoped:
        two.scoped[scope], _ = await keyed(two, two.ada, scope)
    return two.scoped[scope]


WAYS = ["MEMBER", "ANALYST", "OPERATOR", "key"]


async def bearer(two: Two, way: str) -> str:
    if way != "key":
        return token(two.ada, role=Role(way))
    two.key = two.key or (await keyed(two, two.ada))[0]
    return two.key


@pytest.mark.parametrize("way", WAYS)
async def test_no_question_is_answered_with_what_is_another_s(two: Two, way: str) -> None:
    asking = await bearer(two, way)
    found = json.dumps([*(await everything(two.service, asking)).values()])
    assert "adasown" in found
    assert MARKER not in found
    for nodes in (await two.ids(two.bob)).values():
        for node in nodes:
            assert f'"{node}"' not in found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NEEDED)
async def test_what_needs_a_role_is_answered_to_nobody_below_it(two: Two, name: str, way: str) -> None:
    roles = [*Role]
    is_allowed = way != "key" and roles.index(Role(way)) >= roles.index(NEEDED[name])
    asking = await bearer(two, way)
    for given in QUESTIONS[name]:
        answer = await two.service.answer(f"{{ {name}{given} {selection(ROOTS[name])} }}", asking)
        codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
        assert (codes, answer["data"] is None) == (([], False) if is_allowed else (["FORBIDDEN"], True))


def desk(two: Two, user: User, role: Role = Role.MEMBER, scopes: frozenset[Scope] = EVERY_SCOPE) -> Desk:
    return Desk(two.service.database, replace(user, role=role), datetime.now(UTC), scopes)


async def following(two: Two, user: User, given: str) -> str:
    """The arguments, with an id of this user's where one has to be given."""
    return given.replace("$Report", (await two.ids(user))["Report"][0]) if "$" in given else given


def _follow(name: str, given: str, depth: int = 5) -> str:
    return f"subscription {{ {name}{given} {selection(FOLLOWS[name], depth)} }}"


async def every_state(two: Two, asking: Desk) -> str:
    """All that can be followed, as it is now."""
    is_member = asking.user.role is Role.MEMBER
    found = [
        await followed.now(asking, _follow(name, await following(two, asking.user, given)))
        for name, arguments in FOLLOWED.items()
        for given in arguments
        if not (name == "platformChanged" and is_member)
    ]
    return json.dumps(found)


@pytest.mark.parametrize("role", Role)
async def test_nobody_follows_what_is_another_s(two: Two, role: Role) -> None:
    found = await every_state(two, desk(two, two.ada, role))
    assert "adasown" in found
    assert MARKER not in found
    for nodes in (await two.ids(two.bob)).values():
        for node in nodes:
            assert f'"{node}"' not in found
    theirs = await every_state(two, desk(two, two.bob, role))
    assert theirs.count(MARKER) > 50
    assert "adasown" not in theirs


@pytest.mark.parametrize("name", FOLLOWED)
async def test_who_may_follow_is_who_may_ask(two: Two, name: str) -> None:
    needed = NEEDED.get(name.removesuffix("Changed"), Role.MEMBER)
    query = _follow(name, await following(two, two.ada, FOLLOWED[name][0]))
    for role in Role:
        for scope in Scope:
            asking = desk(two, two.ada, role, frozenset({scope}))
            if scope is Scope.READ and [*Role].index(role) >= [*Role].index(needed):
                assert await followed.now(asking, query)
            else:
                error = await followed.failure(asking, query)
                assert (error.extensions or {})["code"] == "FORBIDDEN", (role, scope)


async def test_the_other_sees_what_is_theirs(two: Two) -> None:
    """The matrix would find the marker if it were there."""
    found = json.dumps([*(await everything(two.service, token(two.bob))).values()])
    assert found.count(MARKER) > 100
    assert "adasown" not in found


@pytest.mark.parametrize("way", WAYS)
async def test_no_id_of_another_s_leads_anywhere(two: Two, way: str) -> None:
    asking, ids = await bearer(two, way), await two.ids(two.bob)
    assert {kind: bool(nodes) for kind, nodes in ids.items()} == dict.fromkeys(TABLES.values(), True)
    node = selection(ROOTS["node"])
    for nodes in ids.values():
        for each in nodes:
            assert await two.service.ask(f"query ($id: ID!) {{ node(id: $id) {node} }}", asking, id=each) is None
    for kind, nodes in (await two.ids(two.ada)).items():
        found = await two.service.ask("query ($id: ID!) { node(id: $id) { id } }", asking, id=nodes[0])
        assert found == (None if kind in ("Transition", "ApiKey") else {"id": nodes[0]})


@pytest.mark.parametrize("way", WAYS)
async def test_no_cursor_of_another_s_list_leads_into_it(two: Two, way: str) -> None:
    asking = await bearer(two, way)
    for name, arguments in (("applications", "orderBy: OLDEST, "), ("jobs", ""), ("reports", "")):
        edges = "edges { cursor node { id } }"
        page = f"query ($after: String) {{ {name}({arguments}first: 20, after: $after) {{ {edges} }} }}"
        for edge in (await two.service.ask(page, token(two.bob)))["edges"]:
            found = await two.service.answer(page, asking, after=edge["cursor"])
            assert MARKER not in json.dumps(found)
            ids = {each["node"]["id"] for each in found["data"][name]["edges"]}
            theirs = await two.ids(two.bob)
            assert not ids & {each for nodes in theirs.values() for each in nodes}


def filled(given: Any, ids: dict[str, str]) -> Any:
    """The arguments with ids in the places of `$Kind`."""
    if isinstance(given, dict):
        return {name: filled(value, ids) for name, value in given.items()}
    return ids[given[1:]] if isinstance(given, str) and given.startswith("$") else given


def document(name: str, given: Given) -> str:
    kind = f"{name[0].upper()}{name[1:]}Input"
    declared = {"id": "ID!", "input": f"{kind}!"}
    taken = ", ".join(f"${argument}: {declared[argument]}" for argument in given)
    passed = ", ".join(f"{argument}: ${argument}" for argument in given)
    return f"mutation ({taken}) {{ {name}({passed}) {{ errors {{ code path }} }} }}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FOREIGN)
async def test_no_mutation_touches_what_is_another_s(two: Two, name: str, way: str) -> None:
    asking = await bearer(two, way)
    ids = {kind: nodes[0] for kind, nodes in (await two.ids(two.bob)).items()} | {"own": two.own}
    theirs, ours = await two.rows(two.bob), await two.rows(two.ada)
    for given, is_refused in FOREIGN[name]:
        answer = await two.service.answer(document(name, given), asking, **filled(given, ids))
        if name in OPERATED and way != "OPERATOR":
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
            continue
        codes = [error["code"] for error in answer["data"][name]["errors"]]
        assert codes == (["NOT_FOUND"] if is_refused is True else [is_refused] if is_refused else []), answer
        if is_refused:
            assert await two.rows(two.ada) == ours
    assert await two.rows(two.bob) == theirs


async def test_equal_openings_of_two_people_are_two_jobs(two: Two) -> None:
    """Recording what another has recorded too finds nothing of theirs."""
    query = (
        "mutation ($input: RecordApplicationInput!) { recordApplication(input: $input) "
        "{ application { job { id url salary { period } skills { name } company { id industry } } } errors { code } } }"
    )
    given = {"job": {"title": MARKER, "company": f"{MARKER} 0", "location": MARKER, "url": f"https://{MARKER}.example"}}
    made = (await two.service.ask(query, token(two.ada), input=given))["application"]["job"]
    theirs = await two.ids(two.bob)
    assert made["id"] not in theirs["Job"]
    assert made["company"]["id"] not in theirs["Company"]
    assert (made["company"]["industry"], made["skills"]) == (None, [])


# Keys.


@pytest.mark.parametrize("name", FOREIGN)
async def test_a_key_that_may_only_read_changes_nothing(two: Two, name: str) -> None:
    secret = await scoped(two, "READ")
    before = await dump(two.service.database)
    ids = {kind: nodes[0] for kind, nodes in (await two.ids(two.ada)).items()} | {"own": two.own}
    for given, _ in FOREIGN[name]:
        answer = await two.service.answer(document(name, given), secret, **filled(given, ids))
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
        assert answer.get("data") is None
    assert await dump(two.service.database) == before


@pytest.mark.parametrize("name", [name for name, arguments in QUESTIONS.items() if arguments])
async def test_a_key_that_may_only_write_is_told_nothing(two: Two, name: str) -> None:
    secret = await scoped(two, "WRITE")
    query = f"{{ {name}{QUESTIONS[name][0]} {selection(ROOTS[name], DEPTHS.get(name, 4))} }}"
    answer = await two.service.answer(query, secret)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert "adasown" not in json.dumps(answer)


async def test_a_key_revoked_opens_nothing(two: Two) -> None:
    secret, key = await keyed(two, two.ada)
    assert (await two.service.post("{ viewer { id } }", secret)).status_code == 200
    await two.service.ask(f'mutation {{ revokeApiKey(id: "{key}") {{ errors {{ code }} }} }}', token(two.ada))
    refused = await two.service.post("{ viewer { id } }", secret)
    assert refused.status_code == 401
    assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "data" not in refused.json()
    # Not even by its neighbour's spelling.
    assert (await two.service.post("{ viewer { id } }", secret[:-1])).status_code == 401
    assert (await two.service.post("{ viewer { id } }", secret.upper())).status_code == 401


async def test_secrets_are_stored_as_hashes_alone(two: Two) -> None:
    secret, _ = await keyed(two, two.ada)
    rows = json.dumps(await dump(two.service.database))
    assert secret not in rows
    assert secret[4:] not in rows
