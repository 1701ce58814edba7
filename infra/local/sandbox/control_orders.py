"""/control/{woo,shopify}/orders and customers: change what the shop holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from core.money import to_minor
from infra.local.sandbox import (
    buying,
    shopify_cancel,
    shopify_orders,
    shopify_refunds,
    woo_orders,
    woo_refunds,
)
from infra.local.sandbox.buying import Buyer
from infra.local.sandbox.config import Platform
from infra.local.sandbox.control import body, control, platform_of
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox, current


def place(sandbox: Sandbox, platform: Platform, given: dict[str, Any]) -> Document:
    """An order as the control API describes it. Raises ValueError."""
    currency = str(given.get("currency") or sandbox.store(platform).currency)
    buyer = Buyer(
        customer_id=str(given.get("customer_id") or ""),
        email=str(given.get("email") or _email(sandbox, platform, given.get("customer_id"))),
        name=str(given.get("name") or "Guest Shopper"),
    )
    shipping = given.get("shipping")
    priced = buying.price(
        sandbox,
        platform,
        given["lines"],
        list(given.get("codes") or []),
        buyer,
        currency=currency,
        at_checkout=True,
        shipping_minor=None if shipping is None else to_minor(shipping, currency),
        fees=[(str(name), to_minor(fee, currency)) for name, fee in given.get("fees") or []],
    )
    order = buying.place(sandbox, platform, priced, buyer, str(given.get("payment") or "card"))
    if platform == "woo" and given.get("status"):
        woo_orders.set_status(sandbox, order["id"], str(given["status"]))
    return _order(sandbox, platform, order["id"])


def _email(sandbox: Sandbox, platform: Platform, customer_id: Any) -> str:
    saved = sandbox.db.get(f"{platform}/customer", str(customer_id)) if customer_id else None
    return str(saved["email"]) if saved else ""


def _order(sandbox: Sandbox, platform: Platform, order_id: int | str) -> Document:
    if platform == "shopify":
        return shopify_orders.existing(sandbox, order_id)
    document = woo_orders.load(sandbox, order_id)
    if document is None:
        raise KeyError(f"no order {order_id}")
    order: Document = document["order"]
    return order


@control.get("/<name>/orders")
def list_orders(name: str) -> Response:
    platform = platform_of(name)
    found = current().db.all(f"{platform}/order")
    return jsonify({"orders": [d["order"] if platform == "woo" else d for d in found]})


@control.get("/<name>/orders/<int:order_id>")
def show_order(name: str, order_id: int) -> Response:
    return jsonify(_order(current(), platform_of(name), order_id))


@control.put("/<name>/orders/<int:order_id>")
def put_order(name: str, order_id: int) -> Response:
    """Take an order as it is, silently: the order's JSON, or {"order", "refunds"} with the
    /refunds form (Woo). Refund lines that are not given are guessed from the amounts."""
    sandbox, given = current(), body()
    order = given.get("order", given)
    order["id"] = order_id
    if platform_of(name) == "woo":
        woo_orders.save_raw(sandbox, order, given.get("refunds") if "order" in given else None)
    else:
        shopify_orders.save_raw(sandbox, order)
    return jsonify(order)


@control.delete("/<name>/orders/<int:order_id>")
def delete_order(name: str, order_id: int) -> Response:
    """Gone for good, silently."""
    if platform_of(name) == "woo":
        woo_orders.force_delete(current(), order_id)
    else:
        shopify_orders.delete(current(), order_id, silently=True)
    return jsonify({"deleted": order_id})


@control.post("/<name>/orders/<int:order_id>/<action>")
def act(name: str, order_id: int, action: str) -> Response:
    """Actions on both platforms: pay, ship, cancel, touch, refund; on Woo also status
    {"status"}, trash, restore, delete-refund {"refund_id"}; on Shopify also delete.
    refund: {"lines"?: {line id: quantity}, "amount"?, "all"?, "shipping"?, "reason"?}."""
    sandbox, platform = current(), platform_of(name)
    if action == "refund":
        return jsonify(refund(sandbox, platform, order_id, body()))
    do = _actions(sandbox, platform, order_id, body()).get(action)
    if do is None:
        raise KeyError(f"no action {action} on {platform}")
    do()
    if action == "delete":
        return jsonify({"deleted": order_id})
    return jsonify(_order(sandbox, platform, order_id))


def _actions(
    sandbox: Sandbox, platform: Platform, order_id: int, given: dict[str, Any]
) -> dict[str, Callable[[], Any]]:
    if platform == "shopify":
        return {
            "pay": lambda: shopify_orders.pay(sandbox, order_id),
            "ship": lambda: shopify_orders.ship(sandbox, order_id),
            "cancel": lambda: shopify_cancel.cancel(sandbox, order_id),
            "touch": lambda: shopify_orders.touch(sandbox, order_id),
            "delete": lambda: shopify_orders.delete(sandbox, order_id),
        }

    def status(to: str) -> Callable[[], None]:
        return lambda: woo_orders.set_status(sandbox, order_id, to)

    return {
        "pay": status("processing"),
        "ship": status("completed"),
        "cancel": status("cancelled"),
        "status": lambda: woo_orders.set_status(sandbox, order_id, str(given["status"])),
        "touch": lambda: woo_orders.touch(sandbox, order_id),
        "trash": lambda: woo_orders.trash(sandbox, order_id),
        "restore": lambda: woo_orders.restore(sandbox, order_id),
        "delete-refund": lambda: woo_refunds.delete_refund(
            sandbox, order_id, int(given["refund_id"])
        ),
    }


def refund(sandbox: Sandbox, platform: Platform, order_id: int, given: dict[str, Any]) -> Any:
    """Refund everything, an amount (major units), or pieces of lines."""
    refunds: Any = woo_refunds if platform == "woo" else shopify_refunds
    reason = str(given.get("reason") or "")
    if given.get("all"):
        return refunds.refund_all(sandbox, order_id, reason)
    if given.get("amount") is not None:
        currency = _order(sandbox, platform, order_id)["currency"]
        amount = to_minor(given["amount"], currency)
        return refunds.refund_amount(sandbox, order_id, amount, reason)
    lines = {str(line): int(quantity) for line, quantity in (given.get("lines") or {}).items()}
    shipping = bool(given.get("shipping"))
    return refunds.refund_lines(sandbox, order_id, lines, reason, shipping=shipping)
