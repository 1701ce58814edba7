"""What the store vouches for about a shopper, noted when they come."""

from __future__ import annotations

from core.ledger import phones
from core.ledger.posting import Books
from functions.storefront.shopper import Shopper

# A container asks the table once an hour for each shopper who comes back.
_AGAIN_MS = 3_600_000
_KEPT = 2_000
# By names that no two ledgers share.
_noted: dict[tuple[str, str], int] = {}


def note(books: Books, shopper: Shopper, member_id: str, now_ms: int) -> None:
    """Let a number that the store verified join the shopper with who else it proves them to be. A
    number that it did not verify does nothing."""
    if shopper.phone is None:
        return
    mark = member_id, books.ledger.phone_guest_id(shopper.phone)
    if now_ms - _noted.get(mark, -_AGAIN_MS) < _AGAIN_MS:
        return
    phones.vouch(books, member_id, shopper.phone, now_ms)
    if len(_noted) >= _KEPT:
        _noted.clear()
    _noted[mark] = now_ms
