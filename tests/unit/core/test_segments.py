"""Segments: pure predicates over a member, usable in every rule and reward."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core import orders, redemptions, rewards, segments
from core.errors import RewardClosed
from core.member import MemberState
from core.program.defaults import default_document
from core.program.model import Programs, load
from core.snapshot import Line, Refund, RefundLine
from tests.unit.core.segment_worlds import (
    CATS,
    KETTLES,
    books,
    buy,
    document,
    program,
    segment,
    twice_for,
)
from tests.unit.core.worlds import STORE, T0, TZ, snapshot

MONTH = "2026-11"


def within(member: MemberState, condition: dict[str, Any], month: str = MONTH) -> bool:
    return bool(segments.holding(member, program(segment("s", condition)), month))


def said(member: MemberState, **answers: str) -> MemberState:
    found = tuple(sorted((field, tuple(one.split("+"))) for field, one in answers.items()))
    return replace(member, profile=found)


NOBODY = MemberState("m")
# Orders and spend: 2 in November, 1 in August, 3 last December.
BUYER = MemberState(
    "m",
    spend=(("2025-12", 30_000), ("2026-08", 5_000), ("2026-11", 10_000)),
    activity=(("2025-12", 0, 3), ("2026-08", 0, 1), ("2026-11", 0, 2)),
    past=(("2024", 70_000, 0, 4),),
)


def test_by_profile_answers() -> None:
    assert within(said(NOBODY, pet="cat"), CATS)
    assert not within(said(NOBODY, pet="dog"), CATS)
    assert not within(NOBODY, CATS)
    assert within(NOBODY, CATS | {"not": True})


def test_by_tier() -> None:
    gold = replace(NOBODY, tiers=(("gold", T0),))
    assert within(gold, {"kind": "tier", "tiers": ["silver", "gold"]})
    assert not within(NOBODY, {"kind": "tier", "tiers": ["silver", "gold"]})
    assert within(NOBODY, {"kind": "tier", "tiers": ["member"]})


def test_by_recency_the_months_since_the_last_paid_order() -> None:
    quarter = {"kind": "recency", "months": 3}
    assert within(BUYER, quarter)
    assert within(BUYER, quarter, "2027-02")
    assert not within(BUYER, quarter, "2027-03")
    assert within(BUYER, quarter | {"not": True}, "2027-03")
    assert not within(NOBODY, quarter)


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ({"least": 2, "months": 2}, True),
        ({"least": 3, "months": 2}, False),
        ({"least": 3, "months": 3}, True),
        ({"most": 2, "months": 2}, True),
        ({"most": 1, "months": 2}, False),
        ({"least": 6, "months": 11}, True),
        ({"least": 10}, True),
        ({"least": 11}, False),
    ],
)
def test_by_frequency_the_paid_orders_of_n_months_or_ever(condition: Any, held: bool) -> None:
    assert within(BUYER, {"kind": "orders"} | condition) is held


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ({"least": "100", "months": 2}, True),
        ({"least": "100.01", "months": 2}, False),
        ({"most": "150", "months": 3}, True),
        ({"least": "1150"}, True),
        ({"least": "1150.01"}, False),
    ],
)
def test_by_money_spent_in_n_months_or_ever(condition: Any, held: bool) -> None:
    assert within(BUYER, {"kind": "spend"} | condition) is held


def test_all_or_any_of_the_conditions() -> None:
    old, cats = {"kind": "profile", "field": "age", "options": ["60"]}, CATS
    both = program(segment("both", old, cats), segment("either", old, cats, join="any"))
    assert segments.holding(said(NOBODY, pet="cat"), both, MONTH) == {"either"}
    assert segments.holding(said(NOBODY, pet="cat", age="60"), both, MONTH) == {"both", "either"}
    assert segments.holding(NOBODY, both, MONTH) == frozenset()


OWNERS = {"kind": "owns", "set": "kettles"}


def owner(*, least: int = 1, earning: dict[str, Any] | None = None) -> Any:
    parts = {"earning": earning} if earning else {}
    return books(segment("owners", OWNERS | {"least": least}), **parts)


def owns(of: Any) -> bool:
    return bool(segments.holding(of.member, of.programs.newest, MONTH))


def test_by_products_owned_and_a_return_counts_back() -> None:
    of = owner(least=2)
    kettles = (Line("1", "10", "0", 2, 10_000), Line("2", "11", "0", 1, 500))
    buy(of, "1", "2026-11-01", lines=kettles)
    assert owns(of)
    back = Refund("r1", 5_000, (RefundLine("1", 5_000, 1),))
    buy(of, "1", "2026-11-01", lines=kettles, refunds=[back], stamp_s=of.now_s + 1)
    assert not owns(of)
    assert of.member.counted("own:kettles") == 1
    # A later delivery tells of the refund without its lines.
    vague = Refund("r1", 5_000)
    buy(of, "1", "2026-11-01", lines=kettles, refunds=[vague], stamp_s=of.now_s + 2)
    assert of.member.counted("own:kettles") == 1


def test_a_cancelled_order_owns_nothing_and_a_paid_one_again_what_it_had() -> None:
    of = owner()
    buy(of, "1", "2026-11-01", state="pending")
    assert not owns(of)
    for number, (state, held) in enumerate((("paid", True), ("void", False), ("paid", True)), 1):
        buy(of, "1", "2026-11-01", state=state, stamp_s=of.now_s + number)
        assert owns(of) is held
    of.delete("1", of.now_s * 1000 + 60_000)
    assert not owns(of)
    assert of.member.counters == ()


def test_what_earns_nothing_is_owned_as_well_and_given_back_as_well() -> None:
    earning = default_document("USD")["earning"]
    of = owner(earning=earning | {"exclude": {"gift_cards": True, "products": ["10"]}})
    kettles = (Line("1", "10", "0", 1, 10_000), Line("2", "11", "0", 1, 500))
    buy(of, "1", "2026-11-01", lines=kettles)
    assert (owns(of), of.balance[0]) == (True, 5)
    back = Refund("r1", 10_000, (RefundLine("1", 10_000, 1),))
    buy(of, "1", "2026-11-01", lines=kettles, refunds=[back], stamp_s=of.now_s + 1)
    assert (owns(of), of.balance[0]) == (False, 5)


def test_products_are_owned_by_collection_tag_and_vendor() -> None:
    bags = KETTLES | {"products": [], "collections": ["Bags"], "vendors": ["Acme"]}
    of = books(segment("owners", OWNERS), product_sets=[bags])
    assert of.programs.newest.earning.asks_catalogue
    matched = of.programs.newest.earning.owned[0].match
    line = Line("1", "77", "0", 1, 100)
    assert matched.takes(line, frozenset({"collection:bags"}))
    assert matched.takes(line, frozenset({"vendor:acme"}))
    assert not matched.takes(line, frozenset({"collection:shoes"}))


def test_a_multiplier_for_a_segment() -> None:
    of = books(segment("cats", CATS), earning=twice_for("cats"))
    buy(of, "1", "2026-11-01")
    of.member = said(of.member, pet="cat")
    buy(of, "2", "2026-11-02")
    assert [entry.available for entry in of.entries] == [100, 200]
    assert of.entries[-1].why["parts"] == [[10_000, "2", ["twice"]]]


def test_a_bonus_for_a_segment_and_a_tier() -> None:
    bonus = {
        "id": "gift",
        "name": {"en": "Gift"},
        "kind": "order_above",
        "above": {"USD": "1"},
        "points": 7,
        "segments": ["cats"],
        "tiers": ["silver"],
    }
    earning = default_document("USD")["earning"] | {"bonuses": [bonus]}
    of = books(segment("cats", CATS), earning=earning)
    of.member = said(of.member, pet="cat")
    buy(of, "1", "2026-11-01", 600)
    assert of.balance[0] == 600
    buy(of, "2", "2026-11-02", 100)
    assert of.balance[0] == 600 + 125 + 7


def test_a_campaign_for_who_has_not_bought_for_half_a_year() -> None:
    away = segment(
        "away", {"kind": "recency", "months": 6, "not": True}, {"kind": "orders", "least": 1}
    )
    of = books(away, earning=twice_for("away"))
    for number, day in enumerate(("2026-01-10", "2026-03-10", "2026-11-01", "2026-11-02")):
        buy(of, str(number), day)
    assert [entry.available for entry in of.entries] == [100, 100, 200, 100]


def test_an_order_keeps_the_segments_of_when_it_was_first_decided() -> None:
    of = books(
        segment("dogs", CATS | {"options": ["dog"]}),
        segment("cats", CATS),
        earning=twice_for("cats"),
    )
    of.member = said(of.member, pet="cat")
    buy(of, "1", "2026-11-01", state="pending")
    assert of.order("1").segments == 2
    of.member = replace(of.member, profile=())
    buy(of, "1", "2026-11-01", stamp_s=of.now_s + 1)
    assert of.balance == (200, 0, 0)
    # Nor does a newer program, in which it stands elsewhere, change what a refund takes.
    newer = load(document(segment("cats", CATS)), 2, of.now_s)
    of.programs = Programs([of.programs.newest, newer])
    buy(of, "1", "2026-11-01", refunds=[5_000], stamp_s=of.now_s + 2)
    assert of.balance == (100, 0, 0)


def test_an_order_keeps_nothing_where_no_rule_is_for_a_segment() -> None:
    of = books(segment("cats", CATS))
    of.member = said(of.member, pet="cat")
    buy(of, "1", "2026-11-01")
    assert of.order("1").segments == 0


def test_a_reward_for_a_segment_is_refused_with_a_reason_in_both_languages() -> None:
    reward = {
        "id": "course",
        "kind": "experience",
        "name": {"en": "Course", "zh-Hant": "課程"},
        "points": 10,
        "segments": ["dogs"],
    }
    dogs = CATS | {"options": ["dog"]}
    by = program(segment("dogs", dogs), rewards=[reward])
    cat = replace(said(NOBODY, pet="cat"), available=50, lots=(("", 50),))
    refusal = rewards.refusal(cat, by.reward("course"), by, "2026-11-20")
    assert refusal is not None
    assert refusal.code == "reward_not_for_segment"
    assert (
        refusal.text.items()
        >= {
            "en": "This is for: Dogs.",
            "zh-Hant": "限以下顧客：愛狗族。",
        }.items()
    )
    given = ("r1", "rg-1", STORE, T0 * 1000, "2026-11-20")
    with pytest.raises(RewardClosed):
        redemptions.hold(cat, by.reward("course"), by, *given)
    dog = said(cat, pet="dog")
    assert rewards.refusal(dog, by.reward("course"), by, "2026-11-20") is None
    redemptions.hold(dog, by.reward("course"), by, *given)


def test_a_program_of_before_knows_no_segments_and_means_what_it_meant() -> None:
    by = load(default_document("USD"), 1, 0)
    assert (by.profile, by.segments, by.content, by.sales, by.earning.owned) == ((), (), (), (), ())
    assert segments.holding(BUYER, by, MONTH) == frozenset()
    assert not by.keeps_years
    assert segments.thawed(0, by) == frozenset()


def test_what_was_bought_ever_is_kept_on_where_a_segment_asks_for_it() -> None:
    ever = books(segment("old", {"kind": "orders", "least": 3}))
    for number, day in enumerate(("2026-01-10", "2027-06-10", "2028-12-10")):
        buy(ever, str(number), day)
    assert segments.holding(ever.member, ever.programs.newest, "2028-12") == {"old"}


def test_an_order_of_nobody_is_in_no_segment() -> None:
    of = books(segment("cats", CATS | {"not": True}), earning=twice_for("cats"))
    sent = snapshot(order_id="1")
    decided = orders.decide(of.order("1"), None, sent, "news", of.programs, of.now_s, TZ)
    assert decided.order.segments == 0
