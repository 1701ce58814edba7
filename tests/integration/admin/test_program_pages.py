"""The program page by page: refused beside the field, kept as a draft, reviewed, published."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from core.ledger import drafts, programs
from core.program.schema import validate
from functions.admin.forms.parts import PARTS
from integrations import access
from tests.support.forms import edit, edited, form_to, forms_of, newest, publish, send
from tests.support.merchant import Merchant

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "programs").glob("*.json"))


def links(merchant: Merchant) -> list[str]:
    """The pages of the program that its overview leads to."""
    found = re.findall(r'href="/admin/program/([^"?#]+)"', merchant.get("/admin/program").text)
    return [path for path in found if path.split("/")[0] in PARTS]


def shown_faults(text: str) -> dict[str, str]:
    return dict(re.findall(r'class="fault" id="([^"]+)-fault">([^<]+)<', text))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_page_of_a_program_opened_and_saved_as_it_stands_changes_nothing(
    maple: Merchant, path: Path
) -> None:
    document = validate(json.loads(path.read_text("utf-8")))
    programs.publish(access.ledger_of(maple.store), document, "test", 0)
    maple.come_in()
    pages = [one for one in links(maple) if not one.endswith("/new")]
    assert len(pages) >= 9
    for one in pages:
        assert edit(maple, one).status_code == 303, one
    assert drafts.get(access.ledger_of(maple.store)).saved_at_s is None
    assert "Nothing is different from version 2" in maple.get("/admin/program/review").text


def test_a_bad_rate_is_refused_beside_its_field(maple: Merchant) -> None:
    maple.come_in()
    for amount in ("", "0", "-3", "many", "1e99", "0.001"):
        answer = edit(maple, "rules/of/base", per__0__amount=amount)
        assert answer.status_code == 422
        assert list(shown_faults(answer.text)) == ["per.0.amount"]
        assert form_to(answer, "/rules/of/base").fields["per.0.amount"] == amount
    assert drafts.get(access.ledger_of(maple.store)).saved_at_s is None


def test_what_was_typed_stays_when_something_else_is_refused_in_the_pages_language(
    maple: Merchant,
) -> None:
    maple.come_in().get("/admin/?lang=zh-Hant")
    typed: dict[str, str | list[str]] = {
        "name__zh-Hant": "金卡",
        "multiplier": "101",
        "orders": "5",
        "perks__free_shipping": ["", "yes"],
        "perks__texts__1__en": "Two tastings a year",
        "membership__products": "8801\r\n8802",
        "membership__months": "x",
    }
    answer = edit(maple, "tiers/of/gold", **typed)
    assert answer.status_code == 422
    faults = shown_faults(answer.text)
    assert list(faults) == ["multiplier", "membership.months"]
    assert not re.findall(r"[A-Za-z]{5,}", " ".join(faults.values()))
    fields = form_to(answer, "/tiers/of/gold").fields
    for name, value in typed.items():
        sent = [value] if isinstance(value, str) else value
        assert fields.getlist(name.replace("__", ".")) == sent
    assert "autofocus" in re.findall(r'<input id="multiplier"[^>]*>', answer.text)[0]


def test_publishing_makes_a_new_version_and_says_when_it_takes_effect(maple: Merchant) -> None:
    maple.come_in()
    edit(maple, "rules/of/base", per__0__amount="25")
    review = edited(maple, "tiers/of/silver", **{"from": "12,000"})
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
    assert "by Operator" in history.text
    assert "not published yet" not in maple.get("/admin/program").text


def test_publishing_the_same_review_twice_makes_one_version(maple: Merchant) -> None:
    maple.come_in()
    review = edited(maple, "policies", code_days="30")
    assert [publish(maple, review).status_code for _ in range(3)] == [303, 303, 303]
    assert newest(maple)[0] == 2


def test_the_overview_says_that_changes_wait_and_they_can_be_discarded(maple: Merchant) -> None:
    maple.come_in()
    edit(maple, "policies", code_days="30")
    edit(maple, "expiry", kind="months", months="12")
    page = maple.get("/admin/program")
    assert "2 changes are not published yet" in page.text
    assert "A discount code is valid for 30 days." in page.text
    assert send(maple, form_to(page, "/discard")).status_code == 303
    page = maple.get("/admin/program")
    assert "not published yet" not in page.text
    assert "A discount code is valid for 90 days." in page.text


def test_what_somebody_else_published_meanwhile_is_not_overwritten_unseen(
    maple: Merchant,
) -> None:
    maple.come_in()
    review = edited(maple, "policies", code_days="30")
    ledger = access.ledger_of(maple.store)
    _, document = newest(maple)
    document["policies"]["code_days"] = 60
    programs.publish(ledger, document, "test", 0)
    assert "Somebody published version 2 meanwhile" in maple.get("/admin/program").text
    answer = publish(maple, review)
    assert answer.status_code == 409
    assert "Somebody published while you were editing" in answer.text
    assert "<del>A discount code is valid for 60 days.</del>" in answer.text
    assert newest(maple)[0] == 2
    assert publish(maple, answer).status_code == 303
    assert newest(maple)[1]["policies"]["code_days"] == 30


def test_a_program_that_the_browser_made_up_is_not_published(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/members")
    maple.get("/admin/program")
    review = edited(maple, "policies", code_days="30")
    for document in ("", "7", "{", '{"currency": "TWD"}'):
        form = form_to(review, "/publish")
        assert send(maple, form, document=document).status_code == 400
    assert page.status_code == 200
    assert newest(maple)[0] == 1


def test_a_tier_is_added_between_two_and_one_is_removed(maple: Merchant) -> None:
    maple.come_in()
    name = {"name__en": "Jade Circle", "name__zh-Hant": "翡翠會員"}
    rank = {"from": "20000", "multiplier": "1.3", "after": "silver"}
    edit(maple, "tiers/new", **name, **rank)
    page = maple.get("/admin/program/tiers/of/silver")
    assert send(maple, form_to(page, "/remove")).headers["Location"] == "/admin/program#tiers"
    review = maple.get("/admin/program/review")
    assert "Whoever holds “Silver”, which goes" in review.text
    publish(maple, review)
    tiers = newest(maple)[1]["tiers"]
    assert [tier["id"] for tier in tiers] == ["member", "jade-circle", "gold"]
    assert tiers[1]["name"] == {"en": "Jade Circle", "zh-Hant": "翡翠會員"}


def test_the_lowest_tier_and_the_last_rate_cannot_be_removed(maple: Merchant) -> None:
    maple.come_in()
    for path in ("tiers/of/member", "rules/of/base"):
        page = maple.get(f"/admin/program/{path}")
        assert [one.action for one in forms_of(page) if one.action.endswith("/remove")] == []
        form = form_to(page, path)
        form.action += "/remove"
        assert send(maple, form).status_code == 422
    assert newest(maple)[0] == 1


def test_a_tier_that_a_reward_is_for_stays_until_the_reward_is_changed(maple: Merchant) -> None:
    maple.come_in()
    edit(maple, "rewards/of/off-small", tiers=["", "gold"])
    page = maple.get("/admin/program/tiers/of/gold")
    answer = send(maple, form_to(page, "/remove"))
    assert answer.status_code == 422
    assert "Change that first" in answer.text
    edit(maple, "rewards/of/off-small", tiers=[""])
    assert send(maple, form_to(page, "/remove")).status_code == 303


REWARDS: dict[str, dict[str, str | list[str]]] = {
    "fixed": {"value": "１,０００", "minimum": "2000", "combines": ["", "shipping"]},
    "percent": {"percent": "10", "collections": "11, 12", "until": "2027-03-31"},
    "free_shipping": {"limit_per_member": "2"},
    "amount": {"value": "10", "min_points": "600", "max_points": "900"},
    "product": {"value": "480", "products": "8801", "price": "100", "code_days": "30"},
    "experience": {"stock": "12", "from": "2027-02-01"},
    "donation": {"value": "50"},
    "voucher": {"tiers": ["", "gold"]},
    "bundle": {"value": "480", "products": "8801", "amount": "50"},
    "store_credit": {"value": "100", "code_days": "365"},
    "gift_card": {"value": "300"},
    "goods": {"batches__0__best_before": "2027-04-10", "batches__0__stock": "40"},
}


@pytest.mark.parametrize("kind", REWARDS)
def test_a_reward_of_every_kind_is_added_with_its_conditions(maple: Merchant, kind: str) -> None:
    maple.come_in()
    page = maple.get(f"/admin/program/rewards/new?kind={kind}")
    form = form_to(page, f"/rewards/new?kind={kind}")
    typed = {"name__zh-Hant": "好禮", "points": "300", **REWARDS[kind]}
    assert send(maple, form, **typed).status_code == 303
    publish(maple, maple.get("/admin/program/review"))
    reward = newest(maple)[1]["rewards"][-1]
    assert (reward["id"], reward["kind"], reward["name"]) == ("reward", kind, {"zh-Hant": "好禮"})
    meant = {
        "value": {"fixed": "1000"}.get(kind, REWARDS[kind].get("value")),
        "percent": 10 if kind == "percent" else None,
        "collections": ["11", "12"] if kind == "percent" else None,
        "combines": ["shipping"] if kind == "fixed" else None,
        "min_points": 600 if kind == "amount" else None,
        "products": ["8801"] if kind in ("product", "bundle") else None,
        "amount": REWARDS[kind].get("amount"),
        "price": "100" if kind == "product" else None,
        "stock": 12 if kind == "experience" else None,
        "tiers": ["gold"] if kind == "voucher" else None,
    }
    assert {name: reward.get(name) for name in meant} == meant
    batch = {"id": "2027-04-10", "best_before": "2027-04-10", "stock": 40}
    assert reward.get("batches") == ([batch] if kind == "goods" else None)


def test_a_rate_for_another_currency_is_added_and_taken_away_again(maple: Merchant) -> None:
    maple.come_in()
    typed = {"per__1__currency": "usd", "per__1__amount": "１"}
    publish(maple, edited(maple, "rules/of/base", **typed))
    assert newest(maple)[1]["earning"]["rules"][0]["per"] == {"TWD": "30", "USD": "1"}
    publish(maple, edited(maple, "rules/of/base", per__1__amount=""))
    assert newest(maple)[1]["earning"]["rules"][0]["per"] == {"TWD": "30"}


def test_what_counts_and_when_points_can_be_used_is_published_as_chosen(maple: Merchant) -> None:
    maple.come_in()
    typed: dict[str, str | list[str]] = {
        "basis__discounts": "before",
        "basis__tax": ["", "yes"],
        "minimum__0__amount": "500",
        "rounding": "nearest",
        "hold__days": "14",
        "hold__after": "fulfilled",
        "stacking": "best",
        "exclude__gift_cards": [""],
        "exclude__products": "11, 12\r\n13",
        "exclude__tags": "last chance\r\nold, but good",
        "exclude__sale_items": ["", "yes"],
    }
    publish(maple, edited(maple, "counting", **typed))
    earning = newest(maple)[1]["earning"]
    assert earning["basis"] == {"discounts": "before", "tax": True, "shipping": False}
    assert (earning["minimum"], earning["rounding"]) == ({"TWD": "500"}, "nearest")
    assert earning["hold"] == {"days": 14, "after": "fulfilled"}
    assert earning["stacking"] == "best"
    assert earning["exclude"] == {
        "gift_cards": False,
        "products": ["11", "12", "13"],
        "tags": ["last chance", "old, but good"],
        "sale_items": True,
    }
    publish(maple, edited(maple, "counting", hold__days="", minimum__0__amount=""))
    assert not {"hold", "minimum"} & newest(maple)[1]["earning"].keys()


def test_a_campaign_and_a_stamp_card_are_set_up_without_a_file(maple: Merchant) -> None:
    maple.come_in()
    festival: dict[str, str | list[str]] = {
        "name__en": "Lunar New Year",
        "name__zh-Hant": "春節",
        "factor": "2",
        "window__from": "2027-02-06",
        "window__until": "2027-02-10",
        "window__weekdays": ["", "6", "7"],
        "match__collections": "Oolong",
        "tiers": ["", "gold"],
        "cap": "500",
    }
    edit(maple, "campaigns/new", **festival)
    page = maple.get("/admin/program/bonuses/new?kind=stamps")
    card = {"name__en": "Card", "points": "500", "every": "5", "match__tags": "bag"}
    send(maple, form_to(page, "/bonuses/new?kind=stamps"), **card)
    publish(maple, maple.get("/admin/program/review"))
    earning = newest(maple)[1]["earning"]
    assert earning["multipliers"][0] | {"new_members": False} == {
        "id": "lunar-new-year",
        "name": {"en": "Lunar New Year", "zh-Hant": "春節"},
        "factor": "2",
        "new_members": False,
        "window": {
            "from": "2027-02-06",
            "until": "2027-02-10",
            "weekdays": [6, 7],
            "month_days": [],
        },
        "match": {"products": [], "collections": ["Oolong"]},
        "tiers": ["gold"],
        "cap": 500,
    }
    assert earning["bonuses"][0]["match"] == {"products": [], "tags": ["bag"]}


def test_cash_back_by_tier_and_a_gift_for_a_bonus_are_set_up(maple: Merchant) -> None:
    maple.come_in()
    page = maple.get("/admin/program/bonuses/new?kind=cash_back")
    back = {"name__en": "Cash back", "percent": "2.5", "tier_percent__gold": "5"}
    answer = send(maple, form_to(page, "kind=cash_back"), **back)
    assert list(shown_faults(answer.text)) == ["reward"]
    answer = send(maple, form_to(page, "kind=cash_back"), reward="free-shipping", **back)
    assert shown_faults(answer.text)["reward"].startswith("Cash back is paid as a reward that")
    assert form_to(answer, "kind=cash_back").fields["reward"] == "free-shipping"
    send(maple, form_to(page, "kind=cash_back"), reward="off-small", **back)
    page = maple.get("/admin/program/bonuses/new?kind=first_order")
    send(maple, form_to(page, "kind=first_order"), name__en="Welcome", reward="free-shipping")
    publish(maple, maple.get("/admin/program/review"))
    bonuses = newest(maple)[1]["earning"]["bonuses"]
    assert [(one["id"], one["reward"]) for one in bonuses] == [
        ("cash-back", "off-small"),
        ("welcome", "free-shipping"),
    ]
    assert (bonuses[0]["percent"], bonuses[0]["tier_percent"]) == ("2.5", {"gold": "5"})
    page = maple.get("/admin/program/rewards/of/free-shipping")
    assert "Something gives a reward" in send(maple, form_to(page, "/remove")).text


def test_a_members_event_and_a_survey_are_set_up_without_a_file(maple: Merchant) -> None:
    maple.come_in()
    event: dict[str, str | list[str]] = {
        "name__en": "Tasting",
        "at": "2027-12-24T19:00",
        "place__zh-Hant": "本店",
        "capacity": "12",
        "tiers": ["", "gold"],
        "award__points": "50",
    }
    edit(maple, "events/new", **event)
    survey = {
        "name__en": "Tea",
        "questions__0__text__en": "Which?",
        "questions__0__options__en": "Green\r\nBlack",
        "questions__0__options__zh-Hant": "綠茶\r\n紅茶",
        "award__reward": "off-small",
    }
    publish(maple, edited(maple, "surveys/new", **survey))
    _, document = newest(maple)
    assert document["events"] == [
        {
            "id": "tasting",
            "name": {"en": "Tasting"},
            "at": "2027-12-24T19:00",
            "place": {"zh-Hant": "本店"},
            "tiers": ["gold"],
            "capacity": 12,
            "award": {"points": 50},
        }
    ]
    assert document["surveys"][0]["questions"] == [
        {
            "id": "q1",
            "text": {"en": "Which?"},
            "kind": "choice",
            "options": [
                {"id": "o1", "text": {"en": "Green", "zh-Hant": "綠茶"}},
                {"id": "o2", "text": {"en": "Black", "zh-Hant": "紅茶"}},
            ],
        }
    ]
    assert document["surveys"][0]["award"] == {"reward": "off-small"}
    publish(maple, edited(maple, "events/of/tasting", award__points="", capacity=""))
    assert not {"award", "capacity"} & newest(maple)[1]["events"][0].keys()


def test_tiers_by_points_and_orders_with_perks_and_their_rules_are_set_up(maple: Merchant) -> None:
    maple.come_in()
    gold: dict[str, str | list[str]] = {
        "points": "3000",
        "orders": "5",
        "need": "any",
        "membership__products": "8801",
        "entry_reward__points": "500",
        "entry_reward__after_days": "14",
        "perks__discount_percent": "10",
        "perks__early_access": ["", "yes"],
        "perks__birthday_gift__en": "a bag of tea",
        "perks__texts__0__en": "Two tastings a year",
        "perks__texts__0__zh-Hant": "每年兩場品茗會",
        "perks__tag": "vip",
    }
    edit(maple, "tiers/of/gold", **gold)
    rules: dict[str, str | list[str]] = {
        "months": "6",
        "entry": "first_paid_order",
        "down": "one_step",
        "reviews": ["", "1", "7"],
        "grace_days": "10",
    }
    publish(maple, edited(maple, "tier_rules", **rules))
    _, document = newest(maple)
    assert document["tiers"][2] | {"name": {}} == {
        "id": "gold",
        "name": {},
        "from": "45000",
        "multiplier": "1.5",
        "points": 3000,
        "orders": 5,
        "need": "any",
        "membership": {"products": ["8801"], "months": 12},
        "entry_reward": {"points": 500, "after_days": 14},
        "perks": {
            "discount_percent": 10,
            "early_access": True,
            "birthday_gift": {"en": "a bag of tea"},
            "texts": [{"en": "Two tastings a year", "zh-Hant": "每年兩場品茗會"}],
            "tag": "vip",
        },
    }
    assert document["tier_rules"] == {
        "window": "rolling",
        "months": 6,
        "entry": "first_paid_order",
        "down": "one_step",
        "reviews": [1, 7],
        "grace_days": 10,
    }
    assert "entry_reward.points" in maple.get("/admin/program/tiers/of/member").text


def test_points_can_be_set_to_end_every_december_with_a_reminder(maple: Merchant) -> None:
    maple.come_in()
    fields = {"kind": "yearly", "month": "12", "remind_days": "14"}
    assert list(shown_faults(edit(maple, "expiry", **{**fields, "month": ""}).text)) == ["month"]
    review = edited(maple, "expiry", **fields)
    assert "at the end of December" in review.text
    publish(maple, review)
    rule = {"kind": "yearly", "months": 0, "month": 12, "remind_days": 14}
    assert newest(maple)[1]["expiry"] == rule
    publish(maple, edited(maple, "expiry", kind="none"))
    assert newest(maple)[1]["expiry"] == {"kind": "none"}


def test_policies_are_published_as_chosen(maple: Merchant) -> None:
    maple.come_in()
    typed = {"spent_refund": "forgive", "code_refund": "restore", "code_reminder_days": "3"}
    publish(maple, edited(maple, "policies", **typed))
    assert newest(maple)[1]["policies"] == {
        "spent_refund": "forgive",
        "code_refund": "restore",
        "code_days": 90,
        "code_reminder_days": 3,
    }


def test_going_back_from_the_review_keeps_what_was_typed(maple: Merchant) -> None:
    maple.come_in()
    review = edited(maple, "policies", code_days="31")
    back = send(maple, form_to(review, "/admin/program"))
    assert back.headers["Location"] == "/admin/program"
    assert form_to(maple.get("/admin/program/policies"), "/policies").fields["code_days"] == "31"


def test_pages_that_there_are_not_are_answered_so(maple: Merchant) -> None:
    maple.come_in()
    for path in ("none", "rewards", "policies/of/x", "rewards/of/none", "rewards/new?kind=car"):
        assert maple.get(f"/admin/program/{path}").status_code == 404, path
    assert maple.get("/admin/program/rewards/of/off-small/remove").status_code == 303
    form = form_to(maple.get("/admin/program/rewards/of/off-small"), "/off-small")
    form.action = "/admin/program/rewards/of/none"
    assert send(maple, form, points="5", seen=None).status_code == 404
