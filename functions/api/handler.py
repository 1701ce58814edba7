"""The developer API: /api/v1, for a merchant's own systems, with keys that have scopes.

docs/api.md is the page for developers, openapi.json beside this file what is served of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from core.api_keys import ApiKey
from core.errors import BadInput, NotFound, RegularsError
from core.ledger import activity
from functions import logs
from functions.api import asking, offering, pacing, people, spending, webhooks
from functions.api.asking import Asking
from functions.api.pacing import Pace
from functions.http import error_body, internal_error, retry_headers, safe_headers, status_of

BASE = "/api/v1"
_DOCUMENT = (Path(__file__).parent / "openapi.json").read_text("utf-8")
_DOCUMENT_TAG = f'"{hashlib.sha256(_DOCUMENT.encode()).hexdigest()[:16]}"'
_DOCUMENT_AGE_S = 300
# Where an answer names what was changed.
_SUBJECTS = ("member_id", "redemption_id", "id")

Answer = dict[str, Any]

logger = logs.logger("api")
app = APIGatewayHttpResolver()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """ANY /api/v1/{proxy+}."""
    answer: dict[str, Any] = app.resolve(event, context)
    headers = answer.setdefault("headers", {})
    headers["x-request-id"] = event["requestContext"].get("requestId") or context.aws_request_id
    path = "/".join(event["rawPath"].split("/")[:4])
    logger.info("answered", extra={"path": logs.route(path), "status": answer["statusCode"]})
    return answer


@app.exception_handler(RegularsError)  # type: ignore[untyped-decorator]
def refused(error: RegularsError) -> Response[str]:
    return _json(described(error), status_of(error), retry_headers(error))


@app.exception_handler(Exception)  # type: ignore[untyped-decorator]
def unforeseen(error: Exception) -> Response[str]:
    logger.exception("unforeseen")
    body = internal_error()
    body["error"]["doc"] = _doc("internal")
    return _json(body, 500)


@app.not_found
def not_found(_: NotFoundError) -> Response[str]:
    error = NotFound("There is nothing here; see the OpenAPI document.", code="unknown_route")
    return _json(described(error), 404)


def described(error: RegularsError) -> Answer:
    """{"error": {"code", "message", "field"?, "details"?, "doc"}}."""
    body = error_body(error)
    shown: Answer = body["error"]
    details = dict(shown.pop("details", {}))
    field = details.pop("field", None)
    if isinstance(field, str) and isinstance(error, BadInput):
        shown["field"] = field
    if details:
        shown["details"] = details
    shown["doc"] = _doc(error.code)
    return body


@app.get(f"{BASE}/openapi.json")
def document() -> Response[str]:
    """For anybody: what there is. Nothing of any store is in it."""
    headers = {"etag": _DOCUMENT_TAG, "cache-control": f"public, max-age={_DOCUMENT_AGE_S}"}
    if _header("if-none-match") == _DOCUMENT_TAG:
        return Response(304, headers=safe_headers() | headers, body="")
    return Response(200, "application/json", _DOCUMENT, safe_headers() | headers)


@app.get(f"{BASE}/me")
def me() -> Response[str]:
    """Which store a key is of, and what it may do."""
    ask = _asked()
    key = {"id": ask.key.key_id, "name": ask.key.name, "scopes": sorted(ask.key.scopes)}
    store = ask.store
    return _json({"store_id": store.store_id, "currency": store.currency, "key": key})


@app.get(f"{BASE}/members")
def member_list() -> Response[str]:
    return _json(people.listing(_asked("members:read")))


@app.post(f"{BASE}/members")
def member_create() -> Response[str]:
    return _changed("members:write", "member_create", people.create)


@app.get(f"{BASE}/members/<member_id>")
def member_show(member_id: str) -> Response[str]:
    return _json(people.show(_asked("members:read"), member_id))


@app.delete(f"{BASE}/members/<member_id>")
def member_erase(member_id: str) -> Response[str]:
    return _changed("members:erase", "member_erase", people.erase, member_id)


@app.get(f"{BASE}/members/<member_id>/entries")
def member_entries(member_id: str) -> Response[str]:
    return _json(people.entries(_asked("members:read"), member_id))


@app.get(f"{BASE}/members/<member_id>/orders")
def member_orders(member_id: str) -> Response[str]:
    return _json(people.orders(_asked("members:read"), member_id))


@app.get(f"{BASE}/members/<member_id>/redemptions")
def member_redemptions(member_id: str) -> Response[str]:
    return _json(people.redemptions(_asked("members:read"), member_id))


@app.post(f"{BASE}/members/<member_id>/adjustments")
def member_adjust(member_id: str) -> Response[str]:
    return _changed("points:write", "member_adjust", people.adjust, member_id)


@app.post(f"{BASE}/members/<member_id>/tier")
def member_tier(member_id: str) -> Response[str]:
    return _changed("members:write", "member_tier", people.give_tier, member_id)


@app.put(f"{BASE}/members/<member_id>/profile")
def member_profile(member_id: str) -> Response[str]:
    return _changed("members:write", "member_profile", people.answer, member_id)


@app.post(f"{BASE}/redemptions")
def redemption_create() -> Response[str]:
    return _changed("redemptions:write", "redemption_create", spending.create)


@app.get(f"{BASE}/redemptions/<redemption_id>")
def redemption_show(redemption_id: str) -> Response[str]:
    return _json(spending.show(_asked("members:read"), redemption_id))


@app.post(f"{BASE}/redemptions/<redemption_id>/return")
def redemption_return(redemption_id: str) -> Response[str]:
    return _changed("redemptions:write", "redemption_return", spending.give_back, redemption_id)


@app.get(f"{BASE}/program")
def program_show() -> Response[str]:
    return _tagged(offering.program(_asked("program:read")))


@app.get(f"{BASE}/rewards")
def reward_list() -> Response[str]:
    return _tagged(offering.rewards(_asked("program:read")))


@app.post(f"{BASE}/estimates")
def estimate() -> Response[str]:
    return _json(offering.estimate(_asked("program:read")))


@app.post(f"{BASE}/actions")
def action_report() -> Response[str]:
    return _changed("points:write", "action_report", offering.act)


@app.get(f"{BASE}/segments")
def segment_list() -> Response[str]:
    return _json(offering.segment_list(_asked("members:read")))


@app.get(f"{BASE}/segments/<segment_id>/members")
def segment_members(segment_id: str) -> Response[str]:
    return _json(offering.segment_members(_asked("members:read"), segment_id))


@app.get(f"{BASE}/webhooks")
def webhook_list() -> Response[str]:
    return _json(webhooks.listing(_asked("webhooks:manage")))


@app.post(f"{BASE}/webhooks")
def webhook_create() -> Response[str]:
    return _changed("webhooks:manage", "webhook_create", webhooks.create)


@app.get(f"{BASE}/webhooks/<endpoint_id>")
def webhook_show(endpoint_id: str) -> Response[str]:
    return _json(webhooks.show(_asked("webhooks:manage"), endpoint_id))


@app.patch(f"{BASE}/webhooks/<endpoint_id>")
def webhook_change(endpoint_id: str) -> Response[str]:
    return _changed("webhooks:manage", "webhook_change", webhooks.change, endpoint_id)


@app.delete(f"{BASE}/webhooks/<endpoint_id>")
def webhook_remove(endpoint_id: str) -> Response[str]:
    return _changed("webhooks:manage", "webhook_remove", webhooks.remove, endpoint_id)


@app.post(f"{BASE}/webhooks/<endpoint_id>/rotate")
def webhook_rotate(endpoint_id: str) -> Response[str]:
    return _changed("webhooks:manage", "webhook_rotate", webhooks.rotate, endpoint_id)


@app.post(f"{BASE}/webhooks/<endpoint_id>/test")
def webhook_test(endpoint_id: str) -> Response[str]:
    return _changed("webhooks:manage", "webhook_test", webhooks.test, endpoint_id)


@app.get(f"{BASE}/webhooks/<endpoint_id>/deliveries")
def webhook_deliveries(endpoint_id: str) -> Response[str]:
    return _json(webhooks.deliveries(_asked("webhooks:manage"), endpoint_id))


@app.post(f"{BASE}/webhooks/<endpoint_id>/deliveries/<delivery_id>/redeliver")
def webhook_redeliver(endpoint_id: str, delivery_id: str) -> Response[str]:
    one = partial(webhooks.redeliver, delivery_id=delivery_id)
    return _changed("webhooks:manage", "webhook_redeliver", one, endpoint_id)


def _asked(scope: str | None = None) -> Asking:
    """Who asks. Counted before anything else is done, and refused without the scope."""
    now_ms = time.time_ns() // 1_000_000

    def used(key: ApiKey) -> None:
        app.context["pace"] = pacing.step(key.key_id, now_ms // 1000)

    ask = asking.of(app.current_event.raw_event, now_ms, used)
    return ask.may(scope) if scope else ask


def _changed(
    scope: str, what: str, do: Callable[..., tuple[Answer, int]], *subject: str
) -> Response[str]:
    """Do what changes something, and write down who did: once, however often it is asked for."""
    ask = _asked(scope)
    if app.current_event.http_method == "POST":
        ask.named()  # before anything is looked for
    body, status = do(ask, *subject)
    if ask.finish():
        named = [*subject, *(str(body[one]) for one in _SUBJECTS if body.get(one))]
        activity.note(
            ask.books.ledger,
            store_id=ask.store.store_id,
            actor=f"api:{ask.key.key_id}",
            what=f"api.{what}",
            subject=named[0] if named else "",
            at_ms=ask.now_ms,
        )
    return _json(body, status)


def _json(body: Answer, status: int = 200, headers: dict[str, str] | None = None) -> Response[str]:
    return Response(
        status_code=status,
        content_type="application/json",
        body=json.dumps(body, ensure_ascii=False),
        headers=safe_headers() | _pace() | (headers or {}),
    )


def _tagged(body: Answer) -> Response[str]:
    """An answer that the caller may keep, and asks for again with If-None-Match."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
    headers = safe_headers() | _pace() | {"etag": tag, "cache-control": "private, no-cache"}
    if _header("if-none-match") == tag:
        return Response(304, headers=headers, body="")
    return Response(200, "application/json", text, headers)


def _pace() -> dict[str, str]:
    pace: Pace | None = app.context.get("pace")
    return pace.headers() if pace is not None else {}


def _header(name: str) -> str:
    return str(app.current_event.headers.get(name) or "")


def _doc(code: str) -> str:
    """Where an error is explained: in the document that this API serves."""
    origin = os.environ.get("PUBLIC_URL", "").rstrip("/")
    return f"{origin}{BASE}/openapi.json#/x-errors/{code}"
