"""What a shop says is true is what the real parsers and the real earning make of its deliveries."""

from __future__ import annotations

import random

import pytest

from core.basis import basis_of
from core.money import to_major
from core.program.defaults import default_document
from core.program.model import load
from core.snapshot import OrderDeletion, OrderSnapshot
from tests.simulation.shops import Item, Order, Refused
from tests.simulation.shops.pricing import major
from tests.unit.simulation.shops.shopping import PLATFORMS, World, history, one_thing, spec

PROGRAM = load(default_document("USD"), 1, 0)


def agrees(order: Order, found: OrderSnapshot) -> None:
    """The parser's snapshot says what the shop knows, refunds to the cent where it has lines."""
    truth = order.truth()
    assert found.order_id == truth.order_id
    assert found.state == truth.state
    assert found.currency == truth.currency
    assert found.customer == truth.customer
    assert found.placed_at_s == truth.placed_at_s
    assert found.stamp_s == truth.stamp_s
    assert found.codes == truth.codes
    assert [refund.refund_id for refund in found.refunds] == [*truth.refunds]
    if all(refund.lines is not None for refund in found.refunds):
        basis = basis_of(found, PROGRAM, {}, {})
        assert basis.net_minor == truth.net_goods_minor
        assert basis.refunds == truth.refunds


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("seed", range(12))
def test_after_every_command_deliveries_and_answers_say_the_truth(platform: str, seed: int) -> None:
    world, dice = World(platform), random.Random(seed)
    shop = world.shop
    held: dict[str, Order] = {}
    for _ in range(40):
        try:
            one_thing(world, dice)
        except Refused:
            assert all(event.kind == "customer" for event in world.events())
        newest = {e.order_id: e for e in world.events() if isinstance(e, OrderSnapshot)}
        for order_id, said in newest.items():
            agrees(shop.orders[order_id], said)
        held |= shop.orders
        for order_id, order in held.items():
            answer = shop.port.fetch_order(order_id, 1)
            if order.truth().state == "gone":
                assert answer == OrderDeletion(shop.store_id, order_id, 1, source="store")
            else:
                assert isinstance(answer, OrderSnapshot)
                agrees(order, answer)
    listed = [one.order_id for one in shop.port.changed_orders(100_000, 1)]
    living = [order for order in held.values() if order.truth().state != "gone"]
    living.sort(key=lambda order: (order.stamp_s, order.number))
    assert listed == [order.order_id for order in living]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_state_and_every_command_occurs_in_those_histories(platform: str) -> None:
    topics: set[str] = set()
    states: set[str] = set()
    for seed in range(12):
        world = World(platform)
        history(world, seed, 40)
        topics |= {delivery.topic for delivery in world.shop.take()}
        states |= {order.truth().state for order in world.shop.orders.values()}
    if platform == "woocommerce":
        events = ("created", "updated", "deleted", "restored")
        assert topics == {f"order.{e}" for e in events} | {"customer.created", "customer.updated"}
        assert states == {"pending", "paid", "void", "unmapped", "gone"}
        return
    orders = ("create", "paid", "updated", "cancelled", "edited", "delete")
    customers = ("create", "update", "merge", "redact", "data_request")
    assert topics == {
        *(f"orders/{event}" for event in orders),
        *(f"customers/{event}" for event in customers),
        "refunds/create",
    }
    assert states == {"pending", "paid", "void", "unmapped"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_same_commands_send_the_same_bytes(platform: str) -> None:
    once, again = World(platform), World(platform)
    for world in (once, again):
        history(world, 7, 60)
    assert once.shop.take() == again.shop.take()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_changes_within_a_second_share_its_stamp(platform: str) -> None:
    world = World(platform)
    order = world.shop.buy([Item(7, 2, 5_000)], email="ola@example.com", paid=False)
    world.now_s += 0.4
    world.shop.pay(order.order_id)
    world.now_s += 0.4
    world.shop.refund(order.order_id, 1_000)
    stamps = {e.stamp_s for e in world.events() if isinstance(e, OrderSnapshot)}
    assert stamps == {int(world.now_s)}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("minor", [1, 3_333, 5_000, 9_999])
def test_a_refund_gives_back_what_was_asked_and_everything_is_what_is_left(
    platform: str, minor: int
) -> None:
    shop = World(platform).shop
    order = shop.buy([Item(7, 2, 5_000)], email="ola@example.com", shipping_minor=800)
    refund = shop.refund(order.order_id, minor)
    assert (refund.goods, order.truth().net_goods_minor) == (minor, 10_000 - minor)
    assert refund.tax > 0 or minor == 1
    shop.refund(order.order_id)
    assert order.refunded == order.total == 11_340
    assert (order.truth().state, order.truth().net_goods_minor) == ("void", 0)
    with pytest.raises(Refused, match="nothing_left"):
        shop.refund(order.order_id)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_refund_never_takes_back_merchandise_that_was_given_back_before(platform: str) -> None:
    shop = World(platform).shop
    order = shop.buy([Item(7, 1, 900)], email="ola@example.com", shipping_minor=800)
    shop.refund(order.order_id, 1_500, with_lines=False)
    rest = shop.refund(order.order_id)
    assert (rest.goods, rest.amount) == (0, order.total - 1_500)
    found = shop.port.fetch_order(order.order_id, 1)
    assert isinstance(found, OrderSnapshot)
    agrees(order, found)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_long_lists_are_read_page_by_page(platform: str) -> None:
    shop = World(platform).shop
    cart = [Item(number, 1, 900) for number in range(1, 61)]
    order = shop.buy(cart, email="ola@example.com")
    shop.refund(order.order_id)
    found = shop.port.fetch_order(order.order_id, 1)
    assert isinstance(found, OrderSnapshot)
    assert [line.product_id for line in found.lines] == [str(item.product_id) for item in cart]
    assert [len(refund.lines or ()) for refund in found.refunds] == [60]
    made = {order.order_id} | {
        shop.buy(cart[:1], email="ola@example.com").order_id for _ in range(130)
    }
    listed = [one.order_id for one in shop.port.changed_orders(100_000, 1)]
    assert len(listed) == len(made)
    assert {*listed} == made


def test_deleting_a_refund_in_woocommerce_is_silent_and_moves_no_stamp() -> None:
    world = World("woocommerce")
    order = world.shop.buy([Item(7, 2, 5_000)], email="ola@example.com")
    refund = world.shop.refund(order.order_id, 1_000)
    before = order.truth()
    world.events()
    world.now_s += 60
    world.shop.delete_refund(order.order_id, refund.refund_id)
    after = order.truth()
    assert world.shop.take() == []
    assert after.stamp_s == before.stamp_s
    assert (before.net_goods_minor, after.net_goods_minor) == (9_000, 10_000)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_code_is_refused_when_used_up_ended_or_somebody_elses(platform: str) -> None:
    world = World(platform)
    shop = world.shop
    mia, ola = shop.register("mia@example.com"), shop.register("ola@example.com")
    made = spec(shop, mia.customer_id)
    shop.port.create_code(made)

    def reason(code: str, customer_id: str) -> str:
        with pytest.raises(Refused) as refusal:
            shop.buy([Item(7, 1, 900)], customer_id=customer_id, codes=[code])
        return refusal.value.reason

    assert reason("rg-none", mia.customer_id) == "unknown"
    assert reason(made.code, ola.customer_id) == "somebody_else"
    order = shop.buy([Item(7, 1, 900)], customer_id=mia.customer_id, codes=[made.code])
    assert (order.truth().codes, order.truth().net_goods_minor) == ((made.code,), 400)
    assert reason(made.code, mia.customer_id) == "used"
    shop.cancel(order.order_id)  # only WooCommerce gives a code back
    if platform == "shopify":
        assert reason(made.code, mia.customer_id) == "used"
    world.now_s = made.expires_at_s
    assert reason(made.code, mia.customer_id) == "expired"


def test_amounts_are_written_as_core_writes_them() -> None:
    for currency in ("USD", "TWD", "JPY", "KWD"):
        for minor in (0, 1, 9, 10, 99, 100, 12_345, -1, -250, 10**9):
            assert major(minor, currency) == to_major(minor, currency)
