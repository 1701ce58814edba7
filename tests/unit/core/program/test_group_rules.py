"""Group purchases in the program document: what is valid, how it is said, what is doubtful."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BadInput
from core.program.defaults import default_document
from core.program.diff import changes
from core.program.lint import findings
from core.program.model import Programs, load
from core.program.schema import validate
from core.program.sentences import sentences, unsaid
from tests.unit.core.group_worlds import EVENT, document, program
from tests.unit.core.worlds import T0

FULL: dict[str, Any] = {
    "preview": "2026-09-10",
    "settle_days": 3,
    "tag": "rice",
    "link": "rice-2026",
    "early_bird": {"until": "2026-09-22", "award": {"reward": "off-small"}, "price": "8.50"},
    "organiser": {"award": {"points": 3}, "per": "unit"},
    "lost": "take_back",
    "missed_award": {"points": 5},
}


def faults(**fields: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as raised:
        document(fields)
    found: Any = raised.value.details["problems"]
    return [(one["where"], one["what"]) for one in found]


@pytest.mark.parametrize(
    ("fields", "where", "says"),
    [
        ({"until": "2026-09-01"}, "groups.0", "ends before it begins"),
        ({"preview": "2026-09-25"}, "groups.0", "preview begins after the event"),
        ({"from": "soon"}, "groups.0.from", "write it like 2027-02-06"),
        ({"until": "9999-12-31"}, "groups.0.until", "too far away"),
        ({"target": {}}, "groups.0.target", "a number of pieces or an amount"),
        ({"target": {"units": 3, "amount": "5"}}, "groups.0.target", "one of the two"),
        ({"target": {"units": 0}}, "groups.0.target.units", "greater than or equal to 1"),
        ({"award": {}}, "groups.0.award", "say what is given"),
        ({"award": {"reward": "nothing"}}, "", "rice gives a reward that there is not"),
        ({"early_bird": {"until": "2026-09-22"}}, "groups.0.early_bird", "what early birds get"),
        (
            {"early_bird": {"until": "2026-10-22", "price": "8"}},
            "groups.0",
            "early birds order while the event lasts",
        ),
        (
            {"organiser": {"award": {"reward": "off-small"}, "per": "unit"}},
            "groups.0.organiser",
            "points for each piece, no reward",
        ),
        ({"link": "a b"}, "groups.0.link", "should match pattern"),
    ],
)
def test_a_fault_names_its_field_and_says_what_to_do(
    fields: dict[str, Any], where: str, says: str
) -> None:
    [(found, what), *_] = faults(**fields)
    assert found == where
    assert says in what


def test_two_events_of_one_id_are_refused() -> None:
    with pytest.raises(BadInput, match="two groups have the same id"):
        document({}, {})


def test_a_document_without_groups_comes_back_as_it_was_and_follows_no_order() -> None:
    plain = validate(default_document("USD"))
    assert "groups" not in plain
    loaded = load(plain, 1, 0)
    assert (loaded.groups, loaded.follows, loaded.by_line) == ((), False, False)


def test_an_event_is_said_in_both_languages_and_nothing_of_it_is_left_out() -> None:
    whole = document(FULL)
    assert unsaid(whole) == []
    said = {
        key: (one.text["en"], one.text["zh-Hant"])
        for key, one in sentences(whole).items()
        if key.startswith("group ")
    }
    assert said == {
        "group rice": (
            "Everybody who joins gets 100 points once, when all together have bought 10 pieces "
            "net of returns.",
            "團購扣除退貨後達 10 件時，每位參團者可得 100 點一次。",
        ),
        "group rice days": (
            "Orders from 20 September 2026 to 30 September 2026 join, and it is shown from 10 "
            "September 2026 on; payments and returns of 3 more days count.",
            "2026 年 9 月 20 日至 2026 年 9 月 30 日的訂單可參團，自 2026 年 9 月 10 日起預告，"
            "結束後 3 天內的付款與退貨仍計入。",
        ),
        "group rice joining": (
            "Paid orders that have the tag rice or came by the link rice-2026 join with their "
            "pieces of product 10.",
            "已付款且帶有標籤 rice 或經由連結 rice-2026 的訂單參團，計入其中的商品 10。",
        ),
        "group rice early": (
            "Who orders by 22 September 2026 will get $5 off at once, whatever becomes of the "
            "target, and pay $8.50, which is set in the store.",
            "2026 年 9 月 22 日前（含當日）下單者立即可得 折抵 $5，不論是否達標，"
            "並享早鳥價 $8.50（於商店設定）。",
        ),
        "group rice lost": (
            "If returns take it below its target again, what was given is taken back until the "
            "target is reached once more.",
            "若因退貨而低於目標，已給的回饋會收回，再次達標時重新給予。",
        ),
        "group rice missed": (
            "If the target is missed, everybody who joined gets 5 points.",
            "未達標時，參團者可得 5 點。",
        ),
        "group rice organiser": (
            "The organiser gets 3 points for each piece, after the end of an event that reached "
            "its target.",
            "達標的團購結束後，團主每件可得 3 點。",
        ),
    }


def test_what_an_event_has_by_default_is_said_as_well() -> None:
    whole = document({"match": None, "target": {"amount": "500"}, "organiser": None})
    said = {key: one.text for key, one in sentences(whole).items()}
    assert "when all together have bought $500 net of returns." in said["group rice"]["en"]
    assert said["group rice joining"]["en"] == "Every paid order joins with all its pieces."
    assert said["group rice lost"]["zh-Hant"].endswith(
        "先前參團者保留回饋，之後參團者於再次達標時獲得。"
    )


def codes(whole: dict[str, Any], previous: dict[str, Any] | None = None) -> list[str]:
    known = [one.code for one in findings(document(groups=None))]
    found = [one for one in findings(whole, previous) if one.where.startswith("groups")]
    assert known == []
    for one in found:
        assert one.text["en"].endswith(".")
        assert one.text["zh-Hant"].endswith("。")
    return [one.code for one in found]


def test_events_that_one_order_can_join_at_once_are_pointed_out() -> None:
    assert codes(document({}, {"id": "tea"})) == ["overlap"]
    assert codes(document({}, {"id": "tea", "match": {"products": ["11"]}})) == []
    assert codes(document({}, {"id": "tea", "match": {"collections": ["tea"]}})) == ["overlap"]
    later = {"id": "tea", "from": "2026-10-01", "until": "2026-10-09"}
    assert codes(document({}, later)) == []
    assert codes(document({"link": "rice"}, {"id": "tea", "link": "tea"})) == []
    assert codes(document({"link": "rice"}, {"id": "tea"})) == ["overlap"]


def test_an_event_for_products_that_earn_nothing_is_pointed_out() -> None:
    earning = default_document("USD")["earning"]
    earning["exclude"]["products"] = ["10"]
    assert codes(document(earning=earning)) == ["excluded_products"]


def test_a_promise_that_is_changed_while_people_join_is_pointed_out() -> None:
    before = document()
    assert codes(document({"until": "2026-10-15"}), before) == []
    assert codes(document({"until": "2026-09-25"}), before) == ["group_shortened"]
    assert codes(document({"target": {"units": 11}}), before) == ["group_target_raised"]
    assert codes(document({"target": {"units": 9}}), before) == []
    assert codes(document(groups=None), before) == ["group_removed"]


def test_an_extension_is_one_change_of_the_same_event() -> None:
    [change] = changes(document(), document({"until": "2026-10-15"}))
    assert change.label["en"] == "Rice of the new year · days"
    assert change.before is not None
    assert change.after is not None
    assert "to 15 October 2026" in change.after["en"]


def test_a_group_is_as_the_newest_version_in_force_names_it() -> None:
    longer = program({"until": "2026-10-15"}, version=2, at_s=T0)
    gone = load(validate(default_document("USD")), 3, T0 + 60)
    both = Programs([program(), longer, gone])
    for at_s, until in ((T0 - 1, "2026-09-30"), (T0, "2026-10-15"), (T0 + 90, "2026-10-15")):
        found = both.group("rice", at_s)
        assert found is not None
        assert found.until_day == until
    assert both.group("tea", T0) is None
    assert both.group_ids == ["rice"]


def test_an_id_of_an_event_may_be_that_of_another_rule() -> None:
    earning = default_document("USD")["earning"]
    bonus = {"id": EVENT["id"], "kind": "first_order", "name": {"en": "x"}, "points": 5}
    assert document(earning=earning | {"bonuses": [bonus]})["groups"][0]["id"] == "rice"
