"""Trouble that only the simulation's shops make, beyond what the contract suite asks of all."""

from __future__ import annotations

import pytest

from core.errors import StoreRefused, StoreUnavailable
from core.ports import BalanceCopy, CodeState
from core.snapshot import OrderDeletion, OrderSnapshot
from tests.simulation.shops import Item, Trouble
from tests.unit.simulation.shops.shopping import PLATFORMS, World, spec

CODE = "rg-aaaa-bbbb-cccc"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_requests_that_arrive_twice_make_one_code_and_end_it_once(platform: str) -> None:
    shop = World(platform).shop
    mia = shop.register("mia@example.com")
    shop.trouble = lambda method: Trouble("twice")
    shop.port.create_code(spec(shop, mia.customer_id))
    assert [len(found) for found in shop.codes.values()] == [1]
    assert shop.port.find_code(CODE, "r-1") == CodeState(active=True, used=0)
    for _ in range(2):
        assert shop.port.disable_code(CODE, "r-1") == CodeState(active=False, used=0)
    shop.port.write_balances([BalanceCopy(mia.customer_id, 3, 0, "gold")])
    assert mia.balance == {"available": 3, "pending": 0, "tier": "gold"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_stranger_who_comes_first_takes_the_code(platform: str) -> None:
    shop = World(platform).shop
    mia = shop.register("mia@example.com")
    shop.trouble = lambda method: Trouble("taken")
    with pytest.raises(StoreRefused) as refusal:
        shop.port.create_code(spec(shop, mia.customer_id))
    assert refusal.value.code == "code_taken"
    assert shop.port.find_code(CODE, "r-1") is None
    order = shop.buy([Item(7, 1, 900)], customer_id=mia.customer_id, codes=[CODE])
    assert order.truth().codes == ()  # it is no code of ours
    assert order.truth().net_goods_minor == 810


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_stranger_who_comes_late_takes_nothing(platform: str) -> None:
    shop = World(platform).shop
    mia = shop.register("mia@example.com")
    shop.port.create_code(spec(shop, mia.customer_id))
    shop.trouble = lambda method: Trouble("taken")
    shop.port.create_code(spec(shop, mia.customer_id))
    assert shop.port.find_code(CODE, "r-1") == CodeState(active=True, used=0)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_list_may_break_off_halfway(platform: str) -> None:
    shop = World(platform).shop
    for _ in range(4):
        shop.buy([Item(7, 1, 900)], email="ola@example.com")
    shop.trouble = lambda method: Trouble("late")
    found: list[OrderSnapshot] = []
    with pytest.raises(StoreUnavailable):
        found.extend(one for one in shop.port.changed_orders(100_000, 1))
    rest = shop.port.changed_orders(100_000, 1)
    assert [next(rest).order_id, next(rest).order_id] == [*shop.orders][:2]
    with pytest.raises(StoreUnavailable):
        next(rest)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_refusal_and_silence_change_nothing(platform: str) -> None:
    shop = World(platform).shop
    mia = shop.register("mia@example.com")
    for trouble, error in (("refused", StoreRefused), ("never", StoreUnavailable)):
        shop.trouble = lambda method, kind=trouble: Trouble(kind)  # type: ignore[misc]
        with pytest.raises(error):
            shop.port.create_code(spec(shop, mia.customer_id))
    assert shop.codes == {}
    assert shop.calls == {"create_code": 2}


def test_a_save_of_a_balance_in_woocommerce_is_announced_like_any_other() -> None:
    shop = World("woocommerce").shop
    mia = shop.register("mia@example.com")
    shop.take()
    shop.port.write_balances([BalanceCopy(mia.customer_id, 3, 0, "gold")])
    assert [delivery.topic for delivery in shop.take()] == ["customer.updated"]


def test_without_the_scope_an_old_order_is_out_of_reach_and_not_gone() -> None:
    world = World("shopify")
    shop = world.shop
    old = shop.buy([Item(7, 1, 900)], email="ola@example.com")
    world.now_s += 61 * 86400
    new = shop.buy([Item(7, 1, 900)], email="ola@example.com")
    assert isinstance(shop.port.fetch_order(old.order_id, 1), OrderSnapshot)
    shop.sees_all_orders = False
    with pytest.raises(StoreRefused) as refusal:
        shop.port.fetch_order(old.order_id, 1)
    assert refusal.value.code == "order_out_of_reach"
    assert isinstance(shop.port.fetch_order(new.order_id, 1), OrderSnapshot)
    last = shop.buy([Item(7, 1, 900)], email="ola@example.com")
    shop.delete_forever(last.order_id)
    assert isinstance(shop.port.fetch_order(last.order_id, 1), OrderDeletion)
