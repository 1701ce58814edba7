"""The card that a shopper shows at the counter, with its QR code."""

from __future__ import annotations

from typing import Any

from core import calendar
from core.cards import LIFE_S, card
from core.ledger.posting import Books


def card_json(books: Books, member_id: str, now_s: int) -> dict[str, Any]:
    """The card as a text and drawn, and when it ends. Of whoever the member was joined into."""
    import segno  # the other routes start without it

    text = card(books.ledger, books.living(books.member(member_id)).member_id, now_s)
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=8, border=2)
    return {"card": text, "svg": drawn, "expires_at": calendar.iso(now_s + LIFE_S)}
