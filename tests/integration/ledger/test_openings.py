"""Opening balances on the table: each once, for the right member, and taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from core.ledger import keys, openings, people
from core.ledger import table as bound
from core.ledger.index import index_entry
from core.ledger.members import entries, list_member_ids
from core.ledger.opening_rows import OpeningRow
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.ledger.verify import verify
from core.member import MemberState
from core.migrating.planning import Opening
from core.migrating.reading import Person
from core.snapshot import CustomerRef
from tests.unit.core.worlds import STORE, T0, snapshot

NOW_MS = T0 * 1000
OTHER = "woo-00000000000000aa"
EMAIL = "jia@example.com"


def opening(points: int | None, line: int = 2, **who: Any) -> Opening:
    person = Person((line,), points=points, **(who or {"email": EMAIL}))
    return Opening(person, points, (("", points),) if points else ())


def bring(
    books: Books, what: Opening, import_id: str = "i1", store_id: str = STORE
) -> openings.Outcome:
    return openings.bring(books, store_id, import_id, what, NOW_MS)


def guest(books: Books) -> MemberState:
    return books.living(books.member(books.ledger.guest_id(EMAIL)))


def index(books: Books, member_id: str) -> None:
    """What the relay does with the member's entries."""
    pk = keys.member(books.ledger, member_id)
    for row in Row.query(pk, Row.sk.startswith(keys.ENTRY_PREFIX), consistent_read=True):
        if isinstance(row, EntryRow):
            index_entry(books.ledger, member_id, row, T0)


def test_a_line_is_brought_once_however_often_it_is_repeated(books: Books) -> None:
    assert bring(books, opening(120)).what == "new"
    assert bring(books, opening(120)).what == "done_before"
    assert bring(books, opening(120), "i2").what == "unchanged", "the same file once more"
    assert guest(books).available == 120
    shown, _ = entries(books.ledger, guest(books).member_id, books.programs.newest)
    assert [one["points"] for one in shown] == [120]
    assert "earlier program" in shown[0]["why"]["text"]["en"]


def test_eight_at_once_bring_a_line_once(books: Books) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: bring(books, opening(120)).what, range(8)))
    assert sorted(done) == ["done_before"] * 7 + ["new"]
    assert guest(books).available == 120


def test_a_look_says_what_bringing_will_do_and_writes_nothing(books: Books) -> None:
    bring(books, opening(100), "i0")
    lines = [opening(120), opening(7, 3, customer_id="3"), opening(100, 4, email="x@example.com")]
    rows = len(list(Row.scan(consistent_read=True)))
    seen = openings.look(books, STORE, "i1", lines, NOW_MS)
    assert len(list(Row.scan(consistent_read=True))) == rows
    done = [bring(books, one) for one in lines]
    assert seen == done
    assert [(one.what, one.points) for one in done] == [("changed", 20), ("new", 7), ("new", 100)]


def test_an_address_finds_the_account_that_has_it(books: Books) -> None:
    who = CustomerRef(customer_id="3", email=EMAIL)
    post_order(books, snapshot(customer=who), NOW_MS)
    account = books.ledger.member_id(STORE, who) or ""
    index(books, account)
    assert bring(books, opening(50)).member_id == account
    assert books.member(account).available == 300


def test_somebody_new_is_listed_and_found_by_the_address(books: Books) -> None:
    made = bring(books, opening(5, customer_id="9", email=EMAIL))
    index(books, made.member_id)
    assert list_member_ids(books.ledger)[0] == [made.member_id]
    assert openings.look(books, STORE, "i2", [opening(5)], NOW_MS)[0].member_id == made.member_id
    assert books.member(made.member_id).contact.customers == {STORE: "9"}


