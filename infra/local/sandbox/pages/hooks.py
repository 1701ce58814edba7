"""Where a developer sees what webhooks bring: boxes that verify, and fail when told to."""

from __future__ import annotations

import contextlib
import json
import time
from datetime import UTC, datetime
from typing import Any

from flask import abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from infra.local.sandbox import hook_box
from infra.local.sandbox.db import Document
from infra.local.sandbox.pages.frame import page, shop
from infra.local.sandbox.sandbox import current

_SLOW_S = 7.0
_FIRST = "box"


@shop.get("/hooks")
def show_hooks() -> Any:
    return redirect(url_for("shop.show_box", name=_FIRST))


@shop.get("/hooks/<name>")
def show_box(name: str) -> Any:
    """What came; as JSON for programs."""
    db = current().db
    box = hook_box.settings(db, _named(name))
    heard = [_shown(one) for one in hook_box.heard_by(db, name)]
    if request.accept_mimetypes.best == "application/json":
        return jsonify({"box": box, "heard": heard})
    names = sorted({_FIRST, name, *(one["name"] for one in hook_box.boxes(db))})
    address = current().config.front_url + url_for("shop.take_hook", name=name)
    return page(
        "hooks.html", box=box, heard=heard, names=names, modes=hook_box.MODES, address=address
    )


@shop.post("/hooks/<name>")
def take_hook(name: str) -> Any:
    """What a webhook is sent to."""
    db = current().db
    headers = {one.lower(): value for one, value in request.headers.items()}
    mode = hook_box.settings(db, _named(name))["mode"]
    hook_box.take(db, name, headers, request.get_data(), time.time())
    if mode == "slow":
        time.sleep(_SLOW_S)
    return hook_box.answer_of(mode)


@shop.post("/hooks/<name>/settings")
def set_box(name: str) -> Response:
    """Form: `mode`, `secret`; what is not named stays."""
    given = {one: request.form.get(one) for one in ("mode", "secret")}
    try:
        hook_box.set_up(current().db, _named(name), **given)
    except ValueError:
        abort(400)
    return redirect(url_for("shop.show_box", name=name))


def _named(name: str) -> str:
    if not hook_box.NAME.fullmatch(name):
        abort(404)
    return name


def _shown(heard: Document) -> dict[str, Any]:
    body, topic = heard["body"], ""
    with contextlib.suppress(ValueError, AttributeError):
        parsed = json.loads(body)
        topic = parsed.get("type", "")
        body = json.dumps(parsed, indent=1, ensure_ascii=False)
    at = datetime.fromtimestamp(heard["at_s"], UTC).strftime("%H:%M:%S")
    return {**heard, "body": body, "topic": topic, "at": at}
