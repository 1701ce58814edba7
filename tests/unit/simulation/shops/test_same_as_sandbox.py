"""The same history in the simulation's shop and in the sandbox store reads as the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from core.money import to_major
from core.snapshot import CustomerRef, OrderSnapshot
from infra.local.sandbox import (
    shopify_cancel,
    shopify_discounts,
    shopify_orders,
    shopify_refunds,
    woo_coupons,
    woo_customers,
    woo_orders,
    woo_payloads,
    woo_refunds,
)
from infra.local.sandbox.buying import Buyer, place, price
from infra.local.sandbox.config import SandboxConfig
from infra.local.sandbox.sandbox import Sandbox
from integrations.shopify.parse import parse as parse_shopify
from integrations.woocommerce.parse import parse as parse_woocommerce
from tests.simulation.shops import Item, Order
from tests.unit.simulation.shops.shopping import PLATFORMS, World, spec

# Two mugs at 50.00 and a pin at 9.99, 8.00 to ship them.
CART = (Item(9, 2, 5_000), Item(8, 1, 999))
MIA = "Mia@example.com"
CODE = "rg-aaaa-bbbb-cccc"


@dataclass
class InSandbox:
    """The sandbox's side of a history; ids of its own."""

    platform: Any
    sandbox: Sandbox
    customer: dict[str, Any]
    order_id: int = 0

    @property
    def flavour(self) -> Any:
        return "woo" if self.platform == "woocommerce" else "shopify"

    def buy(self, payment: str, codes: list[str], guest: bool) -> None:
        lines = [
            {
                "product_id": item.product_id,
                "quantity": item.quantity,
                "price": to_major(item.unit_minor, "USD"),
            }
            for item in CART
        ]
        buyer = Buyer("" if guest else str(self.customer["id"]), MIA)
        priced = price(self.sandbox, self.flavour, lines, codes, buyer, shipping_minor=800)
        self.order_id = place(self.sandbox, self.flavour, priced, buyer, payment)["id"]

    def do(self, step: str) -> None:
        if self.platform == "woocommerce":
            self._in_woo(step)
        else:
            self._in_shopify(step)

    def _in_woo(self, step: str) -> None:
        sandbox, number = self.sandbox, self.order_id
        statuses = {"pay": "processing", "cash": "completed", "cancel": "cancelled"}
        document = woo_orders.load(sandbox, number)
        assert document is not None
        first = str(document["order"]["line_items"][0]["id"])
        if step in statuses:
            woo_orders.set_status(sandbox, number, statuses[step])
        elif step == "a mug back":
            woo_refunds.refund_lines(sandbox, number, {first: 1})
        elif step == "a mug and the shipping back":
            woo_refunds.refund_lines(sandbox, number, {first: 1}, shipping=True)
        elif step == "3.00 back":
            woo_refunds.refund_amount(sandbox, number, 300)
        elif step == "all back":
            woo_refunds.refund_all(sandbox, number)
        elif step == "the last refund deleted":
            last = document["refunds"][-1]["id"]
            woo_refunds.delete_refund(sandbox, number, last)
        elif step == "touch":
            woo_orders.touch(sandbox, number)
        else:
            {"trash": woo_orders.trash, "restore": woo_orders.restore}[step](sandbox, number)

    def _in_shopify(self, step: str) -> None:
        sandbox, number = self.sandbox, self.order_id
        first = str(shopify_orders.existing(sandbox, number)["line_items"][0]["id"])
        if step in ("pay", "cash"):
            shopify_orders.pay(sandbox, number)
        elif step == "cancel":
            shopify_cancel.cancel(sandbox, number)
        elif step == "a mug back":
            shopify_refunds.refund_lines(sandbox, number, {first: 1})
        elif step == "a mug and the shipping back":
            shopify_refunds.refund_lines(sandbox, number, {first: 1}, shipping=True)
        elif step == "3.00 back":
            shopify_refunds.refund_amount(sandbox, number, 300)
        elif step == "all back":
            shopify_refunds.refund_all(sandbox, number)
        else:
            shopify_orders.touch(sandbox, number)

    def snapshot(self, world: World) -> OrderSnapshot:
        """The newest delivery about the order, read by the real parser."""
        if self.platform == "woocommerce":
            _, _, body = woo_payloads.build(self.sandbox, "order.updated", str(self.order_id), None)
            [event] = parse_woocommerce("order.updated", body, world.shop.context, 1)
        else:
            sql = "SELECT body FROM delivery WHERE topic='orders/updated' ORDER BY id DESC LIMIT 1"
            [row] = self.sandbox.db.execute(sql)
            [event] = parse_shopify("orders/updated", row["body"], world.shop.context, 1)
        assert isinstance(event, OrderSnapshot)
        return event


@pytest.fixture
def world(platform: str) -> World:
    return World(platform)


@pytest.fixture
def other(platform: str, world: World, tmp_path: Path) -> Iterator[InSandbox]:
    store = {"store_id": world.shop.store_id, "timezone": "Asia/Taipei"}
    config = SandboxConfig(
        front_url="",
        data_dir=tmp_path,
        stores={"woo": dict(store), "shopify": dict(store)},
        clock=lambda: world.now_s,
        coupon_gap_s=0,
    )
    sandbox = Sandbox(config)
    if platform == "woocommerce":
        customer = woo_customers.create(sandbox, MIA, "Mia Lund", silent=True)
    else:
        customer = shopify_orders.sign_up(sandbox, MIA, "Mia Lund", verified=True, silent=True)
    yield InSandbox(platform, sandbox, customer)
    sandbox.close()


