"""What the proof of the books finds, what it does not mistake for a fault, and what it costs."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from bench import many
from core.ledger import keys, people, programs, raw, redemptions
from core.ledger.members import adjust
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.raw import Item
from core.ledger.redemption_rows import RedemptionRow
from core.ledger.rows import EntryRow, MemberRow, OrderRow
from core.ledger.table import Row
from core.ledger.verify import Report, verify
from core.member import Contact
from core.program.defaults import default_document
from core.redemptions import Redemption
from core.snapshot import CustomerRef, OrderSnapshot
from tests.unit.core.worlds import STORE, T0, snapshot

NOW_MS = T0 * 1000
R = TypeVar("R", bound=Row)
MASTER_KEY = b"master key of the tests"


def order(customer_id: str, **fields: Any) -> OrderSnapshot:
    return snapshot(customer=CustomerRef(customer_id=customer_id), **fields)


def id_of(books: Books, customer_id: str) -> str:
    return books.ledger.member_id(STORE, CustomerRef(customer_id=customer_id)) or ""


def faults() -> list[str]:
    return [one["what"] for one in verify(master_key=MASTER_KEY).mismatches]


def rows(kind: type[R]) -> list[R]:
    return [row for row in Row.scan() if isinstance(row, kind)]


def redeem(books: Books, customer_id: str) -> Redemption:
    reward = books.programs.newest.reward("off-small")
    contact = Contact({STORE: customer_id}, None)
    return redemptions.hold(books, id_of(books, customer_id), contact, reward, "k", STORE, NOW_MS)


def change(row: Row, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"available": 300}, "order woo-0123456789ab 22: by its row 300 points and 0 pending"),
        ({"pending": 1}, "order woo-0123456789ab 22: by its row 250 points and 1 pending"),
    ],
)
def test_an_orders_row_that_claims_other_points_than_its_entries_is_found(
    books: Books, changed: dict[str, int], found: str
) -> None:
    post_order(books, order("1"), NOW_MS)
    assert faults() == []
    change(rows(OrderRow)[0], **changed)
    [fault] = faults()
    assert fault.startswith(found)


def test_an_order_without_its_row_is_found(books: Books) -> None:
    post_order(books, order("1"), NOW_MS)
    rows(OrderRow)[0].delete()
    assert faults() == ["order woo-0123456789ab 22 has entries and no row"]


def test_a_redemption_whose_status_and_points_disagree_is_found(books: Books) -> None:
    post_order(books, order("1"), NOW_MS)
    held = redeem(books, "1")
    assert faults() == []
    [row] = rows(RedemptionRow)
    change(row, status="returned")
    [fault] = faults()
    assert fault.startswith(f"redemption {held.redemption_id}: by its row 0 points")
    change(row, status="held")
    redemptions.returned(books, held.redemption_id, "no_code", NOW_MS)
    assert faults() == []


def test_points_that_came_in_from_a_member_who_was_never_joined_are_found(books: Books) -> None:
    post_order(books, order("1"), NOW_MS)
    people.join(books, id_of(books, "1"), id_of(books, "2"), "platform_merge", NOW_MS)
    assert faults() == []
    [source] = [row for row in rows(MemberRow) if row.merged_into]
    change(source, merged_into=None)
    assert faults() == [f"points came in from {id_of(books, '1')}, who was not joined"]


def test_a_members_spend_is_the_sum_of_the_entries_spend(books: Books) -> None:
    post_order(books, order("1"), NOW_MS)
    change(rows(MemberRow)[0], spend="2026-09=24999")
    assert faults() == ["the spend is not the sum of the entries' spend"]


def test_an_entry_moved_under_another_key_is_found(books: Books) -> None:
    post_order(books, order("1"), NOW_MS)
    [entry] = rows(EntryRow)
    entry.delete()
    entry.sk = "E#00000002"
    entry.save()
    assert "entry 1 lies under another one's key" in faults()


def forgiving(books: Books) -> Books:
    """The same books under a program that forgives what was spent."""
    policies = default_document("USD")["policies"] | {"spent_refund": "forgive"}
    document = default_document("USD") | {"policies": policies}
    programs.publish(books.ledger, document, "test", T0 - 1000)
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def moved_after_forgiving(books: Books) -> None:
    books = forgiving(books)
    post_order(books, order("1"), NOW_MS)
    redeem(books, "1")
    redeemed = order("1", refunds=[25_000], stamp_s=T0 + 1)
    post_order(books, redeemed, NOW_MS)
    post_order(books, replace(redeemed, customer=CustomerRef("2"), stamp_s=T0 + 2), NOW_MS)
    post_order(books, order("2", stamp_s=T0 + 3), NOW_MS)


def moved_there_and_back(books: Books) -> None:
    for stamp, who in enumerate("1213"):
        post_order(books, order(who, stamp_s=T0 + stamp), NOW_MS)


def changed_after_joining(books: Books) -> None:
    post_order(books, order("1"), NOW_MS)
    people.join(books, id_of(books, "1"), id_of(books, "2"), "platform_merge", NOW_MS)
    post_order(books, order("1", refunds=[5_000], stamp_s=T0 + 1), NOW_MS)
    post_order(books, order("3", refunds=[5_000], stamp_s=T0 + 2), NOW_MS)


def returned_after_joining(books: Books) -> None:
    post_order(books, order("1"), NOW_MS)
    held = redeem(books, "1")
    people.join(books, id_of(books, "1"), id_of(books, "2"), "platform_merge", NOW_MS)
    redemptions.returned(books, held.redemption_id, "no_code", NOW_MS)
    redemptions.used(books, held.code, "9", NOW_MS)


def begun_anew_after_erasures(books: Books) -> None:
    post_order(books, order("1"), NOW_MS)
    held = redeem(books, "1")
    people.erase(books, id_of(books, "1"), NOW_MS + 1000)
    redemptions.returned(books, held.redemption_id, "no_code", NOW_MS + 2000)
    post_order(books, order("2", stamp_s=T0 + 3), NOW_MS + 3000)
    people.erase(books, id_of(books, "2"), NOW_MS + 4000)
    post_order(books, order("3", stamp_s=T0 + 5), NOW_MS + 5000)
    post_order(books, order("3", refunds=[5_000], stamp_s=T0 + 6), NOW_MS + 6000)


@pytest.mark.parametrize(
    "history",
    [
        moved_after_forgiving,
        moved_there_and_back,
        changed_after_joining,
        returned_after_joining,
        begun_anew_after_erasures,
    ],
)
def test_what_went_through_several_hands_is_no_mismatch(
    books: Books, history: Callable[[Books], None]
) -> None:
    history(books)
    assert faults() == []


def test_a_writer_who_is_faster_than_the_reader_is_no_mismatch(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    for customer_id in "123":
        post_order(books, order(customer_id, order_id=customer_id), NOW_MS)
    scanned, stamps = raw.scan, iter(range(1, 1000))

    def change_one(who: str) -> None:
        stamp_s = T0 + next(stamps)
        changed = order(who, order_id=who, refunds=[stamp_s % 99 * 100], stamp_s=stamp_s)
        post_order(books, changed, NOW_MS)

    def scan() -> Iterator[Item]:
        """Not even a page is of one moment: a member's row may be newer than the entries."""
        for item in scanned():
            pk, sk = raw.key_of(item)
            if sk == keys.MEMBER:
                [who] = [one for one in "123" if pk.endswith(id_of(books, one))]
                change_one(who)
                item = raw.get([(pk, sk)])[pk, sk]
            yield item
            change_one("1")

    monkeypatch.setattr(raw, "scan", scan)
    report = verify(master_key=MASTER_KEY)
    assert report.mismatches == []
    assert report.members == 3


