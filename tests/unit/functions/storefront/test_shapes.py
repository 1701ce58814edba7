"""What shoppers are told of tiers."""

from __future__ import annotations

from core.ledger.members import MemberView
from core.member import MemberState
from core.program.defaults import default_document
from core.tiers import progress
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
            "names": {"en": "Free shipping", "zh-Hant": "免運費"},
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
