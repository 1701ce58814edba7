"""What platforms asked for about personal data: when it came, when it was done, and the files for
who asked what is kept about them."""

from __future__ import annotations

import time

from flask import Blueprint, g, redirect, render_template
from werkzeug.wrappers import Response

from core.errors import NotFound
from core.ledger import activity
from core.ledger import compliance as kept
from core.ledger.compliance import Request
from integrations import access, data_files
from integrations.files import Files

compliance = Blueprint("compliance", __name__)

_MOST = 200


@compliance.get("/personal-data")
def listing() -> str:
    """The newest requests first."""
    now_s = int(time.time())
    requests = kept.listing(g.store.store_id, _MOST)
    asked = any(one.what == "data_request" for one in requests)
    there = set(_files().names()) if asked else set()
    return render_template(
        "compliance.html",
        requests=requests,
        late=lambda one: not one.done_at_ms and now_s > one.due_at_s,
        has_file=lambda one: _has_file(one, there),
    )


@compliance.get("/personal-data/<name>/file")
def download(name: str) -> Response:
    """Leads to the file, by an address that is good for a quarter of an hour; who took it is in the
    activity log. Raises NotFound for a request that has none any more."""
    request, where = kept.get(g.store.store_id, name), _files()
    if request is None or not _has_file(request, set(where.names())):
        raise NotFound("There is no such file, or it is gone: they are kept for 30 days.")
    ledger = access.ledger_of(g.store)
    link = where.link(data_files.name_of(request.subject), f"regulars-{request.name}.json")
    activity.note(
        ledger,
        store_id=g.store.store_id,
        actor=f"staff:{g.staff.staff_id}",
        what=f"{activity.COMPLIANCE}download",
        subject=request.subject,
        details={"request": request.name},
        at_ms=time.time_ns() // 1_000_000,
    )
    return redirect(link, 303)


def _files() -> Files:
    return data_files.files(access.ledger_of(g.store), g.store.store_id)


def _has_file(request: Request, there: set[str]) -> bool:
    """`there`: the files that are left. They end by themselves, and with the member's erasure."""
    return request.what == "data_request" and data_files.name_of(request.subject) in there
