"""./regulars catalogue: what a store's products are, as rules see them."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from cli.answer import Answer, table
from cli.customers import opened
from cli.parsing import Parser, leaf, verbs
from core import calendar
from core.catalogue import ProductHistory
from core.errors import NotFound


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    shown = leaf(under, "show", show, "show products with their collections, tags, vendor and sale")
    shown.add_argument("store", metavar="STORE")
    shown.add_argument("product", metavar="PRODUCT", nargs="?", help="its id, to see since when")


def show(options: Namespace) -> Answer:
    """All products as they are now, or the history of one."""
    at = opened(options.store)
    products = at.books.catalogue(at.store.store_id).products()
    if options.product is not None:
        return _one(options.product, products.get(options.product))
    found = [_sets(product_id, products[product_id]) for product_id in sorted(products)]

    def text() -> str:
        if not found:
            return f"No products are known yet: ./regulars sweep {at.store.store_id} reads them."
        return table(("product", "sets"), [(one["id"], ", ".join(one["sets"])) for one in found])

    return Answer({"store_id": at.store.store_id, "products": found}, text)


def _sets(product_id: str, history: ProductHistory) -> dict[str, Any]:
    return {"id": product_id, "sets": sorted(history.sets)}


def _one(product_id: str, history: ProductHistory | None) -> Answer:
    if history is None:
        raise NotFound(f"The store has told of no product {product_id[:40]!r}.")
    states = [
        {"from": calendar.iso(from_s), "sets": sorted(sets)} for from_s, sets in history.states
    ]
    data = _sets(product_id, history) | {"states": states}
    rows = [(one["from"], ", ".join(one["sets"])) for one in states]
    return Answer(data, lambda: table(("recorded from", "sets"), rows))
