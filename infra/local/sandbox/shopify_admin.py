"""The fake Admin API: POST /shopify/admin/api/2026-10/graphql.json."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from infra.local.sandbox import shopify_app, shopify_bulk, shopify_engine, shopify_root
from infra.local.sandbox.faults import Fault
from infra.local.sandbox.sandbox import Sandbox, current
from infra.local.sandbox.shopify_cost import MAX_QUERY, Bucket, actual, estimate

admin = Blueprint("shopify_admin", __name__)
_INVALID = "[API] Invalid API key or access token (unrecognized login or wrong password)"


@admin.post("/shopify/admin/api/<version>/graphql.json")
def graphql(version: str) -> Response:
    sandbox = current()
    body = request.get_json(silent=True)
    query = str(body.get("query") or "") if isinstance(body, dict) else ""
    names = " ".join(shopify_engine.root_fields(query))
    fault = sandbox.faults.strike("shopify", names)
    response = _before(fault) or _refuse(sandbox, version) or _execute(sandbox, body, names, fault)
    if fault is not None and fault.kind == "timeout_after":
        fault.wait()
        response = make_response("", 504)
    sandbox.requests.append(
        {
            "platform": "shopify",
            "method": "POST",
            "path": names,
            "status": response.status_code,
            "at": time.time(),
        }
    )
    return response


def _refuse(sandbox: Sandbox, version: str) -> Response | None:
    store = sandbox.store("shopify")
    if request.headers.get("X-Shopify-Shop-Domain", "").lower() != store.shop_domain:
        return _errors("Not Found", 404)
    if version != "2026-10":
        return _errors("Not Found", 404)
    if shopify_app.scopes_of(sandbox, _token()) is None:
        return _errors(_INVALID, 401)
    return None


def _token() -> str:
    return request.headers.get("X-Shopify-Access-Token", "")


def _before(fault: Fault | None) -> Response | None:
    if fault is None or fault.kind in ("timeout_after", "taken"):
        return None
    if fault.kind in ("slow", "timeout_before"):
        fault.wait()
        return None if fault.kind == "slow" else make_response("", 504)
    if fault.kind == "throttled":
        error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
        return jsonify({"errors": [error], "extensions": Bucket().extension(12, None)})
    if fault.kind == "unauthorized":
        return _errors(_INVALID, 401)
    if fault.kind == "too_many":
        response = _errors("Exceeded 2 calls per second for api client.", 429)
        response.headers["Retry-After"] = "2.0"
        return response
    if fault.kind == "not_json":
        return make_response("<html><body>There was a problem loading this website</body></html>")
    return make_response("<html><body>Internal error</body></html>", fault.status)


def _execute(sandbox: Sandbox, body: Any, names: str, fault: Fault | None) -> Response:
    query = str(body.get("query") or "") if isinstance(body, dict) else ""
    if not query:
        return _errors({"query": "Required parameter missing or invalid"}, 400)
    variables = body.get("variables") or {}
    requested = estimate(query, variables)
    bucket = sandbox.cost_bucket
    if requested > MAX_QUERY:
        text = f"Query cost is {requested}, which exceeds the single query max cost limit (1000)."
        error = {"message": text, "extensions": {"code": "MAX_COST_EXCEEDED"}}
        return jsonify({"errors": [error]})
    if not bucket.take(requested, sandbox.now()):
        error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
        return jsonify({"errors": [error], "extensions": bucket.extension(requested, None)})
    taken = fault is not None and fault.kind == "taken"
    root = shopify_root.resolvers(sandbox, taken=taken)
    granted = shopify_app.scopes_of(sandbox, _token()) or set()

    def in_bulk(inner: str) -> dict[str, Any]:
        return shopify_engine.run(inner, None, None, root, granted, bulk=True)

    every = root | shopify_bulk.resolvers(sandbox, in_bulk)
    answer = shopify_engine.run(query, variables, body.get("operationName"), every, granted)
    needed = min(requested, max(1, actual(answer.get("data")) - 1))
    if names.startswith(("discount", "metafieldsSet", "giftCard", "storeCredit")):
        needed = requested
    bucket.give_back(requested - needed)
    answer["extensions"] = bucket.extension(requested, needed)
    return jsonify(answer)


@admin.get("/shopify/bulk/<int:number>.jsonl")
def bulk_file(number: int) -> BaseResponse:
    """What a bulk query found; its address is the key, as with Shopify's signed ones."""
    whole = shopify_bulk.file_of(current(), number).read_bytes()
    response = make_response(whole)
    response.make_conditional(request, accept_ranges=True, complete_length=len(whole))
    return response


def _errors(message: Any, status: int) -> Response:
    response = jsonify({"errors": message})
    response.status_code = status
    return response
