"""What a shop remembers of an order, in plain integers (minor units, unix seconds)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from core.snapshot import CustomerRef
from tests.simulation.shops.people import Person

State = Literal["pending", "paid", "void", "unmapped", "gone"]
Platform = Literal["shopify", "woocommerce"]
CASH = "cod"


class Refused(Exception):
    """The platform or the order's state does not allow it; nothing has changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a cart. `unit_minor`: the price of one, before tax."""

    product_id: int
    quantity: int
    unit_minor: int
    gift_card: bool = False


@dataclass(slots=True)
class Line:
    """A line of an order. `net`: after all discounts, before tax, as it was ordered. `removed`:
    units that an edit took off it. `cuts`: (index of the discount, its share of this line)."""

    line_id: int
    product_id: int
    quantity: int
    unit: int
    net: int
    tax: int
    gift_card: bool = False
    removed: int = 0
    cuts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def subtotal(self) -> int:
        return self.unit * self.quantity

    @property
    def left(self) -> int:
        """Units still bought."""
        return self.quantity - self.removed

    @property
    def net_now(self) -> int:
        """What the units still bought cost, half up."""
        return part(self.net, self.left, self.quantity)

    @property
    def tax_now(self) -> int:
        return part(self.tax, self.left, self.quantity)


def part(amount: int, units: int, of: int) -> int:
    """What `units` cost where `of` cost `amount`, half up."""
    return amount if units == of else (2 * amount * units + of) // (2 * of)


@dataclass(frozen=True, slots=True)
class Given:
    """What a refund gave back of one line."""

    line: Line
    quantity: int
    net: int
    tax: int


@dataclass(slots=True)
class Refund:
    """`lines` is empty when it names none. `beyond`: given back beyond (+) or below (-) the lines
    named. `amount`: all of it, tax and shipping included."""

    refund_id: int
    at_s: int
    reason: str
    lines: list[Given]
    beyond: int
    shipping: int = 0
    shipping_tax: int = 0

    @property
    def tax(self) -> int:
        return sum(given.tax for given in self.lines) + self.shipping_tax

    @property
    def amount(self) -> int:
        return sum(given.net for given in self.lines) + self.beyond + self.shipping + self.tax

    @property
    def goods(self) -> int:
        """The merchandise that it gave back, gift cards left out."""
        named = sum(given.net for given in self.lines if not given.line.gift_card)
        return max(0, named + self.beyond)


@dataclass(frozen=True, slots=True)
class Used:
    """A discount on an order: a code, or the shop's own campaign (`ours` False)."""

    code: str
    kind: Literal["fixed", "percent", "free_shipping"]
    value_minor: int
    percent: int
    amount: int
    ours: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of an order, for a model to compare with.

    `net_goods_minor`: merchandise after discounts and refunds, before tax; no gift cards, no
    shipping; never below zero. It is also stated of an order that is void or gone. `refunds`:
    merchandise that each refund gave back. "unmapped" is a status that nobody knows: whoever sees
    it keeps what was seen before.
    """

    order_id: str
    state: State
    net_goods_minor: int
    currency: str
    customer: CustomerRef
    placed_at_s: int
    stamp_s: int
    codes: tuple[str, ...]
    refunds: dict[str, int]


@dataclass(slots=True)
class Order:
    """`status` is the platform's own word (WooCommerce's status, Shopify's financial status).
    `before`: statuses to come back to after a cancellation, the trash or an unknown status.
    `paid_minor` is what came in. Times are unix seconds, None for never."""

    platform: Platform
    order_id: str
    number: int
    person: Person
    email: str
    named: bool
    currency: str
    lines: list[Line]
    shipping: int
    shipping_tax: int
    shipping_full: int
    used: list[Used]
    method: str
    placed_s: int
    stamp_s: int
    status: str
    before: list[str] = field(default_factory=list)
    paid_minor: int = 0
    paid_s: int | None = None
    completed_s: int | None = None
    cancelled_s: int | None = None
    fulfilled: bool = False
    gone: bool = False
    counted: bool = False
    refunds: list[Refund] = field(default_factory=list)

    @property
    def total(self) -> int:
        """What it costs now, edits included and refunds not."""
        goods = sum(line.net_now + line.tax_now for line in self.lines)
        return goods + self.shipping + self.shipping_tax

    @property
    def refunded(self) -> int:
        return sum(refund.amount for refund in self.refunds)

    def given(self, line: Line) -> tuple[int, int, int]:
        """(units, net, tax) of a line that refunds gave back."""
        units = net = tax = 0
        for refund in self.refunds:
            for given in refund.lines:
                if given.line is line:
                    units, net, tax = units + given.quantity, net + given.net, tax + given.tax
        return units, net, tax

    @property
    def shipping_returned(self) -> bool:
        return any(refund.shipping for refund in self.refunds)

    def truth(self) -> Truth:
        """What is so now."""
        goods = sum(line.net_now for line in self.lines if not line.gift_card)
        back = {str(refund.refund_id): refund.goods for refund in self.refunds}
        return Truth(
            order_id=self.order_id,
            state=_state(self),
            net_goods_minor=max(0, goods - sum(back.values())),
            currency=self.currency,
            customer=self.customer,
            placed_at_s=self.placed_s,
            stamp_s=self.stamp_s,
            codes=tuple(used.code for used in self.used if used.ours),
            refunds=back,
        )

    @property
    def customer(self) -> CustomerRef:
        """Whom the order names. Shopify shows the customer's address of now, WooCommerce the one
        that was typed in then."""
        shown = self.person.email if self.on_record and self.platform == "shopify" else self.email
        customer_id = self.person.customer_id if self.on_record else None
        return CustomerRef(customer_id, shown.strip().lower() or None)

    @property
    def on_record(self) -> bool:
        """Whether it names a customer of the platform, not only an address."""
        return self.named and self.person.customer_id != ""


def _state(order: Order) -> State:
    if order.gone or order.status == "trash":
        return "gone"
    return _woo_state(order) if order.platform == "woocommerce" else _shopify_state(order)


def _woo_state(order: Order) -> State:
    cash = order.method == CASH
    if order.status in ("cancelled", "failed", "refunded"):
        return "void"
    if order.status in ("pending", "on-hold"):
        return "pending"
    if order.status == "completed":
        return "paid"
    if order.status == "processing":
        return "pending" if cash else "paid"
    # Nobody knows the status: the order's own dates may prove that the money is there.
    proven = order.completed_s if cash else order.paid_s
    return "unmapped" if proven is None else "paid"


def _shopify_state(order: Order) -> State:
    if order.cancelled_s is not None or order.status in ("refunded", "voided"):
        return "void"
    if order.status in ("pending", "partially_paid"):
        return "pending"
    return "paid" if order.status in ("paid", "partially_refunded") else "unmapped"
