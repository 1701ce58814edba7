"""What products are: the sets (collections, tags, vendor, sale) they belong to, and since when.

Orders name products by id alone. What else a rule asks of a product is recorded as the store tells
it, with the time it was recorded at, and nothing recorded is ever changed. So what a product was
at the time an order was placed is the same today and when the order is refunded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.shelf import Shown

COLLECTION, TAG, VENDOR, SALE = "collection:", "tag:", "vendor:", "sale"
# One variant of a product is on sale and others are not.
SALE_OF = "sale:"
# A product that is on sale once a month has two states a month: half a year of them, which is
# longer than anything is taken back. An order from before has the oldest state that is kept.
STATES_KEPT = 12
_NAME_LENGTH = 80
# As core/orders.py has it for orders: what the store itself answers counts although its stamp is
# older, once what is known has stood for so long. Its clock was set back.
SETTLED_MS = 600_000

Sets = frozenset[str]


def set_name(prefix: str, value: str) -> str:
    """The name of a set: "tag:organic" for (TAG, " Organic"); "" for an empty value."""
    words = "".join(letter if letter.isprintable() else " " for letter in value.lower()).split()
    name = " ".join(words)[:_NAME_LENGTH]
    return f"{prefix}{name}" if name else ""


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """One state of a product, as the store tells it.

    `stamp_s`: the store's own modification time, unix seconds. `sets`: names that `set_name`
    gives, "sale" when all of it is on sale, "sale:<variant id>" where only some variants are.
    `collections_told` False: the store said nothing of collections (Shopify's deliveries), so
    those that are known stay. `shown`: what people see of it, where the store told that.
    """

    product_id: str
    stamp_s: int
    sets: Sets
    collections_told: bool = True
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class ProductHistory:
    """A product as it was recorded. `states`: (recorded from, unix seconds; sets), oldest first.
    `stamp_s`, `received_at_ms`: of the newest state that was weighed, whether it changed sets or
    not."""

    stamp_s: int
    received_at_ms: int
    states: tuple[tuple[int, Sets], ...]

    @property
    def sets(self) -> Sets:
        """The newest."""
        return self.states[-1][1]

    def at(self, at_s: int) -> Sets:
        """The newest state recorded at or before `at_s`, else the first one: what nobody had told
        us of by then was most likely so before."""
        recorded = [sets for from_s, sets in self.states if from_s <= at_s]
        return recorded[-1] if recorded else self.states[0][1]


def recorded(
    known: ProductHistory | None,
    facts: ProductFacts,
    received_at_ms: int,
    from_s: int,
    *,
    asked: bool,
) -> ProductHistory | None:
    """The history with what a store told at `received_at_ms`; None when that is older than what is
    known, or a repetition. `from_s`: the time from which on it counts, if it changes sets.
    `asked`: the store told it as an answer."""
    sets = facts.sets
    if known is None:
        return ProductHistory(facts.stamp_s, received_at_ms, ((from_s, sets),))
    settled = asked and received_at_ms - known.received_at_ms >= SETTLED_MS
    newest = (known.stamp_s, known.received_at_ms)
    if not settled and (facts.stamp_s, received_at_ms) < newest:
        return None
    if not facts.collections_told:
        sets |= {name for name in known.sets if name.startswith(COLLECTION)}
    if sets == known.sets:
        if facts.stamp_s == known.stamp_s:
            return None
        return ProductHistory(facts.stamp_s, received_at_ms, known.states)
    states = (*known.states, (max(from_s, known.states[-1][0]), sets))
    return ProductHistory(facts.stamp_s, received_at_ms, states[-STATES_KEPT:])


class Catalogue:
    """The products of one store, as recorded."""

    def __init__(self, products: Mapping[str, ProductHistory]) -> None:
        self._products = products

    def sets_of(self, product_id: str, variant_id: str, at_s: int) -> Sets:
        """The sets a product belonged to, as recorded at `at_s` (unix seconds); none for a product
        that the store never told of. Of several variants only that one's sale counts."""
        history = self._products.get(product_id)
        if history is None:
            return frozenset()
        sets = history.at(at_s)
        mine = f"{SALE_OF}{variant_id}" in sets
        plain = frozenset(name for name in sets if not name.startswith(SALE_OF))
        return plain | {SALE} if mine else plain

    def products(self) -> Mapping[str, ProductHistory]:
        """Everything recorded, by product id."""
        return self._products


# Reading a catalogue costs: it is asked for where a program needs it.
Ask = Callable[[], Catalogue]


def nothing() -> Catalogue:
    """The catalogue of a store that never told of any product."""
    return Catalogue({})
