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

compliance = Blueprint("compliance", __name__)

_MOST = 200
# As long as the bucket keeps files (infra/files.yml).
_FILE_LIVES_S = 30 * 86400


@compliance.get("/personal-data")
def listing() -> str:
    """The newest requests first."""
    now_s = int(time.time())
    return render_template(
        "compliance.html",
        requests=kept.listing(g.store.store_id, _MOST),
        late=lambda one: not one.done_at_ms and now_s > one.due_at_s,
        has_file=lambda one: _has_file(one, now_s),
    )


@compliance.get("/personal-data/<name>/file")
def download(name: str) -> Response:
    """Leads to the file, by an address that is good for a quarter of an hour; who took it is in the
    activity log. Raises NotFound for a request that has none any more."""
    request = kept.get(g.store.store_id, name)
    if request is None or not _has_file(request, int(time.time())):
        raise NotFound("There is no such file, or it is gone: they are kept for 30 days.")
    ledger = access.ledger_of(g.store)
    where = data_files.files(ledger, g.store.store_id)
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


def _has_file(request: Request, now_s: int) -> bool:
    made_s = request.done_at_ms // 1000
    return request.what == "data_request" and bool(made_s) and now_s < made_s + _FILE_LIVES_S
