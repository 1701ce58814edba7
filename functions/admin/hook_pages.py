"""One endpoint of webhooks: its secret, what it is told, and what became of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import hooks
from core.errors import BadInput, NotFound
from core.ledger import hook_deliveries, hook_endpoints
from core.ledger.hook_endpoints import Endpoint
from functions import hook_messages
from functions.admin.language import say
from functions.hook_shapes import delivery_id, line_of
from integrations import access, hook_keys
from integrations.hook_sending import checked_url

hook_pages = Blueprint("hook_pages", __name__)

_ONE = "/developers/endpoints/<endpoint_id>"


@hook_pages.get(_ONE)
def one(endpoint_id: str) -> str:
    return _page(_found(endpoint_id), {}, {}, None)


@hook_pages.post(_ONE)
def change(endpoint_id: str) -> str | Response | tuple[str, int]:
    """Where it is, and what it is told."""
    found, form, topics = _found(endpoint_id), request.form, request.form.getlist("topics")
    try:
        changes = {
            "topics": hooks.checked_topics(topics),
            "url": checked_url(form.get("url", "")),
            "with_email": form.get("with_email") == "yes",
        }
    except BadInput as error:
        problems = {str(error.details.get("field", "url")): say(f"developers.{error.code}")}
        return _page(found, problems, form, topics), 422
    ledger = access.ledger_of(g.store)
    hook_endpoints.change(ledger, g.store.store_id, endpoint_id, **changes)
    return _done(endpoint_id, "hooks.saved")


@hook_pages.post(f"{_ONE}/switch")
def switch(endpoint_id: str) -> Response:
    """On or off."""
    ledger, store_id = access.ledger_of(g.store), g.store.store_id
    if request.form.get("to") == "on":
        hook_endpoints.switch_on(ledger, store_id, endpoint_id)
        return _done(endpoint_id, "hooks.switched_on")
    hook_endpoints.pause(ledger, store_id, endpoint_id, int(time.time()))
    return _done(endpoint_id, "hooks.switched_off")


@hook_pages.post(f"{_ONE}/rotate")
def rotate(endpoint_id: str) -> Response:
    leaked = request.form.get("leaked") == "yes"
    ledger, now_s = access.ledger_of(g.store), int(time.time())
    hook_endpoints.rotate(ledger, g.store.store_id, endpoint_id, now_s, leaked=leaked)
    return _done(endpoint_id, "hooks.rotated")


@hook_pages.post(f"{_ONE}/test")
def try_out(endpoint_id: str) -> Response:
    """Send something, to see whether it arrives."""
    found = _found(endpoint_id)
    if found.off:
        return _done(endpoint_id, "hooks.is_off")
    hook_messages.try_out(access.ledger_of(g.store), found, time.time_ns() // 1_000_000)
    return _done(endpoint_id, "hooks.test_sent")


@hook_pages.post(f"{_ONE}/again")
def again(endpoint_id: str) -> Response:
    """Send a delivery once more, whatever became of it."""
    found, ledger = _found(endpoint_id), access.ledger_of(g.store)
    if found.off:
        return _done(endpoint_id, "hooks.is_off")
    line = line_of(request.form.get("delivery", ""))
    hook_messages.again(ledger, hook_deliveries.find(ledger, found.endpoint_id, line))
    return _done(endpoint_id, "hooks.sent_again")


@hook_pages.post(f"{_ONE}/remove")
def remove(endpoint_id: str) -> Response:
    now_s = int(time.time())
    hook_endpoints.remove(access.ledger_of(g.store), g.store.store_id, endpoint_id, now_s)
    flash(say("hooks.removed"))
    return redirect(url_for("developers.listing"), 303)


def _found(endpoint_id: str) -> Endpoint:
    return hook_endpoints.find(access.ledger_of(g.store), g.store.store_id, endpoint_id)


def _done(endpoint_id: str, what: str) -> Response:
    flash(say(what))
    return redirect(url_for("hook_pages.one", endpoint_id=endpoint_id), 303)


def _page(
    found: Endpoint,
    problems: Mapping[str, str],
    values: Mapping[str, str],
    chosen: Sequence[str] | None,
) -> str:
    ledger, before = access.ledger_of(g.store), request.args.get("before", "")
    try:
        log, following = hook_deliveries.page(
            ledger, found.endpoint_id, line_of(before) if before else None
        )
    except BadInput as error:
        raise NotFound(str(error)) from error
    return render_template(
        "hook.html",
        one=found,
        secret=hook_keys.secret_of(found),
        topics=hooks.TOPICS,
        chosen=found.topics if chosen is None else chosen,
        problems=problems,
        values=values,
        log=log,
        name_of=delivery_id,
        following=delivery_id(log[-1]) if following else "",
        before=before,
    )
