"""Programs compared over the past."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.backtest import Comparison, Replay, Side, compare
from core.past import Past, PastOrder
from core.program.model import Program
from core.program.rewards import load_rewards
from core.program.worth import Worth
from core.snapshot import CustomerRef, Line, OrderSnapshot, Refund, RefundLine
from tests.unit.core.worlds import T0, TZ, program, snapshot

_RULES = {
    "rules": [{"id": "base", "kind": "per_amount", "points": 3, "per": {"USD": "1"}}],
    "exclude": {"gift_cards": True, "products": []},
    "rounding": "down",
}


def past_of(*orders: PastOrder) -> Past:
    past = Past()
    for one, member_id in orders:
        past.add(one, member_id)
    return past


def replayed(orders: Past, by: Program | None = None) -> tuple[Replay, list[int]]:
    replay = Replay(by or program(), TZ)
    return replay, [replay.place(one, member_id) for one, member_id in orders]


def compared(new: Program, *orders: PastOrder) -> Comparison:
    return compare(program(), new, past_of(*orders), T0, TZ)


def test_orders_earn_in_the_order_they_were_placed_and_tiers_count_from_then_on() -> None:
    orders = past_of(
        (snapshot(10_000, order_id="2", placed_at_s=T0 + 60), "a"),
        (snapshot(60_000, order_id="1", placed_at_s=T0), "a"),
    )
    found, points = replayed(orders)
    assert points == [600, 125]
    assert (found.points, found.tier_of("a", T0 + 120)) == ({"a": 725}, "silver")


def test_points_of_past_orders_do_not_wait_so_that_a_first_order_is_one() -> None:
    bonus = {"id": "first", "kind": "first_order", "name": {"en": "First"}, "points": 50}
    by = program(earning={**_RULES, "bonuses": [bonus], "hold": {"days": 14}})
    orders = past_of(*((snapshot(100, order_id=str(n), placed_at_s=T0 + n), "a") for n in (1, 2)))
    assert replayed(orders, by)[1] == [53, 3]


def test_cancelled_and_refunded_orders_earn_what_is_left() -> None:
    orders = past_of(
        (snapshot(10_000, "void", order_id="1"), "a"),
        (snapshot(10_000, order_id="2", refunds=[4_000]), "a"),
        (snapshot(10_000, "pending", order_id="3"), "a"),
        (snapshot(10_000, order_id="4", customer=CustomerRef()), None),
    )
    found, points = replayed(orders)
    assert sorted(points) == [0, 0, 60, 100]
    assert (found.points, found.total) == ({"a": 160}, 160)


def test_a_tier_of_long_ago_is_not_held_today() -> None:
    found, _ = replayed(past_of((snapshot(60_000, order_id="1"), "a")))
    assert found.tier_of("a", T0 + 500 * 86400) == "member"


def test_a_backtest_shows_points_tier_moves_who_gains_and_who_loses() -> None:
    tiers = [
        {"id": "member", "name": {"en": "Member"}, "from": "0", "multiplier": "1"},
        {"id": "silver", "name": {"en": "Silver"}, "from": "1000", "multiplier": "1"},
    ]
    found = compared(
        program(earning=_RULES, tiers=tiers),
        (snapshot(60_000, order_id="1"), "a"),
        (snapshot(1_000, order_id="2"), "b"),
        (snapshot(10, order_id="3"), "c"),
    )
    assert (found.orders, found.members) == (3, 3)
    assert (found.now.points, found.then.points) == (610, 1830)
    assert (found.gain, found.lose, found.same) == (2, 0, 1)
    assert found.moves == {("silver", "member"): 1, ("member", "member"): 2}
    assert (found.held(then=False), found.held(then=True)) == (
        {"silver": 1, "member": 2},
        {"member": 3},
    )
    assert [(one.member_id, one.difference) for one in found.most_gain] == [("a", 1200), ("b", 20)]


def test_the_ten_who_gain_and_lose_most_are_named_the_most_first() -> None:
    rule = {"id": "base", "kind": "per_amount", "points": 1, "per": {"USD": "2"}}
    orders: list[PastOrder] = [(snapshot(n * 200, order_id=str(n)), f"m{n}") for n in range(1, 15)]
    found = compared(program(earning={**_RULES, "rules": [rule]}), *orders)
    assert (found.gain, found.lose, found.most_gain) == (0, 14, ())
    assert [one.member_id for one in found.most_lose] == [f"m{n}" for n in range(14, 4, -1)]
    assert found.most_lose[0].difference == -14


def test_points_cost_what_the_best_reward_gives_for_them() -> None:
    rewards = [
        {"id": "ship", "kind": "free_shipping", "name": {"en": "Ship"}, "points": 1},
        {"id": "five", "kind": "fixed", "name": {"en": "Five"}, "points": 100, "value": "5"},
    ]
    found = compared(program(rewards=rewards), (snapshot(60_000), "a"))
    assert (found.now.cost_minor, found.then.cost_minor) == (3_600, 3_000)
    assert found.then.worth is not None
    assert found.then.worth.reward.id == "five"
    assert compared(program(rewards=rewards[:1]), (snapshot(1), "a")).then.cost_minor is None
    cash = {"id": "cash", "kind": "amount", "name": {"en": "Cash"}, "points": 10, "value": "0.7"}
    assert compared(program(rewards=[*rewards, cash]), (snapshot(60_000), "a")).then == Side(
        600, Worth(load_rewards([cash], "USD")[0], Fraction(7))
    )


def test_progress_is_told() -> None:
    heard: list[int] = []
    orders = past_of(*((snapshot(100, order_id=str(n)), "a") for n in range(2500)))
    compare(program(), program(), orders, T0, TZ, heard.append)
    assert heard == [1000, 2000, 2500]


def test_the_past_keeps_an_order_whole_but_for_who_placed_it() -> None:
    line = Line("1", "10", "0", 2, 900, list_minor=1000, tax_minor=45)
    refund = Refund("9", 100, (RefundLine("1", 100, quantity=1),))
    one = snapshot(refunds=[refund], codes=("rg-x",), lines=(line,))
    past = past_of((one, "a"))
    ((kept, member_id),) = past
    assert member_id == "a"
    assert kept.customer == CustomerRef()
    assert {**vars_of(kept), "customer": one.customer} == vars_of(one)
    past.add(snapshot(1), "b")
    assert [member_id for _, member_id in past] == ["b"]


def vars_of(one: OrderSnapshot) -> dict[str, Any]:
    return {name: getattr(one, name) for name in OrderSnapshot.__slots__}


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 90_000),
            st.sampled_from(["paid", "pending", "void"]),
            st.integers(0, 800),
            st.sampled_from(["a", "b", None]),
        ),
        max_size=20,
    )
)
def test_a_program_against_itself_changes_nobody(orders: list[tuple[int, Any, int, Any]]) -> None:
    found = compared(
        program(),
        *(
            (snapshot(minor, state, order_id=str(n), placed_at_s=T0 - days * 86400), who)
            for n, (minor, state, days, who) in enumerate(orders)
        ),
    )
    assert (found.gain, found.lose, found.now) == (0, 0, found.then)
    assert all(now == then for now, then in found.moves)
    assert sum(found.moves.values()) == found.members == found.same


def _cats(earning: dict[str, Any], *conditions: dict[str, Any]) -> Program:
    segment = {"id": "few", "name": {"en": "Few"}, "all": list(conditions)}
    options = [{"id": "cat", "name": {"en": "Cat"}}]
    field = {"id": "pet", "name": {"en": "Pet"}, "options": options}
    rule = {"id": "twice", "name": {"en": "Twice"}, "factor": "2", "segments": ["few"]}
    owned = {"id": "tens", "name": {"en": "Tens"}, "products": ["10"]}
    return program(
        earning=earning | {"multipliers": [rule]},
        segments=[segment],
        profile=[field],
        product_sets=[owned],
    )


def test_segments_are_replayed_as_far_as_past_orders_know_them() -> None:
    orders = past_of(
        (snapshot(100, order_id="1", placed_at_s=T0), "a"),
        (snapshot(100, order_id="2", placed_at_s=T0 + 60), "a"),
        (snapshot(100, order_id="3", placed_at_s=T0 + 120), "b"),
    )
    by_orders = _cats(_RULES, {"kind": "orders", "least": 1})
    by_owned = _cats(_RULES, {"kind": "owns", "set": "tens"})
    for new in (by_orders, by_owned):
        assert replayed(orders, new)[1] == [3, 6, 3]
        assert not compare(program(), new, orders, T0, TZ).by_profile


def test_profile_answers_of_a_backtest_are_those_of_today_and_it_says_so() -> None:
    orders = past_of(
        (snapshot(100, order_id="1", placed_at_s=T0), "a"),
        (snapshot(100, order_id="2", placed_at_s=T0 + 60), "b"),
    )
    new = _cats(_RULES, {"kind": "profile", "field": "pet", "options": ["cat"]})
    found = compare(program(), new, orders, T0, TZ, profiles={"b": (("pet", ("cat",)),)})
    assert (found.by_profile, found.then.points) == (True, 9)
