"""The queue of jobs. A message only says which job to look at: a repeat finds nothing to do."""

from __future__ import annotations

import os
from typing import Any

from core.identity import Ledger
from core.jobs import Job, answered, resumed
from core.ledger import jobs
from integrations.aws.queues import send


def enqueue(job: Job, delay_s: int = 0) -> None:
    """Have the job gone on with; durable when this returns. `delay_s`: at most 900."""
    message = {"store_id": job.store_id, "job_id": job.job_id}
    send(os.environ["JOBS_QUEUE_URL"], message, delay_s=delay_s or None)


def begin(
    ledger: Ledger, store_id: str, kind: str, given: dict[str, Any], by: str, now_ms: int
) -> Job:
    """Start a job and queue it; as core.ledger.jobs.start. A crash in between leaves one that is
    found stuck."""
    job = jobs.start(ledger, store_id, kind, given, by, now_ms)
    enqueue(job)
    return job


def answer(ledger: Ledger, job: Job, given: dict[str, Any], now_ms: int) -> Job:
    """Go on with a job that asked. Raises Conflict as core.jobs.answered and core.ledger.jobs.save
    do."""
    job = jobs.save(ledger, job, answered(job, given), now_ms)
    enqueue(job)
    return job


def resume(ledger: Ledger, job: Job, now_ms: int) -> Job:
    """Go on with a job that stopped or failed. Raises Conflict as `answer` does."""
    job = jobs.save(ledger, job, resumed(job), now_ms)
    enqueue(job)
    return job


def rescue(now_ms: int) -> int:
    """Queue every job anew that should go on and does not; how many. For the clock: a message may
    have been lost between the job's row and the queue, or its function have died."""
    found = 0
    for job in jobs.stuck(now_ms):
        enqueue(job)
        found += 1
    return found
