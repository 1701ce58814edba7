"""Conditions of rewards: who may redeem them, when, and how often; and what their codes are for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core import lots as lot
from core import redemptions, rewards
from core.errors import BadInput, InsufficientPoints, RewardClosed
from core.member import MemberState
from core.ports import CodeTerms
from core.program.defaults import default_document
from core.program.model import Program
from core.program.schema import validate
from core.redemptions import Redemption
from core.wording import LANGUAGES
from tests.unit.core.worlds import STORE, T0, TZ, program

TODAY = "2026-09-21"


def rules(**conditions: Any) -> Program:
    """A program whose only reward is 5 off for 100 points, on these conditions."""
    document = default_document("USD")
    reward = document["rewards"][0] | conditions
    return program(rewards=validate(document | {"rewards": [reward]})["rewards"])


def member(points: int = 1000, tier: str | None = None) -> MemberState:
    rich = MemberState("m").with_lots(((lot.NEVER, points),))
    return rich.with_tier(tier, T0) if tier else rich


def hold(of: MemberState, by: Program, number: int = 1) -> tuple[MemberState, Redemption]:
    name = f"r{number}"
    reward = by.reward("off-small")
    after, _, made = redemptions.hold(of, reward, by, name, name, STORE, T0 * 1000, TODAY)
    return after, made


def refused(of: MemberState, by: Program) -> str:
    with pytest.raises(RewardClosed) as refusal:
        hold(of, by)
    text: Any = refusal.value.details["text"]
    assert set(text) == set(LANGUAGES)
    shown = rewards.refusal(of, by.reward("off-small"), by, TODAY)
    assert shown is not None, "what is refused is shown as out of reach"
    assert shown.code == refusal.value.code
    return shown.code


def test_a_reward_for_some_tiers_is_refused_to_all_others() -> None:
    for_gold = rules(tiers=["gold"])
    assert refused(member(), for_gold) == "reward_not_for_tier"
    assert refused(member(tier="silver"), for_gold) == "reward_not_for_tier"
    assert hold(member(tier="gold"), for_gold)[1].points == 100


@pytest.mark.parametrize(
    ("window", "code"),
    [
        ({"from": "2026-09-22"}, "reward_not_started"),
        ({"until": "2026-09-20"}, "reward_ended"),
        ({"from": TODAY, "until": TODAY}, None),
    ],
)
def test_a_reward_past_its_date_or_before_it_cannot_be_redeemed(
    window: dict[str, str], code: str | None
) -> None:
    by = rules(**window)
    closed = rewards.closed(by.reward("off-small"), TODAY)
    assert (closed.code if closed else None) == code
    if code is None:
        hold(member(), by)
    else:
        assert refused(member(), by) == code


def test_a_limit_per_member_counts_what_was_redeemed_and_not_what_was_given_back() -> None:
    twice = rules(limit_per_member=2)
    once, first = hold(member(), twice, 1)
    both, _ = hold(once, twice, 2)
    assert refused(both, twice) == "reward_limit_reached"
    back, _ = redemptions.give_back(both, first, "given_back", T0, TZ)
    assert back.counted("reward:off-small") == 1
    again, _ = hold(back, twice, 3)
    assert refused(again, twice) == "reward_limit_reached"


def test_a_code_that_was_used_after_its_return_counts_again() -> None:
    once = rules(limit_per_member=1)
    after, made = hold(member(), once)
    back, _ = redemptions.give_back(after, made, "given_back", T0, TZ)
    taken, _ = redemptions.take_again(back, made)
    assert refused(taken, once) == "reward_limit_reached"


def test_what_was_redeemed_before_there_was_a_limit_does_not_count_for_it() -> None:
    after, made = hold(member(), rules())
    back, _ = redemptions.give_back(after, made, "given_back", T0, TZ)
    assert back.counters == ()


def test_who_was_erased_and_came_back_starts_to_count_from_nothing() -> None:
    _, made = hold(member(), rules(limit_per_member=1))
    back, _ = redemptions.give_back(replace(member(), counters=()), made, "no_code", T0, TZ)
    assert back.counters == ()


def test_a_code_lives_as_long_as_its_reward_says_and_else_as_the_program_says() -> None:
    assert hold(member(), rules(code_days=3))[1].expires_at_s == T0 + 3 * 86_400
    assert hold(member(), rules())[1].expires_at_s == T0 + 90 * 86_400


def test_minimum_order_products_and_combination_go_with_the_code() -> None:
    by = rules(minimum="50", products=["11", "12"], combines=["shipping"])
    spec = hold(member(), by)[1].spec("7", "a@example.com")
    assert spec.terms == CodeTerms(5000, products=("11", "12"), combines=("shipping",))


def test_a_reward_without_conditions_is_what_it_always_was() -> None:
    made = hold(member(), rules())[1]
    assert (made.terms, made.limits) == (CodeTerms(), ())
    old = {"id": "off-small", "kind": "fixed", "name": {"en": "x"}, "points": 100, "value": "5"}
    loaded = program(rewards=[old]).reward("off-small")
    assert loaded == replace(program().reward("off-small"), names={"en": "x"})


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"from": "2026-10-01", "until": "2026-09-01"}, "ends before it begins"),
        ({"until": "31.12.2026"}, "written like 2026-12-31"),
        ({"products": ["mug"]}, "pattern"),
        ({"limit_per_member": 0}, "greater than or equal to 1"),
        ({"combines": ["everything"]}, "Input should be"),
        ({"tiers": ["platinum"]}, "is for no tier 'platinum'"),
        (
            {"kind": "free_shipping", "products": ["1"]},
            "free shipping is for the whole order",
        ),
        ({"products": ["1"], "collections": ["2"]}, "products or collections, not both"),
    ],
)
def test_a_condition_that_cannot_hold_is_not_published(wrong: dict[str, Any], what: str) -> None:
    with pytest.raises(BadInput) as refusal:
        rules(**wrong)
    assert what in str(refusal.value)


def chosen(by: Program, points: int | None, of: MemberState | None = None) -> Redemption:
    reward = by.reward("off-small")
    return redemptions.hold(
        of or member(), reward, by, "r1", "rg-1", STORE, T0 * 1000, TODAY, points
    )[2]


def test_points_as_cash_are_worth_what_their_steps_are_worth() -> None:
    by = rules(kind="amount", points=50, value="2.50", min_points=100, max_points=500)
    made = chosen(by, 150)
    assert (made.points, made.value_minor) == (150, 750)
    assert (made.spec("7", None).kind, made.spec("7", None).value_minor) == ("fixed", 750)


@pytest.mark.parametrize("points", [None, 0, -50, 50, 120, 550])
def test_a_number_of_points_outside_of_minimum_maximum_and_step_is_refused(
    points: int | None,
) -> None:
    by = rules(kind="amount", points=50, value="2.50", min_points=100, max_points=500)
    with pytest.raises(BadInput) as refusal:
        chosen(by, points)
    assert refusal.value.code == "invalid_points"
    assert refusal.value.details == {"min": 100, "step": 50, "max": 500}


def test_more_points_than_there_are_cannot_be_chosen() -> None:
    with pytest.raises(InsufficientPoints) as refusal:
        chosen(rules(kind="amount"), 1100)
    assert refusal.value.details == {"needed": 1100, "available": 1000}


def test_a_product_at_a_price_takes_off_the_rest_of_what_it_costs() -> None:
    by = rules(kind="product", value="14.90", price="4.90", products=["11"])
    spec = chosen(by, None).spec("7", None)
    assert (spec.kind, spec.value_minor, spec.percent) == ("product", 1000, 0)


@pytest.mark.parametrize("price", [{}, {"price": "0"}, {"price": "0.00"}])
def test_a_free_product_takes_off_all_it_costs(price: dict[str, str]) -> None:
    spec = chosen(rules(kind="product", value="14.90", products=["11"], **price), None).spec(
        "7", None
    )
    assert (spec.kind, spec.value_minor, spec.percent) == ("product", 1490, 100)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"kind": "amount", "value": None}, "an amount reward needs a value"),
        ({"kind": "amount", "min_points": 150}, "must be whole steps"),
        ({"kind": "amount", "min_points": 300, "max_points": 200}, "at least min_points"),
        ({"max_points": 200}, "are for rewards of kind amount"),
        ({"kind": "product"}, "needs products"),
        ({"kind": "product", "products": ["1"], "price": "5"}, "must be less than the value"),
        ({"price": "1"}, "is for rewards of kind product"),
    ],
)
def test_a_reward_that_makes_no_sense_is_not_published(wrong: dict[str, Any], what: str) -> None:
    with pytest.raises(BadInput) as refusal:
        rules(**wrong)
    assert what in str(refusal.value)
