"""The progress sentence, in English and in Traditional Chinese."""

from __future__ import annotations

from typing import Any

import pytest

from core import tiers
from core.calendar import start_s
from core.explain_progress import progress_text
from core.member import MemberState
from core.program.model import Program
from tests.unit.core.worlds import TZ, program

NOW_S = start_s("2026-11-21")


def rules(*, window: str = "rolling", **gold: Any) -> Program:
    tier_list = [
        {"id": "member", "name": {"en": "Member"}, "from": "0", "multiplier": "1"},
        {
            "id": "gold",
            "name": {"en": "Gold", "zh-Hant": "金卡會員"},
            "from": "0",
            "multiplier": "1",
            **gold,
        },
    ]
    return program("TWD", tiers=tier_list, tier_rules={"window": window})


def said(program: Program, member: MemberState) -> dict[str, str] | None:
    text = progress_text(tiers.progress(member, program, NOW_S, TZ), "TWD")
    return text and {language: text[language] for language in ("en", "zh-Hant")}


def test_ntd_1200_more_by_31_march_for_gold() -> None:
    member = MemberState("m", spend=(("2026-03", 880_000),))
    assert said(rules(**{"from": "10000"}), member) == {
        "en": "NT$1,200 more by 31 March 2027 for Gold.",
        "zh-Hant": "2027 年 3 月 31 日前再消費 NT$1,200，即可升等為金卡會員。",
    }


def test_orders_and_points_more() -> None:
    member = MemberState("m", activity=(("2026-11", 40, 2),))
    assert said(rules(orders=3, points=1500, need="any"), member) == {
        "en": "1,460 points or 1 order more by 30 November 2027 for Gold.",
        "zh-Hant": "2027 年 11 月 30 日前再累積 1,460 點或完成 1 筆訂單，即可升等為金卡會員。",
    }
    assert said(rules(orders=4, points=40), member) == {
        "en": "2 orders more by 30 November 2027 for Gold.",
        "zh-Hant": "2027 年 11 月 30 日前再完成 2 筆訂單，即可升等為金卡會員。",
    }


def test_how_much_is_done_is_that_of_what_is_farthest_or_nearest() -> None:
    member = MemberState("m", activity=(("2026-11", 400, 2),))
    for need, percent in (("all", 40), ("any", 66)):
        ladder = rules(orders=3, points=1000, need=need)
        assert tiers.progress(member, ladder, NOW_S, TZ).percent == percent


@pytest.mark.parametrize(
    ("window", "by"), [("calendar_year", " by 31 December 2026"), ("lifetime", "")]
)
def test_by_when_follows_from_the_window(window: str, by: str) -> None:
    member = MemberState("m", spend=(("2026-03", 100_000),))
    found = said(rules(window=window, **{"from": "10000"}), member)
    assert found is not None
    assert found["en"] == f"NT$9,000 more{by} for Gold."


def test_nothing_is_missing_in_the_highest_tier_and_a_paid_one_says_so() -> None:
    gold = MemberState("m").with_tier("gold", NOW_S)
    assert said(rules(**{"from": "10000"}), gold) is None
    paid = said(rules(membership={"products": ["9"], "months": 12}), MemberState("m"))
    assert paid == {
        "en": "Gold comes with its membership.",
        "zh-Hant": "加入付費會員即為金卡會員。",
    }
