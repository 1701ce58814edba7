"""What shoppers miss, on the merchant page: the oldest first, with what the ledger knows."""

from __future__ import annotations

import time
from typing import Any

import pytest

from core.cases import Case
from core.ledger import cases, people
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.member import Contact
from core.snapshot import CustomerRef, Line, OrderSnapshot
from integrations import access
from tests.support.merchant import Merchant

NOW_MS = 1_795_330_000_000


@pytest.fixture
def books(maple: Merchant) -> Books:
    return access.books_of(maple.store)


def miss(books: Books, store_id: str, key: str = "k", **more: Any) -> Case:
    customer, order_id = more.get("customer", "3"), more.get("order_id", "4711")
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id=customer)) or ""
    told = (order_id, more.get("message", "Where are they?"), Contact({store_id: customer}))
    at_ms = more.get("at_ms", NOW_MS)
    return cases.open_one(
        *(books, member_id, store_id, key, *told, at_ms), asked=more.get("asked", False)
    )


def buy(books: Books, store_id: str, customer: str = "3") -> None:
    now_ms = time.time_ns() // 10**6
    placed = OrderSnapshot(
        *(store_id, "4711", now_ms // 1000, now_ms, now_ms // 1000, "paid", "paid", "TWD"),
        customer=CustomerRef(customer_id=customer),
        lines=(Line("1", "10", "", 1, 300_000),),
    )
    post_order(books, placed, now_ms)


def test_a_merchant_sees_the_message_with_the_orders_why_answers_it_and_that_closes_it(
    maple: Merchant, books: Books
) -> None:
    store_id = maple.store.store_id
    buy(books, store_id)
    case = miss(books, store_id, message="<b>Where</b> are\nthey?")
    page = maple.come_in().get("/admin/messages")
    assert "&lt;b&gt;Where&lt;/b&gt; are\nthey?" in page.text
    assert "Order 4711" in page.text
    assert "NT$3,000 net of tax and shipping" in page.text
    assert f"/admin/members/{case.member_id}" in page.text
    maple.send("/admin/messages/answer", page, case=case.ref, answer="They are there.\nLook again.")
    page = maple.get("/admin/messages")
    assert "The answer was sent." in page.text
    assert "Nobody waits for an answer." in page.text
    assert "They are there.\nLook again." in page.text
    [closed] = cases.of_member(books, case.member_id)
    assert (closed.status, closed.answer) == ("closed", "They are there.\nLook again.")
    assert "They are there." in maple.get(f"/admin/members/{case.member_id}/actions").text


def test_the_oldest_stands_first_and_the_page_speaks_chinese(maple: Merchant, books: Books) -> None:
    store_id = maple.store.store_id
    miss(books, store_id, "k1", message="later", at_ms=NOW_MS + 60_000)
    miss(books, store_id, "k2", message="sooner")
    text = maple.come_in().get("/admin/messages?lang=zh-Hant").text
    assert text.index("sooner") < text.index("later")
    assert "等待回覆" in text
    assert "系統沒有這筆訂單的紀錄。" in text


def test_what_is_known_of_the_order_is_said_before_the_merchant_answers(
    maple: Merchant, books: Books
) -> None:
    store_id = maple.store.store_id
    miss(books, store_id, "k1", asked=True)
    assert "so your store was asked for it" in maple.come_in().get("/admin/messages").text
    buy(books, store_id, "4")
    assert "This order belongs to another customer." in maple.get("/admin/messages").text


def test_a_message_can_be_closed_without_an_answer(maple: Merchant, books: Books) -> None:
    case = miss(books, maple.store.store_id)
    page = maple.come_in().get("/admin/messages")
    maple.send("/admin/messages/answer", page, case=case.ref, answer="  ")
    assert "The message was closed." in maple.get("/admin/messages").text
    assert cases.of_member(books, case.member_id)[0].answer == ""


def test_an_answer_that_is_too_long_stays_in_its_field_with_what_is_wrong_beside_it(
    maple: Merchant, books: Books
) -> None:
    case = miss(books, maple.store.store_id)
    page = maple.come_in().get("/admin/messages")
    answered = maple.send("/admin/messages/answer", page, case=case.ref, answer="x" * 1001)
    assert answered.status_code == 422
    assert "The answer must be a text of at most 1,000 characters." in answered.text
    assert "x" * 1001 in answered.text
    assert 'aria-invalid="true"' in answered.text
    assert cases.of_member(books, case.member_id)[0].status == "open"


def test_of_two_who_answer_at_once_the_second_is_told(maple: Merchant, books: Books) -> None:
    case = miss(books, maple.store.store_id)
    page = maple.come_in().get("/admin/messages")
    cases.close(books, case.ref, "First", NOW_MS + 1)
    answered = maple.send("/admin/messages/answer", page, case=case.ref, answer="Second")
    assert answered.status_code == 409
    assert "This message was answered meanwhile" in answered.text
    assert cases.of_member(books, case.member_id)[0].answer == "First"


def test_what_an_erased_member_wrote_is_on_no_page(maple: Merchant, books: Books) -> None:
    case = miss(books, maple.store.store_id, message="My name is Jia")
    page = maple.come_in().get("/admin/messages")
    people.erase(books, case.member_id, NOW_MS + 1000)
    assert "My name is Jia" not in maple.get("/admin/messages").text
    assert maple.send("/admin/messages/answer", page, case=case.ref, answer="x").status_code == 404
