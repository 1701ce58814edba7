"""./regulars jobs: long work, how far it is, stopping it and letting it go on."""

from __future__ import annotations

from argparse import Namespace

from cli.answer import Answer, fields, table
from cli.customers import opened
from cli.following import data_of
from cli.parsing import Parser, leaf, now_ms, verbs
from core.calendar import iso
from core.jobs import Job, stopped
from core.ledger import jobs as kept
from integrations import jobs as queued


def configure(parser: Parser) -> None:
    """Add the arguments of this command."""
    under = verbs(parser)
    leaf(under, "list", listing, "a store's last jobs, the newest first").add_argument(
        "store", metavar="STORE"
    )
    for name, run, text in (
        ("show", show, "one job"),
        ("stop", stop, "stop a job where it is"),
        ("resume", resume, "let a job go on that stopped or failed"),
    ):
        one = leaf(under, name, run, text)
        one.add_argument("store", metavar="STORE")
        one.add_argument("job", metavar="JOB")


def listing(options: Namespace) -> Answer:
    at = opened(options.store)
    found = kept.listing(at.books.ledger, at.store.store_id)
    rows = [(one.job_id, one.kind, one.state, one.done, one.total, one.error) for one in found]
    head = ("job", "kind", "state", "done", "of", "error")
    return Answer({"jobs": [data_of(one) for one in found]}, lambda: table(head, rows))


def show(options: Namespace) -> Answer:
    at = opened(options.store)
    return _shown(kept.get(at.books.ledger, at.store.store_id, options.job))


def stop(options: Namespace) -> Answer:
    at = opened(options.store)
    job = kept.get(at.books.ledger, at.store.store_id, options.job)
    return _shown(kept.save(at.books.ledger, job, stopped(job), now_ms()))


def resume(options: Namespace) -> Answer:
    at = opened(options.store)
    job = kept.get(at.books.ledger, at.store.store_id, options.job)
    return _shown(queued.resume(at.books.ledger, job, now_ms()))


def _shown(job: Job) -> Answer:
    lines = [
        ("job", job.job_id),
        ("kind", job.kind),
        ("state", job.state),
        ("done", f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,}"),
        ("started", iso(job.created_at_ms / 1000)),
        ("by", job.by),
        *((("error", job.error),) if job.error else ()),
        *((name, value) for name, value in job.facts.items() if isinstance(value, int | str)),
    ]
    return Answer(data_of(job), lambda: fields(lines))
