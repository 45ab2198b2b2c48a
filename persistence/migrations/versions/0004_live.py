"""What subscriptions look up: the newest entries of an owner's ledger, by their numbers."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_transitions_owner_id_id ON transitions (owner_id, id)")
    op.execute("DROP INDEX ix_transitions_owner_id")
