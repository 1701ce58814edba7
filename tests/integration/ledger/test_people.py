"""Joining and erasing: late events, chains, and what is left of a person."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from core.ledger import keys, people, redemptions, table
from core.ledger.index import index_entry
from core.ledger.members import AliasRow, adjust, list_member_ids, note_contact
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.rows import EntryRow, NoteRow
from core.ledger.table import Row
from core.ledger.verify import verify
from core.member import Contact, MemberState
from core.redemptions import Redemption
from core.snapshot import CustomerRef, OrderSnapshot
from tests.unit.core.worlds import STORE, T0, snapshot

NOW_MS = T0 * 1000
EMAIL = "jia@example.com"
GUEST = CustomerRef(email=EMAIL)


def account(customer_id: str, email: str | None = None) -> CustomerRef:
    return CustomerRef(customer_id=customer_id, email=email)


def id_of(books: Books, who: CustomerRef) -> str:
    return books.ledger.member_id(STORE, who) or ""


def order(who: CustomerRef, **fields: Any) -> OrderSnapshot:
    return snapshot(customer=who, **fields)


def member(books: Books, who: CustomerRef) -> MemberState:
    return books.living(books.member(id_of(books, who)))


def balance(books: Books, who: CustomerRef) -> tuple[int, int, int]:
    found = member(books, who)
    return found.available, found.pending, found.debt


def join(books: Books, source: CustomerRef, into: CustomerRef) -> bool:
    at_ms = NOW_MS + 1000
    return people.join(books, id_of(books, source), id_of(books, into), "platform_merge", at_ms)


def erase(books: Books, who: CustomerRef, after_s: int = 10) -> None:
    people.erase(books, id_of(books, who), NOW_MS + after_s * 1000)


def hold(books: Books, who: CustomerRef) -> Redemption:
    contact = Contact({STORE: who.customer_id or ""}, EMAIL)
    reward = books.programs.newest.reward("off-small")
    return redemptions.hold(books, id_of(books, who), contact, reward, "k1", STORE, NOW_MS)


def test_two_merges_into_each_other_at_the_same_moment_make_no_circle(books: Books) -> None:
    """Of accounts nobody has heard of yet. The second is carried out between the first one's read
    and its write."""
    one, other = account("1"), account("2")
    events = table.connect().client.meta.events

    def meanwhile(**_: Any) -> None:
        events.unregister("before-call.dynamodb.TransactWriteItems", meanwhile)
        assert join(books, other, one)

    events.register("before-call.dynamodb.TransactWriteItems", meanwhile)
    assert not join(books, one, other)
    post_order(books, order(one, order_id="22"), NOW_MS)
    post_order(books, order(other, order_id="23"), NOW_MS)
    assert balance(books, one) == balance(books, other) == (500, 0, 0)


def test_points_and_late_events_follow_a_chain_of_any_length(books: Books) -> None:
    chain = [account(str(number)) for number in range(1, 9)]
    post_order(books, order(chain[0]), NOW_MS)
    for source, into in pairwise(chain):
        assert join(books, source, into)
    post_order(books, order(chain[0], refunds=[5_000], stamp_s=T0 + 1), NOW_MS)
    assert balance(books, chain[-1]) == (200, 0, 0)
    assert verify().mismatches == []


def test_an_order_that_comes_after_the_merge_of_an_account_never_seen_follows_it(
    books: Books,
) -> None:
    assert join(books, account("1"), account("2"))
    assert not join(books, account("1"), account("2"))
    post_order(books, order(account("1")), NOW_MS)
    assert balance(books, account("2")) == (250, 0, 0)
    assert verify().mismatches == []


def test_points_held_by_a_member_who_is_joined_meanwhile_come_back_to_the_other(
    books: Books,
) -> None:
    post_order(books, order(account("1")), NOW_MS)
    held = hold(books, account("1"))
    join(books, account("1"), account("2"))
    assert balance(books, account("2")) == (150, 0, 0)
    redemptions.returned(books, held.redemption_id, "no_code", NOW_MS)
    assert balance(books, account("2")) == (250, 0, 0)
    assert verify().mismatches == []


def test_a_late_order_of_a_merged_account_does_not_name_the_survivor_after_it(
    books: Books,
) -> None:
    post_order(books, order(account("1", EMAIL)), NOW_MS)
    join(books, account("1"), account("2"))
    post_order(books, order(account("2", EMAIL), order_id="24"), NOW_MS)
    post_order(books, order(account("1", "old@example.com"), order_id="23"), NOW_MS)
    assert member(books, account("2")).contact == Contact({STORE: "2"}, EMAIL)


def test_news_of_a_merged_account_leaves_nothing_personal_on_its_row(books: Books) -> None:
    post_order(books, order(account("1", EMAIL)), NOW_MS)
    join(books, account("1"), account("2"))
    note_contact(books, id_of(books, account("1")), Contact({STORE: "1"}, EMAIL))
    assert books.member(id_of(books, account("1"))).contact == Contact()


def test_news_of_an_account_keeps_what_it_does_not_mention(books: Books) -> None:
    post_order(books, order(account("1", EMAIL)), NOW_MS)
    member_id = id_of(books, account("1"))
    note_contact(books, member_id, Contact({"shop-b": "9"}, None))
    assert books.member(member_id).contact == Contact({STORE: "1", "shop-b": "9"}, EMAIL)


def test_late_events_about_an_erased_guests_orders_do_not_reach_who_the_guest_became(
    books: Books,
) -> None:
    post_order(books, order(GUEST), NOW_MS)
    erase(books, GUEST)
    post_order(books, order(account("2"), order_id="23", placed_at_s=T0 + 100), NOW_MS)
    people.join(
        books, id_of(books, GUEST), id_of(books, account("2")), "platform_verified", NOW_MS + 20_000
    )
    for stamp_s, state in ((T0 + 30, "void"), (T0 + 31, "paid"), (T0 + 32, "void")):
        post_order(books, order(GUEST, state=state, stamp_s=stamp_s), stamp_s * 1000)
    assert balance(books, account("2")) == (250, 0, 0)
    assert verify().mismatches == []


def test_an_erased_members_order_that_now_names_another_makes_no_debt(books: Books) -> None:
    post_order(books, order(account("1")), NOW_MS)
    erase(books, account("1"))
    post_order(books, order(account("2"), stamp_s=T0 + 20), NOW_MS + 20_000)
    assert balance(books, account("1")) == (0, 0, 0)
    assert balance(books, account("2")) == (250, 0, 0)
    assert verify().mismatches == []


def test_a_late_order_of_an_erased_member_brings_nothing_back(books: Books) -> None:
    post_order(books, order(account("1", EMAIL)), NOW_MS)
    erase(books, account("1"))
    late = order(account("1", EMAIL), order_id="21", placed_at_s=T0 - 50)
    post_order(books, late, NOW_MS + 20_000)
    note_contact(books, id_of(books, account("1")), Contact({STORE: "1"}, EMAIL))
    found = books.member(id_of(books, account("1")))
    assert (found.contact, balance(books, account("1"))) == (Contact(), (0, 0, 0))


def test_a_hold_of_a_member_who_was_erased_meanwhile_gives_nobody_points(books: Books) -> None:
    post_order(books, order(account("1")), NOW_MS)
    held = hold(books, account("1"))
    erase(books, account("1"))
    after = redemptions.returned(books, held.redemption_id, "no_code", NOW_MS + 20_000)
    assert after.status == "returned"
    assert balance(books, account("1")) == (0, 0, 0)
    used = redemptions.used(books, held.code, "77", NOW_MS + 30_000)
    assert used is not None
    assert used.status == "used"
    assert balance(books, account("1")) == (0, 0, 0)
    assert verify().mismatches == []


def test_erasing_takes_the_free_texts_of_all_who_were_joined(books: Books) -> None:
    first, second, third = account("1"), account("2"), account("3")
    for number, who in enumerate((first, second, third)):
        adjust(books, id_of(books, who), 10, f"for customer {number}", f"c{number}", NOW_MS)
    join(books, first, second)
    join(books, second, third)
    erase(books, third)
    assert [row for row in Row.scan() if isinstance(row, NoteRow)] == []


def test_after_an_erasure_no_row_holds_the_address_or_the_customers_id(books: Books) -> None:
    who = account("7700311", EMAIL)
    post_order(books, order(who), NOW_MS)
    held = hold(books, who)
    redemptions.returned(books, held.redemption_id, "no_code", NOW_MS)
    adjust(books, id_of(books, who), 10, f"sorry, {EMAIL}", "c1", NOW_MS)
    erase(books, who)
    post_order(books, order(who, refunds=[5_000], stamp_s=T0 + 20), NOW_MS + 20_000)
    kept = str([row.serialize() for row in Row.scan()])
    assert EMAIL not in kept
    assert "7700311" not in kept
    assert list_member_ids(books.ledger)[0] == []


def test_two_erasures_are_one(books: Books) -> None:
    post_order(books, order(account("1")), NOW_MS)
    assert people.erase(books, id_of(books, account("1")), NOW_MS)
    before = books.member(id_of(books, account("1")))
    assert not people.erase(books, id_of(books, account("1")), NOW_MS + 5)
    assert replace(books.member(id_of(books, account("1")))) == before


def aliases(books: Books) -> list[str]:
    return [row.member_id for row in Row.scan() if isinstance(row, AliasRow)]


def index(books: Books, who: CustomerRef) -> None:
    """What the relay does with the member's entries, at last."""
    member_id = id_of(books, who)
    for row in Row.query(keys.member(books.ledger, member_id), Row.sk.startswith("E#")):
        assert isinstance(row, EntryRow)
        index_entry(books.ledger, member_id, row, T0)


def test_an_entry_that_is_relayed_after_the_erasure_brings_no_address_back(books: Books) -> None:
    post_order(books, order(account("1", EMAIL)), NOW_MS)
    erase(books, account("1"))
    index(books, account("1"))
    assert aliases(books) == []


def test_no_address_that_an_erased_member_ever_had_leads_to_them(books: Books) -> None:
    who = account("1", EMAIL)
    post_order(books, order(who), NOW_MS)
    moved = account("1", "jia.new@example.com")
    post_order(books, order(moved, order_id="23", stamp_s=T0 + 1), NOW_MS)
    index(books, who)
    note_contact(books, id_of(books, who), Contact({STORE: "1"}, "jia.newer@example.com"))
    assert aliases(books) == [id_of(books, who)]
    erase(books, who)
    assert aliases(books) == []
