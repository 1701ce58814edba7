"""Draws, for the shopper who looks or enters."""

from __future__ import annotations

import re
from typing import Any

from core import calendar
from core.errors import BadInput
from core.ledger import draw_entries, drawing, draws
from core.ledger.posting import Books
from functions.storefront.draw_shapes import draw_json, mine_json, ticket_json
from functions.storefront.shopper import Shopper

# What a header can carry: no other text may stand for a purchase.
_KEY = re.compile(r"[ -~]{1,200}", re.ASCII)
_MOST_ENTRIES = 1000


def listed(books: Books) -> dict[str, Any]:
    """Every draw that was announced, the last to close first."""
    return {"draws": [draw_json(one) for one in draws.listed(books)]}


def shown(books: Books, draw_id: str) -> dict[str, Any]:
    return draw_json(draws.shown(books.ledger, draw_id))


def proof(books: Books, draw_id: str, cursor: str | None) -> dict[str, Any]:
    """All that is published by now; of a long list a page, and the cursor of the next one."""
    if cursor is not None and not re.fullmatch(r"[0-9]{1,8}", cursor, re.ASCII):
        raise BadInput("The cursor is not one that an earlier page gave.")
    state = draws.shown(books.ledger, draw_id)
    found, following = drawing.proof(books.ledger, state, int(cursor or 0))
    return found | {"cursor": str(following) if following is not None else None}


def mine(books: Books, shopper: Shopper, draw_id: str, now_s: int) -> dict[str, Any]:
    """The shopper's tickets; with their numbers once entries have closed."""
    state = draws.shown(books.ledger, draw_id)
    member = books.living(books.member(_member_id(books, shopper)))
    tickets = draw_entries.tickets_of(books, draw_id, member)
    numbers = drawing.first_numbers(books.ledger, state) if tickets else {}
    return mine_json(
        state,
        member,
        tickets,
        numbers,
        books.ledger.ticket_holder(draw_id, member.member_id),
        books.programs.in_force(now_s),
        calendar.day(now_s, books.tz).isoformat(),
    )


def enter(
    books: Books, shopper: Shopper, draw_id: str, entries: Any, key: Any, now_ms: int
) -> dict[str, Any]:
    """Buy entries. Raises BadInput for a number or a key that is none."""
    if isinstance(entries, bool) or not isinstance(entries, int):
        raise BadInput('Say how many entries: {"entries": 1}.')
    if not 1 <= entries <= _MOST_ENTRIES:
        raise BadInput(f"entries must be between 1 and {_MOST_ENTRIES:,}.")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise BadInput("Send an Idempotency-Key header: a fresh random text per purchase.")
    member_id = _member_id(books, shopper)
    return ticket_json(
        draw_entries.enter(books, member_id, shopper.contact, draw_id, entries, key, now_ms)
    )


def leave(
    books: Books, shopper: Shopper, draw_id: str, ticket_id: str, now_ms: int
) -> dict[str, Any]:
    """Turn a bought ticket into points again."""
    member = books.living(books.member(_member_id(books, shopper)))
    return ticket_json(draw_entries.leave(books, member, draw_id, ticket_id, now_ms))


def _member_id(books: Books, shopper: Shopper) -> str:
    return books.ledger.member_id(shopper.store.store_id, shopper.account) or ""
