"""Accounts: found by subject, made once, changed in parts."""

import asyncio

from domain.access import Role
from persistence.database import Database
from persistence.users import Users


async def test_an_account_is_made_once(database: Database) -> None:
    users = Users(database)
    assert await users.by_subject("ada") is None
    made = await users.ensure("ada", email="ada@example.com", name="Ada")
    assert (made.email, made.name, made.role, made.time_zone) == ("ada@example.com", "Ada", Role.MEMBER, "UTC")
    assert (made.week_start, made.ghosted_after_days) == (1, 30)
    assert await users.by_subject("ada") == made == await users.by_id(made.id)
    # A known account keeps what it has, but for a new address.
    again = await users.ensure("ada", email="new@example.com", name="Other", role=Role.OPERATOR)
    assert (again.id, again.email, again.name, again.role) == (made.id, "new@example.com", "Ada", Role.MEMBER)
    assert (await users.ensure("ada")).email == "new@example.com"


async def test_many_at_once_make_one_account(database: Database) -> None:
    made = await asyncio.gather(*(Users(database).ensure("ada") for _ in range(20)))
    assert len({each.id for each in made}) == 1


async def test_settings_change_in_parts(database: Database) -> None:
    users = Users(database)
    ada, bob = await users.ensure("ada", name="Ada"), await users.ensure("bob")
    changed = await users.update(ada.id, time_zone="Asia/Tokyo")
    assert (changed.time_zone, changed.name, changed.week_start) == ("Asia/Tokyo", "Ada", 1)
    changed = await users.update(ada.id, week_start=7, ghosted_after_days=14, name="A.")
    assert (changed.time_zone, changed.name, changed.week_start, changed.ghosted_after_days) == (
        "Asia/Tokyo",
        "A.",
        7,
        14,
    )
    await users.set_role(ada.id, Role.ANALYST)
    found = await users.by_id(ada.id)
    assert found is not None
    assert found.role is Role.ANALYST
    assert await users.by_id(bob.id) == bob


async def test_nobody_is_found_by_another_name(database: Database) -> None:
    users = Users(database)
    await users.ensure("ada")
    assert [await users.by_subject(each) for each in ("Ada", "ada ", "", "ad_", "%")] == [None] * 5
    assert await users.by_id(2**62) is None
