"""One address for both drivers."""

import asyncpg
import psycopg
import pytest

from persistence.libpq import for_libpq


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("postgresql://u:p@h:5432/name", "postgresql://u:p@h:5432/name"),
        ("postgresql://u@h/name?sslmode=verify-full", "postgresql://u@h/name?sslmode=verify-full"),
        ("postgresql://u@/name?host=/tmp/x%20y", "postgresql://u@/name?host=%2Ftmp%2Fx%20y"),
        ("postgresql://u@h?database=name", "postgresql://u@h?dbname=name"),
        (
            "postgresql://u@h/name?search_path=a&options=-c%20jit%3Doff",
            "postgresql://u@h/name?options=-c%20jit%3Doff%20-c%20search_path%3Da",
        ),
    ],
)
def test_an_address_is_put_as_libpq_takes_it(given: str, taken: str) -> None:
    assert for_libpq(given) == taken


async def test_both_drivers_come_to_the_same_place_with_the_same_settings(dsn: str) -> None:
    address = f"{dsn}&search_path=pg_catalog,%20public&sslmode=disable&application_name=operator"
    told = "SELECT current_database(), current_setting('search_path'), current_setting('application_name')"
    first = await asyncpg.connect(address)
    try:
        expected = tuple(*await first.fetch(told))
    finally:
        await first.close()
    async with await psycopg.AsyncConnection.connect(for_libpq(address)) as second:
        found = await (await second.execute(told)).fetchone()
    assert found == expected
    assert expected[1:] == ("pg_catalog, public", "operator")
