"""From a connection link to a connected store."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from core.errors import BadInput, Forbidden, RegularsError
from core.ledger import invites
from functions.connect import words
from functions.connect.pages import page as page_of
from functions.http import Answer, raw_body, safe_headers
from integrations.woocommerce import connecting

_MAX_BYTES = 16 * 1024


def page(code: str, query: Mapping[str, str], now_s: int) -> Answer:
    """Lead on to the store's own question; or a page that says what is wrong, for people."""
    try:
        invites.problem(code, now_s)
        if "url" not in query:
            return page_of(200, "open_in_plugin")
        store = connecting.store_url(query["url"])
        back = connecting.return_url(query.get("return", ""), store)
        state = invites.begin(code, store, now_s)
    except (BadInput, Forbidden) as error:
        status = 400 if isinstance(error, BadInput) else 403
        return page_of(status, words.problem_of(error))
    target = connecting.authorize_url(store, state, back, f"{_origin()}/connect/callback")
    return {"statusCode": 302, "headers": {"location": target, **safe_headers()}, "body": ""}


def status(code: str, now_s: int) -> dict[str, Any]:
    """How an invitation stands, for the plugin whose merchant came back without a connection."""
    try:
        why = invites.problem(code, now_s)
    except Forbidden:
        why = "link_over"
    if not why:
        return {"problem": None}
    text = words.text(why)
    return {"problem": {"code": why, "message": text["en"], "text": text}}


def called_back(event: Mapping[str, Any], now_s: int) -> dict[str, Any]:
    """What WooCommerce sends once the merchant has allowed the access. Unsigned: the state is good
    once, and the keys are tried at the address that it was made for. Whatever is raised makes
    WooCommerce delete the keys; the invitation is then good again, and knows why."""
    sent = _json(event)
    state = sent.get("user_id")
    if not isinstance(state, str) or not state:
        raise BadInput("The body names no user_id.")
    keys = connecting.keys_of(sent)
    attempt = invites.claim(state, now_s)
    try:
        made = connecting.connect(attempt.url, keys, _origin(), now_s, into=attempt.into)
    except RegularsError as error:
        invites.reopen(attempt, words.problem_of(error))
        raise
    except Exception:
        invites.reopen(attempt, "internal")
        raise
    return {"store_id": made.store_id}


def _json(event: Mapping[str, Any]) -> dict[str, Any]:
    body = raw_body(event)
    if len(body) > _MAX_BYTES:
        raise BadInput("The request is too large.", code="too_large")
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadInput("The request is not JSON.") from error
    if not isinstance(sent, dict):
        raise BadInput("The request is not a JSON object.")
    return sent


def _origin() -> str:
    return os.environ["PUBLIC_URL"].rstrip("/")
