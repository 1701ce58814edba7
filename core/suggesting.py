"""What to suggest to a shopper by what they bought and looked at: simple, the same each time, and
each with one sentence why (core/suggesting_words.py).

Products, in this order: what they buy again and again and is due by their own rhythm, what lies in
a collection that they bought from, what lies in one that they looked at. Rewards: those for a
product or a collection of theirs. What is not shown in the shop is not suggested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from core.ports import CodeTerms
from core.shelf import Listing, Shown

MOST_REWARDS, MOST_PRODUCTS = 3, 6
# Collections that products are chosen from, and how many of each.
MOST_COLLECTIONS, _OF_EACH = 6, 2
# Who bought something so often has a rhythm.
_RHYTHM_FROM = 3
_DAY_S = 86400

Kind = Literal["again", "bought", "looked"]


@dataclass(frozen=True, slots=True)
class Shopper:
    """`orders`: of those that count, when each was placed (unix seconds) and its products, the
    newest first. `looked`: products that they looked at, the last one first. `shelf`: what is known
    of all of these."""

    orders: Sequence[tuple[int, tuple[str, ...]]]
    looked: Sequence[str]
    shelf: Mapping[str, Shown]
    bought: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        counted = Counter(one for _, products in self.orders for one in set(products))
        object.__setattr__(self, "bought", counted)


@dataclass(frozen=True, slots=True)
class Because:
    """Why something is suggested. `name`: of the product or collection. `times`: orders. `rhythm`
    and `since`: days from one purchase to the next, and since the last one."""

    kind: Kind
    name: str
    collection: bool = False
    times: int = 0
    rhythm: int = 0
    since: int = 0


@dataclass(frozen=True, slots=True)
class Suggested:
    """A reward or a product by its id, and why. `shown`: of a product."""

    id: str
    because: Because
    shown: Shown | None = None


def collections(shopper: Shopper) -> list[tuple[str, Because]]:
    """The collections that say something of a shopper, those first of which they bought most
    often, then lately; those that they only looked at last."""
    found: dict[str, Because] = {}
    for collection_id, (name, times) in _of_orders(shopper).items():
        found[collection_id] = Because("bought", name, True, times)
    for product_id in shopper.looked:
        for collection_id, name in _lies_in(shopper, product_id):
            found.setdefault(collection_id, Because("looked", name, True))
    ranked = sorted(found.items(), key=lambda one: -one[1].times)
    return ranked[:MOST_COLLECTIONS]


def products(shopper: Shopper, listings: Mapping[str, Listing], now_s: int) -> list[Suggested]:
    """Products to suggest. `listings`: of the collections that matter."""
    found = {one.id: one for one in _due(shopper, now_s)}
    seen = {*shopper.bought, *shopper.looked}
    for collection_id, because in collections(shopper):
        listing = listings.get(collection_id)
        fresh = [
            (product_id, one)
            for product_id, one in (listing.products if listing is not None else ())
            if product_id not in seen and product_id not in found
        ]
        for product_id, one in fresh[:_OF_EACH]:
            found[product_id] = Suggested(product_id, because, one)
    return list(found.values())[:MOST_PRODUCTS]


def rewards(shopper: Shopper, offered: Iterable[tuple[str, CodeTerms]]) -> list[Suggested]:
    """Rewards to suggest, of those `offered` (id and what it is for): what is for products that
    they bought before what is for collections, and that before what they looked at."""
    whole = dict(collections(shopper))
    found = []
    for reward_id, terms in offered:
        reasons = [_of_product(shopper, one) for one in terms.products]
        reasons += [whole.get(one) for one in terms.collections]
        known = [one for one in reasons if one is not None]
        if known:
            found.append(Suggested(reward_id, min(known, key=_strength)))
    return sorted(found, key=lambda one: _strength(one.because))[:MOST_REWARDS]


def _strength(because: Because) -> tuple[bool, bool, int]:
    return because.kind == "looked", because.collection, -because.times


def _of_product(shopper: Shopper, product_id: str) -> Because | None:
    one = shopper.shelf.get(product_id)
    if one is None or not one.title:
        return None
    if times := shopper.bought[product_id]:
        return Because("bought", one.title, False, times)
    return Because("looked", one.title) if product_id in shopper.looked else None


def _of_orders(shopper: Shopper) -> dict[str, tuple[str, int]]:
    """Collections that were bought from: the title, and in how many orders; lately ones first."""
    found: dict[str, tuple[str, int]] = {}
    for _, bought in shopper.orders:
        for collection_id, name in dict(
            pair for one in bought for pair in _lies_in(shopper, one)
        ).items():
            found[collection_id] = (name, found.get(collection_id, ("", 0))[1] + 1)
    return found


def _lies_in(shopper: Shopper, product_id: str) -> tuple[tuple[str, str], ...]:
    one = shopper.shelf.get(product_id)
    return one.collections if one is not None else ()


def _due(shopper: Shopper, now_s: int) -> list[Suggested]:
    """What is bought again and again, from three quarters of its rhythm on; after three of them
    without it the shopper has given it up. The most overdue first."""
    found = []
    for product_id, times in shopper.bought.items():
        one = shopper.shelf.get(product_id)
        if times < _RHYTHM_FROM or one is None or not (one.url and one.title):
            continue
        at_s = [placed for placed, bought in shopper.orders if product_id in bought]
        rhythm, since = _rhythm(at_s), max(0, now_s - at_s[0]) // _DAY_S
        if rhythm and 3 * rhythm <= 4 * since and since <= 3 * rhythm:
            because = Because("again", one.title, False, times, rhythm, since)
            found.append(Suggested(product_id, because, one))
    return sorted(found, key=lambda one: -one.because.since * 1000 // one.because.rhythm)


def _rhythm(at_s: Sequence[int]) -> int:
    """The middle one of the times between purchases, newest first, in days; 0 for within a day."""
    gaps = sorted(later - before for later, before in pairwise(at_s))
    return (gaps[(len(gaps) - 1) // 2] + _DAY_S // 2) // _DAY_S
