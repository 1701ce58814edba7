"""Handing over what waits on the merchant's list of tasks, and what becomes of goods that were not
handed over by their best-before day."""

from __future__ import annotations

from core import batches, calendar
from core.errors import Conflict
from core.ledger import redemptions
from core.ledger.posting import Books
from core.redemptions import Redemption


def hand_over(books: Books, redemption_id: str, now_ms: int) -> Redemption:
    """The merchant did, or handed over, what was redeemed; as `redemptions.done`.

    Goods past their best-before day are never handed over: their points come back instead, and
    Conflict (`past_best_before`) says so.
    """
    if end_past(books, redemption_id, now_ms):
        raise Conflict(
            "These goods are past their best-before day and must not be handed over; "
            "the points that they took have come back.",
            code="past_best_before",
        )
    return redemptions.done(books.ledger, redemption_id)


def end_past(books: Books, redemption_id: str, now_ms: int) -> bool:
    """End the waiting of goods that are past their best-before day, and bring back the points that
    they took; whether this redemption is, or was, such. Given goods end as codes do."""
    found = redemptions.find(books.ledger, redemption_id)
    today = calendar.day(now_ms // 1000, books.tz).isoformat()
    past = found.goods and batches.ended(found.best_before, today)
    if not past or found.status == "used":
        return False
    if found.award:
        redemptions.expired(books.ledger, redemption_id)
    elif found.status in ("issued", "returning"):
        redemptions.begin_return(books.ledger, redemption_id, now_ms)
        redemptions.returned(books, redemption_id, "best_before", now_ms)
    return True
