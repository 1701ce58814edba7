"""What a cart would earn, for the shopper who looks at it."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from core.errors import BadInput
from core.estimate import VISITOR, Cart, Club, estimate
from core.explain_estimate import club_text, estimate_text
from core.ledger.posting import Books
from core.ledger.stores import Store
from core.snapshot import Line
from functions.storefront.reward_shapes import name_of

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_ID = re.compile(r"[!-~]{1,64}", re.ASCII)
_NUMBER_MOST = 10**20
_LINES_MOST = 100
_PIECES_MOST = 10**6
_MINOR_MOST = 10**12


def cart_of(body: dict[str, Any]) -> Cart:
    """The cart that a body describes. Raises BadInput."""
    currency, lines = body.get("currency"), body.get("lines")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise BadInput('currency must be a code of three capitals, like "TWD".')
    if not isinstance(lines, list) or len(lines) > _LINES_MOST:
        raise BadInput(f"lines must be a list of at most {_LINES_MOST}.")
    found = tuple(_line(one, str(number)) for number, one in enumerate(lines, 1))
    return Cart(currency, found, _whole(body, "shipping_minor", _MINOR_MOST, 0))


def estimated(
    books: Books, member_id: str | None, store: Store, cart: Cart, now_s: int
) -> dict[str, Any]:
    """What an order of the cart would earn the member, or a visitor (None)."""
    member = VISITOR if member_id is None else books.living(books.member(member_id))
    found = estimate(
        *(cart, member, store.store_id, books.programs, now_s, books.tz),
        ask=partial(books.catalogue, store.store_id),
        spent=books.spent,
    )
    return {
        "points": found.points,
        "usable": {
            "from": found.usable.since,
            "days": found.usable.days,
            "after": found.usable.after,
        },
        "text": estimate_text(found, cart.currency),
        "club": None if found.club is None else _club(found.club, cart.currency),
    }


def _club(club: Club, currency: str) -> dict[str, Any]:
    names = club.tier.names
    return {
        "tier": {"id": club.tier.id, "name": name_of(names), "names": dict(names)},
        "product_id": club.product_id,
        "saving_minor": club.saving_minor,
        "points_more": club.points_more,
        "text": club_text(club, currency),
    }


def _line(line: Any, line_id: str) -> Line:
    if not isinstance(line, dict):
        raise BadInput("Each of the lines must be an object.")
    gift_card = line.get("gift_card", False)
    if not isinstance(gift_card, bool):
        raise BadInput("gift_card must be true or false.")
    return Line(
        line_id=line_id,
        product_id=_id(line, "product_id"),
        variant_id=_id(line, "variant_id"),
        quantity=_whole(line, "quantity", _PIECES_MOST),
        net_minor=_whole(line, "net_minor", _MINOR_MOST),
        gift_card=gift_card,
        list_minor=None
        if line.get("list_minor") is None
        else _whole(line, "list_minor", _MINOR_MOST),
        tax_minor=_whole(line, "tax_minor", _MINOR_MOST, 0),
    )


def _id(line: dict[str, Any], name: str) -> str:
    """A product's or variant's id, as text or number; "" for one that is not there, as with a
    product without variants."""
    value = line.get(name)
    if value is None or value == "":
        return ""
    stated = str(value) if type(value) is int and 0 <= value <= _NUMBER_MOST else value
    if not isinstance(stated, str) or not _ID.fullmatch(stated):
        raise BadInput(f"{name} must be the store's id, as text or a number.")
    return "" if stated == "0" else stated


def _whole(of: dict[str, Any], name: str, most: int, otherwise: int | None = None) -> int:
    value = of.get(name)
    if value is None:
        value = otherwise
    if type(value) is not int or not 0 <= value <= most:
        raise BadInput(f"{name} must be a whole number from 0 to {most}.")
    return value
