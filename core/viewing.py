"""Products that a shopper looked at: the last few, for a while, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

MOST = 20
DAYS = 90

# A product's id and the store's day on which it was looked at last, the last one first.
Views = tuple[tuple[str, str], ...]


def kept(views: Iterable[tuple[str, str]], today: date) -> Views:
    """Those that may still be kept."""
    oldest = (today - timedelta(days=DAYS)).isoformat()
    return tuple((one, day) for one, day in views if day > oldest)[:MOST]


def looked(views: Views, product_ids: Sequence[str], today: date) -> Views:
    """The views after looking at more, the last of `product_ids` last."""
    new = dict.fromkeys(reversed(product_ids), today.isoformat())
    return kept([*new.items(), *(one for one in views if one[0] not in new)], today)


def together(views: Views, other: Views, today: date) -> Views:
    """The views of two who are one person."""
    days: dict[str, str] = {}
    for product_id, day in (*views, *other):
        days[product_id] = max(day, days.get(product_id, ""))
    return kept(sorted(days.items(), key=lambda one: one[1], reverse=True), today)
