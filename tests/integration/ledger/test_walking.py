"""Lists of members for a page: each who is wanted once, in order, looking no further than a page
may."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.errors import BadInput
from core.ledger import walking
from core.ledger.directory import list_member, list_order
from core.ledger.members import list_member_ids
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.walking import Walked
from core.member import MemberState
from core.snapshot import CustomerRef
from tests.support.capacity import measured
from tests.unit.core.worlds import STORE, T0, snapshot

NOW_MS = T0 * 1000


@pytest.fixture(name="town")
def _town(books: Books) -> Books:
    """Thirteen members; of every third an order in the list was placed twice."""
    for number in range(13):
        who = CustomerRef(customer_id=str(number))
        for again in range(2 if number % 3 == 0 else 1):
            order_id, at_s = f"{number}-{again}", T0 + number + 100 * again
            order = snapshot(customer=who, order_id=order_id, placed_at_s=at_s)
            post_order(books, order, NOW_MS)
            list_order(books.ledger, STORE, at_s, order_id)
        list_member(books.ledger, books.ledger.member_id(STORE, who) or "")
    list_member(books.ledger, "f" * 24)  # listed, and gone
    return books


def all_pages(walk: Callable[[str | None], Walked], most: int) -> list[Walked]:
    found, cursor = [], None
    while True:
        page = walk(cursor)
        assert page.looked_at <= most
        found.append(page)
        cursor = page.cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("size", [1, 4, 25])
@pytest.mark.parametrize("most", [4, 1000])
def test_whoever_is_wanted_is_on_one_page_of_the_walk(
    town: Books, size: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "MOST_LOOKED_AT", most)
    monkeypatch.setattr(walking, "_AT_ONCE", 2)
    every = [one for one in list_member_ids(town.ledger)[0] if one != "f" * 24]
    odd = [one for one in every if int(one, 16) % 2]

    def wanted(member: MemberState) -> bool:
        return int(member.member_id, 16) % 2 == 1

    pages = all_pages(lambda cursor: walking.along(town, wanted, cursor, size), most)
    assert [one.member_id for page in pages for one in page.found] == odd
    assert sum(page.looked_at for page in pages) == len(every)
    plain = all_pages(lambda cursor: walking.along(town, None, cursor, size), max(most, size))
    assert [one.member_id for page in plain for one in page.found] == every


def test_by_orders_who_ordered_last_comes_first_and_each_once_on_a_page(town: Books) -> None:
    names = {town.ledger.member_id(STORE, CustomerRef(str(n))): n for n in range(13)}
    page = walking.by_orders(town, STORE, None, 25)
    newest = [names[one.member_id] for one in page.found]
    assert newest == [12, 9, 6, 3, 0, 11, 10, 8, 7, 5, 4, 2, 1]
    assert page.cursor is None
    first = walking.by_orders(town, STORE, None, 3)
    second = walking.by_orders(town, STORE, first.cursor, 3)
    assert [names[one.member_id] for one in (*first.found, *second.found)] == [*newest[:5], 12]
    for bad in ("x", "1.", "9999999999", "99999999990.x"):
        with pytest.raises(BadInput):
            walking.by_orders(town, STORE, bad, 3)


def test_a_page_asks_the_table_a_few_times_and_writes_nothing(town: Books) -> None:
    with measured() as usage:
        walking.by_orders(town, STORE, None, 25)
        walking.along(town, None, None, 25)
    assert usage.calls == ["Query", "BatchGetItem", "BatchGetItem", "Query", "BatchGetItem"]
    assert usage.write_units == 0
