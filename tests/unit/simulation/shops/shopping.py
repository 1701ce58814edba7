"""Shops for the tests of the simulation's shops, and whatever can happen in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.ports import CodeSpec
from core.snapshot import Event
from integrations.shopify.parse import parse as parse_shopify
from integrations.woocommerce.parse import parse as parse_woocommerce
from tests.simulation.shops import Delivery, Item, Refused, Shop, open_shop

START_S = 1_790_000_000
SECRET = "5ec2e7-of-the-shop"
ADDRESSES = {"woocommerce": "https://tea.example.com", "shopify": "tea.myshopify.com"}
PLATFORMS = ("woocommerce", "shopify")


@dataclass
class World:
    """One shop and its clock, which every command may move."""

    platform: Any
    now_s: float = START_S
    secret: str = SECRET
    currency: str = "USD"
    shop: Shop = field(init=False)

    def __post_init__(self) -> None:
        self.shop = open_shop(
            self.platform,
            ADDRESSES[self.platform],
            clock=lambda: self.now_s,
            webhook_secret=lambda: self.secret,
            currency=self.currency,
            timezone="Asia/Taipei",
        )

    def events(self) -> list[Event]:
        """What has been sent since the last look, read by the real parser."""
        return [event for delivery in self.shop.take() for event in self.read(delivery)]

    def read(self, delivery: Delivery) -> list[Event]:
        received_ms = int(delivery.sent_at_s * 1000)
        if self.platform == "woocommerce":
            return parse_woocommerce(delivery.topic, delivery.body, self.shop.context, received_ms)
        triggered = delivery.headers["X-Shopify-Triggered-At"]
        return parse_shopify(
            delivery.topic, delivery.body, self.shop.context, received_ms, triggered
        )


def spec(shop: Shop, customer_id: str, **changes: Any) -> CodeSpec:
    """A code worth 5.00 for a customer."""
    values: dict[str, Any] = {
        "code": "rg-aaaa-bbbb-cccc",
        "redemption_id": "r-1",
        "kind": "fixed",
        "currency": shop.currency,
        "value_minor": 500,
        "percent": 0,
        "customer_id": customer_id,
        "email": shop.people[customer_id].email,
        "starts_at_s": START_S - 60,
        "expires_at_s": 4_000_000_000,  # our client goes by the wall clock, too
        "title": "$5 off",
    }
    return CodeSpec(**{**values, **changes})


def one_thing(world: World, dice: random.Random) -> None:
    """Any command, with arguments by the dice. Raises Refused as the shop does."""
    shop = world.shop
    world.now_s += dice.choice((0, 0, 0.4, 1, 90, 86400))
    people = sorted(shop.people)
    orders = sorted(shop.orders)
    if len(orders) < 2 or dice.random() < 0.2:
        _buy(world, dice, people)
        return
    order_id = dice.choice(orders)
    commands: list[Callable[[], object]] = [
        lambda: shop.pay(order_id),
        lambda: shop.cash_arrives(order_id),
        lambda: shop.cancel(order_id),
        lambda: shop.uncancel(order_id),
        lambda: shop.refund(order_id, dice.randint(1, 9_000)),
        lambda: shop.refund(order_id, dice.randint(1, 9_000), shipping=True),
        lambda: shop.refund(order_id, dice.randint(1, 9_000), with_lines=False),
        lambda: shop.refund(order_id),
        lambda: shop.delete_refund(order_id),
        lambda: shop.edit(order_id, line=dice.randrange(3), remove=dice.randint(1, 2)),
        lambda: shop.edit(order_id, add=Item(77, 1, dice.randint(1, 9_000))),
        lambda: shop.touch(order_id),
        lambda: shop.unmapped(order_id),
        lambda: shop.mapped(order_id),
        lambda: shop.trash(order_id),
        lambda: shop.restore(order_id),
        lambda: shop.delete_forever(order_id) if dice.random() < 0.2 else None,
        lambda: shop.register(f"new{world.now_s}@example.com", verified=dice.random() < 0.5),
    ]
    if people:
        who = dice.choice(people)
        commands += [
            lambda: shop.update_email(who, f"{who}@Example.com"),
            lambda: shop.verify(who),
            lambda: shop.merge(who, dice.choice(people)),
            lambda: shop.redact(who),
            lambda: shop.data_request(who),
        ]
    dice.choice(commands)()


def _buy(world: World, dice: random.Random, people: list[str]) -> None:
    items = [
        Item(n, dice.randint(1, 4), dice.choice((1, 999, 12_345)), dice.random() < 0.1)
        for n in range(1, dice.randint(2, 5))
    ]
    who: dict[str, Any] = {"email": f"guest{dice.randrange(3)}@example.com"}
    codes: list[str] = []
    if people and dice.random() < 0.6:
        customer_id = dice.choice(people)
        who = {"customer_id": customer_id}
        if dice.random() < 0.5:
            number = dice.randrange(10**6)
            kind = dice.choice(("fixed", "percent", "free_shipping"))
            made = spec(
                world.shop,
                customer_id,
                code=f"rg-{number}",
                redemption_id=f"r-{number}",
                kind=kind,
                percent=15,
                expires_at_s=int(world.now_s) + 9,
                starts_at_s=int(world.now_s) - 9,
            )
            world.shop.port.create_code(made)
            codes = [made.code]
    world.shop.buy(
        items,
        codes=codes,
        paid=dice.random() < 0.6,
        method=dice.choice(("card", "card", "cod", "bank")),
        discount_minor=dice.choice((0, 0, 333)),
        shipping_minor=dice.choice((0, 800)),
        on_record=dice.random() < 0.8,
        **who,
    )


def history(world: World, seed: int, steps: int) -> None:
    """So many commands; those refused change nothing."""
    dice = random.Random(seed)
    for _ in range(steps):
        try:
            one_thing(world, dice)
        except Refused:
            continue
