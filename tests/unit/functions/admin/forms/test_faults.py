"""What is wrong with a form is said beside the field, in the page's language."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, g

from core.errors import BadInput
from core.program.defaults import default_document
from core.program.documents.earning import MOST_LIMITED
from core.program.schema import validate
from functions.admin.forms.faults import in_words
from functions.admin.forms.kinds import Faults
from functions.admin.forms.parts import PARTS, find, only
from functions.admin.forms.saving import Refused, added, begun, changed, removed
from tests.unit.functions.admin.forms.sending import changed_form

Document = dict[str, Any]


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with Flask(__name__).app_context():
        g.language = "zh-Hant"
        yield


def program() -> Document:
    """The default program with a campaign, a stamp card, and a few more rewards."""
    document = default_document("TWD")
    document["earning"] |= {
        "multipliers": [{"id": "festival", "name": {"en": "Festival"}, "factor": "2"}],
        "bonuses": [
            {
                "id": "card",
                "name": {"en": "Card"},
                "kind": "stamps",
                "points": 500,
                "every": 5,
                "match": {"products": ["11"]},
            },
            {
                "id": "often",
                "name": {"en": "Often"},
                "kind": "frequency",
                "points": 50,
                "orders": 3,
                "within": {"days": 60},
            },
        ],
    }
    cash: Document = {"kind": "amount", "points": 100, "value": "10"}
    mug: Document = {"kind": "product", "points": 900, "value": "300", "products": ["7"]}
    document["rewards"] += [
        {"id": "cash", "name": {"en": "Cash"}, **cash},
        {"id": "mug", "name": {"en": "Mug"}, **mug},
    ]
    return validate(document)


def refused(part_name: str, row_id: str, typed: dict[str, Any]) -> Faults:
    document, part = program(), PARTS[part_name]
    found = find(document, part, row_id) if part.many else None
    row = found[1] if found else only(document, part)
    before = copy.deepcopy(document)
    with pytest.raises(Refused) as error:
        changed(document, part, row_id, changed_form(document, part, row, typed))
    assert document == before
    return error.value.faults


@pytest.mark.parametrize(
    ("part", "row", "typed", "beside"),
    [
        ("rules", "base", {"points": "1.5", "per.0.amount": "0"}, ["points", "per.0.amount"]),
        ("rules", "base", {"per.0.amount": ""}, ["per.0.amount"]),
        (
            "rules",
            "base",
            {"per.1.amount": "5", "per.1.currency": "twd"},
            ["per.1.currency"],
        ),
        ("rules", "base", {"per.1.currency": "USD"}, ["per.1.amount"]),
        ("rules", "base", {"per.1.amount": "5", "per.1.currency": "NTD1"}, ["per.1.currency"]),
        ("counting", "", {"hold.days": "0"}, ["hold.days"]),
        ("counting", "", {"hold.after": "fulfilled"}, ["hold.days"]),
        ("counting", "", {"minimum.0.amount": "much"}, ["minimum.0.amount"]),
        ("counting", "", {"exclude.products": "x" * 41}, ["exclude.products"]),
        ("counting", "", {"exclude.tags": "y" * 81}, ["exclude.tags"]),
        ("counting", "", {"rounding": "sideways"}, ["rounding"]),
        (
            "campaigns",
            "festival",
            {"name.en": "", "factor": "x", "cap": "0", "window.from": "soon"},
            ["name.en", "factor", "window.from", "cap"],
        ),
        (
            "campaigns",
            "festival",
            {"window.from": "2027-02-02", "window.until": "2027-01-01"},
            ["window.until"],
        ),
        ("campaigns", "festival", {"window.month_days": "1, 32"}, ["window.month_days"]),
        ("campaigns", "festival", {"tiers": ["", "jade"]}, [""]),
        ("campaigns", "festival", {"window.days_before": "3"}, ["window.festival"]),
        (
            "campaigns",
            "festival",
            {"window.festival": "qixi", "window.days_before": "61", "window.days_after": "-1"},
            ["window.days_before", "window.days_after"],
        ),
        (
            "campaigns",
            "festival",
            {"cap_total": "0", "budget.amount": "much"},
            ["cap_total", "budget.amount"],
        ),
        ("campaigns", "festival", {"budget.amount": "0"}, ["budget.amount"]),
        ("campaigns", "festival", {"budget.amount": "0.001"}, ["budget.amount"]),
        ("campaigns", "festival", {"budget.per": "month"}, ["budget.amount"]),
        ("bonuses", "often", {"orders": ""}, ["orders"]),
        ("bonuses", "often", {"within.days": ""}, ["within.days"]),
        ("bonuses", "often", {"within.months": "2"}, ["within.days"]),
        ("bonuses", "often", {"orders": "1", "within.days": "367"}, ["orders", "within.days"]),
        ("bonuses", "often", {"points": "", "reward": "mug", "cap_total": "9"}, ["points"]),
        ("bonuses", "card", {"points": "", "every": "1"}, ["every"]),
        ("bonuses", "card", {"points": ""}, ["points"]),
        ("bonuses", "card", {"match.products": ""}, ["match.products"]),
        ("tiers", "silver", {"name.zh-Hant": "名" * 81, "from": "abc"}, ["name.zh-Hant", "from"]),
        ("tiers", "silver", {"from": "90000"}, ["from"]),
        ("tiers", "gold", {"multiplier": "1.0001", "orders": "0"}, ["multiplier", "orders"]),
        ("tiers", "gold", {"membership.months": "3"}, ["membership.products"]),
        ("tiers", "gold", {"entry_reward.after_days": "3"}, ["entry_reward.points"]),
        (
            "tiers",
            "gold",
            {"perks.tag": "two words", "perks.texts.0.en": "x" * 81},
            ["perks.texts.0.en", "perks.tag"],
        ),
        ("tier_rules", "", {"months": "13", "grace_days": "32"}, ["months", "grace_days"]),
        ("rewards", "off-small", {"points": "0", "value": ""}, ["points", "value"]),
        ("rewards", "off-small", {"value": "0.001"}, ["value"]),
        ("rewards", "off-small", {"products": "blue", "stock": "-1"}, ["stock", "products"]),
        ("rewards", "off-small", {"products": "1", "collections": "2"}, ["collections"]),
        ("rewards", "off-small", {"from": "2027-02-02", "until": "2027-02-01"}, ["until"]),
        ("rewards", "cash", {"min_points": "150"}, ["min_points"]),
        ("rewards", "cash", {"min_points": "300", "max_points": "200"}, ["max_points"]),
        ("rewards", "mug", {"price": "300"}, ["price"]),
        ("rewards", "mug", {"products": ""}, ["products"]),
        ("expiry", "", {"kind": "months"}, ["months"]),
        ("expiry", "", {"kind": "yearly"}, ["month"]),
        ("expiry", "", {"kind": "months", "months": "500"}, ["months"]),
        (
            "policies",
            "",
            {"code_days": "0", "code_reminder_days": "400"},
            ["code_days", "code_reminder_days"],
        ),
    ],
)
def test_each_fault_stands_beside_its_own_field_in_the_pages_language(
    part: str, row: str, typed: dict[str, Any], beside: list[str]
) -> None:
    faults = refused(part, row, typed)
    assert list(faults) == beside
    assert [what for what in map(in_words, faults.values()) if "（" in what] == []


def test_a_campaign_that_needs_a_tier_keeps_the_tier_from_going() -> None:
    document = program()
    document["rewards"][0]["tiers"] = ["silver"]
    with pytest.raises(Refused) as error:
        removed(document, PARTS["tiers"], "silver")
    assert in_words(error.value.faults[""]).startswith("仍有規則或獎勵指定不存在的會員等級")


def test_the_lowest_tier_has_an_entry_reward_only_when_it_is_entered() -> None:
    document = program() | {"tier_rules": {"entry": "first_paid_order"}}
    document["tiers"][0]["entry_reward"] = {"points": 5}
    document, part = validate(document), PARTS["tier_rules"]
    form = changed_form(document, part, only(document, part), {"entry": "joining"})
    with pytest.raises(Refused) as error:
        changed(document, part, "", form)
    assert list(error.value.faults) == ["entry"]


def without_money() -> Document:
    """A program whose rewards give no amount of money."""
    document = program()
    document["rewards"] = [one for one in document["rewards"] if one["id"] == "mug"]
    return validate(document)


def test_a_budget_without_a_reward_that_values_points_is_refused_beside_it() -> None:
    document, part = without_money(), PARTS["campaigns"]
    row = document["earning"]["multipliers"][0]
    form = changed_form(document, part, row, {"budget.amount": "1500"})
    with pytest.raises(Refused) as error:
        changed(document, part, "festival", form)
    assert list(error.value.faults) == ["budget.amount"]
    assert in_words(error.value.faults["budget.amount"]).startswith("預算需要一個有金額的獎勵")


def test_one_limit_for_all_members_too_many_is_refused_in_words() -> None:
    document, part = program(), PARTS["campaigns"]
    rows = [
        {"id": f"c{n}", "name": {"en": "C"}, "factor": "2", "cap_total": 9}
        for n in range(MOST_LIMITED)
    ]
    document["earning"]["multipliers"] += rows
    document = validate(document)
    row = document["earning"]["multipliers"][0]
    form = changed_form(document, part, row, {"cap_total": "9"})
    with pytest.raises(Refused) as error:
        changed(document, part, "festival", form)
    assert "20 項可設定全體會員上限" in in_words(error.value.faults[""])


@pytest.mark.parametrize("kind", PARTS["rewards"].kinds)
def test_an_empty_new_reward_says_all_that_it_needs(kind: str) -> None:
    document, part = program(), PARTS["rewards"]
    form = changed_form(document, part, begun(part, kind), {})
    with pytest.raises(Refused) as error:
        added(document, part, kind, form)
    needed = {field.path for field in part.fields() if field.required and field.fits(kind)}
    assert {name.removesuffix(".en") for name in error.value.faults} == needed


def _wrong(**changes: Any) -> list[str]:
    document = default_document("USD") | changes
    with pytest.raises(BadInput) as found:
        validate(document)
    problems: Any = found.value.details["problems"]
    return [problem["what"] for problem in problems]


def test_faults_that_only_a_file_can_have_are_said_in_the_pages_language_too() -> None:
    tier = default_document("USD")["tiers"][0]
    reward = default_document("USD")["rewards"][0]
    faults = [
        *_wrong(tiers=[]),
        *_wrong(tiers=[tier] * 11),
        *_wrong(tiers=[tier, tier]),
        *_wrong(tiers=[{**tier, "name": {}}]),
        *_wrong(rewards=[{**reward, "kind": "percent"}]),
        *_wrong(rewards=[{**reward, "kind": "car"}]),
        *_wrong(rewards=[reward] * 51),
        *_wrong(policies={"spent_refund": "no", "code_days": ""}),
    ]
    assert [what for what in faults if "（" in in_words(what)] == []
