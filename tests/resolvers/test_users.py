"""The viewer: settings, keys, and what is refused."""

from typing import Any

import pytest

from domain.access import Scope
from tests.resolvers.conftest import Somebody
from tests.resolvers.desk import Desk

VIEWER = (
    "{ viewer { id email name role timeZone weekStart ghostedAfterDays apiKeys { id name prefix scopes revokedAt } } }"
)
UPDATE = """
    mutation ($input: UpdateProfileInput!) {
        updateProfile(input: $input) {
            viewer { name timeZone weekStart ghostedAfterDays } errors { code path message }
        }
    }
"""
CREATE = """
    mutation ($input: CreateApiKeyInput!) {
        createApiKey(input: $input) {
            created { secret apiKey { id name prefix scopes createdAt revokedAt } } errors { code path message }
        }
    }
"""
REVOKE = "mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { id revokedAt } errors { code path message } } }"


async def test_settings_change_one_by_one(somebody: Somebody) -> None:
    desk = await somebody(zone="Europe/Berlin")
    found = await desk.ask(VIEWER)
    assert (found["timeZone"], found["weekStart"], found["ghostedAfterDays"]) == ("Europe/Berlin", 1, 30)
    changed = await desk.do(UPDATE, input={"weekStart": 7, "name": " Ada "})
    assert changed == {"name": "Ada", "timeZone": "Europe/Berlin", "weekStart": 7, "ghostedAfterDays": 30}
    changed = await desk.do(UPDATE, input={"timeZone": "Asia/Kathmandu", "ghostedAfterDays": 45, "name": None})
    assert changed == {"name": "Ada", "timeZone": "Asia/Kathmandu", "weekStart": 7, "ghostedAfterDays": 45}
    assert await desk.do(UPDATE, input={}) == changed


@pytest.mark.parametrize(
    ("given", "path", "word"),
    [
        ({"weekStart": 0}, ["input", "weekStart"], "`weekStart` is 0"),
        ({"weekStart": 8}, ["input", "weekStart"], "8"),
        ({"ghostedAfterDays": 0}, ["input", "ghostedAfterDays"], "1 to 365"),
        ({"ghostedAfterDays": 366}, ["input", "ghostedAfterDays"], "366"),
        ({"name": "a\u0000"}, ["input", "name"], "not text"),
        ({"name": "a" * 101}, ["input", "name"], "101"),
    ],
)
async def test_settings_out_of_reach_are_refused(
    somebody: Somebody, given: dict[str, Any], path: list[str], word: str
) -> None:
    desk = await somebody()
    found = await desk.refusal(UPDATE, input=given)
    assert found[:2] == ("INVALID_INPUT", path)
    assert word in found[2]


@pytest.mark.parametrize(
    "zone", ["", "Nowhere/Land", "localtime", "../etc/passwd", "UTC\u0000", "europe/berlin", "+02:00"]
)
async def test_absurd_zones_are_refused_at_the_door(somebody: Somebody, zone: str) -> None:
    desk = await somebody()
    answer = await desk.answer(UPDATE, input={"timeZone": zone})
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "time zone" in error["message"]
    assert (await desk.ask(VIEWER))["timeZone"] == "UTC"


# Keys.


async def test_a_key_shows_its_secret_once(somebody: Somebody) -> None:
    desk = await somebody()
    made = await desk.do(CREATE, input={"name": " tracker "})
    secret, key = made["secret"], made["apiKey"]
    assert secret.startswith("cca_")
    assert len(secret) > 40
    assert (key["name"], key["scopes"], key["revokedAt"]) == ("tracker", ["READ", "WRITE"], None)
    assert key["prefix"] == secret[: len(key["prefix"])]
    assert len(key["prefix"]) <= 8
    (shown,) = (await desk.ask(VIEWER))["apiKeys"]
    assert secret not in str(shown)
    revoked = await desk.do(REVOKE, id=key["id"])
    assert revoked["revokedAt"] is not None
    assert await desk.do(REVOKE, id=key["id"]) == revoked


async def test_no_key_may_do_more_than_who_makes_it(somebody: Somebody) -> None:
    desk = await somebody()
    weak = Desk(desk.database, desk.user, desk.now, frozenset({Scope.WRITE}))
    code, path, message = await weak.refusal(CREATE, input={"name": "stronger", "scopes": ["READ", "WRITE"]})
    assert (code, path) == ("FORBIDDEN", ["input", "scopes"])
    assert "more than itself" in message
    made = await weak.do(CREATE, input={"name": "as strong"})
    assert made["apiKey"]["scopes"] == ["WRITE"]


async def test_fifty_keys_may_work_at_once_and_revoked_ones_make_room(somebody: Somebody) -> None:
    desk = await somebody()
    made = [await desk.do(CREATE, input={"name": f"key {number}"}) for number in range(50)]
    code, _, message = await desk.refusal(CREATE, input={"name": "one more"})
    assert code == "CONFLICT"
    assert "revokeApiKey" in message
    await desk.do(REVOKE, id=made[0]["apiKey"]["id"])
    await desk.do(CREATE, input={"name": "one more"})


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": "  "}, ["input", "name"]),
        ({"name": "x" * 101}, ["input", "name"]),
        ({"name": "\u0000"}, ["input", "name"]),
        ({"name": "x", "scopes": []}, ["input", "scopes"]),
    ],
)
async def test_keys_without_name_or_power_are_refused(
    somebody: Somebody, given: dict[str, Any], path: list[str]
) -> None:
    desk = await somebody()
    found = await desk.refusal(CREATE, input=given)
    assert found[:2] == ("INVALID_INPUT", path)
    assert (await desk.ask(VIEWER))["apiKeys"] == []


async def test_a_key_that_reads_cannot_change_and_one_that_writes_cannot_ask(somebody: Somebody) -> None:
    desk = await somebody()
    reader = Desk(desk.database, desk.user, desk.now, frozenset({Scope.READ}))
    writer = Desk(desk.database, desk.user, desk.now, frozenset({Scope.WRITE}))
    assert (await reader.refusal(UPDATE, input={"weekStart": 7}))[0] == "FORBIDDEN"
    assert (await writer.refusal(VIEWER))[0] == "FORBIDDEN"
    assert (await reader.ask(VIEWER))["weekStart"] == 1
    assert (await writer.do(UPDATE, input={"weekStart": 7}))["weekStart"] == 7
