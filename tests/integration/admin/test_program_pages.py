"""The program as a form: refused beside the field, reviewed, published as a new version."""

from __future__ import annotations

import html
import re
from typing import Any

from werkzeug.test import TestResponse

from core.ledger import programs
from integrations import access
from tests.support.merchant import Merchant


def fields_of(page: TestResponse) -> dict[str, str]:
    """What the program's form would send as it stands."""
    body = page.text
    found = dict(
        re.findall(r'<input id="[^"]*" name="([^"]+)" type="text" value="([^"]*)"', body)
        + re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body)
        + re.findall(
            r'<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]*)" checked', body
        )
        + re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)<', body)
    )
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: html.unescape(value) for name, value in found.items()}


def edited(merchant: Merchant, **changes: str | None) -> TestResponse:
    """The answer to the program's form with some fields changed (None leaves one out)."""
    page = merchant.get("/admin/program")
    fields = {**fields_of(page), **changes}
    sent = {name: value for name, value in fields.items() if value is not None}
    return merchant.browser.post("/admin/program", data=sent)


def publish(merchant: Merchant, review: TestResponse) -> TestResponse:
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', review.text))
    data = {name: html.unescape(value) for name, value in found.items()}
    return merchant.browser.post("/admin/program/publish", data=data)


def newest(merchant: Merchant) -> tuple[int, dict[str, Any]]:
    return programs.document(access.ledger_of(merchant.store))


def test_the_form_as_it_stands_changes_nothing(maple: Merchant) -> None:
    maple.come_in()
    answer = edited(maple)
    assert answer.status_code == 200
    assert "Nothing is different from version 1" in answer.text


def test_a_bad_rate_is_refused_beside_its_field(maple: Merchant) -> None:
    maple.come_in()
    for amount in ("", "0", "-3", "many", "1e99", "0.001"):
        answer = edited(maple, **{"earning.rules.0.rates.0.amount": amount})
        assert answer.status_code == 422
        assert 'id="earning.rules.0.rates.0.amount-fault"' in answer.text
        assert f'value="{amount}"' in answer.text
    assert newest(maple)[0] == 1


def test_each_fault_stands_beside_its_own_field_in_the_pages_language(maple: Merchant) -> None:
    maple.come_in().get("/admin/?lang=zh-Hant")
    faults = {
        "earning.rules.0.points": "1.5",
        "earning.rules.0.rates.0.currency": "NTD1",
        "earning.exclude.products": "x" * 41,
        "tiers.1.name.zh-Hant": "名" * 81,
        "tiers.1.from": "abc",
        "tiers.2.multiplier": "1.0001",
        "rewards.0.points": "0",
        "rewards.0.value": "",
        "policies.code_days": "0",
        "expiry.kind": "months",
        "expiry.months": "500",
    }
    answer = edited(maple, **faults)
    shown = re.findall(r'class="fault" id="([^"]+)-fault">([^<]+)<', answer.text)
    assert {name for name, _ in shown} == set(faults) - {"expiry.kind"}
    assert not re.findall(r"[A-Za-z]{5,}", " ".join(text for _, text in shown))
    assert "有 10 個欄位需要修正" in answer.text


def test_a_reward_worth_nothing_is_refused(maple: Merchant) -> None:
    maple.come_in()
    answer = edited(maple, **{"rewards.0.value": "0.001"})
    assert 'id="rewards.0.value-fault">Must be more than zero' in answer.text


def test_tiers_that_do_not_rise_are_refused(maple: Merchant) -> None:
    maple.come_in()
    answer = edited(maple, **{"tiers.2.from": "100"})
    assert answer.status_code == 422
    assert 'id="tiers-fault">Tiers begin at 0' in answer.text


def test_publishing_makes_a_new_version_and_says_when_it_takes_effect(maple: Merchant) -> None:
    maple.come_in()
    review = edited(maple, **{"earning.rules.0.rates.0.amount": "25", "tiers.1.from": "12,000"})
    assert review.status_code == 200
    assert "<del>1 point for every NT$30 spent, after" in review.text
    assert "<ins>1 point for every NT$25 spent, after" in review.text
    assert "Whoever spends NT$12,000 within 12 months is Silver" in review.text
    assert newest(maple)[0] == 1

    answer = publish(maple, review)
    assert answer.headers["Location"] == "/admin/program/history"
    version, document = newest(maple)
    assert (version, document["earning"]["rules"][0]["per"]) == (2, {"TWD": "25"})
    history = maple.get("/admin/program/history")
    assert "Version 2 is published. It takes effect at" in history.text
    assert "Version 1" in history.text
    assert "by the merchant page" in history.text


def test_publishing_the_same_review_twice_makes_one_version(maple: Merchant) -> None:
    maple.come_in()
    review = edited(maple, **{"policies.code_days": "30"})
    assert [publish(maple, review).status_code for _ in range(3)] == [303, 303, 303]
    assert newest(maple)[0] == 2


def test_what_somebody_else_published_meanwhile_is_not_overwritten_unseen(
    maple: Merchant,
) -> None:
    maple.come_in()
    review = edited(maple, **{"policies.code_days": "30"})
    colleague = Merchant(maple.app, maple.store).come_in()
    publish(colleague, edited(colleague, **{"policies.code_days": "60"}))
    answer = publish(maple, review)
    assert answer.status_code == 409
    assert "Somebody published while you were editing" in answer.text
    assert "<del>A discount code is valid for 60 days.</del>" in answer.text
    assert newest(maple)[0] == 2
    assert publish(maple, answer).status_code == 303
    assert newest(maple)[1]["policies"]["code_days"] == 30


