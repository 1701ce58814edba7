"""What changes from one program to another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.program.defaults import default_document
from core.program.diff import changes


def test_a_program_does_not_differ_from_itself() -> None:
    assert changes(default_document("TWD"), default_document("TWD")) == []


def test_a_changed_rate_is_told_from_what_to_what() -> None:
    new = default_document("TWD")
    new["earning"]["rules"][0]["per"]["TWD"] = "25"
    (found,) = changes(default_document("TWD"), new)
    assert (found.section, found.where) == ("earning", "earning.rules.0")
    assert (found.before or {})["en"].startswith("1 point for every NT$30")
    assert (found.after or {})["zh-Hant"].startswith("每消費 NT$25")


def test_what_is_new_and_what_goes_are_told_as_such() -> None:
    new = default_document("TWD")
    gone = new["rewards"].pop()
    new["rewards"].append(gone | {"id": "ship", "points": 300})
    removed, added = changes(default_document("TWD"), new)
    assert (removed.after, added.before) == (None, None)
    assert removed.label == added.label == {"en": "Free shipping", "zh-Hant": "免運費"}


def test_a_name_in_any_language_is_a_change() -> None:
    new = default_document("TWD")
    new["tiers"][1]["name"]["ja"] = "シルバー"
    (found,) = changes(default_document("TWD"), new)
    assert (found.before or {})["en"].startswith("Silver / シルバー会員 / 银卡会员 / 銀卡會員 · ")
    assert "シルバー" in (found.after or {})["zh-Hant"]


@given(st.sampled_from(["USD", "TWD", "JPY"]), st.sampled_from(["USD", "TWD", "JPY"]))
def test_the_way_back_is_the_same_changes_the_other_way_round(one: str, other: str) -> None:
    there = changes(default_document(one), default_document(other))
    back = changes(default_document(other), default_document(one))
    assert {(x.where, str(x.before), str(x.after)) for x in there} == {
        (x.where, str(x.after), str(x.before)) for x in back
    }
