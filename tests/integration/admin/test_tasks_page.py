"""What members redeemed that the merchant has to do, on the merchant page."""

from __future__ import annotations

from core.ledger import members, programs, redemptions
from core.ledger.posting import Books
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from integrations import access
from tests.support.merchant import Merchant

NOW_MS = 1_795_330_000_000


def test_a_merchant_sees_what_was_redeemed_and_says_that_it_was_done(maple: Merchant) -> None:
    ledger, store_id = access.ledger_of(maple.store), maple.store.store_id
    tasting = {"id": "tasting", "kind": "experience", "name": {"en": "A tasting"}, "points": 100}
    document = default_document("TWD") | {"rewards": [tasting]}
    programs.publish(ledger, validate(document), "test", 0)
    books = Books(ledger, programs.programs(ledger), maple.store.tz)
    member_id = ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    members.adjust(books, member_id, 100, "welcome", "c1", NOW_MS)
    reward = books.programs.newest.reward("tasting")
    made = redemptions.hold(books, member_id, Contact(), reward, "k", store_id, NOW_MS)

    page = maple.come_in().get("/admin/tasks")
    assert "A tasting" in page.text
    assert made.code in page.text
    assert f"/admin/members/{member_id}" in page.text
    maple.send("/admin/tasks/done", page, redemption=made.redemption_id)
    page = maple.get("/admin/tasks")
    assert "Done: A tasting." in page.text
    assert "Nobody waits for anything." in page.text
    assert redemptions.find(ledger, made.redemption_id).status == "used"


def test_goods_past_their_best_before_day_are_not_handed_over(maple: Merchant) -> None:
    ledger, store_id = access.ledger_of(maple.store), maple.store.store_id
    batch = {"id": "march", "best_before": "2026-03-31", "stock": 5}
    cakes = {"id": "cakes", "kind": "goods", "name": {"en": "Cakes"}, "points": 100}
    document = default_document("TWD") | {"rewards": [cakes | {"batches": [batch]}]}
    programs.publish(ledger, validate(document), "test", 0)
    books = Books(ledger, programs.programs(ledger), maple.store.tz)
    member_id = ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    in_march_ms = 1_774_000_000_000
    members.adjust(books, member_id, 100, "welcome", "c1", in_march_ms)
    reward = books.programs.newest.reward("cakes")
    made = redemptions.hold(books, member_id, Contact(), reward, "k", store_id, in_march_ms)

    held = books.member(member_id).available

    page = maple.come_in().get("/admin/tasks")
    assert "batch march, best before 2026-03-31" in page.text
    maple.send("/admin/tasks/done", page, redemption=made.redemption_id)
    page = maple.get("/admin/tasks")
    assert "Do not hand them over" in page.text
    assert "Nobody waits for anything." in page.text
    assert redemptions.find(ledger, made.redemption_id).status == "returned"
    assert books.member(member_id).available == held + 100
