"""What a cart costs: discounts spread over the lines, 5 % tax on top, gift cards untaxed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count

from core.money import exponent
from tests.simulation.shops.records import Item, Line, Used

TAX_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Priced:
    lines: list[Line]
    used: list[Used]
    shipping: int
    shipping_tax: int


def percent_of(amount: int, percent: int) -> int:
    """`percent` of `amount`, half up; both at least 0."""
    return (2 * amount * percent + 100) // 200


def price(
    items: Sequence[Item],
    discounts: Sequence[Used],
    shipping_minor: int,
    *,
    cut_gift_cards: bool,
    ids: count[int],
) -> Priced:
    """Price a cart. Whether codes touch gift cards depends on the platform."""
    lines = [
        Line(next(ids), one.product_id, one.quantity, one.unit_minor, 0, 0, one.gift_card)
        for one in items
    ]
    for line in lines:
        line.net = line.subtotal
    eligible = [line for line in lines if cut_gift_cards or not line.gift_card]
    used: list[Used] = []
    for index, discount in enumerate(discounts):
        room = sum(line.net for line in eligible)
        wanted = {
            "percent": percent_of(room, discount.percent),
            "fixed": min(discount.value_minor, room),
            "free_shipping": 0,
        }[discount.kind]
        _spread(eligible, index, wanted, room)
        used.append(replace(discount, amount=wanted))
    for line in lines:
        line.tax = 0 if line.gift_card else percent_of(line.net, TAX_PERCENT)
    free = any(discount.kind == "free_shipping" for discount in discounts)
    shipping = 0 if free else shipping_minor
    return Priced(lines, used, shipping, percent_of(shipping, TAX_PERCENT))


def _spread(lines: list[Line], index: int, amount: int, room: int) -> None:
    """Each line's share of a discount by its worth; what is over goes to the first lines."""
    if amount <= 0:
        return
    shares = [line.net * amount // room for line in lines]
    over = amount - sum(shares)
    for line, share in zip(lines, shares, strict=True):
        cut = share + (1 if over > 0 and share < line.net else 0)
        over -= cut - share
        if cut:
            line.net -= cut
            line.cuts.append((index, cut))


@lru_cache(maxsize=1 << 14)
def major(minor: int, currency: str) -> str:
    """5250 USD as "52.50": core.money.to_major for the many amounts of an order."""
    digits = exponent(currency)
    if digits == 0:
        return str(minor)
    sign, minor = ("-", -minor) if minor < 0 else ("", minor)
    whole, rest = divmod(minor, 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d}"
