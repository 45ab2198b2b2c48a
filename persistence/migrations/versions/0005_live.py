"""What subscriptions need: the newest entries of a ledger by their numbers, and revisions that see every change."""

from alembic import op

revision = "0005"
down_revision = "0004"

# Whoever follows is told nothing new while the revision stays. Goals are part of the summary, and settings say which
# days and weeks everything is counted in.
FOLLOW_USERS = """
CREATE FUNCTION follow_users() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO revisions AS kept (owner_id, ledger)
    SELECT come.id, 1 FROM come JOIN gone USING (id)
    WHERE (come.time_zone, come.week_start, come.ghosted_after_days)
          IS DISTINCT FROM (gone.time_zone, gone.week_start, gone.ghosted_after_days)
    ORDER BY 1
    ON CONFLICT (owner_id) DO UPDATE SET ledger = kept.ledger + 1;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER follow_{verb} AFTER {verb} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION {function}()
"""


def upgrade() -> None:
    op.execute("CREATE INDEX ix_transitions_owner_id_id ON transitions (owner_id, id)")
    op.execute("DROP INDEX ix_transitions_owner_id")
    for verb, tables in (("insert", "NEW TABLE"), ("update", "NEW TABLE"), ("delete", "OLD TABLE")):
        op.execute(TRIGGER.format(verb=verb, table="goals", tables=f"{tables} AS come", function="follow_jobs"))
    op.execute(FOLLOW_USERS)
    tables = "OLD TABLE AS gone NEW TABLE AS come"
    op.execute(TRIGGER.format(verb="update", table="users", tables=tables, function="follow_users"))
