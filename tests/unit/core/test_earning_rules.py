"""Every way in which an order can earn."""

from __future__ import annotations

from typing import Any

import pytest

from core.explain import explain, names_of
from core.program.defaults import default_document
from core.program.model import Program, Programs, load
from core.program.schema import validate
from core.snapshot import Line, Refund, RefundLine
from tests.unit.core.worlds import T0, Books, snapshot

DAY = 86_400
TEA = Line("1", "tea", "0", 2, 10_000, list_minor=12_000, tax_minor=500)
CUP = Line("2", "cup", "0", 4, 6_000, list_minor=6_000, tax_minor=300)
CARD = Line("3", "card", "0", 1, 5_000, gift_card=True)


def program(version: int = 1, **earning: Any) -> Program:
    """The default program in USD with more to its earning; what a merchant may publish."""
    document = default_document("USD")
    document["earning"] |= earning
    return load(validate(document), version, 0)


def multiplier(name: str, factor: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": {"en": name.title(), "zh-Hant": name}, "factor": factor, **more}


def bonus(name: str, kind: str, points: int, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": {"en": name.title()}, "kind": kind, "points": points, **more}


def books(**earning: Any) -> Books:
    return Books(Programs([program(**earning)]))


def order(order_id: str = "22", lines: Any = (TEA, CUP), **fields: Any) -> Any:
    return snapshot(order_id=order_id, lines=lines, **fields)


def points_of(made: Books, *orders: Any) -> int:
    for one in orders:
        made.deliver(one)
    return made.balance[0]


@pytest.mark.parametrize(
    ("basis", "points"),
    [
        ({}, 160),
        ({"discounts": "before"}, 180),
        ({"tax": True}, 168),
        ({"discounts": "before", "tax": True}, 189),
        ({"shipping": True}, 167),
    ],
)
def test_the_basis_is_before_or_after_discounts_tax_and_shipping(
    basis: dict[str, Any], points: int
) -> None:
    earned = points_of(books(basis=basis), order(extras_minor=900, shipping_minor=700))
    assert earned == points


def test_a_refund_takes_its_share_of_a_basis_with_tax_before_discounts() -> None:
    made = books(basis={"discounts": "before", "tax": True})
    back = Refund("7", 5_000, (RefundLine("1", 5_000, 1),))
    made.deliver(order())
    assert points_of(made, order(refunds=[back], stamp_s=T0 + 1)) == 63 + 63


@pytest.mark.parametrize(("rounding", "points"), [("down", 2), ("nearest", 3), ("up", 3)])
def test_rounding_is_the_merchants_choice_once_an_order(rounding: str, points: int) -> None:
    lines = (Line("1", "a", "0", 1, 125), Line("2", "b", "0", 1, 125))
    assert points_of(books(rounding=rounding), order(lines=lines)) == points


def test_orders_below_the_minimum_earn_nothing_and_say_so() -> None:
    made = books(minimum={"USD": "200"})
    assert points_of(made, order()) == 0
    text = explain(_shown(made), names_of(made.programs.newest))
    assert text["en"] == "Order 22: no points, because orders earn from $200 on."
    assert "$200" in text["zh-Hant"]


def test_a_refund_below_the_minimum_takes_only_its_own_points() -> None:
    made = books(minimum={"USD": "150"})
    made.deliver(order())
    assert points_of(made, order(refunds=[4_000], stamp_s=T0 + 1)) == 120


def test_a_multiplier_for_products_multiplies_their_lines_alone() -> None:
    rules = [multiplier("tea", "3", match={"products": ["tea"]})]
    made = books(multipliers=rules)
    assert points_of(made, order()) == 360
    text = explain(_shown(made), names_of(made.programs.newest))
    assert "Tea: × 3 in all on $100" in text["en"]
    assert "$100 共 × 3" in text["zh-Hant"]


@pytest.mark.parametrize(("stacking", "points"), [("best", 480), ("sum", 640), ("product", 960)])
def test_multipliers_stack_as_the_merchant_stated(stacking: str, points: int) -> None:
    rules = [multiplier("double", "2"), multiplier("triple", "3")]
    assert points_of(books(multipliers=rules, stacking=stacking), order()) == points


def test_a_campaign_counts_orders_placed_within_its_days_of_the_stores_calendar() -> None:
    # T0 is 2026-09-21 22:13 in Taipei.
    rules = [multiplier("festival", "2", window={"from": "2026-09-22", "until": "2026-09-22"})]
    made = books(multipliers=rules)
    placed = [T0, T0 + 2 * 3600, T0 + DAY, T0 + DAY + 2 * 3600]
    for number, at_s in enumerate(placed):
        made.deliver(order(str(number), placed_at_s=at_s))
    assert [made.order(str(n)).available for n in range(4)] == [160, 320, 320, 160]


def test_a_campaign_can_be_for_days_of_the_month_or_of_the_week() -> None:
    monthly = [multiplier("first", "2", window={"month_days": [21]})]
    weekly = [multiplier("mondays", "2", window={"weekdays": [1]})]
    assert points_of(books(multipliers=monthly), order()) == 320
    assert points_of(books(multipliers=weekly), order()) == 320
    tuesday = order(placed_at_s=T0 + DAY)
    assert points_of(books(multipliers=weekly), tuesday) == 160


def test_a_multiplier_can_be_for_tiers_alone() -> None:
    rules = [multiplier("regulars", "2", tiers=["silver", "gold"])]
    made = books(multipliers=rules)
    made.deliver(order("1", lines=(Line("1", "x", "0", 1, 60_000),)))
    assert made.order("1").available == 600
    made.now_s = T0 + 10
    made.deliver(order("2", placed_at_s=T0 + 5))
    assert made.order("2").available == 400  # silver 1.25, twice


def test_a_capped_campaign_gives_a_member_no_more_than_its_cap_over_all_orders() -> None:
    made = books(multipliers=[multiplier("double", "2", cap=200)])
    made.deliver(order("1"))
    made.deliver(order("2"))
    assert [made.order(n).available for n in "12"] == [320, 200]
    made.deliver(order("1", state="void", stamp_s=T0 + 1))
    made.deliver(order("3"))
    assert made.order("3").available == 320, "what a cancelled order had is free again"
    made.deliver(order("1", stamp_s=T0 + 2))
    assert made.order("1").available == 160, "and is not had twice"
    assert made.member.counted("double") == 200


def test_new_members_alone_are_multiplied_on_their_first_order() -> None:
    made = books(multipliers=[multiplier("welcome", "2", new_members=True)])
    made.deliver(order("1"))
    made.deliver(order("2"))
    assert [made.order(n).available for n in "12"] == [320, 160]
    made.deliver(order("1", refunds=[8_000], stamp_s=T0 + 1))
    assert made.order("1").available == 160, "a refund leaves it the first"


def test_a_first_order_is_rewarded_once_whatever_is_cancelled_and_uncancelled() -> None:
    made = books(bonuses=[bonus("welcome", "first_order", 100)])
    made.deliver(order("1", state="pending"))
    assert made.balance[1] == 260, "what it would be is shown while it waits"
    made.deliver(order("1", state="void", stamp_s=T0 + 1))
    made.deliver(order("2"))
    assert made.order("2").available == 260, "a payment that failed does not use it up"
    made.deliver(order("1", stamp_s=T0 + 2))
    assert made.order("1").available == 160
    made.deliver(order("2", state="void", stamp_s=T0 + 3))
    made.deliver(order("2", stamp_s=T0 + 4))
    assert made.order("2").available == 260


def test_an_order_above_an_amount_is_rewarded_until_a_refund_takes_it_below() -> None:
    made = books(bonuses=[bonus("big", "order_above", 50, above={"USD": "150"})])
    assert points_of(made, order()) == 210
    assert points_of(made, order(refunds=[2_000], stamp_s=T0 + 1)) == 140


def test_a_bonus_for_a_product_counts_the_pieces_that_stay_bought() -> None:
    made = books(bonuses=[bonus("cups", "product", 10, match={"products": ["cup"]})])
    assert points_of(made, order()) == 200
    back = Refund("7", 3_000, (RefundLine("2", 3_000, 2),))
    assert points_of(made, order(refunds=[back], stamp_s=T0 + 1)) == 130 + 20
    later = order(refunds=[Refund("7", 3_000)], stamp_s=T0 + 2)  # its lines are not repeated
    assert points_of(made, later) == 150


def test_the_first_purchase_from_a_set_of_products_is_rewarded_once() -> None:
    rules = [bonus("newcup", "first_from", 30, match={"products": ["cup"]})]
    made = books(bonuses=rules)
    made.deliver(order("1", lines=(TEA,)))
    made.deliver(order("2"))
    made.deliver(order("3"))
    assert [made.order(n).available for n in "123"] == [100, 190, 160]


def test_a_stamp_card_is_filled_over_orders_restarts_and_survives_refunds() -> None:
    made = books(bonuses=[bonus("card", "stamps", 500, every=5, match={"products": ["cup"]})])

    def cups(order_id: str, pieces: int, **fields: Any) -> Any:
        line = Line("2", "cup", "0", pieces, pieces * 100)
        return order(order_id, lines=(line,), **fields)

    made.deliver(cups("1", 4))
    made.deliver(cups("2", 1))
    made.deliver(cups("3", 6))
    assert [made.order(n).available for n in "123"] == [4, 501, 506]
    made.deliver(cups("1", 4, state="void", stamp_s=T0 + 1))
    assert made.order("2").available == 501, "what was given stays"
    made.deliver(cups("4", 4))
    assert made.order("4").available == 4, "and is not given twice for the same five"
    made.deliver(cups("5", 5))
    assert made.order("5").available == 505
    assert made.member.counted("card+") == 16
    assert made.member.counted("card") == 3


def test_gift_cards_stay_out_of_every_rule() -> None:
    made = books(multipliers=[multiplier("double", "2")])
    assert points_of(made, order(lines=(TEA, CARD))) == 200


def test_points_are_held_for_days_after_payment_and_then_released() -> None:
    made = books(hold={"days": 14})
    made.deliver(order())
    assert made.balance == (0, 160, 0)
    assert made.entries[-1].why["held_until"] == "2026-10-05"
    made.now_s = T0 + 13 * DAY
    assert not made.ripen()
    made.deliver(order(refunds=[6_000], stamp_s=T0 + 5))
    assert made.balance == (0, 100, 0)
    made.now_s = T0 + 14 * DAY
    assert made.ripen()
    assert made.balance == (100, 0, 0)
    assert not made.ripen()
    text = explain(_shown(made), names_of(made.programs.newest))
    assert text["en"] == "Order 22: its points can be used now."


def test_points_held_until_fulfilment_begin_their_days_then() -> None:
    made = books(hold={"days": 7, "after": "fulfilled"})
    made.deliver(order())
    made.now_s = T0 + 100 * DAY
    assert not made.ripen()
    made.deliver(order(fulfilled=True, stamp_s=T0 + 100 * DAY))
    assert made.balance == (0, 160, 0)
    made.now_s += 7 * DAY
    assert made.ripen()
    assert made.balance == (160, 0, 0)


def test_a_refund_is_computed_by_the_campaign_of_the_day_whatever_was_published_since() -> None:
    double = program(multipliers=[multiplier("double", "2")])
    plain = load(validate(default_document("USD")), 2, T0 + 10)
    made = Books(Programs([double, plain]))
    made.deliver(order())
    made.now_s = T0 + 100
    assert points_of(made, order(refunds=[8_000], stamp_s=T0 + 100)) == 160


def _shown(made: Books) -> dict[str, Any]:
    entry = made.entries[-1]
    return {
        "kind": entry.kind,
        "points": entry.points,
        "pending": entry.pending,
        "source": entry.source,
        "why": entry.why,
    }