def test_a_program_that_the_browser_made_up_is_not_published(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/program")
    for document in ("", "7", "{", '{"currency": "TWD"}'):
        answer = maple.send("/admin/program/publish", page, base="1", document=document)
        assert answer.status_code == 400
    assert newest(maple)[0] == 1


def test_a_tier_is_added_and_one_removed(maple: Merchant) -> None:
    maple.come_in()
    answer = edited(maple, do="add tiers")
    assert (answer.status_code, newest(maple)[0]) == (200, 1)
    fields = fields_of(answer) | {
        "tiers.3.name.en": "Jade Circle",
        "tiers.3.name.zh-Hant": "翡翠會員",
        "tiers.3.from": "90000",
        "tiers.3.multiplier": "2",
        "do": "remove tiers.1",
    }
    answer = maple.browser.post("/admin/program", data=fields)
    review = maple.browser.post("/admin/program", data=fields_of(answer))
    assert "Whoever holds “Silver”, which goes" in review.text
    publish(maple, review)
    tiers = newest(maple)[1]["tiers"]
    assert [tier["id"] for tier in tiers] == ["member", "gold", "jade-circle"]
    assert tiers[2]["name"] == {"en": "Jade Circle", "zh-Hant": "翡翠會員"}


def test_rewards_of_every_kind_are_added_and_removed(maple: Merchant) -> None:
    maple.come_in()
    fields = fields_of(edited(maple, do="add rewards")) | {
        "rewards.3.name.zh-Hant": "九折",
        "rewards.3.kind": "percent",
        "rewards.3.percent": "10",
        "rewards.3.points": "300",
        "do": "remove rewards.2",
    }
    answer = maple.browser.post("/admin/program", data=fields)
    publish(maple, maple.browser.post("/admin/program", data=fields_of(answer)))
    rewards = newest(maple)[1]["rewards"]
    assert [reward["id"] for reward in rewards] == ["off-small", "off-large", "reward"]
    assert rewards[2] == {
        "id": "reward",
        "kind": "percent",
        "name": {"zh-Hant": "九折"},
        "points": 300,
        "percent": 10,
    }


def test_a_rate_for_another_currency_is_added(maple: Merchant) -> None:
    maple.come_in()
    fields = fields_of(edited(maple, do="add earning.rules.0.rates"))
    fields |= {"earning.rules.0.rates.1.currency": "usd", "earning.rules.0.rates.1.amount": "１"}
    publish(maple, maple.browser.post("/admin/program", data=fields))
    assert newest(maple)[1]["earning"]["rules"][0]["per"] == {"TWD": "30", "USD": "1"}
    twice = edited(maple, **{"earning.rules.0.rates.1.currency": "TWD"})
    assert 'id="earning.rules.0.rates.1.currency-fault">This currency has a rate' in twice.text


def test_points_can_be_set_to_end_every_december_with_a_reminder(maple: Merchant) -> None:
    fields = {"expiry.kind": "yearly", "expiry.month": "12", "expiry.remind_days": "14"}
    maple.come_in()
    assert 'id="expiry.month-fault"' in edited(maple, **(fields | {"expiry.month": ""})).text
    review = edited(maple, **fields)
    assert "at the end of December" in review.text
    publish(maple, review)
    rule = {"kind": "yearly", "months": 0, "month": 12, "remind_days": 14}
    assert newest(maple)[1]["expiry"] == rule
    publish(maple, edited(maple, **{"tiers.1.name.en": "Silver Leaf"}))
    assert newest(maple)[1]["expiry"] == rule


def test_expiry_exclusions_and_policies_are_published_as_chosen(maple: Merchant) -> None:
    maple.come_in()
    review = edited(
        maple,
        **{
            "expiry.kind": "months",
            "expiry.months": "12",
            "earning.exclude.gift_cards": None,
            "earning.exclude.products": "11, 12\n13",
            "policies.spent_refund": "forgive",
        },
    )
    publish(maple, review)
    document = newest(maple)[1]
    assert document["expiry"] == {"kind": "months", "months": 12}
    assert document["earning"]["exclude"] == {"gift_cards": False, "products": ["11", "12", "13"]}
    assert document["policies"]["spent_refund"] == "forgive"


def test_going_back_from_the_review_keeps_what_was_typed(maple: Merchant) -> None:
    maple.come_in()
    review = edited(maple, **{"policies.code_days": "31"})
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', review.text))
    data = {name: html.unescape(value) for name, value in found.items()} | {"do": "back"}
    form = maple.browser.post("/admin/program", data=data)
    assert fields_of(form)["policies.code_days"] == "31"


def test_what_the_form_does_not_show_is_kept(maple: Merchant) -> None:
    ledger = access.ledger_of(maple.store)
    _, document = programs.document(ledger)
    document["tiers"][1]["name"]["ja"] = "シルバー"
    programs.publish(ledger, document, "test", 0)
    maple.come_in()
    publish(maple, edited(maple, **{"tiers.1.name.en": "Silver Leaf"}))
    assert newest(maple)[1]["tiers"][1]["name"] == {
        "en": "Silver Leaf",
        "zh-Hant": "銀卡會員",
        "ja": "シルバー",
    }
