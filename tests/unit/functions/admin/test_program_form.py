"""From a document to the form and back."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from core.errors import BadInput
from core.program.defaults import default_document
from core.program.schema import validate
from functions.admin import program_form
from functions.admin.numbers import plain, whole
from functions.admin.program_check import check, in_words

CURRENCIES = ["USD", "EUR", "GBP", "TWD", "JPY", "HKD", "CNY", "SGD"]


@pytest.mark.parametrize("currency", CURRENCIES)
def test_a_document_goes_through_the_form_unchanged(currency: str) -> None:
    document = validate(default_document(currency))
    state = program_form.state_of(document)
    assert program_form.document_of(state) == document


def test_the_form_keeps_of_tiers_what_it_does_not_show() -> None:
    document = default_document("USD")
    document["tiers"][1] |= {
        "orders": 5,
        "need": "any",
        "entry_reward": {"points": 50},
        "membership": {"products": ["9"], "months": 12},
        "perks": {"free_shipping": True, "tag": "silver"},
    }
    document["tier_rules"] = {"window": "calendar_year", "down": "never"}
    document = validate(document)
    form = {"earning.rules.0.id": "base"}
    for number, tier in enumerate(document["tiers"]):
        form[f"tiers.{number}.id"] = tier["id"]
        form[f"tiers.{number}.name.en"] = tier["name"]["en"]
        form[f"tiers.{number}.from"] = tier["from"]
    kept = program_form.document_of(program_form.read(form, document))
    shown = ("name", "from", "multiplier")
    for before, after in zip(document["tiers"], kept["tiers"], strict=True):
        assert {k: v for k, v in after.items() if k not in shown} == {
            k: v for k, v in before.items() if k not in shown
        }
    assert kept["tier_rules"] == document["tier_rules"]


def test_the_form_edits_a_copy() -> None:
    document = default_document("USD")
    before = copy.deepcopy(document)
    state = program_form.state_of(document)
    program_form.act(state, "add tiers")
    program_form.act(state, "remove rewards.0")
    program_form.document_of(state)
    assert document == before


def test_a_sent_form_keeps_the_exclusions_that_it_does_not_show() -> None:
    document = default_document("USD")
    document["earning"]["exclude"] |= {"collections": ["bags"], "sale_items": True}
    sent = program_form.read({"earning.exclude.products": "7"}, validate(document))
    kept = sent["earning"]["exclude"]
    assert (kept["products"], kept["collections"], kept["sale_items"]) == (["7"], ["bags"], True)


@pytest.mark.parametrize(
    "action",
    [
        "",
        "add",
        "add policies",
        "remove tiers",
        "remove tiers.99",
        "remove rewards.x",
        "remove earning.rules.0",
        "remove earning.rules.0.rates.0",
        "add earning.rules.7.rates",
    ],
)
def test_an_unknown_action_does_nothing(action: str) -> None:
    state = program_form.state_of(default_document("USD"))
    before = copy.deepcopy(state)
    assert program_form.act(state, action) == ""
    assert state == before


def test_expiry_and_exclusions_that_the_form_does_not_show_are_kept() -> None:
    document = default_document("USD")
    document["expiry"] = {"kind": "yearly", "month": 12}
    document["earning"]["exclude"]["tags"] = ["old"]
    state = program_form.read({}, document)
    assert state["expiry"] == {"kind": "yearly", "month": 12}
    assert state["earning"]["exclude"]["tags"] == ["old"]
    chosen = {"expiry.kind": "months", "expiry.months": "12"}
    assert program_form.read(chosen, document)["expiry"] == {"kind": "months", "months": "12"}


def test_new_rows_get_ids_that_nothing_else_has() -> None:
    state = program_form.state_of(default_document("USD"))
    for name in ("Silver", "Silver", "翡翠", "翡翠"):
        program_form.act(state, "add tiers")
        state["tiers"][-1]["name"] = {"en": name}
    ids = [tier["id"] for tier in program_form.document_of(state)["tiers"]]
    assert ids == ["member", "silver", "gold", "silver-2", "silver-3", "tier", "tier-2"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" 1,500 ", "1500"),
        ("１２．５", "12.5"),
        ("1,5", "1,5"),
        ("1,500.25", "1500.25"),
        ("x", "x"),
    ],
)
def test_numbers_are_taken_as_people_write_them_and_never_guessed(typed: str, meant: str) -> None:
    assert plain(typed) == meant


def test_only_digits_are_a_whole_number() -> None:
    assert [whole(text) for text in ("7", "１,000", "-7", "1.0", "", "²", "9" * 16)] == [
        7,
        1000,
        *[None] * 5,
    ]


def _wrong(**changes: Any) -> list[str]:
    document = default_document("USD") | changes
    with pytest.raises(BadInput) as refused:
        validate(document)
    problems: Any = refused.value.details["problems"]
    return [problem["what"] for problem in problems]


def test_every_fault_that_the_validation_finds_has_words_of_its_own() -> None:
    tier = default_document("USD")["tiers"][0]
    reward = default_document("USD")["rewards"][0]
    faults = [
        *_wrong(tiers=[]),
        *_wrong(tiers=[tier] * 11),
        *_wrong(tiers=[tier, tier]),
        *_wrong(tiers=[{**tier, "from": "5"}]),
        *_wrong(tiers=[{**tier, "from": "x"}]),
        *_wrong(tiers=[{**tier, "from": "-1", "multiplier": "101"}]),
        *_wrong(tiers=[{**tier, "name": {}}]),
        *_wrong(tiers=[{**tier, "name": {"en": "", "zh-Hant": "x" * 81}}]),
        *_wrong(rewards=[{**reward, "points": 0}]),
        *_wrong(rewards=[{**reward, "points": "x"}]),
        *_wrong(rewards=[{**reward, "points": 10**8}]),
        *_wrong(rewards=[{**reward, "value": None}]),
        *_wrong(rewards=[{**reward, "kind": "percent"}]),
        *_wrong(rewards=[{**reward, "kind": "car"}]),
        *_wrong(rewards=[reward] * 51),
        *_wrong(expiry={"kind": "months"}),
        *_wrong(expiry={"kind": "months", "months": 121}),
        *_wrong(policies={"spent_refund": "no", "code_days": ""}),
    ]
    from flask import Flask, g

    with Flask(__name__).app_context():
        g.language = "zh-Hant"
        assert [what for what in faults if "（" in in_words(what)] == []


def sent(document: dict[str, Any]) -> dict[str, str]:
    """What a browser sends of the rewards' fields that the form shows."""
    form = {}
    for i, reward in enumerate(document["rewards"]):
        for name in ("id", "points", "kind", "value", "percent"):
            form[f"rewards.{i}.{name}"] = str(reward.get(name, ""))
        for code, text in reward["name"].items():
            form[f"rewards.{i}.name.{code}"] = text
    return form


