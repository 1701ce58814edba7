"""What shoppers and shopkeepers do in the stores, each followed by the store's deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.rules.registry import rule
from tests.simulation.shops import Item

if TYPE_CHECKING:
    from tests.simulation.world import World

# Round and odd amounts, some of which reach a tier at once.
_PRICES = (100, 999, 3_333, 12_500, 60_000)
_STRANGE_CURRENCY = "JPY"


@rule(14)
def buy(world: World) -> None:
    shop, rng = world.a_shop(), world.rng
    product = rng.randint(1, 5)  # one an order, which a program counts wholly or not at all
    items = [
        Item(product, rng.randint(1, 3), world.money(shop, rng.choice(_PRICES)))
        for _ in range(rng.randint(1, 2))
    ]
    customer_id, email = world.a_buyer(shop)
    if rng.random() < 0.05:
        items = [Item(9, 1, world.money(shop, 5_000), gift_card=True)]
    codes = world.codes_of(shop) if rng.random() < 0.35 else []
    shop.buy(items, customer_id=customer_id, email=email, codes=codes[:1], paid=rng.random() < 0.6)


@rule(8)
def pay(world: World) -> None:
    shop, order = world.an_order()
    shop.pay(order.order_id)


@rule(5)
def cancel(world: World) -> None:
    shop, order = world.an_order()
    shop.cancel(order.order_id)


@rule(4)
def uncancel(world: World) -> None:
    shop, order = world.an_order()
    shop.uncancel(order.order_id)


@rule(8)
def refund(world: World) -> None:
    shop, order = world.an_order()
    amount = max(1, order.truth().net_goods_minor * world.rng.randint(1, 3) // 3)
    shop.refund(
        order.order_id,
        None if world.rng.random() < 0.2 else amount,
        with_lines=world.rng.random() < 0.6,
    )


@rule(1)
def delete_refund(world: World) -> None:
    shop, order = world.an_order()
    shop.delete_refund(order.order_id)


@rule(3)
def edit(world: World) -> None:
    shop, order = world.an_order()
    shop.edit(order.order_id)


@rule(2)
def touch(world: World) -> None:
    shop, order = world.an_order()
    shop.touch(order.order_id)


@rule(2)
def unmapped(world: World) -> None:
    shop, order = world.an_order()
    shop.unmapped(order.order_id)


@rule(2)
def mapped(world: World) -> None:
    shop, order = world.an_order()
    shop.mapped(order.order_id)


@rule(2)
def trash(world: World) -> None:
    shop, order = world.an_order()
    shop.trash(order.order_id)


@rule(2)
def restore(world: World) -> None:
    shop, order = world.an_order()
    shop.restore(order.order_id)


@rule(1)
def delete_forever(world: World) -> None:
    shop, order = world.an_order()
    shop.delete_forever(order.order_id)


@rule(5)
def put_on_sale(world: World) -> None:
    """A sale begins or ends; other saves of a product change nothing of it."""
    shop, rng = world.a_shop(), world.rng
    shop.put_on_sale(rng.randint(1, 5), sale=rng.random() < 0.5)


@rule(3)
def move_product(world: World) -> None:
    """A product comes into another collection."""
    shop, rng = world.a_shop(), world.rng
    shop.move(rng.randint(1, 5), rng.choice(("bags", "coffee")))


@rule(2)
def register(world: World) -> None:
    """An account, sometimes under an address that a guest has used."""
    world.register(world.a_shop())


@rule(2)
def update_email(world: World) -> None:
    shop = world.a_shop()
    person = world.an_account(shop)
    shop.update_email(person.customer_id, world.fresh_email())


@rule(1)
def verify(world: World) -> None:
    shop = world.a_shop()
    shop.verify(world.an_account(shop).customer_id)


@rule(1)
def merge(world: World) -> None:
    shop = world.a_shop()
    gone, kept = world.an_account(shop), world.an_account(shop)
    if gone is not kept:
        shop.merge(gone.customer_id, kept.customer_id)
        world.accounts[shop.store_id].remove(gone)


@rule(1)
def erase(world: World) -> None:
    """Somebody asks to be forgotten, and never comes back."""
    shop = world.a_shop()
    world.erase(shop, world.an_account(shop))


@rule(1)
def data_request(world: World) -> None:
    shop = world.a_shop()
    shop.data_request(world.an_account(shop).customer_id)


@rule(1)
def uninstall(world: World) -> None:
    shop = world.a_shop()
    if world.rng.random() < 0.3:
        world.uninstall(shop)


@rule(3)
def reinstall(world: World) -> None:
    for shop in world.shops:
        if not world.installed(shop):
            world.reinstall(shop)


@rule(1)
def shop_redact(world: World) -> None:
    """48 hours after an uninstall, unless it was installed again."""
    for shop in world.shops:
        if not world.installed(shop):
            world.shop_redact(shop)
