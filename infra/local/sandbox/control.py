"""/control: the shop from behind the counter, as JSON. For tests and the lab; local only."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from infra.local.sandbox import shopify_app, shopify_payloads, woo_payloads
from infra.local.sandbox.config import PLATFORMS, Platform
from infra.local.sandbox.faults import KINDS, Fault
from infra.local.sandbox.sandbox import current
from infra.local.sandbox.signing import id_token

control = Blueprint("control", __name__, url_prefix="/control")


def body() -> dict[str, Any]:
    """The JSON object of the request ({} when it has none). 400 for anything else. Only JSON is
    taken, which a page on another site cannot send without asking."""
    if not request.get_data():
        return {}
    given = request.get_json()
    if not isinstance(given, dict):
        abort(400, "a JSON object is expected")
    return given


def platform_of(name: str) -> Platform:
    if name not in PLATFORMS:
        abort(404, f"no such platform: {name}")
    return name


@control.errorhandler(KeyError)
@control.errorhandler(ValueError)
@control.errorhandler(TypeError)
def refused(error: Exception) -> tuple[Response, int]:
    status = 404 if isinstance(error, KeyError) else 422
    return jsonify({"error": {"code": type(error).__name__, "message": str(error)}}), status


@control.get("/stores")
def show_stores() -> Response:
    return jsonify({name: asdict(current().store(name)) for name in PLATFORMS})


@control.put("/stores/<name>")
def configure_store(name: str) -> Response:
    return jsonify(asdict(current().configure_store(platform_of(name), **body())))


@control.put("/config")
def configure() -> Response:
    """{"front_url"}: where webhooks go from now on."""
    current().config.front_url = str(body()["front_url"]).rstrip("/")
    current().deliveries.wake()
    return jsonify({"front_url": current().config.front_url})


@control.get("/faults")
def show_faults() -> Response:
    return jsonify({"faults": [fault.describe() for fault in current().faults.armed()]})


@control.post("/faults")
def arm_fault() -> Response:
    """{"platform", "kind", "match"?, "times"?, "delay_s"?, "status"?}; see faults.py."""
    given = body()
    platform_of(given.get("platform", ""))
    if given.get("kind") not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}")
    fault = Fault(**given)
    current().faults.arm(fault)
    return jsonify(fault.describe())


@control.delete("/faults")
def clear_faults() -> Response:
    current().faults.clear()
    return show_faults()


@control.get("/requests")
def show_requests() -> Response:
    """The last 500 API calls: [{"platform", "method", "path", "status", "at"}]; for Shopify
    `path` is the names of the root fields."""
    wanted = request.args.get("platform")
    calls = [c for c in list(current().requests) if wanted in (None, c["platform"])]
    return jsonify({"requests": calls})


@control.delete("/requests")
def clear_requests() -> Response:
    current().requests.clear()
    return jsonify({"requests": []})


@control.post("/<name>/orders")
def create_order(name: str) -> Response:
    """Place an order. {"lines": [{"sku"|"product_id", "quantity", "price"?, "gift_card"?}],
    "customer_id"?, "email"?, "name"?, "payment"? (card, cod, bank, later), "status"? (Woo),
    "codes"?, "currency"?, "shipping"? (major units), "fees"? [[name, amount]]}. Answers the
    platform's own order JSON."""
    from infra.local.sandbox.control_orders import place

    return jsonify(place(current(), platform_of(name), body()))


@control.post("/<name>/deliver")
def deliver(name: str) -> Response:
    """Send any payload as a signed webhook: {"topic", "payload" (object) | "body" (text),
    "shop"?}. Answers {"delivery_id"}."""
    sandbox, given, topic = current(), body(), str(body()["topic"])
    raw = given.get("body")
    text = raw if isinstance(raw, str) else json.dumps(given["payload"], ensure_ascii=False)
    resource = (given.get("payload") or {}).get("id", "")
    headers: dict[str, str] | None = None
    if platform_of(name) == "shopify":
        shop = str(given.get("shop") or sandbox.store("shopify").shop_domain)
        event = shopify_payloads.new_event(sandbox)
        headers = shopify_payloads.sign(sandbox, topic, text.encode(), event, shop)
    else:
        _, headers, _ = woo_payloads.build(sandbox, topic, str(resource), text.encode())
    number = sandbox.deliveries.add(
        platform_of(name), topic, resource, body=text.encode(), headers=headers
    )
    return jsonify({"delivery_id": number})


@control.post("/shopify/id-token")
def mint_id_token() -> Response:
    """{"id_token"}: what Shopify's admin gives the embedded app."""
    store = current().store("shopify")
    token = id_token(store.shop_domain, store.api_key, store.api_secret, current().now())
    return jsonify({"id_token": token})


@control.post("/shopify/uninstall")
def uninstall() -> Response:
    """Tokens die at once; then app/uninstalled is sent."""
    return jsonify({"delivery_id": shopify_app.uninstall(current())})


@control.post("/shopify/install")
def install() -> Response:
    """The merchant installs the app; a configured access token works again."""
    shopify_app.install(current())
    return jsonify({"installed": True})


@control.post("/shopify/grant")
def grant() -> Response:
    """The merchant grants the optional permissions; app/scopes_update is sent."""
    return jsonify({"delivery_id": shopify_app.grant(current())})


@control.post("/shopify/compliance")
def ask_about_data() -> Response:
    """{"topic", "customer_id"?}: customers/data_request, customers/redact or shop/redact."""
    given, sandbox = body(), current()
    number = str(given.get("customer_id") or "")
    customer = sandbox.db.get("shopify/customer", number) if number else None
    return jsonify({"delivery_id": shopify_app.ask(sandbox, str(given["topic"]), customer)})
