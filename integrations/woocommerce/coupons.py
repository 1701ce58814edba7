"""Coupons of ours in a WooCommerce store."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from core.errors import StoreRefused
from core.money import to_major
from core.ports import CodeSpec, CodeState
from integrations.payload import identifier, obj, objects, text, unix_s, whole
from integrations.woocommerce.client import RestApi

META_KEY = "_regulars_redemption"
# The one account that may use a coupon which no address binds.
OWNER_KEY = "_regulars_customer"
# Any moment long gone.
_EXPIRED = "2000-01-01T00:00:00Z"
# In WooCommerce a coupon of just that amount, for one order: what the order leaves of it ends.
_MONEY = ("store_credit", "gift_card")


def create(api: RestApi, spec: CodeSpec) -> None:
    """Make the coupon exist, once; as core.ports.StorePort.create_code.

    Codes are not unique in WooCommerce (parallel POSTs make several of one code), so: look first,
    POST once, and leave an ambiguous failure to a later attempt, which looks again.
    """
    if _exists(api, spec):
        return
    try:
        api.post("coupons", _coupon(spec))
    except StoreRefused as refusal:
        if refusal.details.get("store_code") != "woocommerce_rest_coupon_code_already_exists":
            raise
        if not _exists(api, spec):
            raise StoreRefused("Another coupon has this code.", code="code_taken") from refusal


def find(api: RestApi, code: str, redemption_id: str) -> CodeState | None:
    """As core.ports.StorePort.find_code."""
    coupon = _ours(_lookup(api, code), redemption_id)
    return _state(coupon) if coupon else None


def disable(api: RestApi, code: str, redemption_id: str) -> CodeState | None:
    """As core.ports.StorePort.disable_code. The uses are read after the coupon is dead.

    Expired rather than made a draft: WooCommerce finds only published coupons by their code, so
    a retry would take a draft for absent, and give points back for a code that was used.
    """
    coupon = _ours(_lookup(api, code), redemption_id)
    if coupon is None:
        return None
    coupon_id = identifier(coupon.get("id"), "id")
    api.put(f"coupons/{coupon_id}", {"date_expires": _EXPIRED})
    return _state(obj(api.get(f"coupons/{coupon_id}"), "coupon"))


def _exists(api: RestApi, spec: CodeSpec) -> bool:
    found = _lookup(api, spec.code)
    if found and _ours(found, spec.redemption_id) is None:
        raise StoreRefused("Another coupon has this code.", code="code_taken")
    return bool(found)


def _lookup(api: RestApi, code: str) -> list[dict[str, Any]]:
    found = objects(api.get("coupons", code=code, per_page=100), "coupons")
    return [coupon for coupon in found if text(coupon.get("code"), "code").lower() == code.lower()]


def _ours(coupons: list[dict[str, Any]], redemption_id: str) -> dict[str, Any] | None:
    for coupon in coupons:
        for meta in objects(coupon.get("meta_data"), "meta_data"):
            if meta.get("key") == META_KEY and meta.get("value") == redemption_id:
                return coupon
    return None


def _coupon(spec: CodeSpec) -> dict[str, Any]:
    if spec.email is None and spec.customer_id is None and spec.kind != "gift_card":
        raise StoreRefused("A coupon must be bound to an account or an address.", code="no_email")
    coupon: dict[str, Any] = {
        "code": spec.code,
        "description": spec.title,
        "discount_type": "percent" if spec.kind == "percent" else "fixed_cart",
        "amount": "0",
        "individual_use": not (spec.terms.combines or spec.kind in _MONEY),
        "usage_limit": 1,
        "usage_limit_per_user": 1,
        # WooCommerce has no gift cards; whoever has the code may use this coupon in place of one.
        "email_restrictions": [] if spec.kind == "gift_card" or not spec.email else [spec.email],
        # date_expires_gmt is silently ignored.
        "date_expires": datetime.fromtimestamp(spec.expires_at_s, UTC).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        ),
        "meta_data": [{"key": META_KEY, "value": spec.redemption_id}],
    }
    if spec.email is None and spec.customer_id is not None and spec.kind != "gift_card":
        # WooCommerce itself binds to addresses alone; the plugin lets only this account use it.
        coupon["meta_data"].append({"key": OWNER_KEY, "value": spec.customer_id})
    if spec.terms.minimum_minor:
        coupon["minimum_amount"] = to_major(spec.terms.minimum_minor, spec.currency)
    if spec.terms.products:
        coupon["product_ids"] = [int(one) for one in spec.terms.products]
    if spec.terms.collections:
        coupon["product_categories"] = [int(one) for one in spec.terms.collections]
    if spec.kind == "product":
        coupon["limit_usage_to_x_items"] = 1
        if spec.percent == 100:
            coupon |= {"discount_type": "percent", "amount": "100"}
        else:
            amount = to_major(spec.value_minor, spec.currency)
            coupon |= {"discount_type": "fixed_product", "amount": amount}
    elif spec.kind in ("fixed", *_MONEY):
        coupon["amount"] = to_major(spec.value_minor, spec.currency)
        if spec.terms.products or spec.terms.collections:
            # A fixed_cart coupon asks for one of its products and then takes off the whole cart;
            # a fixed_product one takes off each piece, unless told how many.
            coupon |= {"discount_type": "fixed_product", "limit_usage_to_x_items": 1}
    elif spec.kind == "percent":
        coupon["amount"] = str(spec.percent)
    else:
        coupon["free_shipping"] = True
    return coupon


def _state(coupon: dict[str, Any]) -> CodeState:
    expires_s = unix_s(coupon.get("date_expires_gmt"), "date_expires_gmt")
    expired = expires_s is not None and expires_s <= time.time()
    return CodeState(
        active=coupon.get("status") == "publish" and not expired,
        used=whole(coupon.get("usage_count"), "usage_count"),
    )
