"""One order's page, and what shopper and shopkeeper can do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from infra.local.sandbox import (
    shopify_cancel,
    shopify_orders,
    shopify_refunds,
    woo_orders,
    woo_refunds,
)
from infra.local.sandbox.config import Platform
from infra.local.sandbox.pages import order_view
from infra.local.sandbox.pages.frame import FLAVOURS, page, page_not_found, say_here, shop
from infra.local.sandbox.sandbox import Sandbox, current
from infra.local.sandbox.session import signed_in, state


@shop.get(f"/<{FLAVOURS}:platform>/orders/<int:order_id>")
def show_order(platform: Platform, order_id: int) -> Any:
    view = order_view.find(current(), platform, order_id)
    if view is None:
        return page_not_found(KeyError(order_id))
    who = signed_in(platform)
    placed = view.order_id in state(platform)["orders"]
    mine = view.email == who["email"] if who else placed and platform == "woo"
    return page("order.html", 3 if view.paid else 2, order=view, mine=mine)


@shop.post(f"/<{FLAVOURS}:platform>/orders/<int:order_id>/<action>")
def act_on_order(platform: Platform, order_id: int, action: str) -> Response:
    """Only what the page offers at this moment may be done."""
    sandbox, back = current(), url_for("shop.show_order", platform=platform, order_id=order_id)
    view = order_view.find(sandbox, platform, order_id)
    offered = [*view.shopper, *view.keeper] if view else []
    if view and view.returnable:
        offered.append("return")
    do = _ACTIONS[platform].get(action)
    try:
        if do is None or action not in offered:
            raise ValueError(action)
        do(sandbox, order_id)
    except (KeyError, ValueError):
        flash(say_here("not_possible"), "bad")
    else:
        flash(say_here("done"), "good")
    return redirect(back)


def _return(platform: Platform) -> Callable[[Sandbox, int], Any]:
    refunds: Any = woo_refunds if platform == "woo" else shopify_refunds
    reason = "one returned"
    return lambda sandbox, order_id: refunds.refund_lines(
        sandbox, order_id, {request.form.get("line", ""): 1}, reason
    )


def _status(status: str) -> Callable[[Sandbox, int], Any]:
    return lambda sandbox, order_id: woo_orders.set_status(sandbox, order_id, status)


_ACTIONS: dict[Platform, dict[str, Callable[[Sandbox, int], Any]]] = {
    "woo": {
        "pay": _status("processing"),
        "ship": _status("completed"),
        "cancel": _status("cancelled"),
        "uncancel": _status("processing"),
        "refund": woo_refunds.refund_all,
        "trash": woo_orders.trash,
        "restore": woo_orders.restore,
        "return": _return("woo"),
    },
    "shopify": {
        "pay": shopify_orders.pay,
        "ship": shopify_orders.ship,
        "cancel": shopify_cancel.cancel,
        "refund": shopify_refunds.refund_all,
        "return": _return("shopify"),
    },
}
