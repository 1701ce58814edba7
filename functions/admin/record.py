"""The activity log's lines of the merchant page: one for each request that changed something.

A page needs no code for it: its endpoint's name is what was done ("members.adjust"), said by the
text "activity.<endpoint>". One that knows better says so with `about`, or with `nothing`.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Response, g, request

from core.ledger import activity
from functions import logs
from functions.admin.rights import READING
from integrations import access

logger = logs.logger("admin")

# Forms that change nothing.
_SILENT = frozenset(
    {"auth.leave", "health.ask", "preview.refuse", "program_json.send", "review.backtest"}
)


def about(subject: str = "", **details: Any) -> None:
    """What this request changes: a pseudonym or an id, and figures or ids that tell more. Never
    anything personal."""
    g.activity = {"subject": subject, "details": details}


def nothing() -> None:
    """Say that this request changed nothing after all."""
    g.activity = None


def write(response: Response) -> Response:
    """After every request: note what it changed. What was done stays done when that fails."""
    who, store = g.get("staff"), g.get("store")
    endpoint = request.endpoint or ""
    if request.method in READING or endpoint in _SILENT or response.status_code >= 400:
        return response
    said = g.get("activity", _of_address())
    if who is None or store is None or said is None:
        return response
    try:
        activity.note(
            access.ledger_of(store),
            store_id=store.store_id,
            actor=f"staff:{who.staff_id}",
            what=endpoint,
            at_ms=time.time_ns() // 1_000_000,
            **said,
        )
    except Exception:
        logger.exception("an action is missing from the activity log", extra={"what": endpoint})
    return response


def _of_address() -> dict[str, Any]:
    """The member, or else whatever the request's address names."""
    named = dict(request.view_args or {})
    return {"subject": named.pop("member_id", ""), "details": named}