def test_the_form_keeps_the_conditions_of_rewards_that_it_does_not_show() -> None:
    document = default_document("USD")
    small, large, shipping = document["rewards"]
    document["rewards"] = [
        small | {"tiers": ["gold"], "from": "2026-11-01", "limit_per_member": 2, "minimum": "20"},
        large | {"kind": "amount", "min_points": 1000, "max_points": 5000, "code_days": 3},
        small | {"id": "mug", "kind": "product", "products": ["11"], "price": "1"},
        shipping | {"combines": ["order"]},
    ]
    document = validate(document)
    state = program_form.read(sent(document), document)
    assert program_form.document_of(state)["rewards"] != []
    assert validate(document | {"rewards": program_form.document_of(state)["rewards"]}) == document


CAMPAIGNS: dict[str, Any] = {
    "multipliers": [
        {
            "id": "festival",
            "name": {"en": "Festival"},
            "factor": "2",
            "cap": 500,
            "new_members": True,
            "window": {"from": "2027-02-06", "until": "2027-02-10", "weekdays": [6, 7]},
            "match": {"products": ["11", "12"], "tags": ["tea"]},
            "tiers": ["gold"],
        }
    ],
    "bonuses": [
        {"id": "hi", "name": {"en": "Hi"}, "kind": "first_order", "points": 50},
        {
            "id": "big",
            "name": {"en": "Big"},
            "kind": "order_above",
            "points": 20,
            "above": {"USD": "100", "TWD": "3000"},
            "times": 3,
        },
        {
            "id": "card",
            "name": {"en": "Card"},
            "kind": "stamps",
            "points": 500,
            "every": 5,
            "match": {"products": ["11"]},
        },
    ],
}


