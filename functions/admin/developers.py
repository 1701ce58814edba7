"""For a merchant's own systems: API keys, and where they are told of what happens."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar, hooks
from core.api_keys import SCOPES
from core.errors import BadInput
from core.ledger import api_keys, hook_endpoints
from functions.admin.language import say
from functions.channel_links import public_url
from integrations import access
from integrations.hook_sending import checked_url

developers = Blueprint("developers", __name__)


@developers.get("/developers")
def listing() -> str:
    return _page()


@developers.post("/developers/keys")
def create_key() -> str | tuple[str, int]:
    """Make a key, and show it this once."""
    form, now_s = request.form, int(time.time())
    scopes = form.getlist("scopes")
    try:
        ends_at_s = _end(form.get("ends_on", ""))
        text, _ = api_keys.create(g.store.store_id, form.get("name", ""), scopes, now_s, ends_at_s)
    except BadInput as error:
        return _page(_problems(error), form, scopes), 422
    return _page(made=text)


@developers.post("/developers/keys/<key_id>/revoke")
def revoke_key(key_id: str) -> Response:
    found = api_keys.find(g.store.store_id, key_id)
    api_keys.revoke(g.store.store_id, key_id)
    flash(say("developers.revoked", name=found.name))
    return redirect(url_for("developers.listing"), 303)


@developers.post("/developers/keys/<key_id>/rotate")
def rotate_key(key_id: str) -> str:
    """Make another like it, and show it this once."""
    leaked = request.form.get("leaked") == "yes"
    text, _ = api_keys.rotate(g.store.store_id, key_id, int(time.time()), leaked=leaked)
    return _page(made=text)


@developers.post("/developers/endpoints")
def create_endpoint() -> str | Response | tuple[str, int]:
    """Have a system told of what happens from now on."""
    form, topics = request.form, request.form.getlist("topics")
    try:
        hooks.checked_topics(topics)
        made = hook_endpoints.add(
            *(access.ledger_of(g.store), g.store.store_id, checked_url(form.get("url", ""))),
            *(topics, int(time.time())),
            with_email=form.get("with_email") == "yes",
        )
    except BadInput as error:
        return _page(_problems(error), form, topics), 422
    flash(say("hooks.added"))
    return redirect(url_for("hook_pages.one", endpoint_id=made.endpoint_id), 303)


def _page(
    problems: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    chosen: Sequence[str] = (),
    made: str = "",
) -> str:
    now_s, store_id = int(time.time()), g.store.store_id
    every = api_keys.of_store(store_id)
    return render_template(
        "developers.html",
        keys=[one for one in every if one.counts(now_s)],
        endpoints=hook_endpoints.of_store(access.ledger_of(g.store), store_id),
        scopes=SCOPES,
        topics=hooks.TOPICS,
        problems=problems or {},
        values=values or {},
        chosen=chosen,
        made=made,
        base=f"{public_url()}/api/v1",
    )


def _problems(error: BadInput) -> dict[str, str]:
    """What is wrong, beside its field."""
    field = str(error.details.get("field") or ("url" if "endpoint" in error.code else "name"))
    return {field: say(f"developers.{error.code}")}


def _end(stated: str) -> int:
    """The last second of a day of the store's; 0 for none. Raises BadInput."""
    if not stated:
        return 0
    try:
        return calendar.last_s(date.fromisoformat(stated).isoformat(), g.store.tz)
    except ValueError as error:
        raise BadInput("This is no day.", code="bad_end", field="ends_on") from error
