"""What a cart costs."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from infra.local.sandbox.pricing import Discount, Item, price

ITEMS = st.lists(
    st.builds(
        Item,
        product_id=st.just(1),
        variant_id=st.just(1),
        sku=st.just("x"),
        name=st.just("x"),
        quantity=st.integers(1, 5),
        unit_minor=st.integers(0, 100_000),
        gift_card=st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


def item(unit: int, quantity: int = 1, *, gift_card: bool = False) -> Item:
    return Item(1, 1, "x", "x", quantity, unit, gift_card)


@given(ITEMS, st.integers(1, 50_000), st.booleans())
def test_a_fixed_discount_is_spread_without_losing_a_cent(
    items: list[Item], value: int, gift_cards: bool
) -> None:
    priced = price(items, "USD", [Discount("c", "fixed", value)], discount_gift_cards=gift_cards)
    room = sum(line.subtotal for line in priced.lines if gift_cards or not line.item.gift_card)
    assert priced.discount == min(value, room)
    assert all(0 <= line.total <= line.subtotal for line in priced.lines)


def test_two_codes_follow_each_other_and_shipping_can_be_free() -> None:
    codes = [
        Discount("a", "percent", percent=Decimal(10)),
        Discount("b", "fixed", 500),
        Discount("c", "none", free_shipping=True),
    ]
    priced = price([item(10_000)], "USD", codes, discount_gift_cards=True)
    assert (priced.discount, priced.shipping, priced.shipping_full) == (1500, 0, 800)
    assert (priced.tax, priced.total) == (425, 8925)


def test_gift_cards_bear_no_tax_and_ship_for_nothing() -> None:
    priced = price([item(2500, gift_card=True)], "USD", [], discount_gift_cards=False)
    assert (priced.tax, priced.shipping, priced.total) == (0, 0, 2500)


def test_a_currency_without_cents_is_priced_in_whole_units() -> None:
    priced = price([item(750)], "JPY", [], discount_gift_cards=True)
    assert (priced.shipping, priced.lines[0].total_tax) == (1200, 38)