def test_a_member_written_to_all_the_time_is_judged_by_what_the_row_had(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    adjust(books, id_of(books, "1"), 10, "x", "c0", NOW_MS)
    read, commands = raw.get, iter(range(1, 1000))

    def get(*arguments: Any, **options: Any) -> Any:
        found = read(*arguments, **options)
        adjust(books, id_of(books, "1"), 10, "x", f"c{next(commands)}", NOW_MS)
        return found

    monkeypatch.setattr(raw, "get", get)
    assert faults() == []
    change(rows(MemberRow)[0], spend="2026-09=1")
    assert faults() == ["the spend is not the sum of the entries' spend"]


def peak_bytes(action: Callable[[], Report]) -> int:
    tracemalloc.start()
    action()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_its_memory_does_not_grow_with_the_ledger(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With pages of 50 items instead of DynamoDB's megabyte, so that a small ledger has many."""
    ask = raw._ask

    def ask_for_little(operation: str, **request: Any) -> dict[str, Any]:
        return ask(operation, **request, **({"Limit": 50} if operation == "scan" else {}))

    monkeypatch.setattr(raw, "_ask", ask_for_little)
    verify()  # what is made once and kept counts for neither
    peaks = []
    for members in (range(34), range(34, 110)):  # a hundred orders are looked up at once
        made = (many.member(books.ledger, number, 3) for number in members)
        raw.put(item for items, orders in made for item in (*items, *orders))
        peaks.append(peak_bytes(verify))
    report = verify(master_key=MASTER_KEY)
    assert (report.members, report.entries, report.mismatches) == (110, 990, [])
    assert peaks[1] < 1.6 * peaks[0], peaks  # of a ledger that grew 3.2 times


def test_points_that_a_late_purchase_brings_back_to_life_are_no_fault(books: Books) -> None:
    """Of an order that was heard of after its points had ended, before a purchase renewed them."""
    document = default_document("USD") | {"expiry": {"kind": "inactivity", "months": 1}}
    programs.publish(books.ledger, document, "test", 0)
    late = Books(books.ledger, programs.programs(books.ledger), books.tz)
    ten_s, forty_s = T0 + 9 * 86_400, T0 + 40 * 86_400  # 30 September, 31 October
    now_ms = (T0 + 42 * 86_400) * 1000
    for number, placed_at_s in ((1, ten_s), (2, forty_s)):
        placed = {"placed_at_s": placed_at_s, "stamp_s": now_ms // 1000}
        post_order(late, order("3", order_id=str(number), **placed), now_ms)
    assert late.member(id_of(late, "3")).available == 500
    assert faults() == []
