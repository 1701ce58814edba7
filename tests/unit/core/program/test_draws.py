"""Lucky draws in the program document: what can be published, how it is said, what is doubtful."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BadInput
from core.program.defaults import default_document
from core.program.diff import changes
from core.program.lint import findings
from core.program.model import load
from core.program.schema import validate
from core.program.sentences import sentences, unsaid

DRAW: dict[str, Any] = {
    "id": "members",
    "name": {"en": "Members' draw", "zh-Hant": "會員抽獎"},
    "from": "2027-03-01",
    "until": "2027-03-31",
    "tiers": ["silver", "gold"],
    "cost": 100,
    "limit_per_member": 5,
    "tier_entries": {"gold": 2},
    "prizes": [
        {"name": {"en": "First prize", "zh-Hant": "頭獎"}, "award": {"reward": "off-large"}},
        {"name": {"en": "Consolation", "zh-Hant": "安慰獎"}, "count": 10, "award": {"points": 50}},
    ],
}
BONUS: dict[str, Any] = {
    "id": "loaf",
    "kind": "first_order",
    "name": {"en": "First loaf", "zh-Hant": "第一條吐司"},
    "draw": "members",
    "entries": 3,
}


def document(*draws: dict[str, Any], **earning: Any) -> dict[str, Any]:
    made = default_document("TWD") | {"draws": list(draws)}
    made["earning"] |= earning
    return validate(made)


def test_a_draw_says_who_enters_how_and_what_can_be_won_in_both_languages() -> None:
    said = sentences(document(DRAW))
    assert said["draw members"].text == {
        "en": "A draw from 1 March 2027 to 31 March 2027 for members of Silver or Gold; 100 points "
        "an entry, at most 5 for each member; 2 entries for whoever is Gold when entries close.",
        "zh-Hant": "2027 年 3 月 1 日至 2027 年 3 月 31 日抽獎，限銀卡會員或金卡會員；"
        "每張抽獎券 100 點，每人最多 5 張；截止時為金卡會員者贈 2 張。",
    }
    assert said["draw members prizes"].text == {
        "en": "To be won: 1 × “First prize” (NT$900 off) and 10 × “Consolation” (50 points).",
        "zh-Hant": "獎項：「頭獎」1 名（折抵 NT$900）、「安慰獎」10 名（50 點）。",
    }
    assert unsaid(document(DRAW)) == []


def test_a_bonus_says_the_entries_that_it_gives() -> None:
    said = sentences(document(DRAW, bonuses=[BONUS]))["bonus loaf"].text
    assert said["en"] == "3 entries in “Members' draw” for the first order."
    assert said["zh-Hant"] == "首筆訂單，送 「會員抽獎」抽獎券 3 張。"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"until": "2027-02-28"}, "ends before it begins"),
        ({"until": "soon"}, "'soon' is not a day; write it like 2027-02-06"),
        ({"tiers": ["platinum"]}, "the draw 'members' is for no tier 'platinum'"),
        ({"tier_entries": {"platinum": 1}}, "the draw 'members' is for no tier 'platinum'"),
        (
            {"tier_entries": {"member": 1}},
            "the draw 'members' gives entries to a tier that it is not for",
        ),
        ({"cost": None}, "the limit is of entries for points; say what one costs"),
        ({"prizes": []}, "List should have at least 1 item after validation, not 0"),
        (
            {"prizes": [{"name": {"en": "x"}, "award": {"reward": "moon"}}]},
            "the draw 'members' gives a reward that there is not: 'moon'",
        ),
        (
            {"prizes": [{"name": {"en": "x"}, "award": {"draw": "members", "entries": 1}}]},
            "the draw 'members': a prize cannot be an entry in a draw",
        ),
        (
            {"prizes": [{"name": {"en": "x"}, "count": 300, "award": {"points": 1}}] * 2},
            "there can be at most 500 winners",
        ),
    ],
)
def test_a_draw_that_cannot_be_held_is_refused_with_the_reason(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        document({name: what for name, what in (DRAW | change).items() if what is not None})
    problems: Any = refused.value.details["problems"]
    assert said in [one["what"] for one in problems]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"draw": "nothing"}, "a rule gives entries in a draw that there is not: 'nothing'"),
        ({"entries": None}, "a draw and the number of its entries belong together"),
        ({"draw": None}, "a draw and the number of its entries belong together"),
        ({"draw": None, "entries": None}, "say what is given: points, a reward, or draw entries"),
    ],
)
def test_a_rule_gives_entries_in_a_draw_that_there_is(change: dict[str, Any], said: str) -> None:
    bonus = BONUS | {"points": 1} if len(change) == 1 else BONUS
    with pytest.raises(BadInput, match=said):
        document(DRAW, bonuses=[bonus | change])


def test_two_draws_have_ids_of_their_own() -> None:
    with pytest.raises(BadInput, match="two draws have the same id"):
        document(DRAW, DRAW)


def codes(new: dict[str, Any], previous: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    found = findings(new, previous)
    return [(one.code, one.severity) for one in found if one.code.startswith("draw")]


def test_the_linter_knows_that_an_announced_draw_cannot_be_changed() -> None:
    old = document(DRAW)
    assert codes(old, old) == []
    assert codes(document(DRAW | {"until": "2027-04-30"}), old) == [("draw_changed", "error")]
    assert codes(document(), old) == [("draw_removed", "warning")]
    assert codes(document(DRAW, DRAW | {"id": "second"}), old) == []


def test_the_linter_finds_a_draw_that_nobody_can_enter() -> None:
    bare = {k: v for k, v in DRAW.items() if k not in ("cost", "limit_per_member", "tier_entries")}
    assert codes(document(bare)) == [("draw_without_entries", "warning")]
    assert codes(document(bare, bonuses=[BONUS])) == []


def test_the_linter_finds_a_prize_that_cannot_be_given_when_the_draw_is_held() -> None:
    made = document(DRAW)
    large = next(one for one in made["rewards"] if one["id"] == "off-large")
    large |= {"until": "2027-03-31"}
    assert codes(made) == [("draw_prize_ended", "error")]
    large |= {"until": "2027-04-01", "stock": 0}
    assert codes(made) == [("draw_prize_scarce", "warning")]
    large |= {"stock": 1}
    assert codes(made) == []


def test_what_changes_of_a_draw_is_in_the_diff() -> None:
    new = DRAW | {"cost": 200}
    [change] = changes(document(DRAW), document(new))
    assert change.label["en"] == "Members' draw"
    assert change.before is not None
    assert "100 points an entry" in change.before["en"]


def test_a_document_without_draws_stays_as_it_was() -> None:
    assert "draws" not in validate(default_document("TWD"))
    assert load(default_document("TWD"), 1, 0).draws == ()


def test_the_terms_of_a_draw_are_the_documents_own_words() -> None:
    [draw] = load(document(DRAW), 1, 0).draws
    assert draw.terms == document(DRAW)["draws"][0]
    assert [prize.count for prize in draw.prizes] == [1, 10]
