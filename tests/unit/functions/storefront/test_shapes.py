"""What shoppers are told of tiers."""

from __future__ import annotations

from core.ledger.members import MemberView
from core.member import MemberState
from core.program.defaults import default_document
from core.tiers import progress
from core.wording import say
from functions.storefront.action_shapes import actions_json
from functions.storefront.exclusives import sales_json
from functions.storefront.shapes import member_json, program_json
from tests.unit.core.worlds import T0, TZ, program

GOLD = {
    "id": "gold",
    "name": {"en": "Gold", "zh-Hant": "金卡會員"},
    "from": "0",
    "orders": 3,
    "multiplier": "1",
    "perks": {"free_shipping": True},
}
MEMBER = {"id": "member", "name": {"en": "Member"}, "from": "0", "multiplier": "1"}
RULES = program(tiers=[MEMBER, GOLD], tier_rules={"entry": "first_paid_order"})


def test_tiers_are_shown_with_what_reaches_them_and_their_perks() -> None:
    gold = program_json("s", RULES, "2026-09-21", {})["tiers"][1]
    assert (gold["orders"], gold["points"], gold["need"]) == (3, 0, "all")
    assert gold["perks"] == [
        {
            "kind": "free_shipping",
            "name": "Free shipping",
            "names": say("perk.free_shipping"),
        }
    ]


def test_a_member_sees_progress_in_figures_and_in_words() -> None:
    member = MemberState("m", activity=(("2026-09", 0, 1),), lifetime=10)
    seen = MemberView(member, progress(member, RULES, T0, TZ), ())
    shown = member_json(seen, "USD")
    assert shown["entered"] is False
    told = shown["progress"]
    assert (told["orders"], told["needed_orders"], told["percent"]) == (1, 2, 33)
    assert told["text"]["en"] == "2 orders more by 30 September 2027 for Gold."


def test_campaigns_are_shown_until_their_last_day_with_the_conditions_that_they_have() -> None:
    double = {"id": "double", "name": {"en": "Double"}, "factor": "2"}
    rules = program(
        earning={
            **default_document("USD")["earning"],
            "multipliers": [double | {"window": {"from": "2026-09-01", "until": "2026-09-30"}}],
            "bonuses": [{"id": "hi", "kind": "first_order", "name": {"en": "Hi"}, "points": 50}],
        }
    )
    shown = program_json("s", rules, "2026-09-30", {})["campaigns"]
    assert shown == [
        {
            "id": "double",
            "kind": "multiplier",
            "name": "Double",
            "names": {"en": "Double"},
            "factor": "2",
            "from": "2026-09-01",
            "until": "2026-09-30",
        },
        {"id": "hi", "kind": "first_order", "name": "Hi", "names": {"en": "Hi"}, "points": 50},
    ]
    over = program_json("s", rules, "2026-10-01", {})["campaigns"]
    assert [one["id"] for one in over] == ["hi"]


def test_a_campaign_at_a_festival_is_shown_with_the_days_of_the_years_to_come() -> None:
    moon = {"id": "moon", "name": {"en": "Moon"}, "factor": "2"}
    dates = ["2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12"]
    window = {"festival": "mid_autumn", "days_before": 2, "dates": dates}
    document = default_document("USD")
    document["earning"] |= {"multipliers": [moon | {"window": window}]}
    rules = program(earning=document["earning"])
    (shown,) = program_json("s", rules, "2026-09-26", {})["campaigns"]
    assert shown["festival"] == "mid_autumn"
    assert shown["festival_days"] == [
        {"from": "2027-09-13", "until": "2027-09-15"},
        {"from": "2028-10-01", "until": "2028-10-03"},
        {"from": "2029-09-20", "until": "2029-09-22"},
    ]
    (shown,) = program_json("s", rules, "2030-09-12", {})["campaigns"]
    assert len(shown["festival_days"]) == 1
    assert program_json("s", rules, "2030-09-13", {})["campaigns"] == []


def test_an_action_and_a_sale_at_a_festival_are_shown_with_its_days_until_it_is_over() -> None:
    window = {"festival": "mid_autumn", "days_after": 1, "dates": ["2026-09-25", "2027-09-15"]}
    poem = {"id": "poem", "name": {"en": "Poem"}, "kind": "custom", "award": {"points": 5}}
    sale = {"id": "cakes", "name": {"en": "Cakes"}, "percent": 20, "tiers": ["gold"]}
    rules = program(actions=[poem | {"window": window}], sales=[sale | {"window": window}])
    day = "2026-09-26"
    for (one,) in (actions_json(rules, day), sales_json(rules, day)):
        assert one["festival"] == "mid_autumn"
        assert one["festival_days"] == [
            {"from": "2026-09-25", "until": "2026-09-26"},
            {"from": "2027-09-15", "until": "2027-09-16"},
        ]
    assert [*actions_json(rules, "2027-09-17"), *sales_json(rules, "2027-09-17")] == []


def test_a_bonus_for_frequent_orders_is_shown_with_how_often_they_have_to_come() -> None:
    often = {"id": "often", "name": {"en": "Often"}, "kind": "frequency", "points": 100}
    document = default_document("USD")
    document["earning"] |= {"bonuses": [often | {"orders": 3, "within": {"days": 60}}]}
    (shown,) = program_json("s", program(earning=document["earning"]), "2026-09-26", {})[
        "campaigns"
    ]
    assert (shown["kind"], shown["orders"], shown["within"]) == ("frequency", 3, {"days": 60})
