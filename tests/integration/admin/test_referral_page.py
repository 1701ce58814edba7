"""Referral on the merchant page: its form, and whom a member brought."""

from __future__ import annotations

import time
from typing import Any

import pytest

from core.ledger import coming, drafts, programs, referrals
from core.ledger.posting import Books
from core.ledger.referral_codes import make_code
from core.program.defaults import default_document
from core.program.schema import validate
from core.referrals import spoken
from core.snapshot import CustomerRef
from integrations import access
from tests.support.forms import edit
from tests.support.merchant import Merchant

SENT = {
    "do": "keep",
    "name.en": "Bring a friend",
    "name.zh-Hant": "好友推薦",
    "referrer.points": "200",
    "friend.reward": "off-small",
    "friend_at": "link",
    "minimum": "500",
    "cap.times": "5",
    "cap.per": "year",
}


def test_a_merchant_sets_referral_without_writing_json_and_ends_it(maple: Merchant) -> None:
    ledger = access.ledger_of(maple.store)
    page = maple.come_in().get("/admin/referral")
    assert page.status_code == 200
    assert maple.send("/admin/referral", page, **SENT).status_code == 303
    assert "200 points for whoever brought a friend" in maple.get("/admin/program").text
    assert drafts.get(ledger).document["referral"] == {
        "id": "friends",
        "name": {"en": "Bring a friend", "zh-Hant": "好友推薦"},
        "referrer": {"points": 200},
        "friend": {"reward": "off-small"},
        "friend_at": "link",
        "minimum": "500",
        "cap": {"times": 5, "per": "year"},
    }
    shown = maple.get("/admin/referral").text
    for value in ('value="200"', 'value="500"', 'value="5"', 'value="off-small" selected'):
        assert value in shown
    maple.send("/admin/referral", page, do="remove")
    assert "referral" not in drafts.get(ledger).document


def test_referral_and_what_else_is_called_friends_have_ids_of_their_own(maple: Merchant) -> None:
    ledger = access.ledger_of(maple.store)
    fan = {"id": "friends", "name": {"en": "Friends"}, "kind": "custom", "award": {"points": 5}}
    programs.publish(ledger, validate(default_document("TWD") | {"actions": [fan]}), "test", 0)
    maple.send("/admin/referral", maple.come_in().get("/admin/referral"), **SENT)
    assert drafts.get(ledger).document["referral"]["id"] == "friends-2"
    answer = edit(maple, "campaigns/new", name__en="Friends 2", factor="2")
    assert answer.status_code == 303
    (row,) = drafts.get(ledger).document["earning"]["multipliers"]
    assert row["id"] == "friends-2-2"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name.en": "", "name.zh-Hant": ""}, "name.en"),
        ({"referrer.points": "many"}, "referrer.points"),
        ({"referrer.points": ""}, "referrer.points"),
        ({"friend.points": "5"}, "friend_at"),
        ({"minimum": "a lot"}, "minimum"),
        ({"cap.times": "0"}, "cap.times"),
        ({"friend.reward": "gone"}, "referrer.reward"),
    ],
)
def test_each_fault_is_said_beside_its_field(
    maple: Merchant, wrong: dict[str, Any], field: str
) -> None:
    page = maple.come_in().get("/admin/referral")
    answer = maple.send("/admin/referral", page, **SENT | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text


def test_a_members_page_shows_code_friends_and_reasons(maple: Merchant) -> None:
    ledger, store_id = access.ledger_of(maple.store), maple.store.store_id
    rule = {"id": "friends", "name": {"en": "Friends"}, "referrer": {"points": 200}}
    programs.publish(ledger, validate(default_document("TWD") | {"referral": rule}), "test", 0)
    programs._cached.clear()
    books = Books(ledger, programs.programs(ledger), maple.store.tz)
    jia = maple.member_id("3")
    friend = ledger.member_id(store_id, CustomerRef(customer_id="9")) or ""
    code = make_code(books, jia)
    came = coming.come(books, friend, code, store_id, int(time.time()) * 1000)
    page = maple.come_in().get(f"/admin/members/{jia}").text
    assert spoken(code) in page
    assert "waiting" in page
    line = referrals.line_of(ledger, came)
    assert line is not None
    referrals.refuse(ledger, came, line, "same_phone")
    page = maple.get(f"/admin/members/{jia}?lang=zh-Hant").text
    assert "雙方使用相同的電話號碼" in page
