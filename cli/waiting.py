"""Waiting for a job to ask or to be done; one that fails is the command's own failure."""

from __future__ import annotations

from cli.following import follow
from core.errors import Conflict
from core.identity import Ledger
from core.jobs import Job


def rested(ledger: Ledger, job: Job) -> Job:
    """The job at rest. Raises Conflict with the job's own code when it failed or was stopped."""
    job = follow(ledger, job)
    if job.state in ("failed", "stopped"):
        raise Conflict(
            f"The job {job.state} ({job.error or 'by somebody'}). What was done so far stays; "
            f"./regulars jobs resume {job.store_id} {job.job_id} lets it go on.",
            code=job.error or "job_stopped",
            job_id=job.job_id,
        )
    return job
