"""Sentences and names in every language that shoppers read."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest

from core.explain_order import order_text
from core.explain_standing import standing
from core.program.saying.base import named as saying_named
from core.wording import LANGUAGES, in_both, known, name_of, named, row, say
from core.words import en, ja, zh_hans, zh_hant

ALL = {"en": en.SENTENCES, "zh-Hant": zh_hant.SENTENCES, "zh-Hans": zh_hans.SENTENCES}
ALL["ja"] = ja.SENTENCES
# English names the month, and where two things are told apart by number others have one sentence.
ENGLISH_ALONE = {"month_name", "month"}


def figures(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name} - ENGLISH_ALONE


def test_every_language_has_a_file_and_every_file_the_same_sentences() -> None:
    assert set(ALL) == set(LANGUAGES)
    plain = {key for key in en.SENTENCES if not key.endswith(".one")}
    for language, sentences in ALL.items():
        assert {key for key in sentences if not key.endswith(".one")} == plain, language


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_a_sentence_tells_the_same_figures_in_every_language(language: str) -> None:
    for key, sentence in ALL[language].items():
        assert figures(sentence) == figures(en.SENTENCES[key]), key
        assert sentence != en.SENTENCES[key] or not any(map(str.isalpha, _bare(sentence))), key


def _bare(sentence: str) -> str:
    return "".join(text for text, *_ in Formatter().parse(sentence))


def test_simplified_chinese_has_no_traditional_letters_and_the_other_way_round() -> None:
    """A sample of letters that one script alone has, and that loyalty programs are full of."""
    traditional, simplified = (
        set("點數優購訂單員獎勵換會級費帳號請"),
        set("点数优购订单员奖励换会级费账号请"),
    )
    assert not traditional & set("".join(map(_bare, ALL["zh-Hans"].values())))
    assert not simplified & set("".join(map(_bare, ALL["zh-Hant"].values())))


def test_one_of_something_is_said_as_one_where_the_language_tells_it() -> None:
    assert say("progress.points", n=1)["en"] == "1 point"
    assert say("progress.points", n=2)["en"] == "2 points"
    assert say("progress.points", n=1)["ja"] == "1ポイントの獲得"


def test_a_text_put_into_a_sentence_is_put_in_by_language() -> None:
    gold = named({"en": "Gold", "zh-Hant": "金卡"})
    assert say("review", tier=gold) == {
        "en": "Tier reviewed: Gold.",
        "zh-Hant": "會員等級審查：金卡。",
        "zh-Hans": "会员等级评定：金卡。",
        "ja": "会員ランクの見直し：Gold。",
    }
    assert row([gold, gold], "joint.and")["ja"] == "GoldとGold"
    assert known("review")
    assert not known("preview")


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
    found = name_of({"gold": names}, "gold")
    assert in_both(names, "gold") == (found["en"], found["zh-Hant"]) == both
    assert name_of({"rule/gold": names}, "gold", "rule/") == found


def test_a_missing_name_is_filled_in_alike_by_every_sentence() -> None:
    names = {"gold": {"en": "Gold"}}
    review = standing({"reason": "review", "tier": "gold"}, names) or {}
    assert review["zh-Hant"] == "會員等級審查：Gold。"
    why: dict[str, Any] = {
        "reason": "earned",
        "state": "paid",
        "currency": "USD",
        "tier": "gold",
        "multiplier_milli": 1500,
        "rules": [["base", 1, 100]],
        "basis_minor": 1000,
    }
    order = order_text({"source": {"type": "order", "id": "7"}}, why, names)
    assert all("Gold × 1.5" in order[language] for language in LANGUAGES)
    assert saying_named(names["gold"]) == {"en": "Gold", "zh-Hant": "Gold"}
