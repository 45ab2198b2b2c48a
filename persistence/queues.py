"""Rows of the queue of background work: put in with the change that asks for it, taken over, counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import DateTime, Float, Integer, String, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from persistence.database import Database, Session, Statement

QUEUE: Final = "analytics"
OUTWARD: Final = "outward"
"""What waits for others to answer, and must keep nothing of our own waiting."""

MOST_ATTEMPTS: Final = 6

_DEFER = Statement(
    text(
        "SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[CAST(ROW(CAST(:queue AS varchar), CAST(:task AS varchar), 0, "
        "CAST(:lock AS text), NULL, :arguments, CAST(:due AS timestamptz)) AS procrastinate_job_to_defer_v1)])) AS id"
    ).bindparams(
        bindparam("queue", type_=String()),
        bindparam("task", type_=String()),
        bindparam("lock", type_=String()),
        bindparam("arguments", type_=JSONB()),
        bindparam("due", type_=DateTime(timezone=True)),
    )
)
# A worker that lives may have lost the word that a job is done; no job takes as long as is waited for that.
# A job that is queued again already needs no second place; one that took its worker along each time gets no more.
_TAKE_OVER = Statement(
    text("""
WITH stalled AS (
    SELECT job.id FROM procrastinate_jobs AS job LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
    WHERE job.status = 'doing'
      AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => :silence) OR NOT EXISTS (
          SELECT FROM procrastinate_events
          WHERE job_id = job.id AND type = 'started' AND at >= now() - interval '6 hours'
      ))
    FOR UPDATE OF job SKIP LOCKED
)
UPDATE procrastinate_jobs AS job
SET status = CASE
        WHEN job.attempts + 1 >= :most OR EXISTS (
            SELECT FROM procrastinate_jobs AS other
            WHERE other.status = 'todo' AND other.queueing_lock = job.queueing_lock
        ) THEN 'failed'::procrastinate_job_status
        ELSE 'todo'::procrastinate_job_status
    END,
    attempts = job.attempts + 1, scheduled_at = now(), worker_id = NULL, abort_requested = false
FROM stalled WHERE job.id = stalled.id
""").bindparams(bindparam("silence", type_=Float()), bindparam("most", type_=Integer()))
)
_COUNT = Statement(
    text("""
SELECT job.task_name, count(*) FILTER (WHERE job.status = 'todo'), count(*) FILTER (WHERE job.status = 'doing'),
       count(*) FILTER (WHERE job.status = 'succeeded' AND told.ended_at >= :since),
       count(*) FILTER (WHERE job.status IN ('failed', 'aborted') AND told.ended_at >= :since),
       coalesce(sum(told.retries) FILTER (WHERE told.ended_at IS NULL OR told.ended_at >= :since), 0)::bigint,
       max(told.ended_at) FILTER (WHERE job.status = 'succeeded'),
       max(told.ended_at) FILTER (WHERE job.status IN ('failed', 'aborted')),
       avg(extract(epoch FROM told.ended_at - told.started_at))
           FILTER (WHERE job.status = 'succeeded' AND told.ended_at >= :since)::double precision
FROM procrastinate_jobs AS job
CROSS JOIN LATERAL (
    SELECT max(at) FILTER (WHERE type = 'started') AS started_at,
           max(at) FILTER (WHERE type IN ('succeeded', 'failed', 'aborted')) AS ended_at,
           count(*) FILTER (WHERE type = 'deferred_for_retry') AS retries
    FROM procrastinate_events WHERE job_id = job.id
) AS told
GROUP BY 1 ORDER BY 1
""").bindparams(bindparam("since", type_=DateTime(timezone=True)))
)


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """What became of the jobs of one task; ended ones since the moment asked for, instants UTC, means in seconds."""

    task: str
    waiting: int
    running: int
    succeeded: int
    failed: int
    retries: int
    last_succeeded_at: datetime | None
    last_failed_at: datetime | None
    mean_seconds: float | None


async def defer(
    session: Session,
    task: str,
    arguments: Mapping[str, Any],
    *,
    due: datetime | None = None,
    lock: str | None = None,
    queue: str = QUEUE,
) -> int:
    """Ask for a job in the transaction of the change that makes it necessary; the number of the job.

    It runs at `due` or as soon as somebody works; jobs with the same `lock` run one after the other.
    """
    found: int = await session.fetch_value(
        _DEFER, queue=queue, task=task, lock=lock or task, arguments=dict(arguments), due=due
    )
    return found


async def take_over(database: Database, silence: timedelta) -> int:
    """Put the jobs of workers that have been silent for so long back into the queue; how many those were."""
    seconds = silence.total_seconds()
    return await database.write(lambda session: session.execute(_TAKE_OVER, silence=seconds, most=MOST_ATTEMPTS))


async def task_counts(database: Database, since: datetime) -> list[TaskCounts]:
    """How the jobs of each task fare."""
    return [TaskCounts(*row) for row in await database.fetch(_COUNT, since=since)]
