"""The delivery log with its levers: repeat, delay, reorder, drop; and trouble for API calls."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from infra.local.sandbox.config import PLATFORMS
from infra.local.sandbox.control import platform_of
from infra.local.sandbox.control_deliveries import change, set_mode
from infra.local.sandbox.faults import KINDS, Fault
from infra.local.sandbox.pages.frame import page, shop
from infra.local.sandbox.sandbox import current

_SHOWN = 60
_WAITING = ("held", "queued")
_TROUBLE = (
    "server_error",
    "too_many",
    "throttled",
    "unauthorized",
    "timeout_after",
    "timeout_before",
)


@shop.get("/lab")
def show_lab() -> Any:
    sandbox = current()
    rows = sandbox.db.execute("SELECT * FROM delivery ORDER BY id DESC LIMIT ?", (_SHOWN,))
    waiting = sandbox.db.execute(
        "SELECT * FROM delivery WHERE state IN ('held', 'queued') ORDER BY position LIMIT ?",
        (_SHOWN,),
    )
    topics = [row["topic"] for row in rows if row["platform"] == "woo"]
    return page(
        "lab.html",
        waiting=[_shown(row) for row in waiting],
        past=[_shown(row) for row in rows if row["state"] not in _WAITING],
        modes={name: sandbox.deliveries.mode(name) for name in PLATFORMS},
        disabled=sorted({t for t in topics if sandbox.deliveries.disabled("woo", t)}),
        kinds=_TROUBLE,
        armed=[f for f in sandbox.faults.armed() if f.hits < f.times],
    )


@shop.post("/lab/mode")
def choose_mode() -> Response:
    mode = request.form.get("mode", "")
    if mode not in ("auto", "hold"):
        abort(400)
    set_mode(current(), platform_of(request.form.get("platform", "")), mode)
    return _back()


@shop.post("/lab/flush")
def flush_held() -> Response:
    """Put what is held in line, in its order or the other way round."""
    sandbox = current()
    rows = sandbox.db.execute("SELECT id FROM delivery WHERE state='held' ORDER BY position")
    ids = [row["id"] for row in rows]
    if request.form.get("order") == "reverse":
        ids.reverse()
    with sandbox.db.change():
        for delivery_id in ids:
            sandbox.db.execute(
                "UPDATE delivery SET state='queued', position="
                "(SELECT MAX(position) + 1 FROM delivery) WHERE id=?",
                (delivery_id,),
            )
    sandbox.deliveries.wake()
    return _back()


@shop.post("/lab/enable")
def enable_webhooks() -> Response:
    current().deliveries.enable_all()
    return _back()


@shop.post("/lab/faults")
def trouble() -> Response:
    kind = request.form.get("kind", "")
    if kind == "clear":
        current().faults.clear()
    elif kind in KINDS:
        platform = platform_of(request.form.get("platform", ""))
        current().faults.arm(Fault(platform, kind))
    return _back()


@shop.post("/lab/<int:delivery_id>/<action>")
def act_on_lab(delivery_id: int, action: str) -> Response:
    sandbox = current()
    rows = sandbox.db.execute("SELECT * FROM delivery WHERE id=?", (delivery_id,))
    if not rows:
        abort(404)
    if action in ("repeat", "send"):
        sandbox.deliveries.send_now(delivery_id)
    else:
        try:
            change(sandbox, rows[0], action, 30)
        except ValueError:
            abort(404)
    return _back()


def _back() -> Response:
    return redirect(url_for("shop.show_lab"))


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    sandbox = current()
    moment = sandbox.local(row["platform"], row["sent_at"] or row["created_at"])
    body = row["body"].decode("utf-8", "replace") if row["body"] else ""
    headers = json.loads(row["headers"]) if row["headers"] else {}
    with contextlib.suppress(ValueError):  # what is no JSON is shown as it is
        body = json.dumps(json.loads(body), indent=1, ensure_ascii=False)
    return {**dict(row), "at": moment.strftime("%H:%M:%S"), "body": body, "headers": headers}
