"""Roll-ups: what events and ledgers are counted into, and the triggers that follow the ledgers."""

from alembic import op

revision = "0003"
down_revision = "0002"

ROLL_UPS = """
CREATE TABLE daily_user_metrics (
    owner_id BIGINT NOT NULL,
    date DATE NOT NULL,
    page_views BIGINT DEFAULT '0' NOT NULL,
    job_views BIGINT DEFAULT '0' NOT NULL,
    job_saves BIGINT DEFAULT '0' NOT NULL,
    searches BIGINT DEFAULT '0' NOT NULL,
    time_spent_seconds FLOAT DEFAULT '0' NOT NULL,
    applications_submitted BIGINT DEFAULT '0' NOT NULL,
    interviews_scheduled BIGINT DEFAULT '0' NOT NULL,
    offers_received BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT pk_daily_user_metrics PRIMARY KEY (owner_id, date),
    CONSTRAINT fk_daily_user_metrics_owner_id FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE sessions (
    owner_id BIGINT NOT NULL,
    session_id TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE NOT NULL,
    events BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (owner_id, session_id),
    CONSTRAINT fk_sessions_owner_id FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_sessions_owner_id_started_at ON sessions (owner_id, started_at);

CREATE TABLE active_users (
    grain TEXT NOT NULL,
    start DATE NOT NULL,
    owner_id BIGINT NOT NULL,
    CONSTRAINT pk_active_users PRIMARY KEY (grain, start, owner_id),
    CONSTRAINT fk_active_users_owner_id FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_active_users_owner_id_grain_start ON active_users (owner_id, grain, start);

-- Of rows that are only ever added, counts would be without an index alone until a fifth of them were new.
ALTER TABLE active_users SET (autovacuum_vacuum_insert_scale_factor = 0.02);

CREATE TABLE activity_spans (
    owner_id BIGINT NOT NULL,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    CONSTRAINT pk_activity_spans PRIMARY KEY (owner_id),
    CONSTRAINT fk_activity_spans_owner_id FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE platform_daily (
    date DATE NOT NULL,
    name TEXT NOT NULL,
    events BIGINT DEFAULT '0' NOT NULL,
    seconds FLOAT DEFAULT '0' NOT NULL,
    CONSTRAINT pk_platform_daily PRIMARY KEY (date, name)
);

CREATE TABLE operation_hours (
    hour TIMESTAMP WITH TIME ZONE NOT NULL,
    operation TEXT NOT NULL,
    outcome TEXT NOT NULL,
    bucket SMALLINT NOT NULL,
    requests BIGINT DEFAULT '0' NOT NULL,
    seconds FLOAT DEFAULT '0' NOT NULL,
    CONSTRAINT pk_operation_hours PRIMARY KEY (hour, operation, outcome, bucket)
);

CREATE TABLE job_market_trends (
    date DATE NOT NULL,
    industry TEXT NOT NULL,
    location TEXT NOT NULL,
    average_salary_minor BIGINT,
    currency TEXT,
    salaries_count BIGINT DEFAULT '0' NOT NULL,
    job_postings_count BIGINT DEFAULT '0' NOT NULL,
    competition_level NUMERIC(3, 2),
    CONSTRAINT pk_job_market_trends PRIMARY KEY (date, industry, location)
);

CREATE TABLE revisions (
    owner_id BIGINT NOT NULL,
    ledger BIGINT DEFAULT '0' NOT NULL,
    activity BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT pk_revisions PRIMARY KEY (owner_id),
    CONSTRAINT fk_revisions_owner_id FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE MATERIALIZED VIEW weekly_user_summary AS
    SELECT owner_id AS user_id,
           date_trunc('week', date::timestamp)::date AS week,
           sum(page_views)::bigint AS total_page_views,
           sum(applications_submitted)::bigint AS total_applications,
           avg(time_spent_seconds) AS avg_time_spent
    FROM daily_user_metrics
    GROUP BY 1, 2;

CREATE UNIQUE INDEX ix_weekly_user_summary ON weekly_user_summary (user_id, week);
"""

# The ledger's columns of daily_user_metrics, and the revision that says that answers have changed. Statement by
# statement, so that an import of 50,000 rows runs it once; the account may be on its way out, hence the join.
FOLLOW = """
CREATE FUNCTION follow_{verb}_applications() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO daily_user_metrics AS kept
        (owner_id, date, applications_submitted, interviews_scheduled, offers_received)
    SELECT changed.owner_id, (step.moment AT TIME ZONE u.time_zone)::date,
           sum(step.applied), sum(step.interviewed), sum(step.offered)
    FROM ({changed}) AS changed
    JOIN users u ON u.id = changed.owner_id
    CROSS JOIN LATERAL (VALUES
        (1, changed.applied_at, changed.sign, 0, 0),
        (3, changed.interviewed_at, 0, changed.sign, 0),
        (4, changed.offered_at, 0, 0, changed.sign)
    ) AS step (needs, moment, applied, interviewed, offered)
    WHERE step.moment IS NOT NULL AND changed.reached >= step.needs
    GROUP BY 1, 2
    HAVING sum(step.applied) <> 0 OR sum(step.interviewed) <> 0 OR sum(step.offered) <> 0
    ORDER BY 1, 2
    ON CONFLICT (owner_id, date) DO UPDATE SET
        applications_submitted = kept.applications_submitted + excluded.applications_submitted,
        interviews_scheduled = kept.interviews_scheduled + excluded.interviews_scheduled,
        offers_received = kept.offers_received + excluded.offers_received;
    INSERT INTO revisions AS kept (owner_id, ledger)
    SELECT u.id, 1 FROM users u WHERE u.id IN (SELECT owner_id FROM ({changed}) AS changed) ORDER BY 1
    ON CONFLICT (owner_id) DO UPDATE SET ledger = kept.ledger + 1;
    RETURN NULL;
END $$
"""

