"""GET/POST/PUT/DELETE /wc/v3/coupons, with the habits that matter to a caller."""

from __future__ import annotations

import time
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request

from infra.local.sandbox import woo_coupon_use, woo_json
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox, current
from infra.local.sandbox.woo_auth import error
from infra.local.sandbox.woo_lists import page_of

coupons = Blueprint("woo_coupons", __name__)
KIND = woo_coupon_use.COUPON
_WRITABLE = {
    "status": "publish",
    "discount_type": "fixed_cart",
    "description": "",
    "amount": "0.00",
    "individual_use": False,
    "product_ids": [],
    "excluded_product_ids": [],
    "usage_limit": None,
    "usage_limit_per_user": None,
    "limit_usage_to_x_items": None,
    "free_shipping": False,
    "product_categories": [],
    "excluded_product_categories": [],
    "exclude_sale_items": False,
    "minimum_amount": "0.00",
    "maximum_amount": "0.00",
    "email_restrictions": [],
}


@coupons.get("/coupons")
def index() -> Response:
    sandbox = current()
    found = sandbox.db.all(KIND)
    status = request.args.get("status", "any")
    found = [c for c in found if c["status"] == status or (status == "any" != c["status"])]
    found = [c for c in found if status == "trash" or c["status"] != "trash"]
    if request.args.get("code"):
        # As in WooCommerce, one id at most, and drafts have none by that way.
        ids = [c["id"] for c in woo_coupon_use.by_code(sandbox, request.args["code"])][:1]
        found = [c for c in found if c["id"] in ids]
    if request.args.get("search"):
        needle = request.args["search"].lower()
        found = [c for c in found if needle in c["code"] or needle in c["description"].lower()]
    found.sort(key=lambda c: (c["date_created_gmt"], c["id"]), reverse=True)
    return page_of(found)


@coupons.get("/coupons/<int:coupon_id>")
def show(coupon_id: int) -> Response:
    coupon = current().db.get(KIND, coupon_id)
    return jsonify(coupon) if coupon else _invalid_id()


@coupons.post("/coupons")
def create() -> Response:
    sandbox, body = current(), _body()
    code = str(body.get("code") or "").strip().lower()
    if not code:
        message = "The coupon code cannot be empty."
        return error("woocommerce_rest_empty_coupon_code", message, 400)
    if woo_coupon_use.by_code(sandbox, code):
        return _exists()
    # Nothing locks between the look and the insert: parallel requests make several coupons.
    time.sleep(sandbox.config.coupon_gap_s)
    coupon: Document = {"id": 0, "code": code, **_WRITABLE}
    coupon.update(product_ids=[], email_restrictions=[], used_by=[], meta_data=[])
    coupon.update(usage_count=0, date_expires=None, date_expires_gmt=None)
    refused = _apply(sandbox, coupon, body)
    if refused is not None:
        return refused
    coupon["id"] = sandbox.db.next_id("woo", 101)
    woo_json.stamp(sandbox, coupon, "date_created", sandbox.now())
    return _save(sandbox, coupon, 201)


@coupons.put("/coupons/<int:coupon_id>")
@coupons.post("/coupons/<int:coupon_id>")
def update(coupon_id: int) -> Response:
    sandbox, body = current(), _body()
    with sandbox.db.change():
        coupon = sandbox.db.get(KIND, coupon_id)
        if coupon is None:
            return _invalid_id()
        if body.get("code"):
            code = str(body["code"]).strip().lower()
            if any(c["id"] != coupon_id for c in woo_coupon_use.by_code(sandbox, code)):
                return _exists()
            coupon["code"] = code
        refused = _apply(sandbox, coupon, body)
        return refused if refused is not None else _save(sandbox, coupon, 200)


@coupons.delete("/coupons/<int:coupon_id>")
def delete(coupon_id: int) -> Response:
    sandbox = current()
    with sandbox.db.change():
        coupon = sandbox.db.get(KIND, coupon_id)
        if coupon is None:
            return _invalid_id()
        if request.args.get("force") in ("true", "1"):
            sandbox.db.delete(KIND, coupon_id)
        elif coupon["status"] == "trash":
            message = "The shop_coupon has already been deleted."
            return error("woocommerce_rest_already_trashed", message, 410)
        else:
            sandbox.db.put(KIND, coupon_id, {**coupon, "status": "trash"})
    return jsonify(coupon)


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _apply(sandbox: Sandbox, coupon: Document, body: dict[str, Any]) -> Response | None:
    """Write what may be written; `date_expires_gmt` and `usage_count` are silently ignored."""
    for name in _WRITABLE:
        if body.get(name) is not None:
            coupon[name] = body[name]
    if coupon["discount_type"] not in ("percent", "fixed_cart", "fixed_product"):
        return error("rest_invalid_param", "Invalid parameter(s): discount_type", 400)
    for name in ("amount", "minimum_amount", "maximum_amount"):
        try:
            coupon[name] = f"{Decimal(str(coupon[name] or 0)):.2f}"
        except InvalidOperation:
            return error("rest_invalid_param", f"Invalid parameter(s): {name}", 400)
    for name in ("usage_limit", "usage_limit_per_user", "limit_usage_to_x_items"):
        coupon[name] = int(coupon[name] or 0) or None
    coupon["email_restrictions"] = [str(e).strip().lower() for e in coupon["email_restrictions"]]
    if "date_expires" in body:
        _set_expiry(sandbox, coupon, body["date_expires"])
    merge_meta(sandbox, coupon, body.get("meta_data") or [])
    return None


def _set_expiry(sandbox: Sandbox, coupon: Document, value: str | None) -> None:
    if not value:
        coupon.update(date_expires=None, date_expires_gmt=None)
        return
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:  # without a zone it is the shop's own time
        moment = moment.replace(tzinfo=ZoneInfo(sandbox.store("woo").timezone))
    woo_json.stamp(sandbox, coupon, "date_expires", moment.timestamp())


def merge_meta(sandbox: Sandbox, owner: Document, metas: list[dict[str, Any]]) -> None:
    """`meta_data` is merged by key, never replaced; a value of None removes the entry."""
    for meta in metas:
        kept = [m for m in owner["meta_data"] if m["key"] != meta["key"]]
        same = [m for m in owner["meta_data"] if m["key"] == meta["key"]]
        if meta.get("value") is not None:
            number = same[0]["id"] if same else sandbox.db.next_id("woo_meta", 501)
            kept.append({"id": number, "key": meta["key"], "value": meta["value"]})
        owner["meta_data"] = kept


def _save(sandbox: Sandbox, coupon: Document, status: int) -> Response:
    woo_json.stamp(sandbox, coupon, "date_modified", sandbox.now())
    sandbox.db.put(KIND, coupon["id"], coupon)
    response = jsonify(coupon)
    response.status_code = status
    return response


def _exists() -> Response:
    message = "The coupon code already exists"
    return error("woocommerce_rest_coupon_code_already_exists", message, 400)


def _invalid_id() -> Response:
    return error("woocommerce_rest_shop_coupon_invalid_id", "Invalid ID.", 404)
