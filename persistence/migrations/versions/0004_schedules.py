"""The queue of background work: the tables of procrastinate 3.10, and what retention looks ids up by."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0004"
down_revision = "0003"

# A copy of what its package brings, so that this migration leads to the same tables whatever version is installed.
TABLES = Path(__file__).parents[1] / "procrastinate.sql"


def upgrade() -> None:
    # Bodies of functions hold semicolons and colons, which nothing but PostgreSQL itself takes apart rightly.
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(TABLES.read_text()))
    # Ids come month after month: a few bytes for each hundred pages find those of a month.
    op.execute("CREATE INDEX ix_event_ids_month ON event_ids USING brin (month)")
