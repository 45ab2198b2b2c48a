"""The hand-written rival: one SQL statement that builds the whole JSON, with everything it may take for granted.

It knows this one question, answers about one person, looks at no token, and its words are those of GraphQL. `$1` is the
subject of the person.
"""

OVERVIEW = """
WITH me AS (
    SELECT id, time_zone AS zone, now() - make_interval(days => ghosted_after_days) AS mature_before,
           (now() AT TIME ZONE time_zone)::date AS today
    FROM users WHERE subject = $1
), own AS (
    SELECT a.*, (a.applied_at AT TIME ZONE me.zone)::date AS applied_on
    FROM applications a JOIN me ON a.owner_id = me.id
), cohort AS (
    SELECT count(*) AS submitted, count(*) FILTER (WHERE outcome IS NULL) AS open,
           count(*) FILTER (WHERE reached >= 2) AS responded, count(*) FILTER (WHERE reached >= 3) AS interviewed,
           count(*) FILTER (WHERE reached >= 4) AS offered, count(*) FILTER (WHERE reached >= 5) AS accepted,
           count(*) FILTER (WHERE applied_at < mature_before)::float8 / nullif(count(applied_at), 0) AS maturity
    FROM own, me WHERE reached >= 1
), rates AS (
    SELECT step, json_build_object(
        'value', k / nullif(n, 0), 'numerator', k, 'denominator', n,
        'low', CASE WHEN n > 0 THEN CASE WHEN k > 0 THEN greatest(0, centre - half) ELSE 0 END END,
        'high', CASE WHEN n > 0 THEN CASE WHEN k < n THEN least(1, centre + half) ELSE 1 END END,
        'smallSample', n < 5, 'maturity', maturity) AS rate
    FROM cohort,
        LATERAL (VALUES (2, responded), (3, interviewed), (4, offered), (5, accepted)) AS steps (step, k),
        LATERAL (SELECT submitted::float8 AS n, 1.959963984540054 AS z) AS whole,
        LATERAL (SELECT (k + z ^ 2 / 2) / (n + z ^ 2) AS centre,
                        z * sqrt(k * (n - k) / nullif(n, 0) + z ^ 2 / 4) / (n + z ^ 2) AS half) AS wilson
), waits AS (
    SELECT greatest((ended AT TIME ZONE zone)::date - applied_on, 0) AS days,
           count(*) FILTER (WHERE reached >= 2) AS came, count(*) AS seen
    FROM own, me, LATERAL (SELECT CASE WHEN reached >= 2 THEN responded_at
        WHEN outcome IS NULL OR outcome = 'GHOSTED' THEN now() ELSE closed_at END AS ended) AS wait
    WHERE reached >= 1 AND applied_on IS NOT NULL AND ended IS NOT NULL GROUP BY 1
), steps AS (
    SELECT days, came, sum(seen) OVER (ORDER BY days DESC) AS waiting FROM waits
), curve AS (
    SELECT days, 1 - exp(sum(ln(greatest(1 - came / waiting, 1e-300)::float8)) OVER (ORDER BY days)) AS answered
    FROM steps WHERE came > 0
), halves AS (
    SELECT days, lead(days) OVER (ORDER BY days) AS following, answered, max(answered) OVER () / 2 AS wanted FROM curve
), median AS (
    SELECT CASE WHEN answered <= wanted * (1 + 1e-9) THEN (days + following) / 2.0 ELSE days END::float8 AS days
    FROM halves WHERE answered >= wanted * (1 - 1e-9) ORDER BY halves.days LIMIT 1
), buckets AS (
    SELECT day::date AS day, day::date::timestamp AT TIME ZONE me.zone AS start, day::date = me.today AS is_partial
    FROM me, generate_series(me.today - 29, me.today, interval '1 day') AS day
), facts AS (
    SELECT (occurred_at AT TIME ZONE zone)::date AS day, 1 AS step, false AS answered
    FROM events JOIN me ON owner_id = me.id
    WHERE name = 'job_view' AND occurred_at >= ((today - 29)::timestamp AT TIME ZONE zone)
    UNION ALL SELECT (moment AT TIME ZONE zone)::date, step, reached >= 2
    FROM own, me, LATERAL (VALUES (2, applied_at), (3, responded_at), (4, interviewed_at), (5, offered_at))
        AS steps (step, moment)
    WHERE reached >= step - 1
), counted AS (
    SELECT buckets.day, buckets.start, is_partial,
           count(*) FILTER (WHERE step = 1) AS views, count(*) FILTER (WHERE step = 2) AS applied,
           count(*) FILTER (WHERE step = 3) AS responded, count(*) FILTER (WHERE step = 4) AS interviewed,
           count(*) FILTER (WHERE step = 5) AS offered, count(*) FILTER (WHERE step = 2 AND answered) AS successes
    FROM buckets LEFT JOIN facts USING (day) GROUP BY 1, 2, 3
), series AS (
    SELECT place, metric, unit,
           (CASE WHEN unit = 'COUNT' THEN sum(n) ELSE sum(k) / nullif(sum(n), 0) END)::float8 AS total,
           json_agg(json_build_object('start', start, 'isPartial', is_partial, 'value',
               CASE WHEN unit = 'COUNT' THEN n ELSE k::float8 / nullif(n, 0) END) ORDER BY start) AS points
    FROM counted, LATERAL (VALUES
        (1, 'JOB_VIEWS', 'COUNT', views, 0), (2, 'APPLICATIONS', 'COUNT', applied, 0),
        (3, 'RESPONSES', 'COUNT', responded, 0), (4, 'INTERVIEWS', 'COUNT', interviewed, 0),
        (5, 'OFFERS', 'COUNT', offered, 0), (6, 'RESPONSE_RATE', 'RATIO', applied, successes)
    ) AS metrics (place, metric, unit, n, k)
    GROUP BY place, metric, unit
), page AS (
    SELECT *, row_number() OVER () AS place FROM (
        SELECT a.*, coalesce(applied_at, '1900-01-01 00:00:00+00') AS moment FROM applications a
        WHERE owner_id = (SELECT id FROM me) ORDER BY moment DESC, a.id DESC LIMIT 21
    ) newest
)
SELECT json_build_object('data', json_build_object(
    'summary', (SELECT json_build_object(
        'range', json_build_object('from', (SELECT least(min(applied_on), today) FROM own), 'until', today + 1),
        'totalApplications', submitted,
        'statusCounts', (
            SELECT json_agg(json_build_object('status', status, 'count', count) ORDER BY place)
            FROM (SELECT coalesce(outcome, stage) AS status, count(*) AS count FROM own GROUP BY 1) AS counts
            JOIN unnest(ARRAY['SAVED', 'APPLIED', 'SCREENING', 'INTERVIEWING', 'OFFERED', 'ACCEPTED', 'DECLINED',
                              'REJECTED', 'WITHDRAWN', 'GHOSTED']) WITH ORDINALITY AS all_statuses (status, place)
                USING (status)),
        'responseRate', (SELECT rate FROM rates WHERE step = 2),
        'interviewRate', (SELECT rate FROM rates WHERE step = 3),
        'offerRate', (SELECT rate FROM rates WHERE step = 4),
        'acceptanceRate', (SELECT rate FROM rates WHERE step = 5),
        'medianDaysToResponse', (SELECT days FROM median), 'openApplications', open,
        'freshness', json_build_object('asOf', now(), 'source', 'LIVE', 'lagSeconds', 0.0)) FROM cohort, me),
    'metrics', (SELECT json_agg(json_build_object('metric', metric, 'unit', unit, 'total', total, 'points', points)
                                ORDER BY place) FROM series),
    'applications', json_build_object(
        'nodes', (SELECT json_agg(json_build_object(
            'id', rtrim(encode(convert_to('Application:' || page.id, 'UTF8'), 'base64'), '='),
            'status', coalesce(page.outcome, page.stage), 'stage', page.stage, 'outcome', page.outcome,
            'appliedAt', page.applied_at, 'respondedAt', page.responded_at, 'source', page.source,
            'job', json_build_object(
                'id', rtrim(encode(convert_to('Job:' || jobs.id, 'UTF8'), 'base64'), '='),
                'title', jobs.title, 'location', jobs.location, 'workplace', jobs.workplace,
                'company', json_build_object(
                    'id', rtrim(encode(convert_to('Company:' || companies.id, 'UTF8'), 'base64'), '='),
                    'name', companies.name, 'industry', companies.industry, 'size', companies.size))) ORDER BY place)
            FROM page JOIN jobs ON jobs.id = page.job_id JOIN companies ON companies.id = jobs.company_id
            WHERE place <= 20),
        'pageInfo', json_build_object(
            'hasNextPage', (SELECT count(*) > 20 FROM page),
            'endCursor', (
                SELECT rtrim(encode(convert_to('0:' || (extract(epoch FROM moment) * 1000000)::bigint || ':' || id,
                                               'UTF8'), 'base64'), '=')
                FROM page WHERE place <= 20 ORDER BY place DESC LIMIT 1)))
))::text
"""

THOUSAND = """
SELECT json_build_object('data', json_build_object('applications', json_build_object('nodes', json_agg(
    json_build_object(
        'id', rtrim(encode(convert_to('Application:' || page.id, 'UTF8'), 'base64'), '='),
        'status', coalesce(page.outcome, page.stage), 'appliedAt', page.applied_at, 'source', page.source,
        'job', json_build_object(
            'id', rtrim(encode(convert_to('Job:' || jobs.id, 'UTF8'), 'base64'), '='),
            'title', jobs.title, 'location', jobs.location,
            'company', json_build_object('name', companies.name, 'industry', companies.industry))
    ) ORDER BY moment DESC, page.id DESC))))::text
FROM (
    SELECT a.*, coalesce(applied_at, '1900-01-01 00:00:00+00') AS moment FROM applications a
    WHERE owner_id = (SELECT id FROM users WHERE subject = $1) ORDER BY moment DESC, a.id DESC LIMIT 1000
) page JOIN jobs ON jobs.id = page.job_id JOIN companies ON companies.id = jobs.company_id
"""
