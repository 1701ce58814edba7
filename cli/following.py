"""Following long work from a terminal until it is at rest."""

from __future__ import annotations

import sys
import time

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
