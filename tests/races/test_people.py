"""Members joined and erased while their orders come in."""

from __future__ import annotations

from collections.abc import Sequence

from core.snapshot import CustomerErased, CustomerRef, CustomerSeen, CustomersMerged, Event
from tests.races import template
from tests.races.arena import Arena, Shop
from tests.races.sqs import Queue, Seen, drain

GUEST = CustomerRef(None, "jia@example.com")
OLD, NEW = CustomerRef("2", "jia.old@example.com"), CustomerRef("3", "jia@example.com")


def deliver(arena: Arena, shop: Shop, events: Sequence[Event]) -> Seen:
    """All of them at once, in any order."""
    feeding = template.feeding("ledger_worker", "EventsQueue")
    queue = Queue(map(shop.message, events), feeding)
    seen = drain(queue, arena.fleet.of("ledger_worker"))
    assert (queue.dead, arena.dead()) == ([], 0)
    return seen


def test_two_joins_while_all_three_members_order_lose_no_point(arena: Arena) -> None:
    shop = arena.shop()
    # Each has a history: a guest nobody ever saw is not joined.
    deliver(arena, shop, [shop.order(n, 1_000, one) for n, one in enumerate((GUEST, OLD, NEW))])
    orders: list[Event] = [
        shop.order(10 + number, 1_000, one) for number, one in enumerate((GUEST, OLD, NEW) * 15)
    ]
    proven = CustomerSeen(shop.store_id, NEW, email_verified=True, received_at_ms=1)
    # A merge and, by mistake, its opposite: whichever comes first counts.
    merges = [
        CustomersMerged(shop.store_id, *names, received_at_ms=1)
        for names in (("2", "3"), ("3", "2"))
    ]
    seen = deliver(arena, shop, [*orders, *[proven] * 4, *merges * 2])
    arena.note("two joins during 45 orders", seen)

    assert seen.conflicts > 0
    members = {shop.member_id(one): shop.member(one) for one in (GUEST, OLD, NEW)}
    holders = [one for one in members.values() if one.merged_into is None]
    assert len(holders) == 1
    assert [one.available for one in holders] == [48 * 10]
    assert {one.available for one in members.values()} == {0, 480}
    assert len(shop.orders()) == 48
    shop.proven()


def test_an_erased_member_keeps_nothing_whatever_comes_in_meanwhile(arena: Arena) -> None:
    shop = arena.shop()
    deliver(arena, shop, [shop.order(1, 1_000, NEW), shop.order(2, 1_000, GUEST)])
    orders: list[Event] = [shop.order(10 + number, 1_000, NEW) for number in range(40)]
    erased = CustomerErased(shop.store_id, NEW, received_at_ms=1)
    proven = CustomerSeen(shop.store_id, NEW, email_verified=True, received_at_ms=1)
    seen = deliver(arena, shop, [*orders, *[erased] * 4, *[proven] * 4])
    arena.note("an erasure during 40 orders", seen)

    assert seen.conflicts > 0
    assert shop.balance(NEW) == (0, 0, 0)
    assert shop.balance(GUEST) == (0, 0, 0)
    for one in (NEW, GUEST):
        contact = shop.member(one).contact
        assert (dict(contact.customers), contact.email) == ({}, None)
    # What the last erasure left behind is all that there is.
    entries = shop.entries(NEW)
    last = max(n for n, entry in enumerate(entries) if entry.entry_kind == "erase")
    assert [int(entry.available) for entry in entries[last + 1 :] if entry.available] == []
    assert len(shop.orders()) == 42
    shop.proven()
