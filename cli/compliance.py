"""./regulars compliance: what platforms asked for about personal data, and that it was done."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from cli.answer import Answer, table
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar
from core.ledger import compliance, stores
from core.ledger.compliance import Request
from integrations import records

_MOST = 1000


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    listing = leaf(under, "list", list_requests, "when each request came and was met, newest first")
    listing.add_argument("store", metavar="STORE")


def list_requests(options: Namespace) -> Answer:
    """The requests of a store; exit code 1 when one has waited for more than 30 days. A redaction
    of the whole store is shown with the record that nobody can delete."""
    store = stores.get(options.store, fresh=True)
    kept = [one for one in records.redactions(store.ledger_id) if one.store_id == store.store_id]
    now_s = now_ms() // 1000
    found = [_row(one, now_s) for one in compliance.listing(store.store_id, _MOST)]
    shown = [
        {"at": calendar.iso(one.at_ms / 1000), "whole_ledger": one.whole_ledger} for one in kept
    ]
    data = {
        "store_id": store.store_id,
        "requests": found,
        "redactions": shown,
    }

    def text() -> str:
        if not found and not kept:
            return "Nothing was asked for."
        headings = ("request", "what", "about", "came", "due", "done", "found")
        keys = ("request", "what", "subject", "came_at", "due_at", "done_at", "counts")
        lines = [table(headings, [[_shown(one[key]) for key in keys] for one in found])]
        lines += [f"Recorded for good: the store was redacted at {one['at']}." for one in shown]
        return "\n".join(lines)

    return Answer(data, text, exit_code=int(any(one["late"] for one in found)))


def _row(one: Request, now_s: int) -> dict[str, Any]:
    done_s = one.done_at_ms // 1000
    return {
        "request": one.name,
        "what": one.what,
        "subject": one.subject or None,
        "came_at": calendar.iso(one.came_at_ms / 1000),
        "due_at": calendar.iso(one.due_at_s),
        "done_at": calendar.iso(one.done_at_ms / 1000) if one.done_at_ms else None,
        "late": (done_s or now_s) > one.due_at_s,
        "counts": dict(one.counts or {}),
    }


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count} {name}" for name, count in value.items()) or "-"
    return str(value) if value is not None else "-"
