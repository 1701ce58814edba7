"""What is doubtful about a program, each kind with a program that has it."""

from __future__ import annotations

from typing import Any

import pytest

from core.program.defaults import default_document
from core.program.lint import findings
from core.program.schema import validate

CURRENCIES = ["USD", "EUR", "GBP", "TWD", "JPY", "HKD", "CNY", "SGD", "CHF"]


def document(**changes: Any) -> dict[str, Any]:
    return default_document("TWD") | changes


def found(new: dict[str, Any], *args: Any, **known: Any) -> list[tuple[str, str, str]]:
    """Code, place and English of each finding; both languages always speak."""
    seen = findings(new, *args, **known)
    assert all(one.text["en"] and one.text["zh-Hant"] for one in seen)
    return [(one.code, one.where, one.text["en"]) for one in seen]


def codes(new: dict[str, Any], *args: Any, **known: Any) -> list[str]:
    return [code for code, _, _ in found(new, *args, **known)]


def reward(reward_id: str, points: int, value: str, **fields: Any) -> dict[str, Any]:
    names = {"en": f"NT${value} ({reward_id})", "zh-Hant": f"NT${value}（{reward_id}）"}
    row = {"id": reward_id, "kind": "fixed", "name": names, "points": points, "value": value}
    return row | fields


@pytest.mark.parametrize("currency", CURRENCIES)
def test_nothing_is_doubtful_about_a_new_stores_program(currency: str) -> None:
    assert findings(validate(default_document(currency))) == []


def test_a_rule_that_cannot_be_said_in_a_sentence_is_found() -> None:
    new = document()
    new["rewards"][0]["moon"] = "full"
    assert found(new)[0][:2] == ("not_said", "rewards.0.moon")


def test_a_rule_that_takes_more_than_one_sentence_is_found() -> None:
    new = document()
    codes_of = ["TWD", *(f"A{letter}{other}" for letter in "ABCDEF" for other in "ABCDEFGH")]
    new["earning"]["rules"][0]["per"] = dict.fromkeys(codes_of, "30")
    assert found(new)[0][:2] == ("too_long", "earning.rules.0")


def test_a_name_without_chinese_is_found_when_others_have_it() -> None:
    new = document()
    del new["tiers"][1]["name"]["zh-Hant"]
    said = "“Silver” has no name in Traditional Chinese, which others have."
    assert found(new) == [("missing_name", "tiers.1.name", said)]


def test_names_in_one_language_alone_are_no_fault() -> None:
    new = document()
    for row in (*new["tiers"], *new["rewards"]):
        del row["name"]["zh-Hant"]
    assert findings(new) == []


def test_two_rewards_of_the_same_name_are_found() -> None:
    new = document()
    new["rewards"][1]["name"] = new["rewards"][0]["name"]
    assert codes(new) == ["same_name"]


def test_a_program_in_which_the_stores_own_currency_earns_nothing_is_an_error() -> None:
    new = document()
    new["earning"]["rules"][0]["per"] = {"USD": "1"}
    (one,) = findings(new)
    assert (one.code, one.severity) == ("no_rate", "error")


def test_a_program_for_another_currency_than_the_store_sells_in_is_found() -> None:
    assert codes(document(), sold_in="USD") == ["other_currency"]
    assert codes(document(), sold_in="TWD") == []


def test_two_rules_for_the_same_currency_that_add_up_are_found() -> None:
    new = document()
    new["earning"]["rules"].append(new["earning"]["rules"][0] | {"id": "more"})
    assert found(new) == [
        (
            "rules_add_up",
            "earning.rules.1",
            "The rules base and more both count orders in TWD, so an order gets the points of "
            "both.",
        )
    ]


def test_rules_for_different_currencies_do_not_overlap() -> None:
    new = document()
    other = {"id": "usd", "kind": "per_amount", "points": 1, "per": {"USD": "1"}}
    new["earning"]["rules"].append(other)
    assert findings(new) == []


def test_a_multiplier_under_1_is_found() -> None:
    new = document()
    new["tiers"][0]["multiplier"] = "0.5"
    assert codes(new) == ["multiplier_under_one"]


def test_a_higher_tier_that_earns_less_is_found() -> None:
    new = document()
    new["tiers"][2]["multiplier"] = "1.1"
    assert found(new)[0][:2] == ("higher_earns_less", "tiers.2.multiplier")


def test_a_removed_tier_that_members_hold_is_an_error() -> None:
    new = document()
    del new["tiers"][1]
    (one,) = findings(new, document(), held={"member": 5, "silver": 2})
    assert (one.code, one.severity) == ("tier_removed", "error")
    assert one.text["en"].startswith("2 members hold “Silver”")


def test_a_removed_tier_is_a_warning_while_nobody_knows_who_holds_it() -> None:
    new = document()
    del new["tiers"][1]
    assert [one.severity for one in findings(new, document())] == ["warning"]
    assert findings(new, document(), held={"member": 5}) == []


def test_a_tier_that_no_past_order_would_have_reached_is_found() -> None:
    assert codes(document(), reached={"member": 3, "silver": 1}) == ["tier_unreached"]
    assert codes(document(), reached={"member": 3, "gold": 1}) == []


def test_too_many_rewards_at_once_are_found() -> None:
    rewards = [reward(f"r{n}", n * 100, str(n * 150)) for n in range(1, 10)]
    assert codes(document(rewards=rewards)) == ["too_many_rewards"]
    assert codes(document(rewards=rewards[:8])) == []


