"""A member's orders, page by page, and one by one: few reads, nobody else's, and none twice."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BadInput
from core.explain import explain, names_of
from core.ledger import keys, order_pages, order_views, people
from core.ledger.members import adjust
from core.ledger.orders import delete_order, post_order
from core.ledger.posting import Books
from core.ledger.rows import OrderRow
from core.ledger.table import Row
from core.snapshot import CustomerRef, OrderDeletion
from tests.support.capacity import measured
from tests.unit.core.worlds import STORE, T0, snapshot

NOW_MS = T0 * 1000
JIA, BO = CustomerRef(customer_id="3"), CustomerRef(customer_id="4")
GUEST = CustomerRef(email="jia@example.com")


def id_of(books: Books, who: CustomerRef = JIA) -> str:
    return books.ledger.member_id(STORE, who) or ""


def buy(books: Books, order_id: str, who: CustomerRef = JIA, at_s: int = 0, **fields: Any) -> None:
    more: dict[str, Any] = {"stamp_s": T0 + at_s, "placed_at_s": T0 - 86_400} | fields
    placed = snapshot(order_id=order_id, customer=who, **more)
    post_order(books, placed, NOW_MS + at_s * 1000)


def pages(books: Books, who: CustomerRef = JIA) -> list[list[str]]:
    found, cursor = [], None
    while True:
        page, cursor = order_pages.page(books, id_of(books, who), STORE, cursor)
        found.append([one.order.order_id for one in page])
        if cursor is None:
            return found


def test_orders_are_listed_by_what_changed_last_each_once_however_often_it_changed(
    books: Books,
) -> None:
    for number in range(70):
        buy(books, str(number), at_s=number)
    buy(books, "5", at_s=100, refunds=[1_000])
    buy(books, "5", at_s=101, refunds=[2_000])
    found = pages(books)
    assert [one for page in found for one in page] == ["5"] + [
        str(number) for number in reversed(range(70)) if number != 5
    ]
    assert len(found) >= 3
    assert all(len(page) <= 30 for page in found)


def test_the_why_is_that_of_the_newest_entry_by_the_same_sentence(books: Books) -> None:
    buy(books, "22", state="pending")
    buy(books, "22", at_s=1)
    buy(books, "22", at_s=2, refunds=[5_000])
    [one] = order_pages.page(books, id_of(books), STORE, None)[0]
    alone = order_views.one(books, id_of(books), STORE, "22")
    assert alone == one
    assert one.entry is not None
    assert one.entry["kind"] == "reverse"
    assert one.entry["why"]["text"] == explain(one.entry, names_of(books.programs.newest))
    assert (one.order.available, one.order.pending, one.order.state) == (200, 0, "paid")


def test_what_is_no_order_is_read_past_but_not_for_ever(books: Books) -> None:
    buy(books, "22")
    for number in range(65):
        adjust(books, id_of(books), 1, "test", f"c{number}", NOW_MS + 1000 + number)
    assert pages(books) == [["22"]]


def test_a_page_costs_four_reads_and_an_order_four(books: Books) -> None:
    for number in range(5):
        buy(books, str(number), at_s=number)
    with measured() as usage:
        order_pages.page(books, id_of(books), STORE, None)
    assert len(usage.calls) == 4
    with measured() as usage:
        order_views.one(books, id_of(books), STORE, "3")
    assert len(usage.calls) == 4


def test_another_members_order_is_as_if_nobody_had_seen_it(books: Books) -> None:
    buy(books, "22", BO)
    assert order_views.one(books, id_of(books), STORE, "22") is None
    assert order_views.one(books, id_of(books), STORE, "23") is None
    assert order_views.one(books, id_of(books, BO), STORE, "22") is not None
    assert pages(books) == [[]]


def test_a_guests_orders_are_the_accounts_once_they_are_joined(books: Books) -> None:
    buy(books, "1", GUEST, at_s=1)
    buy(books, "2", at_s=2)
    buy(books, "3", GUEST, at_s=3)
    assert order_views.one(books, id_of(books), STORE, "1") is None
    people.join(books, id_of(books, GUEST), id_of(books), "mailed_link", NOW_MS + 4000)
    assert pages(books) == [["3", "2", "1"]]
    buy(books, "1", GUEST, at_s=5, refunds=[5_000])
    assert pages(books) == [["1", "3", "2"]]
    found = order_views.one(books, id_of(books), STORE, "1")
    assert found is not None
    assert found.order.available == 200
    assert found.entry is not None
    assert found.entry["kind"] == "reverse"


def test_many_orders_of_two_who_were_joined_are_still_listed_in_order_and_each_once(
    books: Books,
) -> None:
    for number in range(80):
        buy(books, str(number), GUEST if number % 3 else JIA, at_s=number)
    people.join(books, id_of(books, GUEST), id_of(books), "mailed_link", NOW_MS + 100_000)
    listed = [one for page in pages(books) for one in page]
    assert listed == [str(number) for number in reversed(range(80))]


def test_an_order_that_moved_to_another_customer_is_theirs_alone(books: Books) -> None:
    buy(books, "22")
    buy(books, "22", BO, at_s=1)
    assert pages(books) == [[]]
    assert pages(books, BO) == [["22"]]
    assert order_views.one(books, id_of(books), STORE, "22") is None


def test_orders_of_before_somebody_was_erased_are_shown_to_nobody(books: Books) -> None:
    buy(books, "22")
    people.erase(books, id_of(books), NOW_MS)
    buy(books, "23", at_s=10, placed_at_s=T0 + 9)
    assert pages(books) == [["23"]]
    assert order_views.one(books, id_of(books), STORE, "22") is None
    assert order_views.some(books, STORE, ["22", "99"]) == [None, None]


def test_an_order_that_is_gone_is_void_and_says_why(books: Books) -> None:
    buy(books, "22")
    delete_order(books, OrderDeletion(STORE, "22", NOW_MS + 1000), NOW_MS + 1000)
    found = order_views.one(books, id_of(books), STORE, "22")
    assert found is not None
    assert found.order.deleted
    assert found.entry is not None
    assert "removed in the store" in found.entry["why"]["text"]["en"]


def test_an_order_that_a_former_release_wrote_is_found_all_the_same(books: Books) -> None:
    """Which did not note where its newest entry stands."""
    buy(books, "22", state="pending")
    buy(books, "22", at_s=1)
    buy(books, "23", at_s=2)
    for order_id in ("22", "23"):
        row = OrderRow.get(keys.order(books.ledger, STORE, order_id), keys.ORDER)
        row.listed = 1
        row.save()
    assert pages(books) == [["23", "22"]]
    found = order_views.one(books, id_of(books), STORE, "22")
    assert found is not None
    assert found.entry is not None
    assert found.entry["kind"] == "earn"


@pytest.mark.parametrize("cursor", ["x", "1", "-1", "aaaaaaaa.1-", "ffffffff.1" * 99, "é"])
def test_a_cursor_that_no_page_gave_is_refused(books: Books, cursor: str) -> None:
    with pytest.raises(BadInput):
        order_pages.page(books, id_of(books), STORE, cursor)


def test_a_cursor_of_somebody_elses_shows_nothing_of_theirs(books: Books) -> None:
    for number in range(40):
        buy(books, str(number), BO, at_s=number)
    _, cursor = order_pages.page(books, id_of(books, BO), STORE, None)
    assert cursor is not None
    assert order_pages.page(books, id_of(books), STORE, cursor) == ([], None)


def test_listing_writes_nothing(books: Books) -> None:
    buy(books, "22")
    before = sorted((row.pk, row.sk) for row in Row.scan())
    pages(books)
    assert sorted((row.pk, row.sk) for row in Row.scan()) == before
