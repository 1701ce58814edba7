"""./regulars import: bringing in what a store had before."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError, Namespace
from datetime import date

from cli.answer import Answer, fields
from cli.customers import opened
from cli.following import data_of, follow
from cli.parsing import Parser, leaf, now_ms, verbs
from core.errors import Conflict
from core.money import money_text
from integrations import jobs as queued
from integrations.files import Files


def configure(parser: Parser) -> None:
    """Add the arguments of this command."""
    past = leaf(
        verbs(parser),
        "orders",
        orders,
        "fetch a store's past orders and show who would get what; with --apply also give it",
    )
    past.add_argument("store", metavar="STORE")
    past.add_argument("--since", metavar="DAY", type=_day, help="only orders from this day on")
    how = past.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help="show it and give nothing (default)")
    how.add_argument("--apply", action="store_true", help="show it, and then give it")


def orders(options: Namespace) -> Answer:
    """The same job as the merchant page's; it goes on when this is interrupted."""
    at = opened(options.store)
    ledger = at.books.ledger
    given = {"since": options.since or ""}
    job = follow(
        ledger, queued.begin(ledger, at.store.store_id, "past_orders", given, "cli", now_ms())
    )
    if job.state == "asks" and options.apply:
        job = follow(ledger, queued.answer(ledger, job, {"switch": job.facts["version"]}, now_ms()))
    if job.state in ("failed", "stopped"):
        raise Conflict(
            f"The import {job.state} ({job.error or 'by somebody'}). "
            f"./regulars jobs resume {job.store_id} {job.job_id} lets it go on.",
            code="import_stopped",
        )
    with Files(ledger, job.store_id, job.job_id).get(str(job.facts["report"])) as stream:
        report = json.load(stream)
    cost = report["cost_minor"]
    lines = [
        ("orders", report["orders"]),
        ("members", report["members"]),
        ("points", report["points"]),
        ("cost at most", "unknown" if cost is None else money_text(cost, report["currency"])),
        *((f"orders: {name}", count) for name, count in sorted(report["reasons"].items())),
        ("given", job.facts.get("posted", 0) if job.state == "done" else "nothing yet"),
        ("job", job.job_id),
    ]
    return Answer(data_of(job) | {"report": report}, lambda: fields(lines))


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write 2026-11-22") from None
