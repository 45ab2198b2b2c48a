"""Databases of a file of tests, made by copying the one that is migrated."""

import asyncpg

from tests.conftest import database_named


async def copied(template: str, name: str) -> str:
    """The address of a fresh database of that name; the one before is gone."""
    admin = await asyncpg.connect(database_named(template, "postgres"))
    try:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE template_main STRATEGY FILE_COPY")
    finally:
        await admin.close()
    return database_named(template, name)