def test_campaigns_and_bonuses_go_through_the_form_unchanged_with_what_it_does_not_show() -> None:
    document = default_document("USD")
    document["earning"] |= copy.deepcopy(CAMPAIGNS)
    document = validate(document)
    kept = program_form.document_of(program_form.read(sent_campaigns(), document))
    assert validate(document | {"earning": document["earning"] | kept["earning"]}) == document


def test_of_a_bonus_only_the_figures_of_its_kind_count() -> None:
    document = default_document("USD")
    document["earning"] |= copy.deepcopy(CAMPAIGNS)
    form = sent_campaigns() | {
        "earning.bonuses.2.kind": "order_above",
        "earning.bonuses.2.above": "9",
    }
    card = program_form.read(form, validate(document))["earning"]["bonuses"][2]
    assert card["above"] == {"USD": "9"}
    assert not {"every", "match"} & card.keys()


def test_a_row_of_campaigns_can_be_added_and_removed() -> None:
    state = program_form.state_of(default_document("USD"))
    assert program_form.act(state, "add earning.bonuses") == "earning.bonuses.0.name.en"
    assert program_form.act(state, "add earning.multipliers") == "earning.multipliers.0.name.en"
    program_form.act(state, "remove earning.bonuses.0")
    assert [len(state["earning"][part]) for part in ("bonuses", "multipliers")] == [0, 1]


def test_every_fault_of_a_campaign_is_shown_beside_its_field_in_words_of_the_page() -> None:
    document = default_document("USD")
    document["earning"] |= copy.deepcopy(CAMPAIGNS)
    bad = {
        "earning.multipliers.0.factor": "x",
        "earning.multipliers.0.cap": "0",
        "earning.multipliers.0.window.from": "soon",
        "earning.bonuses.0.name.en": "",
        "earning.bonuses.0.points": "",
        "earning.bonuses.1.above": "",
        "earning.bonuses.2.every": "1",
    }
    from flask import Flask, g

    with Flask(__name__).app_context():
        g.language = "zh-Hant"
        _, problems = check(program_form.read(sent_campaigns() | bad, validate(document)))
        assert problems.keys() == bad.keys()
        assert [text for text in problems.values() if "（" in text] == []
        late = {"earning.multipliers.0.window.until": "2027-01-01"}
        _, problems = check(program_form.read(sent_campaigns() | late, validate(document)))
        assert list(problems) == ["earning.multipliers.0.window.until"]
        _, problems = check(
            program_form.read(
                sent_campaigns() | {"earning.bonuses.2.match.products": ""}, validate(document)
            )
        )
        assert list(problems) == ["earning.bonuses.2.match.products"]


def sent_campaigns() -> dict[str, str]:
    """What a browser sends of the whole form for the default program with CAMPAIGNS."""
    document = default_document("USD")
    form = sent(document) | {
        "earning.rules.0.id": "base",
        "earning.rules.0.points": "1",
        "earning.rules.0.rates.0.currency": "USD",
        "earning.rules.0.rates.0.amount": "1",
        "earning.exclude.gift_cards": "yes",
        "expiry.kind": "none",
        "policies.spent_refund": "debt",
        "policies.code_days": "90",
    }
    for i, tier in enumerate(document["tiers"]):
        for name in ("id", "from", "multiplier"):
            form[f"tiers.{i}.{name}"] = tier[name]
        for code, text in tier["name"].items():
            form[f"tiers.{i}.name.{code}"] = text
    for part, rows in CAMPAIGNS.items():
        for i, row in enumerate(rows):
            place = f"earning.{part}.{i}"
            for name in ("id", "kind", "factor", "cap", "points", "every", "times"):
                form[f"{place}.{name}"] = str(row.get(name, ""))
            form[f"{place}.name.en"] = row["name"]["en"]
            form[f"{place}.above"] = row.get("above", {}).get("USD", "")
            form[f"{place}.match.products"] = " ".join(row.get("match", {}).get("products", ()))
            for name in ("from", "until"):
                form[f"{place}.window.{name}"] = row.get("window", {}).get(name, "")
            if row.get("new_members"):
                form[f"{place}.new_members"] = "yes"
    return form