TRIGGER = """
CREATE TRIGGER follow_{verb} AFTER {verb} ON applications REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION follow_{verb}_applications()
"""

OLD = "SELECT owner_id, reached, applied_at, interviewed_at, offered_at, -1 AS sign FROM gone"
NEW = "SELECT owner_id, reached, applied_at, interviewed_at, offered_at, 1 AS sign FROM come"
FOLLOWED = {
    "insert": (NEW, "NEW TABLE AS come"),
    "update": (f"{OLD} UNION ALL {NEW}", "OLD TABLE AS gone NEW TABLE AS come"),
    "delete": (OLD, "OLD TABLE AS gone"),
}

# Names, sizes and industries are what applications are split by.
FOLLOW_JOBS = """
CREATE FUNCTION follow_jobs() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO revisions AS kept (owner_id, ledger)
    SELECT u.id, 1 FROM users u WHERE u.id IN (SELECT owner_id FROM come) ORDER BY 1
    ON CONFLICT (owner_id) DO UPDATE SET ledger = kept.ledger + 1;
    RETURN NULL;
END $$
"""

# What a job of somebody's own log asks for is part of what their skills are worth.
FOLLOW_JOB_SKILLS = """
CREATE FUNCTION follow_job_skills() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO revisions AS kept (owner_id, ledger)
    SELECT u.id, 1 FROM users u WHERE u.id IN (SELECT j.owner_id FROM come JOIN jobs j ON j.id = come.job_id) ORDER BY 1
    ON CONFLICT (owner_id) DO UPDATE SET ledger = kept.ledger + 1;
    RETURN NULL;
END $$
"""

FOLLOW_JOBS_TRIGGERS = """
CREATE TRIGGER follow_update AFTER UPDATE ON jobs REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION follow_jobs();

CREATE TRIGGER follow_update AFTER UPDATE ON companies REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION follow_jobs();

CREATE TRIGGER follow_insert AFTER INSERT ON profile_skills REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION follow_jobs();

CREATE TRIGGER follow_delete AFTER DELETE ON profile_skills REFERENCING OLD TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION follow_jobs();

CREATE TRIGGER follow_insert AFTER INSERT ON job_skills REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION follow_job_skills();
"""

# What was there before roll-ups were, counted once; from here on it is counted as it comes.
COUNT = """
INSERT INTO daily_user_metrics
    (owner_id, date, page_views, job_views, job_saves, searches, time_spent_seconds, applications_submitted,
     interviews_scheduled, offers_received)
SELECT owner_id, date, sum(p), sum(v), sum(s), sum(q), sum(t), sum(a), sum(i), sum(o)
FROM (
    SELECT e.owner_id, (e.occurred_at AT TIME ZONE u.time_zone)::date AS date, (e.name = 'page_view')::int AS p,
           (e.name = 'job_view')::int AS v, (e.name = 'job_save')::int AS s, (e.name = 'job_search')::int AS q,
           CASE WHEN e.name = 'time_spent' AND jsonb_typeof(properties -> 'seconds') = 'number'
                THEN round(least(greatest((properties -> 'seconds')::numeric, 0), 86400), 3) ELSE 0 END AS t,
           0 AS a, 0 AS i, 0 AS o
    FROM events e JOIN users u ON u.id = e.owner_id
    WHERE e.name IN ('page_view', 'job_view', 'job_save', 'job_search', 'time_spent')
    UNION ALL
    SELECT a.owner_id, (step.moment AT TIME ZONE u.time_zone)::date, 0, 0, 0, 0, 0, step.a, step.i, step.o
    FROM applications a JOIN users u ON u.id = a.owner_id
    CROSS JOIN LATERAL (VALUES (1, applied_at, 1, 0, 0), (3, interviewed_at, 0, 1, 0), (4, offered_at, 0, 0, 1))
        AS step (needs, moment, a, i, o)
    WHERE step.moment IS NOT NULL AND a.reached >= step.needs
) AS found
GROUP BY 1, 2;

INSERT INTO sessions SELECT owner_id, session_id, min(occurred_at), max(occurred_at), count(*)
    FROM events WHERE owner_id IS NOT NULL AND session_id IS NOT NULL GROUP BY 1, 2;

INSERT INTO active_users SELECT DISTINCT grain, date_trunc(grain, occurred_at AT TIME ZONE 'UTC')::date, owner_id
    FROM events, (VALUES ('DAY'), ('WEEK'), ('MONTH')) AS widths (grain) WHERE owner_id IS NOT NULL;

INSERT INTO activity_spans SELECT owner_id, min(occurred_at AT TIME ZONE 'UTC')::date,
       max(occurred_at AT TIME ZONE 'UTC')::date
    FROM events WHERE owner_id IS NOT NULL GROUP BY 1;

INSERT INTO platform_daily SELECT (occurred_at AT TIME ZONE 'UTC')::date, name, count(*), coalesce(sum(
        CASE WHEN jsonb_typeof(properties -> 'seconds') = 'number'
             THEN round(least(greatest((properties -> 'seconds')::numeric, 0), 86400), 3) END), 0)
    FROM events GROUP BY 1, 2;
"""


def upgrade() -> None:
    _run(ROLL_UPS)
    _run(COUNT)
    for verb, (changed, tables) in FOLLOWED.items():
        op.execute(FOLLOW.format(verb=verb, changed=changed))
        op.execute(TRIGGER.format(verb=verb, tables=tables))
    op.execute(FOLLOW_JOBS)
    op.execute(FOLLOW_JOB_SKILLS)
    _run(FOLLOW_JOBS_TRIGGERS)


def _run(statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)
