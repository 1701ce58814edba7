"""What suggestions to a shopper are made of, read when they ask: their orders along their own
entries, and of the shelf the few rows that matter. Nothing is scanned, and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from core import suggesting
from core.ledger import shelf
from core.ledger.family import family, orders_of
from core.ledger.posting import Books
from core.member import MemberState
from core.ports import CodeTerms
from core.suggesting import Shopper, Suggested

# Names that a member went by, entries of each that are looked through, and products of which the
# shelf is asked.
_FAMILY, _ENTRIES, _PRODUCTS = 5, 100, 60


@dataclass(frozen=True, slots=True)
class Suggestions:
    rewards: list[Suggested]
    products: list[Suggested]


def suggestions(
    books: Books,
    member: MemberState,
    store_id: str,
    looked: tuple[str, ...],
    offered: Iterable[tuple[str, CodeTerms]],
    now_s: int,
) -> Suggestions:
    """What to suggest to a living member in a store. `looked`: products that they looked at there,
    the last one first. `offered`: the rewards that they may have, and what each is for."""
    orders = _orders(books, member, store_id)
    named = dict.fromkeys([*(one for _, bought in orders for one in bought), *looked])
    known = shelf.products(books.ledger, store_id, islice(named, _PRODUCTS))
    shopper = Shopper(orders, looked, known)
    mine = [collection_id for collection_id, _ in suggesting.collections(shopper)]
    listings = shelf.listings(books.ledger, store_id, mine)
    return Suggestions(
        suggesting.rewards(shopper, offered), suggesting.products(shopper, listings, now_s)
    )


def _orders(books: Books, member: MemberState, store_id: str) -> list[tuple[int, tuple[str, ...]]]:
    """A member's orders in a store that still mean something, the newest first."""
    since_s = member.erased_at_s if member.erased_at_s is not None else -1
    found = {
        row.pk: (row.placed_at_s, tuple(row.products.split(",")))
        for one in islice(family(books.ledger, member.member_id), _FAMILY)
        for row in orders_of(books.ledger, one, most=_ENTRIES, newest=True)
        if row.products
        and row.state != "void"
        and not row.deleted
        and row.placed_at_s > since_s
        and row.pk.rsplit("#", 2)[1] == store_id
    }
    return sorted(found.values(), reverse=True)
