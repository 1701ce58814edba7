"""Faults of orders and their deliveries, by their names."""

from __future__ import annotations

from tests.simulation.faults.scene import Scene
from tests.simulation.shops import Item

DAY_S = 86_400


def test_duplicate_at_any_age(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    scene.buys(mia, 25_000)
    before = scene.balance(mia), len(scene.entries(mia))
    for days in (0, 1, 20, 300):
        scene.pass_time(days * DAY_S)
        for delivery in list(scene.delivered):
            scene.deliver(delivery, again=True)
        scene.settle_queues()
    assert before == ((250, 0, 0), 1)
    assert (scene.balance(mia), len(scene.entries(mia))) == before
    scene.ends()


def test_refund_before_order(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    order = scene.packs.buy([Item(1, 1, 25_000)], customer_id=mia.customer_id)
    scene.pass_time(1)
    scene.packs.refund(order.order_id, 25_000)
    scene.collect()
    scene.outbox.reverse()
    scene.settle_queues()
    assert scene.balance(mia) == (0, 0, 0)
    scene.ends()


def test_create_paid_and_updated_together(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    order = scene.packs.buy([Item(1, 1, 25_000)], customer_id=mia.customer_id, paid=True)
    scene.hand_over()
    topics = [one.topic for one in scene.delivered if one.about == order.order_id]
    assert topics == ["orders/create", "orders/paid", "orders/updated"]
    scene.settle_queues()
    assert scene.balance(mia) == (250, 0, 0)
    assert len(scene.entries(mia)) == 1


def test_refund_after_the_points_are_spent(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    order = scene.buys(mia, 15_000)
    assert scene.redeems(mia)[1]["status"] == "issued"
    scene.pass_time(60)
    scene.packs.refund(order.order_id)
    scene.settle_queues()
    assert scene.balance(mia) == (0, 0, 100)
    scene.buys(mia, 12_000)
    assert scene.balance(mia) == (20, 0, 0)
    scene.ends()


def test_partial_refunds_that_round(scene: Scene) -> None:
    """Thirds of an odd amount: points are rounded once, over what is left of the order."""
    mia = scene.customer(scene.packs)
    order = scene.buys(mia, 10_001)
    left = 10_001
    for part in (3_333, 3_334, 3_334):
        scene.pass_time(1)
        scene.packs.refund(order.order_id, part, with_lines=False)
        scene.settle_queues()
        left -= part
        assert scene.balance(mia) == (left // 100, 0, 0)
    scene.ends()


def test_another_currency(scene: Scene) -> None:
    """An order in a currency that the program has no rate for earns nothing, and says so."""
    mia = scene.customer(scene.packs)
    scene.packs.currency = "JPY"
    order = scene.packs.buy([Item(1, 1, 5_000)], customer_id=mia.customer_id)
    scene.settle_queues()
    assert order.currency == "JPY"
    assert scene.balance(mia) == (0, 0, 0)
    assert [one["why"]["reason"] for one in scene.entries(mia)] == ["no_rate"]


def test_clock_skew(scene: Scene) -> None:
    """The shop's clock is ahead, then set back: the store's own answer mends what stamps hide."""
    mia = scene.customer(scene.packs)
    scene.skews[scene.packs.store_id] = 3_600
    order = scene.packs.buy([Item(1, 1, 25_000)], customer_id=mia.customer_id, paid=False)
    scene.settle_queues()
    scene.skews[scene.packs.store_id] = 0
    scene.pass_time(60)
    scene.packs.pay(order.order_id)
    scene.settle_queues()
    scene.ends()
    assert scene.balance(mia) == (250, 0, 0)
