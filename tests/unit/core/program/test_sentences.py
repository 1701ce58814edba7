"""A program in plain sentences."""

from __future__ import annotations

from typing import Any

import pytest

from core.program.defaults import default_document
from core.program.saying.base import all_of, one_of
from core.program.schema import validate
from core.program.sentences import sentences, unsaid

CURRENCIES = ["USD", "EUR", "GBP", "TWD", "JPY", "HKD", "CNY", "SGD", "CHF"]


def document(**changes: Any) -> dict[str, Any]:
    return default_document("TWD") | changes


def said(found: dict[str, Any], key: str) -> tuple[str, str]:
    one = sentences(found)[key].text
    return one["en"], one["zh-Hant"]


@pytest.mark.parametrize("currency", CURRENCIES)
def test_each_rule_of_a_new_stores_program_is_said_in_one_plain_sentence(currency: str) -> None:
    found = validate(default_document(currency))
    assert unsaid(found) == []
    for one in sentences(found).values():
        assert one.text["en"][-1] == "."
        assert one.text["zh-Hant"][-1] == "。"
        assert one.text["zh-Hant"].count("。") == 1
        assert ". " not in one.text["en"]


def test_a_rate_says_what_counts_of_the_money() -> None:
    assert said(document(), "rule base") == (
        "1 point for every NT$30 spent, after discounts, without tax and shipping.",
        "每消費 NT$30 得 1 點，以折扣後、未稅且不含運費的金額計算。",
    )


def test_the_currencies_of_a_rate_are_alternatives() -> None:
    found = document()
    found["earning"]["rules"][0] |= {"points": 3, "per": {"TWD": "100", "USD": "3.50"}}
    assert said(found, "rule base")[0].startswith("3 points for every NT$100 or $3.50 spent")
    assert said(found, "rule base")[1].startswith("每消費 NT$100 或 $3.50 得 3 點")


def test_tiers_rewards_expiry_and_policies_are_said_with_their_figures() -> None:
    found = document(expiry={"kind": "months", "months": 12})
    percent = {"id": "ten", "kind": "percent", "name": {"en": "10%"}, "points": 1, "percent": 10}
    found["rewards"].append(percent)
    assert said(found, "tier member")[0] == "Everybody begins as Member and earns 1 × the points."
    assert said(found, "tier gold") == (
        "Whoever spends NT$45,000 within 12 months is Gold and earns 1.5 × the points.",
        "12 個月內消費滿 NT$45,000，即為金卡會員，點數 × 1.5。",
    )
    assert said(found, "reward off-large")[1] == "500 點可兌換 NT$900 的訂單折抵。"
    assert said(found, "reward ten")[0] == "1 point can be exchanged for 10% off an order."
    assert said(found, "expiry")[0] == (
        "Points expire at the end of the month, 12 months after they were earned."
    )
    assert said(found, "code days")[1] == "優惠碼的有效期限為 90 天。"


def test_what_no_sentence_says_is_named_by_its_place() -> None:
    found = document()
    found["tiers"][1]["lounge"] = {"open": "daily"}
    found["rewards"][0]["moon"] = "full"
    found["rewards"][1]["kind"] = "car"
    found["earning"]["rules"][0]["weather"] = ""
    found["raffles"] = [1]
    assert unsaid(found) == [
        "tiers.1.lounge",
        "rewards.0.moon",
        "rewards.1.kind",
        "raffles",
    ]
    assert "reward off-large" not in sentences(found)


def test_a_part_that_an_older_document_lacks_is_not_said() -> None:
    found = document()
    del found["expiry"]
    assert "expiry" not in sentences(found)


def test_lists_are_written_as_people_write_them() -> None:
    assert one_of(["a"]) == {"en": "a", "zh-Hant": "a"}
    assert all_of(["a", "b", "c"]) == {"en": "a, b and c", "zh-Hant": "a、b 及 c"}
