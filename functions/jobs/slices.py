"""Doing one slice of a job: taking it up, working, and laying it down again."""

from __future__ import annotations

from collections.abc import Mapping

from core import jobs as states
from core.errors import Conflict, NotFound, RegularsError, Retryable
from core.jobs import Job
from core.ledger import jobs, stores
from core.ledger.table import Contended
from functions import logs
from functions.clock import now_ms
from functions.jobs.work import Interrupted, Kind, Work
from integrations import access
from integrations.jobs import enqueue

logger = logs.logger("jobs")


def do_slice(
    store_id: str, job_id: str, until: float, kinds: Mapping[str, Kind]
) -> states.State | None:
    """Go on with a job until the monotonic time `until`; its state then, None when there was
    nothing to do: it is gone, at rest, or in other hands. Raises only what leaves the job for
    `integrations.jobs.rescue`."""
    try:
        store = stores.get(store_id, fresh=True)
        ledger = access.ledger_of(store)
        job = jobs.take(ledger, jobs.get(ledger, store_id, job_id), now_ms())
    except NotFound:
        return None
    if job is None:
        return None
    work = Work(store, job, until)
    try:
        after = _worked(work, kinds)
    except Interrupted:
        return None
    try:
        saved = jobs.save(ledger, work.job, after, now_ms())
    except Conflict:
        return None
    if saved.active:
        enqueue(saved, states.pause_s(saved))
    logger.info("slice", extra={"kind": saved.kind, "state": saved.state, "done": saved.done})
    return saved.state


def _worked(work: Work, kinds: Mapping[str, Kind]) -> Job:
    if not work.store.installed:
        return states.ended(work.job, "failed", "not_installed")
    try:
        outcome = kinds[work.job.kind](work)
    except (Retryable, Contended) as error:
        logger.warning("put off", extra={"kind": work.job.kind, "reason": str(error)})
        return states.missed(work.job, getattr(error, "code", "try_again"))
    except RegularsError as error:
        logger.error("refused", extra={"kind": work.job.kind, "code": error.code})
        return states.ended(work.job, "failed", error.code)
    except Interrupted:
        raise
    except Exception:
        logger.exception("unforeseen", extra={"kind": work.job.kind})
        return states.missed(work.job, "unforeseen")
    return states.put_back(work.job) if outcome == "more" else states.ended(work.job, outcome)
