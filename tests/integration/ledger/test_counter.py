"""In person: receipts and redemptions at the counter of a shop, under the same laws."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core.errors import BadInput, Conflict, InsufficientPoints, NotFound
from core.ledger import members, receipts, redact, redemptions
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.verify import verify
from core.member import Contact, MemberState
from core.redemptions import COUNTER_UNDO_S, Redemption
from core.snapshot import CustomerRef
from tests.unit.core.worlds import STORE, T0, snapshot

NOW_MS = T0 * 1000
KEY = b"master key of the tests"


def member(books: Books, number: int = 3) -> MemberState:
    """A customer of the store who has bought for 100 before."""
    customer = CustomerRef(customer_id=str(number))
    member_id = books.ledger.member_id(STORE, customer) or ""
    if not books.member(member_id).version:
        event = snapshot(10_000, order_id=f"web-{number}", customer=customer)
        post_order(books, event, NOW_MS)
    return books.member(member_id)


def award(books: Books, number: str = "A-1", minor: int = 2_500, at_ms: int = NOW_MS) -> Any:
    return receipts.award(books, STORE, member(books), number, minor, at_ms)


def redeem(books: Books, key: str = "k", reward: str = "off-small") -> Redemption:
    chosen = books.programs.newest.reward(reward)
    return redemptions.hold(
        *(books, member(books).member_id, Contact(), chosen, key, STORE, NOW_MS), counter=True
    )


def texts(books: Books) -> list[str]:
    page, _ = members.entries(books.ledger, member(books).member_id, books.programs.newest)
    return [one["why"]["text"]["en"] for one in page]


def test_a_receipt_counts_as_an_order_for_points_and_tiers(books: Books) -> None:
    award(books, minor=45_000)
    now = member(books)
    assert (now.available, now.tier_id) == (550, "silver")
    assert texts(books)[-1].startswith("Receipt A-1: $450 net")


def test_a_receipts_number_is_unique_and_the_same_receipt_again_changes_nothing(
    books: Books,
) -> None:
    award(books)
    award(books, " a-1 ", at_ms=NOW_MS + 60_000)
    assert member(books).available == 125
    with pytest.raises(Conflict, match="A-1 was awarded already"):
        award(books, minor=9_900)
    with pytest.raises(Conflict, match="A-1 was awarded already"):
        receipts.award(books, STORE, member(books, 4), "A-1", 2_500, NOW_MS)
    assert member(books, 4).available == 100


def test_a_receipt_can_be_undone_and_awarded_to_somebody_else(books: Books) -> None:
    award(books)
    for _ in range(2):
        receipts.undo(books, STORE, "a-1", NOW_MS + 60_000)
        assert member(books).available == 100
    receipts.award(books, STORE, member(books, 4), "A-1", 2_500, NOW_MS + 120_000)
    assert (member(books).available, member(books, 4).available) == (100, 125)
    with pytest.raises(NotFound):
        receipts.undo(books, STORE, "B-9", NOW_MS)
    assert verify(master_key=KEY).mismatches == []


def test_two_tills_that_award_one_receipt_at_once_award_it_once(books: Books) -> None:
    both = [member(books, number) for number in (3, 4)]

    def one(whose: MemberState) -> bool:
        try:
            receipts.award(books, STORE, whose, "A-1", 2_500, NOW_MS)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(one, [both[0], both[1], both[0], both[1]]))
    assert 1 <= sum(got) <= 2, "whoever came first may have pressed twice"
    assert sorted(member(books, number).available for number in (3, 4)) == [100, 125]


@pytest.mark.parametrize("number", ["", " ", "a b", "#1", "x" * 31, "ａ1"])
def test_what_is_no_receipts_number_is_refused(books: Books, number: str) -> None:
    with pytest.raises(BadInput, match="letters, digits and hyphens"):
        award(books, number)


@pytest.mark.parametrize("minor", [0, -5, 10**11])
def test_what_no_receipt_comes_to_is_refused_and_the_number_stays_free(
    books: Books, minor: int
) -> None:
    with pytest.raises(BadInput):
        award(books, minor=minor)
    assert receipts.find(books.ledger, STORE, "A-1") is None


def test_a_reward_redeemed_at_the_counter_is_used_at_once_and_paid_once(books: Books) -> None:
    made = redeem(books)
    assert redeem(books) == made
    assert (made.status, member(books).available) == ("used", 0)
    assert texts(books)[-1] == "Redeemed 100 points in the shop."
    with pytest.raises(InsufficientPoints):
        redeem(books, "another key")
    assert verify(master_key=KEY).mismatches == []


def test_what_was_redeemed_at_the_counter_is_undone_within_a_day_once(books: Books) -> None:
    made = redeem(books)
    for _ in range(2):
        redemptions.undone(books, made.redemption_id, NOW_MS + 60_000)
        assert member(books).available == 100
    again = redeem(books, "another key")
    with pytest.raises(Conflict, match="more than a day"):
        redemptions.undone(books, again.redemption_id, NOW_MS + COUNTER_UNDO_S * 1000 + 1000)
    assert verify(master_key=KEY).mismatches == []


def test_a_code_for_the_cart_is_not_undone_at_the_counter(books: Books) -> None:
    chosen = books.programs.newest.reward("off-small")
    who = member(books).member_id
    made = redemptions.hold(books, who, Contact(), chosen, "k", STORE, NOW_MS)
    with pytest.raises(Conflict, match="Only what was redeemed at the counter"):
        redemptions.undone(books, made.redemption_id, NOW_MS)


def test_a_redaction_leaves_no_receipt(books: Books) -> None:
    award(books)
    redact.empty_ledger(books.ledger, [STORE], lambda: False)
    assert receipts.find(books.ledger, STORE, "A-1") is None
