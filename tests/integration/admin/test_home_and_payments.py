"""Store health, and when an order counts as paid."""

from __future__ import annotations

import re
import time
from datetime import timedelta

from core import calendar
from core.ledger import cases, members, programs, ratings, redemptions, stores, waiting
from core.member import Contact
from core.program.defaults import default_document
from core.snapshot import CustomerRef
from integrations import access
from tests.support.merchant import Merchant


def test_home_tells_the_program_in_force_and_the_one_to_come(maple: Merchant) -> None:
    ledger = access.ledger_of(maple.store)
    programs.publish(ledger, default_document("TWD"), "test", int(time.time()) + 60)
    page = maple.come_in().get("/admin/")
    assert "Version 1, in force" in page.text
    assert "Version 2 takes effect at" in page.text
    assert "1 point for every NT$30" in page.text
    assert "Whoever spends NT$15,000" in page.text


def test_home_tells_what_needs_attention_and_until_when_the_store_was_swept(
    maple: Merchant,
) -> None:
    page = maple.come_in().get("/admin/")
    assert "Nothing needs your attention" in page.text
    assert "has not been swept yet" in page.text
    store_id = maple.store.store_id
    stores.note_swept(store_id, 1_795_330_000)
    stores.note_health(store_id, "unmapped_status", "wc-cvs-pickup", 1_795_330_000)
    stores.note_health(store_id, "credentials", "refused", 1_795_330_000)
    stores.note_health(store_id, "something new", "as it is", 1_795_330_000)
    page = maple.get("/admin/")
    assert "Every order changed before 22 Nov 2026 14:46 is accounted for" in page.text
    assert "wc-cvs-pickup" in page.text
    assert "The store refuses our keys" in page.text
    assert "something new: as it is" in page.text


def test_home_tells_what_members_think_of_rewards(maple: Merchant) -> None:
    books = access.books_of(maple.store)
    now_ms = time.time_ns() // 10**6
    reward = books.programs.newest.reward("off-small")
    for number, stars in enumerate((5, 4, 4)):
        member_id = books.ledger.member_id(maple.store.store_id, CustomerRef(f"{number + 1}")) or ""
        members.adjust(books, member_id, 500, "welcome", f"c{number}", now_ms)
        held = redemptions.hold(
            books, member_id, Contact(), reward, "k", maple.store.store_id, now_ms
        )
        ratings.rate(books, redemptions.issued(books.ledger, held), stars, now_ms)
        if not number:
            assert "5.0 of 5, from 1 rating" in maple.come_in().get("/admin/").text
    assert "4.3 of 5, from 3 ratings" in maple.get("/admin/").text
    assert "4.3 / 5（3 則評價）" in maple.get("/admin/?lang=zh-Hant").text


def test_a_notice_that_was_dealt_with_is_put_away_but_not_one_that_still_holds(
    maple: Merchant,
) -> None:
    store_id = maple.store.store_id
    stores.note_health(store_id, "data_request", "abc", 1)
    stores.note_health(store_id, "sweep_stopped", "too many orders gone", 1)
    page = maple.come_in().get("/admin/")
    maple.send("/admin/notices", page, what="data_request", detail="abc")
    maple.send("/admin/notices", page, what="sweep_stopped", detail="too many orders gone")
    assert [one["what"] for one in stores.health(store_id)] == ["sweep_stopped"]


def test_mapping_a_status_keeps_the_other_rules_and_clears_its_notice(maple: Merchant) -> None:
    store_id = maple.store.store_id
    stores.change(
        store_id, payment_map={"statuses": {"a": "paid"}, "methods": {"cod": {"b": "void"}}}
    )
    stores.note_health(store_id, "unmapped_status", "wc-cvs-pickup", 1)
    stores.note_swept(store_id, int(time.time()))
    page = maple.come_in().get("/admin/")
    answer = maple.send("/admin/payments", page, status="wc-cvs-pickup", state="paid", back="home")
    assert answer.headers["Location"] == "/admin/"
    assert stores.get(store_id, fresh=True).payment_map == {
        "statuses": {"a": "paid", "wc-cvs-pickup": "paid"},
        "methods": {"cod": {"b": "void"}},
    }
    assert stores.health(store_id) == []
    # Orders read under the old rule are read again by the next sweep.
    assert (stores.swept_until(store_id) or 0) < time.time() - 6 * 86400


