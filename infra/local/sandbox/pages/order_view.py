"""An order as its page shows it, whichever platform keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from core.money import to_minor
from infra.local.sandbox import (
    buying,
    shopify_orders,
    shopify_refunds,
    woo_orders,
    woo_refunds,
)
from infra.local.sandbox.config import Platform
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox

# What the platforms call a way of paying -> a key of the pages' texts.
_PAYMENTS = {
    name: f"pay_{key}"
    for key, (method, _, _, gateway, _) in buying.PAYMENTS.items()
    if key != "later"
    for name in (method, gateway)
}


@dataclass(slots=True)
class LineView:
    line_id: str
    sku: str
    name: str
    quantity: int
    left: int
    net_minor: int


@dataclass(slots=True)
class OrderView:
    """`statuses`: keys of the pages' texts. Amounts in minor units. `shopper` and `keeper`: what
    either may do now."""

    order_id: str
    number: str
    currency: str
    placed: str
    statuses: list[str]
    email: str
    payment: str
    lines: list[LineView]
    codes: list[str]
    rows: list[tuple[str, int]]
    total_minor: int
    refunded_minor: int
    shopper: list[str] = field(default_factory=list)
    keeper: list[str] = field(default_factory=list)
    returnable: bool = False
    earning: Literal["", "soon", "later"] = ""

    @property
    def paid(self) -> bool:
        return not {"pending", "on-hold", "failed", "cancelled", "trash"} & {*self.statuses}


def find(sandbox: Sandbox, platform: Platform, order_id: int | str) -> OrderView | None:
    if platform == "woo":
        document = woo_orders.load(sandbox, order_id)
        return woo_view(document) if document else None
    order = sandbox.db.get(shopify_orders.KIND, order_id)
    return shopify_view(order) if order else None


def recent(sandbox: Sandbox, platform: Platform, customer_id: str = "") -> list[OrderView]:
    """Orders, newest first; of one customer where given."""
    views = []
    for document in reversed(sandbox.db.all(f"{platform}/order")):
        order = document["order"] if platform == "woo" else document
        owner = order["customer_id"] if platform == "woo" else (order["customer"] or {}).get("id")
        if not customer_id or str(owner) == customer_id:
            views.append(woo_view(document) if platform == "woo" else shopify_view(document))
    return views


def woo_view(document: Document) -> OrderView:
    order = document["order"]
    currency, status = order["currency"], order["status"]
    left = woo_refunds.remaining(document)

    def money(name: str) -> int:
        return to_minor(order[name], currency)

    lines = [
        LineView(
            line_id=str(line["id"]),
            sku=line["sku"],
            name=line["name"],
            quantity=line["quantity"],
            left=left[str(line["id"])],
            net_minor=to_minor(line["subtotal"], currency),
        )
        for line in order["line_items"]
    ]
    view = OrderView(
        order_id=str(order["id"]),
        number=f"#{order['number']}",
        currency=currency,
        placed=order["date_created"].replace("T", " "),
        statuses=[status],
        email=order["billing"]["email"],
        payment=_PAYMENTS.get(order["payment_method"], order["payment_method_title"]),
        lines=lines,
        codes=[line["code"] for line in order["coupon_lines"]],
        rows=[
            ("subtotal", sum(line.net_minor for line in lines)),
            ("discount", -money("discount_total")),
            ("shipping", money("shipping_total")),
            ("tax", money("total_tax")),
        ],
        total_minor=money("total"),
        refunded_minor=-sum(to_minor(refund["total"], currency) for refund in order["refunds"]),
    )
    waiting, live = status in ("pending", "on-hold", "failed"), status in woo_orders.PAID
    view.shopper = ["pay"] if waiting else []
    cash = order["payment_method"] == "cod" and status == "processing"
    if waiting or live:
        view.earning = "later" if waiting or cash else "soon"
    view.returnable = live and woo_refunds.amount_left(order) > 0
    if status == "trash":
        view.keeper = ["restore"]
    elif status == "cancelled":
        view.keeper = ["uncancel", "trash"]
    else:
        view.keeper = ["ship"] if status == "processing" or status == "on-hold" else []
        view.keeper += ["refund"] if view.returnable else []
        view.keeper += ["cancel"] if waiting or live else []
        view.keeper += ["trash"]
    return view


def shopify_view(order: Document) -> OrderView:
    currency, financial = order["currency"], order["financial_status"]
    cancelled, shipped = order["cancelled_at"] is not None, order["fulfillment_status"]
    statuses = ["cancelled"] if cancelled else []
    statuses += [financial] + ([shipped] if shipped else [])

    def money(name: str) -> int:
        return to_minor(order[name], currency)

    lines = [
        LineView(
            line_id=str(line["id"]),
            sku=line["sku"],
            name=line["name"],
            quantity=line["quantity"],
            left=line["current_quantity"],
            net_minor=to_minor(line["price"], currency) * line["quantity"],
        )
        for line in order["line_items"]
    ]
    net = sum(shopify_refunds.line_net(order, line) for line in order["line_items"])
    subtotal = sum(line.net_minor for line in lines)
    shipping = sum(to_minor(line["discounted_price"], currency) for line in order["shipping_lines"])
    view = OrderView(
        order_id=str(order["id"]),
        number=order["name"],
        currency=currency,
        placed=order["created_at"][:19].replace("T", " "),
        statuses=statuses,
        email=order["email"] or "",
        payment=", ".join(_PAYMENTS.get(name, name) for name in order["payment_gateway_names"]),
        lines=lines,
        codes=[code["code"] for code in order["discount_codes"]],
        rows=[
            ("subtotal", subtotal),
            ("discount", net - subtotal),
            ("shipping", shipping),
            ("tax", money("total_tax")),
        ],
        total_minor=money("total_price"),
        refunded_minor=money("total_price") - money("current_total_price"),
    )
    paid = financial in ("paid", "partially_refunded")
    view.returnable = paid and not cancelled
    if not cancelled and financial != "refunded":
        view.earning = "soon" if paid else "later"
        view.shopper = [] if paid else ["pay"]
        view.keeper = ([] if shipped else ["ship"]) + (["refund"] if paid else []) + ["cancel"]
    return view
