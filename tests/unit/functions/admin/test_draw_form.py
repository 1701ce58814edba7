"""The form of a new draw: what was sent, and the draw that it makes."""

from __future__ import annotations

import pytest

from functions.admin import draw_form

SENT = {
    "name.en": " Spring draw ",
    "name.zh-Hant": "",
    "from": "2027-03-01",
    "until": "2027-03-31",
    "cost": "１０",
    "limit_per_member": "",
    "tiers.gold": "yes",
    "tiers.platinum": "yes",
    "tier_entries.gold": "2",
    "tier_entries.silver": "",
    "prizes.0.name.en": "First",
    "prizes.0.count": "1",
    "prizes.0.points": "1,000",
    "prizes.0.reward": "",
    "prizes.2.name.zh-Hant": "貳獎",
    "prizes.2.count": "20",
    "prizes.2.reward": "bag",
}
TIERS = ["silver", "gold"]


def test_what_was_sent_makes_a_draw_without_what_was_left_empty() -> None:
    state = draw_form.read(SENT, TIERS)
    assert draw_form.document_of(state, []) == {
        "id": "spring-draw",
        "name": {"en": "Spring draw"},
        "from": "2027-03-01",
        "until": "2027-03-31",
        "tiers": ["gold"],
        "cost": "10",
        "tier_entries": {"gold": "2"},
        "prizes": [
            {"name": {"en": "First"}, "count": "1", "award": {"points": "1000"}},
            {"name": {"zh-Hant": "貳獎"}, "count": "20", "award": {"reward": "bag"}},
        ],
    }


def test_a_draw_gets_an_id_that_none_ever_had() -> None:
    state = draw_form.read(SENT, TIERS)
    taken = ["spring-draw", "spring-draw-2"]
    assert draw_form.document_of(state, taken)["id"] == "spring-draw-3"
    state["name"] = {"en": "", "zh-Hant": "春季抽獎"}
    assert draw_form.document_of(state, [])["id"] == "draw"


def test_prizes_are_added_and_removed_and_one_always_stays() -> None:
    state = draw_form.read(SENT, TIERS)
    assert draw_form.act(state, "add") == "prizes.2.name.en"
    assert draw_form.act(state, "remove 0") == ""
    assert [prize["count"] for prize in state["prizes"]] == ["20", "1"]
    for action in ("remove 7", "remove x", "remove", "explode", "remove 1", "remove 0"):
        draw_form.act(state, action)
    assert [prize["count"] for prize in state["prizes"]] == ["20"]
    for _ in range(40):
        draw_form.act(state, "add")
    assert len(state["prizes"]) == 20


@pytest.mark.parametrize(
    ("where", "what", "field"),
    [
        ("", "ends before it begins", "until"),
        ("", "the limit is of entries for points; say what one costs", "cost"),
        ("", "there can be at most 500 winners", "prizes.0.count"),
        ("", "something else", "form"),
        ("name", "Dictionary should have at least 1 item", "name.en"),
        ("from", "'x' is not a day", "from"),
        ("tier_entries.gold", "Input should be a valid integer", "tier_entries.gold"),
        ("prizes.1.award.points", "Input should be a valid integer", "prizes.1.points"),
        ("prizes.1.award", "say what is given", "prizes.1.points"),
        ("prizes.1.name", "Dictionary should have at least 1 item", "prizes.1.name.en"),
        ("prizes", "List should have at least 1 item", "prizes.0.name.en"),
    ],
)
def test_a_fault_is_shown_beside_its_field(where: str, what: str, field: str) -> None:
    assert draw_form.place(where, what) == field