def test_nothing_for_the_lowest_tier_is_found() -> None:
    assert codes(document(rewards=[])) == ["nothing_for_lowest"]
    only_gold = reward("gold", 100, "150", tiers=["gold"])
    assert "nothing_for_lowest" in codes(document(rewards=[only_gold]))
    new = document()
    new["tiers"][0]["multiplier"] = "0"
    assert codes(new) == ["multiplier_under_one", "nothing_for_lowest"]


def test_a_reward_that_costs_more_points_than_the_next_better_one_is_found() -> None:
    new = document(rewards=[reward("a", 300, "150"), reward("b", 200, "200")])
    assert found(new)[0][:2] == ("dearer_than_better", "rewards.0.points")
    same = document(rewards=[reward("a", 100, "150"), reward("b", 110, "150")])
    assert codes(same) == ["dearer_than_better"]


def test_what_rewards_give_by_name_alone_is_not_compared() -> None:
    tasting: dict[str, Any] = {"id": "a", "kind": "experience", "points": 500}
    tasting["name"] = {"en": "Tasting", "zh-Hant": "品飲會"}
    course = tasting | {"id": "b", "name": {"en": "Course", "zh-Hant": "課程"}, "points": 1000}
    assert codes(document(rewards=[tasting, course])) == []


def test_a_dearer_reward_on_other_terms_is_no_contradiction() -> None:
    terms = reward("a", 110, "150", minimum="1")
    assert "dearer_than_better" not in codes(document(rewards=[terms, reward("b", 100, "150")]))


def test_points_worth_more_than_twice_as_much_in_one_reward_are_found() -> None:
    new = document(rewards=[reward("a", 100, "90"), reward("b", 500, "1000")])
    assert found(new) == [
        (
            "worth_apart",
            "rewards.0.points",
            "A point buys 2.2 times as much in “NT$1000 (b)” as in “NT$90 (a)”.",
        )
    ]
    assert codes(document(rewards=[reward("a", 100, "100"), reward("b", 500, "1000")])) == []


def test_a_reward_that_gives_back_more_than_30_percent_of_what_was_spent_is_found() -> None:
    new = document(rewards=[reward("a", 100, "601")])
    ((code, where, said),) = found(new)
    assert (code, where) == ("gives_too_much", "rewards.0.points")
    assert "back 30% of what they spent" in said
    assert codes(document(rewards=[reward("a", 100, "600")])) == []


def test_errors_come_first() -> None:
    new = document(rewards=[])
    new["earning"]["rules"][0]["per"] = {"USD": "1"}
    assert codes(new) == ["no_rate", "nothing_for_lowest"]


def campaign(rule_id: str, **fields: Any) -> dict[str, Any]:
    names = {"en": f"Campaign {rule_id}", "zh-Hant": f"活動 {rule_id}"}
    return {"id": rule_id, "name": names, "factor": "2"} | fields


def with_rules(part: str, *rows: dict[str, Any], **earning: Any) -> dict[str, Any]:
    new = document()
    new["earning"] |= {part: list(rows), **earning}
    return new


def test_two_campaigns_that_one_purchase_can_have_at_once_are_found() -> None:
    june = campaign("june", window={"from": "2027-06-01", "until": "2027-06-30"})
    shoes = campaign("shoes", window={"from": "2027-06-30"}, match={"products": ["7", "8"]})
    new = with_rules("multipliers", june, shoes, stacking="product")
    ((code, where, said),) = found(new)
    assert (code, where) == ("overlap", "earning.multipliers.1")
    assert said.startswith("“Campaign june” and “Campaign shoes” can hold for the same purchase")
    assert codes(with_rules("multipliers", june, shoes, stacking="best")) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"window": {"until": "2027-05-31"}}, {"window": {"from": "2027-06-01"}}),
        ({"match": {"products": ["7"]}}, {"match": {"products": ["8"]}}),
        ({"tiers": ["gold"]}, {"tiers": ["silver"]}),
        ({"window": {"weekdays": [1]}}, {"window": {"weekdays": [2, 3]}}),
        ({"window": {"month_days": [8]}}, {"window": {"month_days": [18]}}),
    ],
)
def test_campaigns_that_never_meet_do_not_overlap(one: Any, other: Any) -> None:
    rows = campaign("a", **one), campaign("b", **other)
    assert codes(with_rules("multipliers", *rows, stacking="product")) == []


def test_two_bonuses_of_one_kind_for_the_same_order_are_found() -> None:
    rows = [campaign(name, kind=kind, points=5) for name, kind in (("a", "x"), ("b", "x"))]
    assert codes(with_rules("bonuses", *rows)) == ["not_said", "not_said", "overlap"]


def test_a_campaign_that_makes_points_fewer_is_found() -> None:
    new = with_rules("multipliers", campaign("a", factor="0.5"))
    assert found(new)[0][:2] == ("multiplier_under_one", "earning.multipliers.0.factor")


def test_a_campaign_for_products_that_earn_nothing_is_found() -> None:
    exclude = {"gift_cards": True, "products": ["7"]}
    row = campaign("a", match={"products": ["7", "8"]})
    new = with_rules("multipliers", row, exclude=exclude)
    assert found(new)[0][:2] == ("excluded_products", "earning.multipliers.0.match.products")
