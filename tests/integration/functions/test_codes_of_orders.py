"""What an order's life means for the code that was used in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.ledger import members, programs, redemptions
from core.ledger.posting import Books
from core.ledger.redeeming import carry_out
from core.ledger.verify import verify
from core.member import Contact
from core.ports import CodeState
from core.program.defaults import default_document
from core.redemptions import Redemption, Status
from core.snapshot import CustomerRef, OrderDeletion, OrderSnapshot
from functions.ledger_worker.apply import apply
from functions.scheduled.due import run_due
from tests.support.operator import MASTER_KEY
from tests.unit.core.worlds import T0, snapshot

NOW_MS = T0 * 1000
DAY_S = 86_400


@pytest.fixture
def issued(books: Books, store_id: str) -> Redemption:
    """A code that its shopper has."""
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    members.adjust(books, member_id, 100, "welcome", "c1", NOW_MS)
    reward = books.programs.newest.reward("off-small")
    contact = Contact({store_id: "3"}, "jia@example.com")
    held = redemptions.hold(books, member_id, contact, reward, "k1", store_id, NOW_MS)
    return redemptions.issued(books.ledger, held)


def order(code: Redemption, goods_minor: int = 25_000, **fields: Any) -> OrderSnapshot:
    return replace(snapshot(goods_minor, codes=(code.code,), **fields), store_id=code.store_id)


def status(books: Books, code: Redemption) -> Status:
    return redemptions.find(books.ledger, code.redemption_id).status


def nothing(ledger_id: str, redemption_id: str) -> None:
    raise AssertionError("no hold is due")


def test_an_order_uses_its_code_and_a_cancelled_one_sets_it_free(
    books: Books, issued: Redemption
) -> None:
    apply(order(issued, state="pending"), NOW_MS)
    assert status(books, issued) == "used"
    apply(order(issued, state="void", status="cancelled", stamp_s=T0 + 1), NOW_MS + 1000)
    assert status(books, issued) == "issued"


def test_a_refunded_order_keeps_its_code_used_as_the_store_does(
    books: Books, issued: Redemption
) -> None:
    apply(order(issued), NOW_MS)
    apply(order(issued, state="void", status="refunded", stamp_s=T0 + 1), NOW_MS + 1000)
    assert status(books, issued) == "used"


def test_a_deletion_sets_the_code_free_and_a_stale_one_does_not(
    books: Books, issued: Redemption
) -> None:
    apply(order(issued, received_at_ms=NOW_MS + 10), NOW_MS)
    assert apply(OrderDeletion(issued.store_id, "22", NOW_MS + 5), NOW_MS) == "stale"
    assert status(books, issued) == "used"
    apply(OrderDeletion(issued.store_id, "22", NOW_MS + 20), NOW_MS)
    assert status(books, issued) == "issued"


def test_a_use_that_the_store_told_first_learns_its_order_later(
    books: Books, issued: Redemption
) -> None:
    redemptions.used(books, issued.code, "", NOW_MS)
    apply(order(issued), NOW_MS)
    assert redemptions.find(books.ledger, issued.redemption_id).order_id == "22"
    apply(order(issued, state="void", status="cancelled", stamp_s=T0 + 1), NOW_MS + 1000)
    assert status(books, issued) == "issued"


def test_a_code_that_comes_free_after_its_last_day_expires(
    books: Books, issued: Redemption
) -> None:
    apply(order(issued), NOW_MS)
    over_s = issued.expires_at_s + 2 * DAY_S
    run_due(over_s, nothing)
    assert status(books, issued) == "used"
    late = order(issued, state="void", status="cancelled", stamp_s=over_s)
    apply(late, over_s * 1000)
    run_due(over_s + 1, nothing)
    assert status(books, issued) == "expired"


def test_a_code_that_was_used_before_anybody_knew_it_was_made_expires_as_well(
    books: Books, store_id: str, issued: Redemption
) -> None:
    members.adjust(books, issued.member_id, 100, "welcome", "c2", NOW_MS)
    reward = books.programs.newest.reward("off-small")
    held = redemptions.hold(books, issued.member_id, Contact(), reward, "k2", store_id, NOW_MS)
    apply(order(held), NOW_MS)
    assert redemptions.issued(books.ledger, held).status == "used"
    apply(order(held, state="void", status="cancelled", stamp_s=T0 + 1), NOW_MS + 1000)
    assert status(books, held) == "issued"
    run_due(held.expires_at_s + 2 * DAY_S, nothing)
    assert status(books, held) == "expired"


class Shop:
    """A store that disables what it is asked to, and says that it had been used."""

    def __init__(self) -> None:
        self.disabled: list[str] = []

    def disable_code(self, code: str, redemption_id: str) -> CodeState:
        self.disabled.append(code)
        return CodeState(active=False, used=1)


@pytest.fixture
def restoring(books: Books) -> Books:
    """The same books under a program that restores the points of codes whose order is refunded."""
    policies = default_document("USD")["policies"] | {"code_refund": "restore"}
    programs.publish(books.ledger, default_document("USD") | {"policies": policies}, "t", 0)
    books.programs = programs.programs(books.ledger)
    return books


def run(books: Books, shop: Any, at_ms: int) -> None:
    def carry(ledger_id: str, redemption_id: str) -> None:
        carry_out(books, shop, redemption_id, at_ms)

    run_due(at_ms // 1000, carry)


def available(books: Books, code: Redemption) -> int:
    return books.member(code.member_id).available


def test_refund_of_an_order_paid_with_a_code_restores_its_points_once_by_policy(
    restoring: Books, issued: Redemption
) -> None:
    shop, refund = Shop(), order(issued, 0, state="void", status="refunded", stamp_s=T0 + 1)
    apply(order(issued, 0), NOW_MS)
    apply(refund, NOW_MS + 1000)
    assert (status(restoring, issued), available(restoring, issued)) == ("returning", 0)
    for again_ms in (2000, 200_000):
        run(restoring, shop, NOW_MS + again_ms)
        apply(refund, NOW_MS + again_ms)
        later = replace(refund, stamp_s=T0 + again_ms)
        apply(later, NOW_MS + again_ms)
    assert shop.disabled == [issued.code], "points come back only when the code is dead"
    assert (status(restoring, issued), available(restoring, issued)) == ("returned", 100)
    assert verify(master_key=bytes.fromhex(MASTER_KEY)).mismatches == []


def test_an_order_that_counts_after_all_takes_the_points_of_its_code_again(
    restoring: Books, issued: Redemption
) -> None:
    apply(order(issued, 0), NOW_MS)
    apply(order(issued, 0, state="void", status="refunded", stamp_s=T0 + 1), NOW_MS + 1000)
    run(restoring, Shop(), NOW_MS + 2000)
    assert available(restoring, issued) == 100
    apply(order(issued, 0, stamp_s=T0 + 9), NOW_MS + 9000)
    assert (status(restoring, issued), available(restoring, issued)) == ("used", 0)
    apply(order(issued, 0, state="void", status="refunded", stamp_s=T0 + 10), NOW_MS + 10_000)
    run(restoring, Shop(), NOW_MS + 200_000)
    assert (status(restoring, issued), available(restoring, issued)) == ("returned", 100)
    assert verify(master_key=bytes.fromhex(MASTER_KEY)).mismatches == []


def test_a_partial_refund_restores_no_points_of_a_code(
    restoring: Books, issued: Redemption
) -> None:
    apply(order(issued, 10_000), NOW_MS)
    apply(order(issued, 10_000, refunds=[5_000], stamp_s=T0 + 1), NOW_MS + 1000)
    assert status(restoring, issued) == "used"


def test_points_that_a_refund_forgave_come_back_with_no_code_and_the_books_still_balance(
    restoring: Books, store_id: str, issued: Redemption
) -> None:
    policies = default_document("USD")["policies"] | {"spent_refund": "forgive"}
    programs.publish(restoring.ledger, default_document("USD") | {"policies": policies}, "t", 0)
    books = Books(restoring.ledger, programs.programs(restoring.ledger), restoring.tz)
    bought = replace(snapshot(10_000, order_id="30", placed_at_s=T0 + 20), store_id=store_id)
    apply(bought, NOW_MS + 20_000)
    reward = books.programs.newest.reward("off-small")
    made = redemptions.hold(books, issued.member_id, Contact(), reward, "k2", store_id, NOW_MS)
    apply(replace(bought, state="void", status="cancelled", stamp_s=T0 + 30), NOW_MS + 30_000)
    back = redemptions.returned(books, made.redemption_id, "no_code", NOW_MS + 40_000)
    assert (back.kept, available(books, issued)) == (100, 0)
    assert verify(master_key=bytes.fromhex(MASTER_KEY)).mismatches == []
    apply(replace(bought, stamp_s=T0 + 50), NOW_MS + 50_000)
    assert available(books, issued) == 100
    redemptions.used(books, made.code, "31", NOW_MS + 60_000)
    assert available(books, issued) == 0
    assert verify(master_key=bytes.fromhex(MASTER_KEY)).mismatches == []
