"""Visits of everybody: how many began in a range, and how many are not over, without looking at all of them."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_sessions_started_at ON sessions (started_at)")
    op.execute("CREATE INDEX ix_sessions_ended_at ON sessions (ended_at)")
