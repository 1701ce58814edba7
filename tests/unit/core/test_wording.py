"""A name in both languages, wherever a sentence needs one."""

from __future__ import annotations

import pytest

from core.explain_order import order_text
from core.explain_standing import standing
from core.program.saying.base import named
from core.wording import in_both, name_of


@pytest.mark.parametrize(
    ("names", "both"),
    [
        ({"en": "Gold", "zh-Hant": "金卡"}, ("Gold", "金卡")),
        ({"en": "Gold"}, ("Gold", "Gold")),
        ({"zh-Hant": "金卡"}, ("金卡", "金卡")),
        ({"ja": "ゴールド"}, ("ゴールド", "ゴールド")),
        ({}, ("gold", "gold")),
    ],
)
def test_a_name_that_lacks_a_language_is_said_in_another(
    names: dict[str, str], both: tuple[str, str]
) -> None:
    assert in_both(names, "gold") == name_of({"gold": names}, "gold") == both
    assert name_of({"rule/gold": names}, "gold", "rule/") == both


def test_a_missing_chinese_name_is_filled_in_alike_by_every_sentence() -> None:
    names = {"gold": {"en": "Gold"}}
    review = standing({"reason": "review", "tier": "gold"}, names)
    assert review == {"en": "Tier reviewed: Gold.", "zh-Hant": "會員等級審查：Gold。"}
    why = {
        "reason": "earned",
        "state": "paid",
        "currency": "USD",
        "tier": "gold",
        "multiplier_milli": 1500,
        "rules": [["base", 1, 100]],
        "basis_minor": 1000,
    }
    order = order_text({"source": {"type": "order", "id": "7"}}, why, names)
    assert "Gold × 1.5" in order["en"]
    assert "Gold × 1.5" in order["zh-Hant"]
    assert named(names["gold"]) == {"en": "Gold", "zh-Hant": "Gold"}
