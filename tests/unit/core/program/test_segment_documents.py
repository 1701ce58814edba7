"""Profile fields, product sets, segments, content and sales as a merchant writes them: validated,
said, compared, and what is doubtful about them."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BadInput
from core.program.defaults import default_document
from core.program.diff import changes
from core.program.lint import findings
from core.program.schema import validate
from core.program.sentences import sentences, unsaid
from tests.unit.core.segment_worlds import AGE, CATS, KETTLES, PET, document, segment, twice_for

NAMES = {"en": "Spring", "zh-Hant": "春季"}
OWNERS = {"kind": "owns", "set": "kettles"}
GUIDE = {"id": "guide", "name": NAMES, "kind": "article", "text": {"en": "Dry it well."}}


def problem(*segments: dict[str, Any], **changes: Any) -> str:
    with pytest.raises(BadInput) as refused:
        document(*segments, **changes)
    return str(refused.value)


def test_every_new_part_is_none_where_it_is_not_used() -> None:
    assert not {"profile", "product_sets", "segments", "content", "sales"} & set(
        validate(default_document("USD"))
    )


def test_what_was_validated_is_shown_the_same_again() -> None:
    whole = document(
        segment("cats", CATS | {"not": True}),
        segment("big", {"kind": "spend", "least": "12.50", "months": 3}, join="any"),
        earning=twice_for("cats"),
        content=[GUIDE | {"for": {"owns": "kettles", "need": "any"}}],
        sales=[{"id": "spring", "name": NAMES, "percent": 20, "segments": ["big"]}],
    )
    assert validate(whole) == whole


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (CATS | {"field": "shoe"}, "names the profile field 'shoe', which there is not"),
        (CATS | {"options": ["fox"]}, "names the option of pet 'fox', which there is not"),
        ({"kind": "tier", "tiers": ["iron"]}, "names the tier 'iron', which there is not"),
        ({"kind": "owns", "set": "bags"}, "names the product set 'bags', which there is not"),
        ({"kind": "orders"}, "needs least or most"),
        ({"kind": "orders", "least": "3"}, "must be whole numbers"),
        ({"kind": "orders", "least": 3, "most": 2}, "most is less than least"),
        ({"kind": "spend", "least": "1e3"}, "is not an amount"),
        ({"kind": "recency"}, "needs months"),
        ({"kind": "recency", "months": 13}, "less than or equal to 12"),
        (CATS | {"months": 3}, "months does not belong to a condition of kind profile"),
        ({"kind": "moon"}, "Input should be 'profile', 'tier'"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_and_says_what(
    condition: dict[str, Any], said: str
) -> None:
    assert said in problem(segment("one", condition))


@pytest.mark.parametrize(
    "changes",
    [
        {"earning": twice_for("dogs")},
        {"rewards": [default_document("USD")["rewards"][0] | {"segments": ["dogs"]}]},
        {"sales": [{"id": "s", "name": NAMES, "percent": 5, "segments": ["dogs"]}]},
        {"content": [GUIDE | {"for": {"segments": ["dogs"]}}]},
    ],
)
def test_whatever_is_for_an_unknown_segment_is_refused(changes: dict[str, Any]) -> None:
    assert "names the segment 'dogs', which there is not" in problem(
        segment("cats", CATS), **changes
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"profile": [PET, PET]}, "two profile fields have the same id"),
        ({"profile": [PET | {"options": [PET["options"][0]] * 2}]}, "two options of pet"),
        ({"product_sets": [KETTLES, KETTLES]}, "two product sets have the same id"),
        ({"product_sets": [KETTLES | {"products": []}]}, "name its products"),
        ({"product_sets": [KETTLES | {"sale_items": True}]}, "Extra inputs are not permitted"),
        ({"content": [GUIDE | {"kind": "file"}]}, "an article has a text"),
        ({"content": [GUIDE | {"url": "https://example.com/a.pdf"}]}, "a file has a url"),
        ({"content": [GUIDE | {"for": {"tiers": ["iron"]}}]}, "names the tier 'iron'"),
        ({"sales": [{"id": "s", "name": NAMES, "percent": 5}]}, "for some tiers or segments"),
    ],
)
def test_what_cannot_be_told_apart_or_is_of_no_use_is_refused(
    changes: dict[str, Any], said: str
) -> None:
    assert said in problem(**changes)


def test_a_file_lies_behind_https() -> None:
    file = {"id": "file", "name": NAMES, "kind": "file"}
    assert document(content=[file | {"url": "https://example.com/a.pdf"}])
    assert "pattern" in problem(content=[file | {"url": "javascript:alert(1)"}])


def test_answers_to_everything_have_to_fit_onto_a_members_row() -> None:
    options = [{"id": f"a-long-id-{n}", "name": NAMES} for n in range(5)]
    long = {"id": "hobbies", "name": NAMES, "options": options}
    assert document(profile=[long])
    said = problem(profile=[long | {"many": True}])
    assert "with everything answered it takes 67 letters, and a member has room for 52" in said


@pytest.mark.parametrize(
    ("conditions", "join", "en", "zh"),
    [
        (
            [CATS | {"options": ["cat", "bird"]}],
            "all",
            "Whoever answered “Kind of pet” with “Cat” or “Bird” is in “Cats”.",
            "於「寵物種類」填寫「貓」或「鳥」者，屬於「愛貓族」。",
        ),
        (
            [CATS | {"not": True}, {"kind": "tier", "tiers": ["gold"]}],
            "any",
            "Whoever did not answer “Kind of pet” with “Cat” or is Gold is in “Cats”.",
            "於「寵物種類」未填「貓」，或為金卡會員者，屬於「愛貓族」。",
        ),
        (
            [
                {"kind": "recency", "months": 6, "not": True},
                {"kind": "orders", "least": 2, "most": 5},
            ],
            "all",
            "Whoever has paid for no order within 6 months and has paid for 2 to 5 orders in all "
            "is in “Cats”.",
            "6 個月內沒有已付款訂單，且累計有 2 至 5 筆已付款訂單者，屬於「愛貓族」。",
        ),
        (
            [{"kind": "spend", "least": "3000", "months": 12}, OWNERS | {"not": True}],
            "all",
            "Whoever has spent $3,000 or more within 12 months and does not own a piece of "
            "“Kettles” is in “Cats”.",
            "12 個月內消費至少 $3,000，且未擁有「水壺」者，屬於「愛貓族」。",
        ),
        (
            [OWNERS | {"most": 2}, {"kind": "orders", "most": 1, "months": 1, "not": True}],
            "all",
            "Whoever owns at most 2 pieces of “Kettles” and has not paid for at most 1 orders "
            "within 1 month is in “Cats”.",
            "擁有最多 2 件「水壺」，且 1 個月內並非有最多 1 筆已付款訂單者，屬於「愛貓族」。",
        ),
    ],
)
def test_a_segment_is_said_in_a_sentence(conditions: Any, join: str, en: str, zh: str) -> None:
    whole = document(segment("cats", *conditions, join=join))
    assert unsaid(whole) == []
    said = sentences(whole)["segment cats"].text
    assert (said["en"], said["zh-Hant"]) == (en, zh)


def test_profile_fields_product_sets_content_and_sales_are_said() -> None:
    whole = document(
        segment("cats", CATS),
        profile=[PET, AGE | {"many": True}],
        content=[
            GUIDE | {"for": {"tiers": ["gold"], "owns": "kettles"}},
            {"id": "map", "name": NAMES, "kind": "file", "url": "https://example.com/map.pdf"},
        ],
        sales=[
            {
                "id": "spring",
                "name": NAMES,
                "percent": 20,
                "segments": ["cats"],
                "tiers": ["gold"],
                "match": {"collections": ["tea"]},
                "window": {"until": "2027-03-31"},
            }
        ],
    )
    assert unsaid(whole) == []
    said = {key: (one.text["en"], one.text["zh-Hant"]) for key, one in sentences(whole).items()}
    assert said["profile pet"] == (
        "Shoppers may answer “Kind of pet” with Cat, Dog or Bird.",
        "顧客可自願填寫「寵物種類」：貓、狗或鳥（單選）。",
    )
    assert said["profile age"][0].endswith("up to 25 or 60 and older, as many as they like.")
    assert said["product set kettles"] == (
        "Members own “Kettles” as long as product 10 of theirs stay bought.",
        "擁有「水壺」指購買商品 10，且未退貨。",
    )
    assert said["content guide"][0] == (
        "“Spring” is an article of 12 characters (version d7e56f) for members of Gold and owners "
        "of “Kettles”."
    )
    assert said["content map"] == (
        "“Spring” is a file at https://example.com/map.pdf for everybody who is signed in.",
        "「春季」為檔案（https://example.com/map.pdf），開放給所有已登入的顧客。",
    )
    assert said["sale spring"] == (
        "The store takes 20% off collection tea for members of Gold in the segment “Cats” until 31 "
        "March 2027.",
        "2027 年 3 月 31 日前（含當日），限屬於「愛貓族」的金卡會員，"
        "由商店減價 20%（商品系列 tea）。",
    )


def test_rules_and_rewards_say_which_segment_they_are_for() -> None:
    reward = default_document("USD")["rewards"][0] | {"segments": ["cats", "dogs"]}
    dogs = segment("dogs", CATS | {"options": ["dog"]})
    whole = document(
        segment("cats", CATS), dogs, earning=twice_for("cats", tiers=["gold"]), rewards=[reward]
    )
    said = sentences(whole)
    assert said["multiplier twice"].text == {
        "en": "2 × the points for members of Gold in the segment “Cats”.",
        "zh-Hant": "限屬於「愛貓族」的金卡會員，點數 × 2。",
    }
    found = said["reward off-small"].text
    assert found["en"].endswith(", by members in the segments “Cats” or “Dogs”.")
    assert found["zh-Hant"].endswith("，限屬於「愛貓族」或「愛狗族」的會員。")


def test_the_diff_tells_of_another_text_and_of_another_condition() -> None:
    old = document(segment("cats", CATS), content=[GUIDE])
    new = document(
        segment("cats", CATS | {"options": ["dog"]}),
        content=[GUIDE | {"text": {"en": "Dry it wall."}}],
    )
    assert [one.where for one in changes(old, new)] == ["segments.0", "content.0"]


def codes(*segments: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    seen = findings(document(*segments, **changes))
    assert all(one.text["en"] and one.text["zh-Hant"] for one in seen)
    return [(one.code, one.where) for one in seen]


@pytest.mark.parametrize(
    "conditions",
    [
        [CATS, CATS | {"options": ["dog"]}],
        [CATS, CATS | {"not": True}],
        [{"kind": "tier", "tiers": ["gold"]}, {"kind": "tier", "tiers": ["silver"]}],
        [{"kind": "recency", "months": 2}, {"kind": "orders", "most": 0}],
        [{"kind": "orders", "least": 3, "months": 2}, {"kind": "orders", "most": 2, "months": 6}],
        [{"kind": "spend", "least": "5"}, {"kind": "spend", "least": "1", "not": True}],
        [OWNERS, OWNERS | {"not": True}],
        [{"kind": "orders", "least": 0, "not": True}],
    ],
)
def test_a_segment_that_can_hold_nobody_is_found(conditions: list[dict[str, Any]]) -> None:
    owns = any(row["kind"] == "owns" for row in conditions)
    parts = {} if owns else {"product_sets": None}
    found = codes(segment("one", *conditions), earning=twice_for("one"), **parts)
    assert found == [("segment_of_nobody", "segments.0")]


@pytest.mark.parametrize(
    "conditions",
    [
        [CATS, {"kind": "profile", "field": "age", "options": ["60"], "not": True}],
        [{"kind": "orders", "least": 3, "months": 6}, {"kind": "orders", "most": 2, "months": 2}],
        [{"kind": "orders", "least": 3}, {"kind": "recency", "months": 12, "not": True}],
        [{"kind": "spend", "least": "5"}, {"kind": "orders", "most": 2}],
        [{"kind": "orders", "least": 2, "most": 3, "not": True}, {"kind": "orders", "least": 1}],
        [{"kind": "tier", "tiers": ["gold"], "not": True}, {"kind": "tier", "tiers": ["silver"]}],
    ],
)
def test_a_segment_that_somebody_can_be_in_is_not_found(conditions: list[dict[str, Any]]) -> None:
    assert codes(segment("one", *conditions), product_sets=None, earning=twice_for("one")) == []


@pytest.mark.parametrize(
    ("conditions", "join"),
    [
        ([CATS, CATS | {"not": True}], "any"),
        ([{"kind": "tier", "tiers": ["member", "silver", "gold"]}], "all"),
        ([{"kind": "orders", "least": 0}], "all"),
        ([{"kind": "orders", "least": 2}, {"kind": "orders", "most": 3}], "any"),
    ],
)
def test_a_segment_that_holds_everybody_is_found(
    conditions: list[dict[str, Any]], join: str
) -> None:
    one = segment("one", *conditions, join=join)
    found = codes(one, product_sets=None, earning=twice_for("one"))
    assert found == [("segment_of_everybody", "segments.0")]


def test_a_segment_and_a_product_set_that_nothing_uses_are_found() -> None:
    assert codes(segment("cats", CATS)) == [
        ("unused_segment", "segments.0"),
        ("unused_product_set", "product_sets.0"),
    ]


def test_two_multipliers_for_segments_that_nobody_is_in_at_once_do_not_overlap() -> None:
    dogs = segment("dogs", CATS | {"options": ["dog"]})
    earning = twice_for("cats")
    other = earning["multipliers"][0] | {"id": "thrice", "segments": ["dogs"]}
    earning["multipliers"].append(other)
    none = {"product_sets": None}
    assert codes(segment("cats", CATS), dogs, earning=earning, **none) == []
    # Who may give many answers can be in both.
    both = codes(
        segment("cats", CATS), dogs, earning=earning, profile=[PET | {"many": True}, AGE], **none
    )
    assert both == [("overlap", "earning.multipliers.1")]


def test_a_name_that_lacks_a_language_is_found_in_the_new_parts_as_well() -> None:
    bare = segment("cats", CATS) | {"name": {"en": "Cats"}}
    assert ("missing_name", "segments.0.name") in codes(bare, earning=twice_for("cats"))
