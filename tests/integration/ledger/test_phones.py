"""A verified telephone number joins who they are, once; any other joins nobody."""

from __future__ import annotations

from itertools import pairwise

import pytest

from core.ledger import keys, members, people, phones, redact
from core.ledger.orders import post_order
from core.ledger.phone_rows import PhoneRow
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import Row, read_rows
from core.ledger.verify import verify
from core.phones import GUEST_S, HELD_S
from core.snapshot import CustomerRef
from tests.integration.ledger.test_people import NOW_MS, account, balance, id_of, member, order

PHONE, OTHER = "886912345678", "886987654321"
GUEST = CustomerRef(phone=PHONE)
DAY_MS = 86_400_000


def vouch(books: Books, customer_id: str, phone: str = PHONE, later_ms: int = 0) -> phones.Vouched:
    return phones.vouch(books, id_of(books, account(customer_id)), phone, NOW_MS + later_ms)


def owner(books: Books, phone: str = PHONE) -> str | None:
    key = keys.phone(books.ledger, books.ledger.phone_guest_id(phone)), keys.PHONE
    rows = read_rows([key])
    return next((row.member_id for row in rows if isinstance(row, PhoneRow)), None)


@pytest.fixture
def two(books: Books) -> Books:
    """Two accounts that bought something each."""
    post_order(books, order(account("1"), order_id="22"), NOW_MS)
    post_order(books, order(account("2"), order_id="23"), NOW_MS)
    return books


def test_two_accounts_with_one_verified_number_are_one_person_joined_once(two: Books) -> None:
    assert vouch(two, "1") == phones.Vouched()
    assert vouch(two, "2") == phones.Vouched(account=True)
    assert balance(two, account("1")) == balance(two, account("2")) == (500, 0, 0)
    assert vouch(two, "1") == vouch(two, "2") == phones.Vouched()
    assert owner(two) == id_of(two, account("2")) == member(two, account("1")).member_id
    assert verify({two.ledger.ledger_id}, b"master key of the tests").mismatches == []


def test_the_history_says_that_a_number_proved_it(two: Books) -> None:
    vouch(two, "1")
    vouch(two, "2")
    page, _ = members.entries(
        two.ledger, id_of(two, account("2")), two.programs.newest, newest_first=True
    )
    assert page[0]["why"]["proof"] == "phone"


def test_a_guest_without_an_address_is_a_member_whose_points_the_verified_number_claims(
    books: Books,
) -> None:
    post_order(books, order(GUEST, order_id="22"), NOW_MS)
    assert balance(books, GUEST) == (250, 0, 0)
    assert vouch(books, "1") == phones.Vouched(guest=True)
    post_order(books, order(GUEST, order_id="24"), NOW_MS + 1)
    assert balance(books, account("1")) == balance(books, GUEST) == (500, 0, 0)
    assert vouch(books, "1") == phones.Vouched()


def test_another_number_claims_nothing(books: Books) -> None:
    post_order(books, order(GUEST, order_id="22"), NOW_MS)
    assert vouch(books, "1", OTHER) == phones.Vouched()
    assert balance(books, account("1")) == (0, 0, 0)


def test_a_number_that_changed_hands_joins_nobody(two: Books) -> None:
    """Its member verified another one since."""
    vouch(two, "1")
    vouch(two, "1", OTHER, DAY_MS)
    assert vouch(two, "2", later_ms=2 * DAY_MS) == phones.Vouched()
    assert balance(two, account("2")) == (250, 0, 0)
    assert owner(two) == id_of(two, account("2"))


def test_a_number_that_its_member_was_not_seen_with_for_long_joins_nobody(two: Books) -> None:
    vouch(two, "1")
    assert vouch(two, "2", later_ms=HELD_S * 1000 + 1000) == phones.Vouched()
    assert balance(two, account("2")) == (250, 0, 0)


def test_who_comes_back_with_their_number_is_seen_with_it(two: Books) -> None:
    """So that a later account of theirs is joined, however old the first verification is."""
    for day in range(0, 200, 50):
        vouch(two, "1", later_ms=day * DAY_MS)
    assert vouch(two, "2", later_ms=220 * DAY_MS) == phones.Vouched(account=True)


def test_a_guests_points_of_more_than_a_year_ago_are_claimed_by_nobody(books: Books) -> None:
    post_order(books, order(GUEST, order_id="22"), NOW_MS)
    assert vouch(books, "1", later_ms=GUEST_S * 1000 + 1000) == phones.Vouched()


def test_both_at_once_end_as_one_and_the_books_balance(two: Books) -> None:
    vouch(two, "1")
    one, other = (id_of(two, account(number)) for number in "12")
    people.join(two, one, other, "phone", NOW_MS)  # what a crash left before the note
    assert vouch(two, "2") == phones.Vouched()
    assert owner(two) == other
    assert verify({two.ledger.ledger_id}, b"master key of the tests").mismatches == []


def test_the_table_holds_no_number(two: Books) -> None:
    post_order(two, order(GUEST, order_id="25"), NOW_MS)
    vouch(two, "1")
    vouch(two, "2")
    for row in Row.scan(consistent_read=True):
        assert "912345678" not in f"{row.pk} {row.sk} {row.serialize()}"


def test_an_erasure_leaves_no_number_and_gives_it_back_to_whoever_has_it_next(two: Books) -> None:
    vouch(two, "1")
    vouch(two, "2")
    people.erase(two, id_of(two, account("1")), NOW_MS + DAY_MS)
    assert owner(two) is None
    for who in (id_of(two, account(number)) for number in "12"):
        assert not list(Row.query(keys.personal(two.ledger, who)))
    assert vouch(two, "1", later_ms=2 * DAY_MS) == phones.Vouched(), "noted with nothing"
    assert owner(two) is None
    post_order(two, order(account("3"), order_id="29"), NOW_MS)
    assert vouch(two, "3", later_ms=3 * DAY_MS) == phones.Vouched()
    assert owner(two) == id_of(two, account("3"))


def test_a_redaction_leaves_no_number_of_who_only_verified_one(books: Books) -> None:
    vouch(books, "1")
    ids, _ = members.list_member_ids(books.ledger)
    assert ids == [id_of(books, account("1"))]
    redact.forget_member(books.ledger, ids[0])
    assert owner(books) is None


def test_an_operator_finds_a_member_by_the_number(two: Books) -> None:
    post_order(two, order(GUEST, order_id="25"), NOW_MS)
    asked = f"+{PHONE}"
    assert members.find_member_id(two.ledger, "", asked) == id_of(two, GUEST)
    vouch(two, "1")
    assert members.find_member_id(two.ledger, "", asked) == id_of(two, account("1"))


def test_the_chain_holds_after_a_join_by_number(two: Books) -> None:
    vouch(two, "1")
    vouch(two, "2")
    page = keys.member(two.ledger, id_of(two, account("2")))
    rows = list(EntryRow.query(page, Row.sk.startswith("E#"), consistent_read=True))
    assert all(later.previous == before.hash for before, later in pairwise(rows))
