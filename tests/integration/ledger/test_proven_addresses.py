"""Accounts of two stores in one wallet, whose shopper proved the same address in both."""

from __future__ import annotations

from dataclasses import replace

from core.ledger import keys, people, proven
from core.ledger.orders import post_order
from core.ledger.phone_rows import PhoneRow
from core.ledger.posting import Books
from core.ledger.table import Row, read_rows
from core.ledger.verify import verify
from core.snapshot import CustomerRef
from tests.integration.ledger.test_people import EMAIL, NOW_MS
from tests.unit.core.worlds import STORE, snapshot

OTHER = "shopify-elsewhere"


def buy(books: Books, store_id: str, customer_id: str, order_id: str) -> str:
    who = CustomerRef(customer_id=customer_id, email=EMAIL)
    order = replace(snapshot(customer=who, order_id=order_id), store_id=store_id)
    post_order(books, order, NOW_MS)
    return books.ledger.member_id(store_id, who) or ""


def prove(books: Books, member_id: str, store_id: str, email: str = EMAIL) -> bool:
    return proven.address(books, member_id, email, store_id, NOW_MS + 1000)


def balance(books: Books, member_id: str) -> int:
    return books.living(books.member(member_id)).available


def test_who_proves_one_address_in_two_stores_has_one_balance(books: Books) -> None:
    here, there = buy(books, STORE, "1", "22"), buy(books, OTHER, "9", "23")
    assert not prove(books, here, STORE)
    assert (balance(books, here), balance(books, there)) == (250, 250)
    assert prove(books, there, OTHER)
    assert balance(books, here) == balance(books, there) == 500
    assert not prove(books, here, STORE)
    assert not prove(books, there, OTHER)
    assert verify({books.ledger.ledger_id}, b"master key of the tests").mismatches == []


def test_an_address_that_only_one_of_them_proved_joins_nobody(books: Books) -> None:
    """Else whoever registers somebody's address in the other store would share their points."""
    here, there = buy(books, STORE, "1", "22"), buy(books, OTHER, "9", "23")
    assert not prove(books, here, STORE)
    assert not prove(books, there, OTHER, "another@example.com")
    assert (balance(books, here), balance(books, there)) == (250, 250)


def test_two_accounts_of_one_store_stay_two(books: Books) -> None:
    one, other = buy(books, STORE, "1", "22"), buy(books, STORE, "2", "23")
    assert not prove(books, one, STORE)
    assert not prove(books, other, STORE)
    assert (balance(books, one), balance(books, other)) == (250, 250)


def test_an_erased_member_proves_nothing_and_leaves_no_address(books: Books) -> None:
    here, there = buy(books, STORE, "1", "22"), buy(books, OTHER, "9", "23")
    prove(books, here, STORE)
    people.erase(books, here, NOW_MS + 2000)
    key = keys.phone(books.ledger, books.ledger.guest_id(EMAIL)), keys.PHONE
    assert [row for row in read_rows([key]) if isinstance(row, PhoneRow)] == []
    assert list(Row.query(keys.personal(books.ledger, here), consistent_read=True)) == []
    assert not prove(books, here, STORE)
    assert not prove(books, there, OTHER)
    assert balance(books, there) == 250
