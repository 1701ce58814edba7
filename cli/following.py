"""Following long work from a terminal until it is at rest."""

from __future__ import annotations

import sys
import time

from core.errors import Conflict
from core.identity import Ledger
from core.jobs import Job
from core.ledger import jobs

_AGAIN_S = 1.0


def follow(ledger: Ledger, job: Job) -> Job:
    """The job once it is at rest; its progress goes to standard error."""
    shown = ""
    while job.active:
        part = f"{job.facts.get('part', job.kind)}: {job.done:,}"
        line = f"{part} of {job.total:,}" if job.total else part
        if line != shown:
            print(f"\r{line}".ljust(60), end="", file=sys.stderr, flush=True)
            shown = line
        time.sleep(_AGAIN_S)
        job = jobs.get(ledger, job.store_id, job.job_id)
    if shown:
        print(file=sys.stderr)
    return job


def rested(ledger: Ledger, job: Job) -> Job:
    """The same. Raises Conflict with the job's own code when it failed, or somebody stopped it."""
    job = follow(ledger, job)
    if job.state in ("failed", "stopped"):
        raise Conflict(
            f"The job {job.job_id} has {job.state}"
            + (f": {job.error}." if job.error else ".")
            + " What was done so far stays; go on with it on the merchant page.",
            code=job.error or "job_stopped",
            job_id=job.job_id,
        )
    return job


def data_of(job: Job) -> dict[str, object]:
    """A job for machines."""
    return {
        "job_id": job.job_id,
        "store_id": job.store_id,
        "kind": job.kind,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "error": job.error,
        "facts": dict(job.facts),
    }