def in_shop(world: World, order: Order, step: str) -> None:
    shop, number = world.shop, order.order_id
    mug = order.lines[0].net // 2
    commands: dict[str, Callable[[], object]] = {
        "pay": lambda: shop.pay(number),
        "cash": lambda: shop.cash_arrives(number),
        "cancel": lambda: shop.cancel(number),
        "a mug back": lambda: shop.refund(number, mug),
        "a mug and the shipping back": lambda: shop.refund(number, mug, shipping=True),
        "3.00 back": lambda: shop.refund(number, 300, with_lines=False),
        "all back": lambda: shop.refund(number),
        "the last refund deleted": lambda: shop.delete_refund(number),
        "touch": lambda: shop.touch(number),
        "trash": lambda: shop.trash(number),
        "restore": lambda: shop.restore(number),
    }
    commands[step]()


def same_names(snapshot: OrderSnapshot) -> OrderSnapshot:
    """With what each store numbers its own way put in order of appearance."""
    lines = {line.line_id: f"line {at}" for at, line in enumerate(snapshot.lines)}
    refunds = []
    for at, refund in enumerate(snapshot.refunds):
        named = refund.lines and tuple(
            replace(one, line_id=lines.get(one.line_id, "")) for one in refund.lines
        )
        refunds.append(replace(refund, refund_id=f"refund {at}", lines=named))
    return replace(
        snapshot,
        order_id="order",
        received_at_ms=0,
        customer=CustomerRef(snapshot.customer.customer_id and "mia", snapshot.customer.email),
        lines=tuple(
            replace(line, line_id=lines[line.line_id], variant_id="") for line in snapshot.lines
        ),
        refunds=tuple(refunds),
    )


BOTH = [
    ("card", []),
    ("card", ["a mug back", "3.00 back", "touch"]),
    ("card", ["a mug and the shipping back", "all back"]),
    ("card", ["3.00 back", "all back"]),
    ("card", ["3.00 back", "a mug back", "cancel"]),
    ("later", ["pay", "a mug back"]),
    ("later", ["cancel"]),
    ("bank", ["pay", "cancel"]),
    ("cod", ["cash", "a mug back"]),
    ("cod", ["cancel"]),
]
ONLY_WOO = [
    ("card", ["a mug back", "the last refund deleted", "touch"]),
    ("card", ["trash", "restore"]),
    ("later", ["pay", "trash", "restore", "cancel"]),
]
HISTORIES = [(name, *one) for name in PLATFORMS for one in BOTH] + [
    ("woocommerce", *one) for one in ONLY_WOO
]


@pytest.mark.parametrize(("platform", "payment", "steps"), HISTORIES)
def test_an_orders_history_reads_the_same(
    world: World, other: InSandbox, payment: str, steps: list[str]
) -> None:
    mia = world.shop.register(MIA, verified=True)
    order = world.shop.buy(
        CART,
        customer_id=mia.customer_id,
        paid=payment == "card",
        method="card" if payment == "later" else payment,
        shipping_minor=800,
    )
    other.buy(payment, [], guest=False)
    for step in ["", *steps]:
        if step:
            world.now_s += 61
            in_shop(world, order, step)
            other.do(step)
        said = [one for one in world.events() if isinstance(one, OrderSnapshot)]
        if said:
            assert same_names(said[-1]) == same_names(other.snapshot(world)), step


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("kind", ["fixed", "percent", "free_shipping"])
def test_an_order_with_a_code_reads_the_same(world: World, other: InSandbox, kind: str) -> None:
    shop = world.shop
    mia = shop.register(MIA, verified=True)
    shop.port.create_code(spec(shop, mia.customer_id, kind=kind, percent=15))
    order = shop.buy(CART, customer_id=mia.customer_id, codes=[CODE], shipping_minor=800)
    _sandbox_code(other, kind)
    other.buy("card", [CODE], guest=False)
    for step in ("", "a mug back", "all back"):
        if step:
            in_shop(world, order, step)
            other.do(step)
        said = [one for one in world.events() if isinstance(one, OrderSnapshot)][-1]
        assert said.codes == (CODE,)
        assert same_names(said) == same_names(other.snapshot(world)), step


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_guests_order_reads_the_same(world: World, other: InSandbox) -> None:
    world.shop.register(MIA, verified=True)
    world.shop.buy(CART, email=MIA, shipping_minor=800)
    other.buy("card", [], guest=True)
    said = [one for one in world.events() if isinstance(one, OrderSnapshot)][-1]
    assert same_names(said) == same_names(other.snapshot(world))


def _sandbox_code(other: InSandbox, kind: str) -> None:
    sandbox = other.sandbox
    if other.platform == "shopify":
        value = {"percentage": 0.15} if kind == "percent" else {"discountAmount": {"amount": "5"}}
        given = {
            "code": CODE,
            "title": "a code",
            "startsAt": "2020-01-01T00:00:00Z",
            "customerGets": {"value": value},
        }
        free = kind == "free_shipping"
        shape: Any = "DiscountCodeFreeShipping" if free else "DiscountCodeBasic"
        shopify_discounts.create(sandbox, shape, given)
        return
    coupon = {
        "id": 1,
        "code": CODE,
        "status": "publish",
        "discount_type": "percent" if kind == "percent" else "fixed_cart",
        "amount": {"fixed": "5.00", "percent": "15.00", "free_shipping": "0.00"}[kind],
        "individual_use": True,
        "usage_limit": 1,
        "usage_limit_per_user": 1,
        "minimum_amount": "0.00",
        "product_ids": [],
        "limit_usage_to_x_items": None,
        "free_shipping": kind == "free_shipping",
        "email_restrictions": [MIA.lower()],
        "used_by": [],
        "usage_count": 0,
        "date_expires_gmt": None,
        "date_created_gmt": "2020-01-01T00:00:00",
        "meta_data": [],
    }
    sandbox.db.put(woo_coupons.KIND, 1, coupon)
