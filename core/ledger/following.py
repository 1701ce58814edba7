"""What an order means besides its own points: gifts, and what other members have of it. Each is a
command of its own, after the order's transaction: none of it makes a delivery dearer, and all of it
may be repeated, since it brings what was given to what the order's row says now."""

from __future__ import annotations

from core import calendar
from core.evolve import replace
from core.ledger import groups, order_awards, referred_orders, yearly
from core.ledger.posting import Books

# In this order. Each takes the books, the order, the store's day and the time.
_FOLLOWERS = (order_awards.follow, referred_orders.follow, yearly.follow, groups.follow)


def follow(books: Books, store_id: str, order_id: str, now_ms: int, was: str = "") -> None:
    """Bring everything that follows from an order to what its row says. `was`: the member that the
    order has left; for them it counts as void."""
    order, _ = books.read(store_id, order_id, None)
    if not order.awarded:
        return
    today = calendar.day(now_ms // 1000, books.tz).isoformat()
    left = was and was != order.awarded
    for one in (*([replace(order, awarded=was, state="void")] if left else ()), order):
        for follower in _FOLLOWERS:
            follower(books, one, today, now_ms)