def test_what_was_brought_follows_a_guest_who_becomes_an_account(books: Books) -> None:
    bring(books, opening(120))
    account = books.ledger.member_id(STORE, CustomerRef(customer_id="3")) or ""
    bring(books, opening(30, 3, customer_id="3"))
    people.join(books, guest(books).member_id, account, "mailed_link", NOW_MS)
    assert books.member(account).available == 150
    [row] = [one for one in Row.scan(consistent_read=True) if isinstance(one, OpeningRow)]
    assert (row.pk, row.points) == (keys.opening(books.ledger, account), 150)
    for line in openings.lines(books.ledger, "i1"):
        assert openings.take_back(books, STORE, "i1", line, "debt", NOW_MS) == 0
    assert books.member(account).available == 0
    assert verify({books.ledger.ledger_id}).mismatches == []


def test_two_stores_of_a_wallet_bring_each_its_own_and_take_only_that_back(books: Books) -> None:
    """Each had a program of its own: the second file is no correction of the first."""
    bring(books, opening(100))
    assert bring(books, opening(50), "i2", OTHER).points == 50
    assert guest(books).available == 150
    assert bring(books, opening(120), "i3").points == 20, "a correction of the first store's file"
    account = books.ledger.member_id(STORE, CustomerRef(customer_id="3")) or ""
    bring(books, opening(1, 3, customer_id="3"), "i3")
    people.join(books, guest(books).member_id, account, "mailed_link", NOW_MS)
    [line] = openings.lines(books.ledger, "i2")
    assert openings.take_back(books, OTHER, "i2", line, "debt", NOW_MS) == 0
    assert (books.member(account).available, books.member(account).debt) == (121, 0)
    again = openings.bring(books, OTHER, "i4", opening(50, customer_id=None, email=EMAIL), NOW_MS)
    assert (again.points, books.member(account).available) == (50, 171)
    assert verify({books.ledger.ledger_id}).mismatches == []


def test_undoing_takes_back_once_and_a_debt_is_seen_before(books: Books) -> None:
    bring(books, opening(250))
    [line] = openings.lines(books.ledger, "i1")
    reward = books.programs.newest.reward("off-small")
    from core.ledger import redemptions

    redemptions.hold(books, line.member_id, guest(books).contact, reward, "k", STORE, NOW_MS)
    assert openings.spent_since(books, STORE, "i1", line, NOW_MS) == 100
    assert openings.take_back(books, STORE, "i1", line, "debt", NOW_MS) == 100
    assert openings.take_back(books, STORE, "i1", line, "debt", NOW_MS) is None
    assert (guest(books).available, guest(books).debt) == (0, 100)
    assert bring(books, opening(250), "i2").points == 250, (
        "an import that was undone counts no more"
    )
    assert verify({books.ledger.ledger_id}).mismatches == []


def test_who_was_erased_is_brought_nothing_and_nothing_of_theirs_is_undone(books: Books) -> None:
    bring(books, opening(120))
    people.erase(books, guest(books).member_id, NOW_MS)
    assert bring(books, opening(120), "i2").what == "erased"
    [line] = openings.lines(books.ledger, "i1")
    assert openings.spent_since(books, STORE, "i1", line, NOW_MS) is None
    assert openings.take_back(books, STORE, "i1", line, "debt", NOW_MS) is None
    assert list(Row.query(keys.opening(books.ledger, line.member_id), consistent_read=True)) == []
    assert (guest(books).available, guest(books).debt) == (0, 0)


def test_a_transaction_that_the_member_was_written_under_is_decided_again(books: Books) -> None:
    """The same member gets points from an order between the read and the write."""
    who = CustomerRef(email=EMAIL)
    events = bound.connect().client.meta.events

    def meanwhile(**_: Any) -> None:
        events.unregister("before-call.dynamodb.TransactWriteItems", meanwhile)
        post_order(books, snapshot(customer=who), NOW_MS)

    events.register("before-call.dynamodb.TransactWriteItems", meanwhile)
    assert bring(books, opening(120)).what == "changed"
    assert guest(books).available == 370
