"""What a merchant's own systems report: signed, dated, each report once.

    X-Regulars-Timestamp: 1795924401
    X-Regulars-Signature: hex(HMAC-SHA256(key, "1795924401." + body))

A request that is sent again within its five minutes carries the same idempotency key, and finds
what it did.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from core import calendar
from core.awards import AwardState
from core.errors import BadInput, BadSignature
from core.ledger import reporting, stores
from core.ledger.posting import Books
from functions.http import raw_body
from integrations import access, action_keys
from integrations.payload import email, unix_s
from integrations.signature import verify_hex

SIGNATURE_HEADER = "x-regulars-signature"
TIMESTAMP_HEADER = "x-regulars-timestamp"
_LIVES_S = 300
_REACH_S = 400 * 86400
_MAX_BYTES = 16 * 1024
_STAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
# What a header could carry, as elsewhere; both platforms say 0 for nobody.
_KEY = re.compile(r"[ -~]{1,200}", re.ASCII)
_CUSTOMER = re.compile(r"(?!0*$)[!-~]{1,64}", re.ASCII)


def report(store_id: str, event: Mapping[str, Any], now_ms: int) -> dict[str, Any]:
    """Carry out a report; what it gave. Raises BadSignature, BadInput, and what
    core.ledger.reporting does."""
    store = stores.get(store_id)
    body = raw_body(event)
    if len(body) > _MAX_BYTES:
        raise BadInput("The request is too large.", code="too_large")
    headers = {name.lower(): value for name, value in event["headers"].items()}
    stamp = headers.get(TIMESTAMP_HEADER) or ""
    now_s = now_ms // 1000
    if not store.installed:
        raise BadSignature("The store is not connected.")
    if not _STAMP.fullmatch(stamp) or abs(now_s - int(stamp)) > _LIVES_S:
        raise BadSignature(f"Sign the time of the request in {TIMESTAMP_HEADER}, in unix seconds.")
    signature = headers.get(SIGNATURE_HEADER)
    verify_hex(f"{stamp}.".encode() + body, signature, action_keys.counts(store, now_s))
    return given(access.books_of(store), store.store_id, _asked(body), now_ms)


def given(books: Books, store_id: str, asked: Mapping[str, Any], now_ms: int) -> dict[str, Any]:
    """Carry out what was reported, by whoever may report for the store; what it gave."""
    now_s = now_ms // 1000
    action = books.programs.in_force(now_s).action(_text(asked, "action"))
    made = reporting.report(
        books,
        store_id,
        _customer(asked),
        action,
        _text(asked, "idempotency_key", _KEY),
        now_ms,
        _at(asked, now_s),
    )
    return report_json(made)


def report_json(given: AwardState) -> dict[str, Any]:
    """What a report gave; the same however often it is asked."""
    return {
        "action": given.rule_id,
        "status": "given",
        "points": given.wish.points,
        "reward_id": given.wish.reward_id or None,
        "at": calendar.iso(given.given_at_s),
    }


def _asked(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadInput("The request is not JSON.") from error
    if not isinstance(asked, dict):
        raise BadInput("The request is not a JSON object.")
    return asked


def _text(asked: Mapping[str, Any], name: str, form: re.Pattern[str] | None = None) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value or not (form or _KEY).fullmatch(value):
        raise BadInput(f"{name} must be a text of 1 to 200 plain characters.")
    return value


def _customer(asked: Mapping[str, Any]) -> str:
    """The platform's id, as text or number, or an address."""
    value = asked.get("customer")
    stated = str(value) if type(value) is int else value
    if isinstance(stated, str):
        if "@" in stated and (address := email(stated)):
            return address
        if "@" not in stated and _CUSTOMER.fullmatch(stated):
            return stated
    raise BadInput("customer must be the store's customer id, or an email address.")


def _at(asked: Mapping[str, Any], now_s: int) -> int | None:
    at_s = unix_s(asked.get("at"), "at")
    if at_s is not None and not now_s - _REACH_S <= at_s <= now_s + _LIVES_S:
        raise BadInput("at must be a time of the last 400 days.")
    return at_s
