"""What the relay made of entries can be made again from the entries and rows themselves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from core.identity import Ledger
from core.ledger import keys, people, programs, redemptions
from core.ledger.directory import DirectoryRow
from core.ledger.due import DueDayRow, DueRow, due_at
from core.ledger.index import index_entry
from core.ledger.members import AliasRow, adjust
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.reconcile import Mended, reconcile
from core.ledger.redemption_rows import RedemptionRow
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.member import Contact
from core.program.defaults import default_document
from core.redemptions import Redemption
from core.snapshot import CustomerRef
from tests.unit.core.worlds import STORE, T0, TZ, snapshot

NOW_MS = T0 * 1000
MADE_AGAIN = (DirectoryRow, AliasRow, DueRow, DueDayRow)


@dataclass
class Sent:
    """What was handed to queues."""

    codes: list[str] = field(default_factory=list)
    rechecks: list[tuple[str, str]] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    erasures: list[tuple[str, int]] = field(default_factory=list)
    followed: list[tuple[str, str, str]] = field(default_factory=list)
    awards: list[str] = field(default_factory=list)

    def follow(self, ledger_id: str, store_id: str, order_id: str, was: str) -> None:
        self.followed.append((store_id, order_id, was))

    def award(self, ledger_id: str, award: str) -> None:
        self.awards.append(award)

    def code(self, ledger_id: str, redemption_id: str) -> None:
        self.codes.append(redemption_id)

    def recheck(self, store_id: str, order_id: str) -> None:
        self.rechecks.append((store_id, order_id))

    def copy(self, ledger_id: str, member_id: str) -> None:
        self.copies.append(member_id)

    def erased(self, ledger: Ledger, member_id: str, at_ms: int) -> None:
        self.erasures.append((member_id, at_ms))


def relay_all(ledger: Ledger) -> None:
    for row in Row.scan(consistent_read=True):
        if isinstance(row, EntryRow) and row.pk.startswith(f"L#{ledger.ledger_id}#"):
            index_entry(ledger, row.pk.rsplit("#", 1)[1], row, T0)


def derived() -> dict[tuple[str, str], dict[str, Any]]:
    rows = [row for row in Row.scan(consistent_read=True) if isinstance(row, MADE_AGAIN)]
    return {(row.pk, row.sk): row.serialize() for row in rows}


def forget_derived() -> None:
    for row in Row.scan(consistent_read=True):
        if isinstance(row, MADE_AGAIN):
            row.delete()


def run(books: Books, *, now_s: int = T0, since_s: int = 0) -> tuple[Mended, Sent]:
    sent = Sent()
    own = books.ledger

    def open_ledger(ledger_id: str) -> Ledger | None:
        return own if ledger_id == own.ledger_id else None

    return reconcile(open_ledger, sent, now_s=now_s, since_s=since_s), sent


@pytest.fixture(name="busy")
def _busy(books: Books) -> Books:
    """Members with accounts and without, orders, points that will expire, codes in every state."""
    document = default_document("USD") | {"expiry": {"kind": "months", "months": 12}}
    programs.publish(books.ledger, document, "test", T0 - 60)
    programs._cached.clear()
    books = Books(books.ledger, programs.programs(books.ledger), TZ)
    for number in range(1, 8):
        who = CustomerRef(customer_id=str(number), email=f"shopper.{number}@example.com")
        if number > 5:
            who = CustomerRef(email=f"guest.{number}@example.com")
        order = snapshot(customer=who, order_id=str(number), placed_at_s=T0 + number)
        post_order(books, order, NOW_MS)
    for number, key in ((1, "held"), (2, "issued"), (3, "returning"), (4, "used")):
        held = hold(books, str(number), key)
        if key != "held":
            redemptions.issued(books.ledger, held)
        if key == "returning":
            redemptions.begin_return(books.ledger, held.redemption_id, NOW_MS)
        if key == "used":
            redemptions.used(books, held.code, "4", NOW_MS)
    return books


def member_id(books: Books, customer_id: str) -> str:
    return books.ledger.member_id(STORE, CustomerRef(customer_id=customer_id)) or ""


def hold(books: Books, customer_id: str, key: str) -> Redemption:
    reward = books.programs.newest.reward("off-small")
    who = member_id(books, customer_id)
    return redemptions.hold(books, who, Contact(), reward, key, STORE, NOW_MS)


def test_lists_addresses_and_due_work_come_back_as_they_were(busy: Books) -> None:
    relay_all(busy.ledger)
    before = derived()
    kinds = {row["t"]["S"] for row in before.values()}
    assert kinds == {"X", "A", "D", "DD"}
    forget_derived()
    mended, _ = run(busy)
    after = derived()
    unlike = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    states = {one.redemption_id: one.status for one in redemptions_of(busy)}
    # Not made again is what nobody needs: a look at a hold that has ended, the end of a code that
    # is not to be used any more. A return that is under way is looked at again.
    assert {(states[key[1].split("#")[2]], key[1].split("#")[0]) for key in unlike} == {
        ("issued", "hold"),
        ("used", "hold"),
        ("used", "code"),
        ("returning", "hold"),
        ("returning", "code"),
    }
    assert (mended.members_listed, mended.orders_listed, mended.addresses) == (7, 7, 7)
    assert mended.redemptions_listed == len(states) == 4
    assert mended.due == 7 + 3


def redemptions_of(books: Books) -> list[Redemption]:
    found = []
    for row in Row.scan():
        if isinstance(row, RedemptionRow):
            found.append(redemptions.find(books.ledger, row.redemption_id))
    return found


def test_what_is_there_stays_as_it_is(busy: Books) -> None:
    relay_all(busy.ledger)
    before = derived()
    mended, _ = run(busy)
    assert derived() == before
    counts = (mended.members_listed, mended.orders_listed, mended.addresses, mended.days)
    assert counts == (0, 0, 0, 0)
    forget_derived()
    run(busy)
    mended_again, _ = run(busy)
    assert (mended_again.due, mended_again.days, mended_again.addresses) == (0, 0, 0)


def test_a_day_that_nobody_would_visit_is_visited_again(busy: Books) -> None:
    relay_all(busy.ledger)
    for row in Row.query("DUE"):
        row.delete()
    later_s = T0 + 800 * 86400
    assert list(due_at(later_s)) == []
    mended, _ = run(busy)
    assert mended.days > 0
    assert len(list(due_at(later_s))) >= 7


def test_open_redemptions_go_to_the_codes_queue_and_ended_ones_do_not(busy: Books) -> None:
    _, sent = run(busy)
    states = {one.redemption_id: one.status for one in redemptions_of(busy)}
    assert sorted(states[one] for one in sent.codes) == ["held", "returning"]


def test_recent_orders_that_were_left_open_are_asked_for_once(books: Books) -> None:
    first = snapshot(25_000, order_id="9", received_at_ms=NOW_MS)
    post_order(books, first, NOW_MS)
    for cents in (100, 200):  # states of the same second: the store decides
        tied = replace(first, lines=snapshot(25_000 - cents).lines, received_at_ms=NOW_MS + cents)
        post_order(books, tied, NOW_MS + cents)
    _, sent = run(books)
    assert sent.rechecks == [(STORE, "9")]
    assert sent.copies == [member_id(books, "3")]
    _, later = run(books, since_s=T0 + 60)
    assert (later.rechecks, later.copies) == ([], [])


def test_an_erased_member_gets_no_address_back_and_a_stale_one_goes(busy: Books) -> None:
    relay_all(busy.ledger)
    gone = member_id(busy, "1")
    people.erase(busy, gone, NOW_MS + 1000)
    alias = busy.ledger.alias("shopper.1@example.com")
    AliasRow(keys.alias(busy.ledger, alias), "ALIAS", member_id=gone).save()
    mended, sent = run(busy)
    assert mended.addresses_dropped == 1
    assert sent.erasures == [(gone, NOW_MS + 1000)]
    assert not [row for row in Row.scan() if isinstance(row, AliasRow) and row.member_id == gone]


def test_an_account_goes_before_a_guest_of_the_same_address(books: Books) -> None:
    accounts = {f"shopper.{number}@example.com": str(number) for number in range(6)}
    for email, customer_id in accounts.items():  # whichever of the two is read first
        for who in (CustomerRef(email=email), CustomerRef(customer_id=customer_id, email=email)):
            order_id = f"{customer_id}{who.customer_id or 'guest'}"
            post_order(books, snapshot(customer=who, order_id=order_id), NOW_MS)
    for _ in range(2):
        run(books)
        found = {row.member_id for row in Row.scan() if isinstance(row, AliasRow)}
        assert found == {member_id(books, one) for one in accounts.values()}
    alias = AliasRow.get(
        keys.alias(books.ledger, books.ledger.alias("shopper.3@example.com")), "ALIAS"
    )
    alias.member_id = books.ledger.guest_id("shopper.3@example.com")
    alias.save()
    mended, _ = run(books)
    assert mended.addresses == 1


def test_other_ledgers_are_left_alone(busy: Books) -> None:
    relay_all(busy.ledger)
    other = Ledger.open("woo-ffffffffffff", b"master key of the tests")
    programs.publish(other, default_document("USD"), "test", 0)
    elsewhere = Books(other, programs.programs(other), TZ)
    adjust(elsewhere, "m1", 10, "x", "c1", NOW_MS)
    before = derived()
    run(busy)
    assert derived() == before
    mended, sent = run(elsewhere)
    assert mended.members_listed == 1
    assert sent.copies == ["m1"]
