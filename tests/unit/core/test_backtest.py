"""Programs compared over the past."""

from __future__ import annotations

from core.backtest import compare, replay
from core.snapshot import CustomerRef
from tests.unit.core.worlds import T0, TZ, program, snapshot

_RULES = {
    "rules": [{"id": "base", "kind": "per_amount", "points": 3, "per": {"USD": "1"}}],
    "exclude": {"gift_cards": True, "products": []},
    "rounding": "down",
}


def test_orders_earn_in_the_order_they_were_placed_and_tiers_count_from_then_on() -> None:
    orders = [
        (snapshot(10_000, order_id="2", placed_at_s=T0 + 60), "a"),
        (snapshot(60_000, order_id="1", placed_at_s=T0), "a"),
    ]
    found = replay(program(), orders, T0 + 120, TZ)
    assert found.orders == {"1": 600, "2": 125}
    assert (found.members, found.tiers) == ({"a": 725}, {"a": "silver"})


def test_cancelled_and_refunded_orders_earn_what_is_left() -> None:
    orders = [
        (snapshot(10_000, "void", order_id="1"), "a"),
        (snapshot(10_000, order_id="2", refunds=[4_000]), "a"),
        (snapshot(10_000, "pending", order_id="3"), "a"),
        (snapshot(10_000, order_id="4", customer=CustomerRef()), None),
    ]
    found = replay(program(), orders, T0, TZ)
    assert found.orders == {"1": 0, "2": 60, "3": 100, "4": 0}
    assert found.members == {"a": 160}


def test_a_tier_of_long_ago_is_not_held_today() -> None:
    orders = [(snapshot(60_000, order_id="1"), "a")]
    assert replay(program(), orders, T0 + 500 * 86400, TZ).tiers == {"a": "member"}


def test_a_comparison_counts_who_gains_and_who_moves() -> None:
    orders = [
        (snapshot(60_000, order_id="1"), "a"),
        (snapshot(1_000, order_id="2"), "b"),
        (snapshot(10, order_id="3"), "c"),
    ]
    tiers = [
        {"id": "member", "name": {"en": "Member"}, "from": "0", "multiplier": "1"},
        {"id": "silver", "name": {"en": "Silver"}, "from": "1000", "multiplier": "1"},
    ]
    now = replay(program(), orders, T0, TZ)
    then = replay(program(earning=_RULES, tiers=tiers), orders, T0, TZ)
    found = compare(now, then)
    assert (found.orders, found.members) == (3, 3)
    assert (found.points_now, found.points_then) == (610, 1830)
    assert (found.gain, found.lose, found.same) == (2, 0, 1)
    assert found.moves == {("silver", "member"): 1, ("member", "member"): 2}
