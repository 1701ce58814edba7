"""The pages' texts: each language has all of them, and a page is in the right one."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.storefront.front.languages import LANGUAGES, Tongue, catalogue, chosen, language_of
from functions.storefront.front.markup import Html, el, together

FRONT = Path(__file__).parents[5] / "functions" / "storefront" / "front"
# Signs that only one of the two ways of writing Chinese has, of those that the pages use.
TRADITIONAL = set("點數會員獎勵兌換購訂單後費優惠碼運禮請獲贈於個這應還給開為對從們")
SIMPLIFIED = set("点数会员奖励兑换购订单后费优惠码运礼请获赠于个这应还给开为对从们")


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", ["zh-Hant", "zh-Hans", "ja"])
def test_every_language_has_every_text_with_the_same_figures_in_it(lang: str) -> None:
    english, other = catalogue("en"), catalogue(lang)
    without_plurals = {key for key in english if not key.endswith(".one")}
    assert without_plurals == set(other)
    assert [key for key in other if slots(other[key]) - slots(english[key])] == []
    missing = {key for key in other if slots(english[key]) != slots(other[key])}
    assert missing == set()


def test_no_text_is_left_that_no_page_names() -> None:
    source = "\n".join(path.read_text("utf-8") for path in FRONT.glob("*.py"))
    stems = re.findall(r'f"([\w.]+)\{', source) + re.findall(r'"((?:\w+\.)+)"', source)
    left = {
        key
        for key in catalogue("en")
        if f'"{key.removesuffix(".one")}"' not in source and not key.startswith(tuple(stems))
    }
    assert {key for key in left if not key.endswith(".title")} == set()


def test_each_chinese_is_written_its_own_way() -> None:
    hant, hans = "".join(catalogue("zh-Hant").values()), "".join(catalogue("zh-Hans").values())
    assert not set(hant) & (SIMPLIFIED - TRADITIONAL)
    assert not set(hans) & (TRADITIONAL - SIMPLIFIED)
    assert "積分" not in hant
    assert "點數" not in hans


def test_no_text_but_a_name_is_alike_in_two_languages() -> None:
    for lang in ("zh-Hant", "ja"):
        same = {key for key, text in catalogue(lang).items() if text == catalogue("en").get(key)}
        assert same == set() or same <= {"month"}


@pytest.mark.parametrize(
    ("wanted", "accepted", "lang"),
    [
        ("ja", "en", "ja"),
        ("zh-TW", "", "zh-Hant"),
        ("zh_CN", "", "zh-Hans"),
        ("", "zh-HK,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("", "zh-CN,zh;q=0.9", "zh-Hans"),
        ("", "fr-CH, ja-JP;q=0.5, en;q=0.7", "en"),
        ("", "de", "en"),
        ("", "", "en"),
        ("xx", "ja", "ja"),
        ("", "en;q=nonsense", "en"),
    ],
)
def test_a_page_is_in_the_language_asked_for_else_in_the_browsers(
    wanted: str, accepted: str, lang: str
) -> None:
    assert chosen(wanted, accepted) == lang


@given(st.text(max_size=60), st.text(max_size=200))
def test_whatever_is_asked_for_there_is_a_language(wanted: str, accepted: str) -> None:
    assert chosen(wanted, accepted) in LANGUAGES
    assert language_of(wanted) in (None, *LANGUAGES)


def test_a_merchants_text_in_another_language_says_which() -> None:
    names = {"en": "Gold", "zh-Hant": "金卡會員"}
    assert Tongue("zh-Hant").named(names) == "金卡會員"
    assert Tongue("zh-Hans").named(names) == '<span lang="zh-Hant">金卡會員</span>'
    assert Tongue("ja").named(names) == '<span lang="en">Gold</span>'
    assert Tongue("en").named({"fr": "Or"}) == '<span lang="fr">Or</span>'


def test_figures_and_days_are_written_as_each_language_does() -> None:
    en, hant, ja = Tongue("en"), Tongue("zh-Hant"), Tongue("ja")
    assert (en.points(1), en.points(1200), hant.points(1200)) == (
        *("1 point", "1,200 points", "1,200 點"),
    )
    assert en.day("2027-05-03") == "3 May 2027"
    assert hant.day("2027-05-03") == "2027 年 5 月 3 日"
    assert ja.day("2027-05-03") == "2027年5月3日"
    assert en.all_of(["a", "b", "c"]) == "a, b and c"
    assert en.any_of(["a", "b"]) == "a or b"
    assert (en.all_of(["a"]), en.all_of([])) == ("a", "")


texts = st.text(st.sampled_from("<>&\"'ax =/"), max_size=20)


@given(texts, texts)
def test_text_and_attributes_are_escaped_and_markup_is_not(text: str, value: str) -> None:
    made = el("p", text, title=value)
    inside = made.removeprefix("<p title=").removesuffix("</p>")
    assert not {"<", '"'} & set(inside.partition(">")[2])
    assert together(el("b", "x"), "<b>", None, [Html("<i>")]) == "<b>x</b>&lt;b&gt;<i>"
    assert made.count('"') == 2
