"""The shelf: what products are called, where their pages are, and which lie together in a
collection, as the store tells it. Kept for suggestions alone, beside the catalogue by which orders
are decided."""

from __future__ import annotations

from dataclasses import dataclass, replace

# Products that a collection names; who suggests three has some to choose from.
MOST_LISTED = 12
_TITLE, _URL, _COLLECTIONS = 120, 500, 8

# The platform's id of a collection and its title.
Collection = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A product for people to see. `url`: of its page, or the path on the shop's own site; "" for
    one that the shop does not show. `collections`: those that it lies in."""

    title: str
    url: str
    collections: tuple[Collection, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A collection: its title, and of its products that are shown those that came last, as
    (product id, what is shown of it without its collections)."""

    collection_id: str
    title: str = ""
    products: tuple[tuple[str, Shown], ...] = ()
    version: int = 0


def shown(title: str, url: str, collections: list[Collection]) -> Shown:
    """What is kept of what a store says. An address that is none of the web's is left out."""
    plain = " ".join(title.split())[:_TITLE]
    safe = url.startswith(("https://", "http://")) or (
        url.startswith("/") and not url.startswith(("//", "/\\"))
    )
    kept = [(one, " ".join(name.split())[:_TITLE]) for one, name in collections if one and name]
    return Shown(plain, url if safe and len(url) <= _URL else "", tuple(kept[:_COLLECTIONS]))


def with_product(listing: Listing, title: str, product_id: str, one: Shown | None) -> Listing:
    """The listing of a collection of that title in which a product lies as `one`; None for a
    product that lies there no more, or is not shown."""
    bare = replace(one, collections=()) if one is not None and one.url and one.title else None
    known = dict(listing.products)
    if bare is None:
        known.pop(product_id, None)
    elif product_id in known:
        known[product_id] = bare
    else:
        known = {product_id: bare, **known}
    products = tuple(known.items())[:MOST_LISTED]
    return replace(listing, title=title or listing.title, products=products)
