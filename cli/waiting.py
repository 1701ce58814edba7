"""Waiting for a job that a function of the stack goes on with."""

from __future__ import annotations

import sys
from time import monotonic, sleep

from core.errors import Conflict
from core.identity import Ledger
from core.jobs import Job
from core.ledger import jobs

_BETWEEN_S = 0.5
_TOLD_S = 5.0


def rested(ledger: Ledger, job: Job) -> Job:
    """The job, once it asks or is over; how far it is goes to stderr. Raises Conflict with the
    job's own code when it failed."""
    told = monotonic()
    while job.active:
        sleep(_BETWEEN_S)
        job = jobs.get(ledger, job.store_id, job.job_id)
        if job.active and monotonic() - told > _TOLD_S:
            told = monotonic()
            print(
                f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,}", file=sys.stderr
            )
    if job.state in ("failed", "stopped"):
        raise Conflict(
            f"The job {job.job_id} has {job.state}"
            + (f": {job.error}." if job.error else ".")
            + " What was done so far stays; go on with it on the merchant page.",
            code=job.error or "job_stopped",
            job_id=job.job_id,
        )
    return job