def test_a_rule_for_a_payment_method_is_added_and_removed(maple: Merchant) -> None:
    store_id = maple.store.store_id
    page = maple.come_in().get("/admin/payments")
    rule = {"status": "processing", "method": "ecpay_atm", "state": "pending"}
    maple.send("/admin/payments", page, **rule)
    assert stores.get(store_id, fresh=True).payment_map["methods"] == {
        "ecpay_atm": {"processing": "pending"}
    }
    assert "ecpay_atm" in maple.get("/admin/payments").text
    maple.send("/admin/payments", page, **{**rule, "state": "default"})
    assert stores.get(store_id, fresh=True).payment_map["methods"] == {}


def test_a_bad_rule_is_refused_beside_its_field(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/payments")
    for status in ("", "a#b", "x" * 81, "a\nb"):
        answer = maple.send("/admin/payments", page, status=status, state="paid")
        assert answer.status_code == 422
        assert 'id="status-fault"' in answer.text
    answer = maple.send("/admin/payments", page, status="ok", state="unmapped", method="a#b")
    assert 'id="state-fault"' in answer.text
    assert 'id="method-fault"' in answer.text
    assert stores.get(maple.store.store_id, fresh=True).payment_map == {}


def test_the_language_is_the_browsers_until_one_is_chosen_and_then_remembered(
    maple: Merchant,
) -> None:
    maple.come_in()
    for accepted, language in (
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-CN", "zh-Hant"),
        ("de, en;q=0.5", "en"),
        ("fr", "en"),
        ("en-GB,zh;q=0.5", "en"),
    ):
        page = maple.browser.get("/admin/", headers={"Accept-Language": accepted})
        assert f'<html lang="{language}">' in page.text
    assert "目前概況" in maple.get("/admin/?lang=zh-Hant").text
    assert '<html lang="zh-Hant">' in maple.get("/admin/members").text
    assert "How things stand" in maple.get("/admin/?lang=en").text
    assert '<html lang="en">' in maple.get("/admin/?lang=xx").text


def test_there_can_be_only_so_many_rules_and_one_more_can_still_be_removed(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/payments")
    statuses = {f"status-{number}": "paid" for number in range(100)}
    stores.change(maple.store.store_id, payment_map={"statuses": statuses})
    rule = {"status": "one-more", "state": "paid"}
    refused = maple.send("/admin/payments", page, **rule)
    assert (refused.status_code, "100 rules" in refused.text) == (422, True)
    removed = maple.send("/admin/payments", page, status="status-7", state="default")
    assert removed.status_code == 303
    assert maple.send("/admin/payments", page, **rule).status_code == 303


def test_home_tells_what_waits_for_the_merchant_and_where_to_go(maple: Merchant) -> None:
    books = access.books_of(maple.store)
    assert "Nothing waits for you" in maple.come_in().get("/admin/").text
    member = books.member(maple.member_id("3"))
    contact = Contact({maple.store.store_id: "3"})
    now_ms = time.time_ns() // 10**6
    asked = ("k", "27", "Where are they?", contact, now_ms)
    cases.open_one(books, member.member_id, maple.store.store_id, *asked, asked=True)
    waiting.changed(books.ledger)
    page = maple.get("/admin/")
    assert "message of a shopper to answer" in page.text
    assert "Nothing waits for you" not in page.text
    assert "則顧客訊息待回覆" in maple.get("/admin/?lang=zh-Hant").text


def test_home_tells_of_a_reward_that_is_almost_gone_and_of_what_begins_soon(
    maple: Merchant,
) -> None:
    document = default_document("TWD")
    document["rewards"][2] |= {"id": "cinema", "kind": "voucher", "points": 1}
    soon = calendar.day(int(time.time()), maple.store.tz) + timedelta(days=3)
    document["news"] = [
        {
            "id": "tea",
            "name": {"en": "Spring tea"},
            "text": {"en": "It is here."},
            "from": soon.isoformat(),
        }
    ]
    programs.publish(access.ledger_of(maple.store), document, "test", 0)
    programs._cached.clear()
    page = maple.come_in().get("/admin/")
    assert "reward almost gone:" in page.text
    assert re.search(r"Spring tea\s+starts", page.text)
