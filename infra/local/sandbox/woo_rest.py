"""The fake WooCommerce REST API: the index, orders, refunds, settings; auth and faults."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, jsonify, make_response, request, url_for

from infra.local.sandbox import woo_orders, woo_payloads
from infra.local.sandbox.db import Document
from infra.local.sandbox.faults import Fault
from infra.local.sandbox.sandbox import Sandbox, current, from_gmt
from infra.local.sandbox.woo_auth import WooAuth, error
from infra.local.sandbox.woo_connect import PLUGIN, plugin
from infra.local.sandbox.woo_coupons import coupons
from infra.local.sandbox.woo_customers import customers
from infra.local.sandbox.woo_lists import page_of
from infra.local.sandbox.woo_products import products

orders = Blueprint("woo_rest", __name__)
index = Blueprint("woo_index", __name__)
V3 = "/woo/wp-json/wc/v3"


def mount(app: Flask, sandbox: Sandbox) -> None:
    """Register the API, its authentication and the faults in front of it."""
    auth = WooAuth()

    def guard() -> Response | None:
        fault = sandbox.faults.strike("woo", _call())
        request.environ["sandbox.fault"] = fault
        answer = _before(fault)
        if answer is None:
            # By the wall clock: a test may have moved the shop's own.
            answer = auth.refuse(request, sandbox.store("woo"), time.time())
        return answer

    def after(response: Response) -> Response:
        fault: Fault | None = request.environ.get("sandbox.fault")
        if fault is not None and fault.kind == "timeout_after":
            fault.wait()
            response = make_response("", 504)
        path = request.path.removeprefix(V3)
        sandbox.requests.append(
            {
                "platform": "woo",
                "method": request.method,
                "path": path,
                "status": response.status_code,
                "at": time.time(),
            }
        )
        return response

    for blueprint in (orders, coupons, customers, products):
        app.register_blueprint(blueprint, url_prefix=V3)
    app.register_blueprint(plugin, url_prefix=PLUGIN)
    app.register_blueprint(index)

    @app.before_request
    def _guard() -> Response | None:
        return guard() if request.path.startswith((V3, PLUGIN)) else None

    @app.after_request
    def _after(response: Response) -> Response:
        return after(response) if request.path.startswith((V3, PLUGIN)) else response


def _call() -> str:
    return f"{request.method} {request.path.removeprefix(V3)}"


def _before(fault: Fault | None) -> Response | None:
    if fault is None or fault.kind == "timeout_after":
        return None
    if fault.kind in ("slow", "timeout_before"):
        fault.wait()
        return None if fault.kind == "slow" else make_response("", 504)
    if fault.kind == "unauthorized":
        message = "Consumer key is invalid."
        return error("woocommerce_rest_authentication_error", message, 401)
    if fault.kind in ("too_many", "throttled"):
        response = make_response("Too Many Requests", 429)
        response.headers["Retry-After"] = "2"
        return response
    if fault.kind == "taken":
        message = "The coupon code already exists"
        return error("woocommerce_rest_coupon_code_already_exists", message, 400)
    if fault.kind == "not_json":
        return make_response("<html><body>Briefly unavailable for maintenance.</body></html>", 200)
    return make_response("<html><body>There has been a critical error.</body></html>", fault.status)


@index.get("/woo/wp-json/")
@index.get("/woo/wp-json")
def describe() -> Response:
    store = current().store("woo")
    zone = datetime.fromtimestamp(current().now(), ZoneInfo(store.timezone)).utcoffset()
    return jsonify(
        {
            "name": store.name,
            "description": "",
            "url": url_for("shop.home", platform="woo", _external=True).rstrip("/"),
            "home": url_for("shop.home", platform="woo", _external=True).rstrip("/"),
            "gmt_offset": str((zone.total_seconds() if zone else 0) / 3600),
            "timezone_string": store.timezone,
            "namespaces": ["wp/v2", "wc/v3", "wc-regulars/v1"],
        }
    )


@orders.get("/orders")
def list_orders() -> Response:
    found = [document["order"] for document in current().db.all(woo_orders.KIND)]
    args = request.args
    statuses = args.get("status", "any").split(",")
    # "any" leaves out the trash, as in WordPress.
    found = [
        order
        for order in found
        if order["status"] in statuses or ("any" in statuses and order["status"] != "trash")
    ]
    try:
        for name, field in (("modified", "date_modified_gmt"), ("", "date_created_gmt")):
            prefix = f"{name}_" if name else ""
            found = _between(found, field, args.get(prefix + "after"), args.get(prefix + "before"))
    except ValueError:
        return error("rest_invalid_param", "Invalid parameter(s): modified_after", 400)
    if args.get("customer"):
        found = [order for order in found if str(order["customer_id"]) == args["customer"]]
    if args.get("include"):
        found = [order for order in found if str(order["id"]) in args["include"].split(",")]
    field = {"modified": "date_modified_gmt", "id": "id"}.get(
        args.get("orderby", "date"), "date_created_gmt"
    )
    found.sort(key=lambda order: order["id"])
    found.sort(key=lambda order: order[field])
    if args.get("order", "desc") == "desc":
        found.reverse()
    return page_of(found)


def _between(
    found: list[Document], field: str, after: str | None, before: str | None
) -> list[Document]:
    """Strictly after, strictly before; given times are the shop's unless dates_are_gmt."""
    if after:
        found = [order for order in found if from_gmt(order[field]) > _moment(after)]
    if before:
        found = [order for order in found if from_gmt(order[field]) < _moment(before)]
    return found


def _moment(text: str) -> float:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        gmt = request.args.get("dates_are_gmt") in ("true", "1")
        moment = moment.replace(tzinfo=UTC if gmt else ZoneInfo(current().store("woo").timezone))
    return moment.timestamp()


@orders.get("/orders/<int:order_id>")
def show_order(order_id: int) -> Response:
    document = woo_orders.load(current(), order_id)
    return jsonify(document["order"]) if document else _invalid_id("shop_order")


@orders.get("/orders/<int:order_id>/refunds")
def list_refunds(order_id: int) -> Response:
    document = woo_orders.load(current(), order_id)
    if document is None:
        return error("woocommerce_rest_invalid_order_id", "Invalid order ID.", 404)
    shown = [
        {name: value for name, value in refund.items() if not name.startswith("_")}
        for refund in reversed(document["refunds"])
    ]
    return page_of(shown)


@orders.get("/webhooks")
def list_webhooks() -> Response:
    return page_of(woo_payloads.webhooks(current()))


@orders.get("/settings/general")
def general_settings() -> Response:
    return jsonify([_setting(name) for name in _settings()])


@orders.get("/settings/general/<name>")
def general_setting(name: str) -> Response:
    if name not in _settings():
        return error("rest_setting_setting_invalid", "Invalid setting.", 404)
    return jsonify(_setting(name))


def _settings() -> dict[str, Any]:
    return {
        "woocommerce_default_country": "TW",
        "woocommerce_currency": current().store("woo").currency,
        "woocommerce_price_num_decimals": "2",
    }


def _setting(name: str) -> dict[str, Any]:
    return {"id": name, "label": name, "type": "select", "value": _settings()[name]}


def _invalid_id(kind: str) -> Response:
    return error(f"woocommerce_rest_{kind}_invalid_id", "Invalid ID.", 404)
