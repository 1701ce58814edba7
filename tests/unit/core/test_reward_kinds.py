"""Store credit, gift cards, goods, and a product with an amount off: what a redemption of each is,
and each condition of a reward as the merchant reads of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import lots as lot
from core import redemptions, rewards
from core.errors import BadInput, Conflict, RewardClosed
from core.explain import explain
from core.identity import Ledger
from core.ledger.redemption_rows import redemption_row, redemption_state
from core.member import MemberState
from core.program.batches import Batch
from core.program.defaults import default_document
from core.program.diff import changes
from core.program.lint import findings
from core.program.model import Program
from core.program.schema import validate
from core.program.sentences import sentences, unsaid
from core.program.worth import worths
from core.redemptions import Redemption
from functions.storefront.redemption_shapes import redemption_json
from functions.storefront.reward_shapes import reward_json
from tests.unit.core.test_rewards import TODAY, hold, member, refused, rules
from tests.unit.core.worlds import STORE, T0, TZ

LEDGER = Ledger.open("woo-0123456789ab", b"master key of the tests")
CREDIT = {"kind": "store_credit", "value": "5"}
CARD = {"kind": "gift_card", "value": "5"}
GOODS = {"kind": "goods", "value": None}
BUNDLE = {"kind": "bundle", "value": "12", "price": "2", "products": ["7"], "amount": "3"}
LOAVES = [
    {"id": "b", "best_before": "2026-10-01", "stock": 2},
    {"id": "a", "best_before": "2026-09-23", "stock": 1},
]


def document(**conditions: Any) -> dict[str, Any]:
    whole = default_document("USD")
    return validate(whole | {"rewards": [whole["rewards"][0] | conditions]})


def redeemed(by: Program, of: MemberState | None = None) -> Redemption:
    return hold(of or member(), by)[1]


def said(**conditions: Any) -> tuple[str, str]:
    whole = document(**conditions)
    assert unsaid(whole) == []
    text = sentences(whole)["reward off-small"].text
    return text["en"], text["zh-Hant"]


def test_store_credit_is_money_of_the_value_in_the_customers_account() -> None:
    made = redeemed(rules(**CREDIT, code_days=365))
    [spec] = made.specs("7", None)
    assert (spec.kind, spec.value_minor, spec.customer_id) == ("store_credit", 500, "7")
    assert made.status == "held"
    assert made.expires_at_s >= T0 + 365 * 86_400, "never sooner than promised"


@given(numbers=st.lists(st.integers(0, 5_000), min_size=2, max_size=20, unique=True))
def test_no_two_store_credits_of_a_member_end_in_the_same_second(numbers: list[int]) -> None:
    by = rules(**CREDIT)
    ends = {redeemed(by, replace(member(), sequence=number)).expires_at_s for number in numbers}
    assert len(ends) == len(numbers)


def test_store_credit_that_is_in_the_account_cannot_be_given_back() -> None:
    made = replace(redeemed(rules(**CREDIT)), status="used")
    with pytest.raises(Conflict) as refusal:
        redemptions.may_return(made)
    assert "in the account" in str(refusal.value)
    assert redemption_json(made)["code"] is None


def test_a_gift_card_is_anybodys_and_its_code_is_what_the_store_calls_it() -> None:
    made = redeemed(rules(**CARD))
    [spec] = made.specs(None, None)
    assert (spec.kind, spec.value_minor) == ("gift_card", 500)
    issued = replace(made, status="issued", voucher="rg1234abcd5678")
    assert redemption_json(issued)["code"] == "rg1234abcd5678"


def test_store_credit_and_gift_cards_are_worth_what_they_say() -> None:
    for kind in (CREDIT, CARD):
        [worth] = worths(rules(**kind).rewards)
        assert worth.cost_minor(200) == 1000


def test_one_redemption_may_mix_an_amount_off_and_a_product() -> None:
    made = redeemed(rules(**BUNDLE, minimum="40", combines=["shipping"]))
    product, amount = made.specs("7", None)
    assert (product.kind, product.value_minor, product.terms.products) == ("product", 1000, ("7",))
    assert (amount.kind, amount.value_minor, amount.terms.products) == ("fixed", 300, ())
    assert product.terms.combines == ("shipping", "order")
    assert amount.terms.combines == ("shipping", "product")
    assert product.terms.minimum_minor == amount.terms.minimum_minor == 4000
    assert {redemptions.first_code(code) for code in made.codes} == {made.code}
    assert len(set(made.codes)) == 2
    assert redemption_json(replace(made, status="issued"))["codes"] == list(made.codes)
    assert redemption_json(made)["kind"] == "bundle"


def test_goods_wait_for_the_merchant_without_asking_a_store() -> None:
    made = redeemed(rules(**GOODS))
    assert (made.status, made.coded, made.shown_kind) == ("issued", False, "goods")
    assert redemption_json(made)["kind"] == "goods"


def test_what_a_redemption_is_made_of_is_kept_and_read_again() -> None:
    by = rules(**BUNDLE, batches=LOAVES)
    batch = Batch("a", "2026-09-23", 1)
    _, _, made = redemptions.hold(
        member(), by.reward("off-small"), by, "r", "rg-1", STORE, T0 * 1000, TODAY,
        batch=batch, last_s=T0 + 60,
    )  # fmt: skip
    assert (made.batch, made.best_before, made.expires_at_s) == ("a", "2026-09-23", T0 + 60)
    for one in (made, redeemed(rules(**GOODS)), redeemed(rules(**CREDIT))):
        kept = redemption_state(redemption_row(LEDGER, one))
        assert kept == replace(one, version=1)


@pytest.mark.parametrize("kind", [CREDIT, CARD, GOODS, BUNDLE], ids=lambda one: one["kind"])
def test_every_kind_takes_points_tiers_days_limits_and_code_lifetime(kind: dict[str, Any]) -> None:
    by = rules(**kind, tiers=["gold"], limit_per_member=1, until=TODAY, code_days=3)
    gold = member(tier="gold")
    assert refused(member(), by) == "reward_not_for_tier"
    after, made = hold(gold, by)
    assert (made.points, after.available) == (100, 900)
    assert made.expires_at_s - T0 >= 3 * 86_400
    assert refused(after, by) == "reward_limit_reached"
    ended = rules(**kind, until="2026-09-20")
    assert refused(member(), ended) == "reward_ended"


def test_the_total_limit_of_a_reward_is_its_stock() -> None:
    by = rules(stock=3)
    reward = by.reward("off-small")
    assert [rewards.left_of(reward, taken, 0) for taken in (0, 2, 3, 4)] == [3, 1, 0, 0]
    refusal = rewards.refusal(member(), reward, by, TODAY, 0)
    assert refusal is not None
    assert refusal.code == "reward_out_of_stock"
    with pytest.raises(RewardClosed):
        redemptions.hold(member(), reward, by, "r", "rg-1", STORE, T0 * 1000, TODAY, left=0)


@pytest.mark.parametrize("lying", [0, 2, 5])
def test_a_total_limit_and_batches_hold_together(lying: int) -> None:
    reward = rules(**GOODS, stock=3, batches=LOAVES).reward("off-small")
    assert rewards.left_of(reward, 1, 0, lying) == min(2, lying)


def test_goods_are_shown_with_what_is_left_and_how_long_the_next_keeps() -> None:
    reward = rules(**GOODS, batches=LOAVES).reward("off-small")
    shown = [reward_json(reward, "USD", day, {}) for day in (TODAY, "2026-09-24", "2026-10-02")]
    assert [(one["left"], one.get("best_before")) for one in shown] == [
        (3, "2026-09-23"),
        (2, "2026-10-01"),
        (0, None),
    ]
    assert shown[2]["reason"]["code"] == "reward_out_of_stock"


def test_a_bundle_is_shown_with_the_product_its_price_and_the_amount() -> None:
    shown = reward_json(rules(**BUNDLE).reward("off-small"), "USD", TODAY, {})
    assert (shown["value"], shown["price"], shown["amount"]) == ("10.00", "2.00", "3.00")


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"kind": "store_credit", "value": None}, "needs a value"),
        (CREDIT | {"minimum": "5"}, "spent like money"),
        (CARD | {"products": ["1"]}, "spent like money"),
        (CARD | {"combines": ["order"]}, "spent like money"),
        (GOODS | {"products": ["1"]}, "makes no discount code"),
        (BUNDLE | {"amount": None}, "a bundle needs one"),
        (BUNDLE | {"amount": "0"}, "must be at least 0.001"),
        (BUNDLE | {"products": None}, "needs products"),
        (BUNDLE | {"price": "12"}, "must be less than the value"),
        ({"amount": "3"}, "an amount belongs to a bundle"),
        ({"batches": LOAVES}, "are for rewards of kind goods"),
        (GOODS | {"batches": [LOAVES[0], LOAVES[0]]}, "two batches have the same id"),
        (GOODS | {"batches": [LOAVES[0] | {"best_before": "soon"}]}, "is not a day"),
        (GOODS | {"batches": [LOAVES[0] | {"best_before": "9999-12-31"}]}, "before 2101"),
        (GOODS | {"batches": []}, "at least 1 item"),
        (GOODS | {"batches": [{"id": "a", "stock": 1}]}, "best_before: Field required"),
    ],
)
def test_a_kind_without_what_it_needs_is_not_published(wrong: dict[str, Any], what: str) -> None:
    with pytest.raises(BadInput) as refusal:
        rules(**wrong)
    assert what in str(refusal.value)
    problems: Any = refusal.value.details["problems"]
    assert problems[0]["where"].startswith("rewards.0")


@pytest.mark.parametrize(
    ("conditions", "en", "zh"),
    [
        (
            CREDIT | {"code_days": 365},
            "100 points can be exchanged for $5 of store credit, valid for 365 days.",
            "100 點可兌換 $5 的購物金，效期 365 天。",
        ),
        (
            CARD,
            "100 points can be exchanged for a gift card of $5.",
            "100 點可兌換一張 $5 的禮物卡。",
        ),
        (
            BUNDLE,
            "100 points can be exchanged for product 7 (worth $12) at $2 and $3 off the order.",
            "100 點可兌換商品 7的加購價 $2（價值 $12）及訂單折抵 $3。",
        ),
        (
            GOODS | {"batches": LOAVES},
            "100 points can be exchanged for “$5 off”, handed over by the store, 2 of batch b to "
            "be had by 1 October 2026 and 1 of batch a to be had by 23 September 2026.",
            "100 點可兌換「折抵 $5」，由商店交付，批次 b 共 2 份（賞味期限 2026 年 10 月 1 日）及"
            "批次 a 共 1 份（賞味期限 2026 年 9 月 23 日）。",
        ),
    ],
)
def test_every_kind_is_said_in_both_languages(conditions: dict[str, Any], en: str, zh: str) -> None:
    assert said(**conditions) == (en, zh)


def test_a_new_batch_is_a_change_of_the_program() -> None:
    before, after = document(**GOODS, batches=LOAVES[:1]), document(**GOODS, batches=LOAVES)
    [change] = changes(before, after)
    assert change.after is not None
    assert "batch a" in change.after["en"]


def found(**conditions: Any) -> list[tuple[str, str]]:
    return [
        (one.code, one.where)
        for one in findings(document(**conditions))
        if one.code.startswith("batch")
    ]


def test_a_batch_that_ends_before_its_reward_begins_is_found() -> None:
    place = "rewards.0.batches.1.best_before"
    assert found(**GOODS, batches=LOAVES, **{"from": "2026-09-24"}) == [("batch_never", place)]


def test_a_reward_that_is_offered_longer_than_its_goods_keep_is_found() -> None:
    assert found(**GOODS, batches=LOAVES, until="2026-10-02") == [
        ("batches_end", "rewards.0.until")
    ]
    assert found(**GOODS, batches=LOAVES, until="2026-10-01") == []


@pytest.mark.parametrize(
    ("kind", "en", "zh"),
    [
        (CREDIT, "Redeemed 100 points for store credit.", "以 100 點兌換購物金。"),
        (CARD, "Redeemed 100 points for a gift card.", "以 100 點兌換禮物卡。"),
        (GOODS, "Redeemed 100 points for goods.", "以 100 點兌換商品。"),
        (
            BUNDLE,
            "Redeemed 100 points for a product and an amount off.",
            "以 100 點兌換商品及折抵金額。",
        ),
    ],
    ids=lambda one: one.get("kind", "") if isinstance(one, dict) else "",
)
def test_every_kind_is_explained_in_both_languages(kind: dict[str, Any], en: str, zh: str) -> None:
    by = rules(**kind)
    reward = by.reward("off-small")
    _, entry, _ = redemptions.hold(member(), reward, by, "r1", "rg-1", STORE, T0 * 1000, TODAY)
    told = {"kind": entry.kind, "points": entry.points, "source": entry.source, "why": entry.why}
    assert explain(told, {}).items() >= {"en": en, "zh-Hant": zh}.items()
    assert entry.why["reward"] == "off-small"


def test_points_of_a_lot_go_back_where_they_came_from_whatever_they_had_become() -> None:
    for kind in (CARD, GOODS, BUNDLE):
        of = MemberState("m").with_lots((("2027-01-31", 100), (lot.NEVER, 100)))
        after, made = hold(of, rules(**kind))
        back, _ = redemptions.give_back(after, made, "given_back", T0, TZ)
        assert back.lots == of.lots


def test_at_the_counter_money_is_still_made_by_the_store_and_goods_are_handed_over() -> None:
    made = {}
    for kind in (CREDIT, CARD, GOODS, BUNDLE):
        by = rules(**kind)
        reward = by.reward("off-small")
        _, entry, one = redemptions.hold(
            member(), reward, by, "r1", "rg-1", STORE, T0 * 1000, TODAY, counter=True
        )
        made[kind["kind"]] = (one.status, entry.flags)
    assert made["store_credit"] == made["gift_card"] == ("held", ("code",))
    assert made["goods"] == made["bundle"] == ("used", ())
