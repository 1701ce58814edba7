"""A redemption's states in the ledger, without a store: who may change what, and only once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import InsufficientPoints
from core.ledger import due, redemptions
from core.ledger.members import adjust
from core.ledger.posting import Books
from core.ledger.verify import verify
from core.member import Contact
from core.redemptions import LEASE_MS, Redemption
from core.snapshot import CustomerRef
from tests.unit.core.worlds import STORE, T0

NOW_MS = T0 * 1000


@pytest.fixture
def member_id(books: Books) -> str:
    found = books.ledger.member_id(STORE, CustomerRef(customer_id="3")) or ""
    adjust(books, found, 250, "welcome", "c1", NOW_MS)
    return found


def hold(books: Books, member_id: str, key: str = "k1") -> Redemption:
    reward = books.programs.newest.reward("off-small")
    contact = Contact({STORE: "3"}, "jia@example.com")
    return redemptions.hold(books, member_id, contact, reward, key, STORE, NOW_MS)


def available(books: Books, member_id: str) -> int:
    return books.member(member_id).available


def test_of_many_who_hold_at_once_no_more_get_points_than_there_are(
    books: Books, member_id: str
) -> None:
    def one(number: int) -> bool:
        try:
            hold(books, member_id, f"k{number}")
        except InsufficientPoints:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(one, range(6))) == 2
    assert available(books, member_id) == 50
    assert verify().mismatches == []


def test_one_key_used_by_many_at_once_is_one_redemption(books: Books, member_id: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: hold(books, member_id).redemption_id, range(6)))
    assert len(set(made)) == 1
    assert available(books, member_id) == 150


def test_of_many_who_want_the_lease_at_once_one_gets_it(books: Books, member_id: str) -> None:
    held = hold(books, member_id)

    def lease(_: int) -> bool:
        return redemptions.lease(books.ledger, held.redemption_id, NOW_MS) is not None

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lease, range(6))) == 1


def test_a_use_and_a_return_at_once_move_the_points_as_one_after_the_other_would(
    books: Books, member_id: str
) -> None:
    held = redemptions.issued(books.ledger, hold(books, member_id))
    redemptions.begin_return(books.ledger, held.redemption_id, NOW_MS)
    with ThreadPoolExecutor(2) as pool:
        pool.submit(redemptions.used, books, held.code, "77", NOW_MS)
        pool.submit(redemptions.returned, books, held.redemption_id, "given_back", NOW_MS)
    assert redemptions.find(books.ledger, held.redemption_id).status == "used"
    assert available(books, member_id) == 150
    assert verify().mismatches == []


def test_points_come_back_once_and_never_from_a_code_that_was_used(
    books: Books, member_id: str
) -> None:
    first, second = hold(books, member_id), hold(books, member_id, "k2")
    for _ in range(2):
        after = redemptions.returned(books, first.redemption_id, "no_code", NOW_MS)
        assert after.status == "returned"
    redemptions.used(books, second.code, "77", NOW_MS)
    assert redemptions.returned(books, second.redemption_id, "no_code", NOW_MS).status == "used"
    assert available(books, member_id) == 150


def test_a_return_that_has_begun_is_looked_after_when_its_shopper_is_gone(
    books: Books, member_id: str
) -> None:
    held = redemptions.issued(books.ledger, hold(books, member_id))
    for row in due.due_at(T0 + 3600):
        due.done(row)
    redemptions.begin_return(books.ledger, held.redemption_id, NOW_MS)
    assert [(row.work, row.name) for row in due.due_at(T0 + 120)] == [("hold", held.redemption_id)]


def test_a_settled_redemption_holds_no_lease_and_nobody_gets_one(
    books: Books, member_id: str
) -> None:
    held = hold(books, member_id)
    redemptions.lease(books.ledger, held.redemption_id, NOW_MS)
    after = redemptions.returned(books, held.redemption_id, "no_code", NOW_MS)
    assert after.lease_until_ms == 0
    assert redemptions.lease(books.ledger, held.redemption_id, NOW_MS + 2 * LEASE_MS) is None


def test_only_a_code_that_is_out_expires_and_a_use_found_later_still_counts(
    books: Books, member_id: str
) -> None:
    held = hold(books, member_id)
    redemptions.expired(books.ledger, held.redemption_id)
    assert redemptions.find(books.ledger, held.redemption_id).status == "held"
    issued = redemptions.issued(books.ledger, held)
    redemptions.expired(books.ledger, issued.redemption_id)
    assert redemptions.find(books.ledger, issued.redemption_id).status == "expired"
    used = redemptions.used(books, issued.code, "77", NOW_MS)
    assert used is not None
    assert used.status == "used"
    assert available(books, member_id) == 150
    redemptions.expired(books.ledger, issued.redemption_id)
    assert redemptions.find(books.ledger, issued.redemption_id).status == "used"


def test_an_order_sets_free_only_the_code_that_it_used_itself(books: Books, member_id: str) -> None:
    held = redemptions.issued(books.ledger, hold(books, member_id))
    redemptions.unused(books.ledger, held.code, "77", NOW_MS)
    assert redemptions.find(books.ledger, held.redemption_id).version == held.version
    redemptions.used(books, held.code, "77", NOW_MS)
    redemptions.used(books, held.code, "78", NOW_MS)
    redemptions.unused(books.ledger, held.code, "78", NOW_MS)
    assert redemptions.find(books.ledger, held.redemption_id).status == "used"
