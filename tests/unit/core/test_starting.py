"""Beginning with a template: valid for any shop, in its own money, with nothing of another's."""

from __future__ import annotations

import json
import re

import pytest

from core.money import money_text, to_minor
from core.program.model import load
from core.program.schema import validate
from core.program.sentences import unsaid
from core.program.starting import started
from core.program.worth import best_worth, points_per_minor
from integrations import templates

CURRENCIES = ["USD", "TWD", "JPY", "EUR", "HKD", "CNY", "SGD", "GBP", "AUD"]
EVERY = pytest.mark.parametrize("name", templates.names())


@EVERY
@pytest.mark.parametrize("currency", CURRENCIES)
def test_every_template_is_a_program_for_a_shop_of_any_currency(name: str, currency: str) -> None:
    document = validate(started(templates.document(name), currency)[0])
    assert document["currency"] == currency
    assert unsaid(document) == []
    assert document["rewards"]
    assert load(document, 1, 0).earning.rules[0].per_minor[currency] > 0


@EVERY
@pytest.mark.parametrize("currency", CURRENCIES)
def test_nothing_in_it_names_a_product_of_the_example_shop(name: str, currency: str) -> None:
    document, left_out = started(templates.document(name), currency)
    text = json.dumps(document)
    assert not re.search(r'"(products|exclusive_products)": \[[^\]]', text)
    assert left_out > 0 or '"products": ["' not in json.dumps(templates.document(name))


@EVERY
def test_in_its_own_currency_its_figures_stay(name: str) -> None:
    template = templates.document(name)
    document, _ = started(template, template["currency"])
    assert document["earning"]["rules"] == template["earning"]["rules"]
    assert document["tiers"][-1]["from"] == template["tiers"][-1]["from"]


@EVERY
@pytest.mark.parametrize("currency", CURRENCIES)
def test_it_gives_back_about_as_much_in_any_money(name: str, currency: str) -> None:
    def rate(code: str) -> float | None:
        program = load(validate(started(templates.document(name), code)[0]), 1, 0)
        worth = best_worth(program)
        return None if worth is None else float(points_per_minor(program) * worth.per_point)

    here, there = rate(currency), rate(templates.document(name)["currency"])
    if here is None or there is None:
        assert here is there is None
    else:
        assert 0.4 < here / there < 2.5


def test_a_rewards_name_says_what_it_gives() -> None:
    document, _ = started(templates.document("bookstore"), "USD")
    for reward in document["rewards"]:
        if reward["kind"] == "fixed":
            said = reward["name"]["en"]
            assert (
                money_text(to_minor(reward["value"], "USD"), "USD").rstrip("0").rstrip(".") in said
            )
            assert "NT$" not in json.dumps(reward, ensure_ascii=False)


def test_the_template_itself_is_left_as_it_is() -> None:
    template = templates.document("bakery")
    before = json.dumps(template)
    started(template, "JPY")
    assert json.dumps(template) == before
