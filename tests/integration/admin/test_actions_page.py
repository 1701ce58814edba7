"""Claims that wait for a look, and what one member did and told, on the merchant page."""

from __future__ import annotations

import pytest

from core.ledger import claiming, people, performing, programs, yearly
from core.ledger.claiming import Claim
from core.ledger.posting import Books
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from integrations import access
from tests.support.merchant import Merchant

NOW_MS = 1_795_330_000_000


@pytest.fixture
def books(maple: Merchant) -> Books:
    """The store's books, with a post that has to be approved."""
    ledger = access.ledger_of(maple.store)
    post = {"id": "post", "kind": "tagged_post", "name": {"en": "A post"}, "approval": True}
    document = default_document("TWD") | {"actions": [post | {"award": {"points": 50}}]}
    programs.publish(ledger, validate(document), "test", 0)
    return Books(ledger, programs.programs(ledger), maple.store.tz)


def claimed(books: Books, maple: Merchant, link: str = "https://social.example/p/1") -> Claim:
    store_id = maple.store.store_id
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    contact = Contact({store_id: "3"}, "jia@example.com")
    action = books.programs.newest.action("post")
    told = {"link": link, "handle": "@jia"}
    return claiming.claim(books, member_id, action, "k1", contact, store_id, told, NOW_MS)


def test_a_merchant_sees_a_claim_and_approves_it(maple: Merchant, books: Books) -> None:
    made = claimed(books, maple)
    page = maple.come_in().get("/admin/actions")
    for text in ("A post", "jia@example.com", "https://social.example/p/1", "@jia"):
        assert text in page.text
    assert maple.send("/admin/actions/approve", page, claim=made.ref).status_code == 303
    page = maple.get("/admin/actions")
    assert "Nobody waits for a look." in page.text
    assert maple.entries("3")[-1]["points"] == 50


def test_a_claim_is_refused_with_a_reason_and_not_without(maple: Merchant, books: Books) -> None:
    made = claimed(books, maple)
    page = maple.come_in().get("/admin/actions")
    wrong = maple.send("/admin/actions/refuse", page, claim=made.ref, reason=" ")
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.text
    assert "Say why" in wrong.text
    maple.send("/admin/actions/refuse", page, claim=made.ref, reason="It is private.")
    [now] = claiming.of_member(books.ledger, made.member_id)
    assert (now.status, now.reason) == ("refused", "It is private.")
    late = maple.send("/admin/actions/approve", page, claim=made.ref)
    assert late.status_code == 409
    nobody = maple.send("/admin/actions/approve", page, claim="x.y")
    assert nobody.status_code == 404


def test_what_a_shopper_sends_as_a_link_is_no_script(maple: Merchant, books: Books) -> None:
    claimed(books, maple, "javascript:alert(1)//<b>")
    page = maple.come_in().get("/admin/actions")
    assert 'href="javascript' not in page.text
    assert "<b>" not in page.text


def test_a_members_page_shows_the_birthday_and_all_that_they_did_and_claimed(
    maple: Merchant, books: Books
) -> None:
    made = claimed(books, maple)
    claiming.refuse(books, made.ref, "It is private.")
    address = f"/admin/members/{made.member_id}"
    page = maple.come_in().get(f"{address}/actions?lang=zh-Hant")
    for text in ("@jia", "已退回", "It is private.", "尚無紀錄"):
        assert text in page.text
    for told, status, kept in (("02-30", 422, ""), ("1990-03-05", 303, "03-05"), ("", 303, "")):
        answer = maple.send(f"{address}/birthday", page, birthday=told)
        assert answer.status_code == status, told
        assert yearly.birthday(books.ledger, made.member_id).on == kept
    maple.send(f"{address}/birthday", page, birthday="03-05")
    assert "生日 3 月 5 日" in maple.get(address).text
    assert performing.done_by(books.ledger, made.member_id)["post"].ever == 0


def test_an_erased_member_has_no_birthday(maple: Merchant, books: Books) -> None:
    made = claimed(books, maple)
    page = maple.come_in().get("/admin/actions")
    people.erase(books, made.member_id, NOW_MS)
    address = f"/admin/members/{made.member_id}/birthday"
    assert maple.send(address, page, birthday="03-05").status_code == 404


def test_the_program_page_has_fields_for_actions(maple: Merchant, books: Books) -> None:
    page = maple.come_in().get("/admin/program")
    assert 'name="actions.0.award.points" type="text" value="50"' in page.text
    assert "Post that tags the store" in page.text
