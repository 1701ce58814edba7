"""Keeping jobs (core/jobs.py): a row each, in the store's own partition; and a line for every job
that goes on, by which stuck ones are found. A line is named by its store and kind: of a kind one
job at a time goes on in a store."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from core import jobs
from core.errors import Conflict, NotFound
from core.evolve import replace
from core.identity import Ledger
from core.jobs import Job
from core.ledger import keys
from core.ledger.table import (
    Commit,
    Contended,
    IntegerAttribute,
    Row,
    as_read,
    put_alone,
    read_rows,
)

_ACTIVE = "JOBS"


class JobRow(Row, discriminator="JB"):
    version = IntegerAttribute(attr_name="v")
    store_id = UnicodeAttribute()
    kind_of = UnicodeAttribute(attr_name="k")
    state = UnicodeAttribute()
    by = UnicodeAttribute()
    error = UnicodeAttribute(null=True)
    created_at_ms = IntegerAttribute()
    updated_at_ms = IntegerAttribute()
    done = IntegerAttribute()
    total = IntegerAttribute()
    tries = IntegerAttribute()
    began_at_ms = IntegerAttribute()
    began_done = IntegerAttribute()
    leased_until_ms = IntegerAttribute()
    given = JSONAttribute()
    cursor = JSONAttribute()
    facts = JSONAttribute()


class ActiveJobRow(Row, discriminator="JA"):
    """`of`, `job_id`: where the job's own row is."""

    of = UnicodeAttribute()
    job_id = UnicodeAttribute()


def start(
    ledger: Ledger, store_id: str, kind: str, given: Mapping[str, Any], by: str, now_ms: int
) -> Job:
    """A new job that waits; it must be queued next (integrations/jobs.py). Raises
    Conflict(code="job_running", job_id) while another of its kind goes on in the store."""
    job_id = f"{now_ms:013d}-{secrets.token_hex(4)}"
    job = Job(job_id, store_id, kind, "waiting", by, now_ms, now_ms, given=dict(given))
    return _write(ledger, None, job)


def get(ledger: Ledger, store_id: str, job_id: str) -> Job:
    """Raises NotFound for one that this store does not have."""
    rows = read_rows([(keys.jobs(ledger, store_id), job_id)])
    found = next((row for row in rows if isinstance(row, JobRow)), None)
    if found is None:
        raise NotFound("There is no such job.", code="no_job")
    return _job(found)


def listing(ledger: Ledger, store_id: str, limit: int = 20) -> list[Job]:
    """The store's newest jobs, the newest first."""
    pk = keys.jobs(ledger, store_id)
    rows = JobRow.query(pk, limit=limit, scan_index_forward=False, consistent_read=True)
    return [_job(row) for row in rows]


def save(ledger: Ledger, before: Job, after: Job, now_ms: int) -> Job:
    """Write what became of a job, if nobody wrote it since it was read. Raises
    Conflict(code="job_moved") otherwise, and "job_running" when it is to go on while another of its
    kind does."""
    return _write(ledger, before, replace(after, updated_at_ms=now_ms))


def take(ledger: Ledger, job: Job, now_ms: int) -> Job | None:
    """Take the job up; None when it does not go on, or another works on it."""
    mine = jobs.taken(job, now_ms)
    try:
        return None if mine is None else save(ledger, job, mine, now_ms)
    except Conflict:
        return None


def stuck(now_ms: int) -> Iterator[Job]:
    """Jobs of all stores that should go on and that nobody has touched for two leases, without
    those that rest between two tries; lines of jobs that are gone are dropped."""
    for row in ActiveJobRow.query(_ACTIVE, consistent_read=True):
        rows = read_rows([(row.of, row.job_id)])
        found = next((_job(one) for one in rows if isinstance(one, JobRow)), None)
        if found is None or not found.active:
            row.delete()
        elif now_ms > found.updated_at_ms + 2 * jobs.LEASE_MS + 1000 * jobs.pause_s(found):
            yield found


def forget(ledger: Ledger, store_id: str) -> None:
    """Drop all jobs of a store whose data are erased."""
    for row in JobRow.query(keys.jobs(ledger, store_id), consistent_read=True):
        if (job := _job(row)).active:
            _line(ledger, job).delete()
        row.delete()


def _write(ledger: Ledger, before: Job | None, after: Job) -> Job:
    version = before.version if before is not None else 0
    was = before is not None and before.active
    row = _row(ledger, replace(after, version=version + 1))
    try:
        if was == after.active:
            put_alone(row, as_read(JobRow, version))
        else:
            commit = Commit()
            commit.put(row, as_read(JobRow, version))
            if after.active:
                commit.put(_line(ledger, after), ActiveJobRow.pk.does_not_exist())
            else:
                commit.delete(_line(ledger, after))
            commit.send()
    except Contended as contention:
        _explain(ledger, after, version, contention)
    return replace(after, version=version + 1)


def _explain(ledger: Ledger, after: Job, version: int, contention: Contended) -> None:
    """Return when the write was made after all and only its answer was lost; else raise."""
    wanted = [(keys.jobs(ledger, after.store_id), after.job_id), _key(ledger, after)]
    found = read_rows(wanted)
    now = next((_job(row) for row in found if isinstance(row, JobRow)), None)
    if now == replace(after, version=version + 1):
        return
    if (now.version if now is not None else 0) != version:
        raise Conflict("The job was changed meanwhile.", code="job_moved") from contention
    other = next((row.job_id for row in found if isinstance(row, ActiveJobRow)), None)
    if after.active and other not in (None, after.job_id):
        raise Conflict(
            "Another job of this kind is under way.", code="job_running", job_id=other
        ) from contention
    raise contention


def _key(ledger: Ledger, job: Job) -> tuple[str, str]:
    return _ACTIVE, f"{ledger.ledger_id}#{job.store_id}#{job.kind}"


def _line(ledger: Ledger, job: Job) -> ActiveJobRow:
    of = keys.jobs(ledger, job.store_id)
    return ActiveJobRow(*_key(ledger, job), of=of, job_id=job.job_id)


def _row(ledger: Ledger, job: Job) -> JobRow:
    return JobRow(
        keys.jobs(ledger, job.store_id),
        job.job_id,
        version=job.version,
        store_id=job.store_id,
        kind_of=job.kind,
        state=job.state,
        by=job.by,
        error=job.error or None,
        created_at_ms=job.created_at_ms,
        updated_at_ms=job.updated_at_ms,
        done=job.done,
        total=job.total,
        tries=job.tries,
        began_at_ms=job.began_at_ms,
        began_done=job.began_done,
        leased_until_ms=job.leased_until_ms,
        given=dict(job.given),
        cursor=dict(job.cursor),
        facts=dict(job.facts),
    )


def _job(row: JobRow) -> Job:
    return Job(
        job_id=row.sk,
        store_id=row.store_id,
        kind=row.kind_of,
        state=row.state,  # type: ignore[arg-type]
        by=row.by,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
        done=row.done,
        total=row.total,
        given=row.given,
        cursor=row.cursor,
        facts=row.facts,
        error=row.error or "",
        tries=row.tries,
        began_at_ms=row.began_at_ms,
        began_done=row.began_done,
        leased_until_ms=row.leased_until_ms,
        version=row.version,
    )
