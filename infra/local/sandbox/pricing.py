"""What a cart costs: discounts spread over lines, 5 % tax on top, flat shipping."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from infra.local.sandbox.catalogue import SHIPPING_USD, TAX_PERCENT, shop_price_minor


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a cart before discounts. `unit_minor`: price of one, before tax."""

    product_id: int
    variant_id: int
    sku: str
    name: str
    quantity: int
    unit_minor: int
    gift_card: bool = False


@dataclass(frozen=True, slots=True)
class Discount:
    """A code's effect. `value_minor` for "fixed", `percent` for "percent". `products`: on these
    alone, on all where empty. `pieces`: on so many of them at most, 0 for all."""

    code: str
    kind: Literal["fixed", "percent", "none"]
    value_minor: int = 0
    percent: Decimal = Decimal(0)
    free_shipping: bool = False
    products: frozenset[str] = frozenset()
    pieces: int = 0


@dataclass(slots=True)
class PricedLine:
    item: Item
    subtotal: int
    discounts: dict[str, int] = field(default_factory=dict)
    tax_percent: int = TAX_PERCENT

    @property
    def discount(self) -> int:
        return sum(self.discounts.values())

    @property
    def total(self) -> int:
        return self.subtotal - self.discount

    @property
    def total_tax(self) -> int:
        return percent_of(self.total, self.tax_percent)

    @property
    def subtotal_tax(self) -> int:
        return percent_of(self.subtotal, self.tax_percent)


@dataclass(slots=True)
class Priced:
    """All amounts in minor units of `currency`."""

    currency: str
    lines: list[PricedLine]
    shipping_full: int
    shipping: int
    shipping_tax: int
    fees: list[tuple[str, int, int]]
    codes: list[Discount]

    @property
    def subtotal(self) -> int:
        return sum(line.subtotal for line in self.lines)

    @property
    def discount(self) -> int:
        return sum(line.discount for line in self.lines)

    @property
    def discount_tax(self) -> int:
        return sum(line.subtotal_tax - line.total_tax for line in self.lines)

    @property
    def cart_tax(self) -> int:
        return sum(line.total_tax for line in self.lines) + sum(tax for _, _, tax in self.fees)

    @property
    def tax(self) -> int:
        return self.cart_tax + self.shipping_tax

    @property
    def total(self) -> int:
        merchandise = sum(line.total for line in self.lines)
        return merchandise + sum(fee for _, fee, _ in self.fees) + self.shipping + self.tax

    def code_amount(self, code: str) -> int:
        return sum(line.discounts.get(code, 0) for line in self.lines)


def percent_of(amount: int, percent: int | Decimal) -> int:
    """`percent` of `amount`, half up."""
    exact = Decimal(amount) * Decimal(percent) / 100
    return int(exact.to_integral_value(ROUND_HALF_UP))


def pieces_of(amount: int, before: int, pieces: int, of: int) -> int:
    """What `pieces` of `of` are worth that cost `amount` together, after `before` of them were
    counted: shares that add up to all of it."""
    return amount * (before + pieces) // of - amount * before // of


def price(
    items: list[Item],
    currency: str,
    discounts: list[Discount],
    *,
    discount_gift_cards: bool,
    shipping_minor: int | None = None,
    fees: list[tuple[str, int]] | None = None,
    tax_percent: int = TAX_PERCENT,
) -> Priced:
    """Price a cart. Shipping is flat where anything is shipped, unless a code makes it free;
    `shipping_minor` overrides it. Gift cards bear no tax; whether codes touch them depends on
    the platform (WooCommerce: yes, Shopify: no)."""
    lines = [
        PricedLine(item, item.unit_minor * item.quantity, {}, 0 if item.gift_card else tax_percent)
        for item in items
    ]
    eligible = [line for line in lines if discount_gift_cards or not line.item.gift_card]
    for discount in discounts:
        meant = [line for line in eligible if is_for(discount, line.item.product_id)]
        if discount.pieces:
            meant = meant[:1]
        room = sum(line.total for line in meant)
        most = sum(_reachable(line, discount.pieces) for line in meant)
        if discount.kind == "percent":
            _spread(meant, discount.code, percent_of(most, discount.percent), room)
        elif discount.kind == "fixed":
            _spread(meant, discount.code, min(discount.value_minor, most), room)
    shipped = any(not line.item.gift_card for line in lines)
    full = shop_price_minor(SHIPPING_USD, currency) if shipped else 0
    full = full if shipping_minor is None else shipping_minor
    shipping = 0 if any(discount.free_shipping for discount in discounts) else full
    return Priced(
        currency=currency,
        lines=lines,
        shipping_full=full,
        shipping=shipping,
        shipping_tax=percent_of(shipping, tax_percent),
        fees=[(name, fee, percent_of(fee, tax_percent)) for name, fee in fees or []],
        codes=discounts,
    )


def is_for(discount: Discount, product_id: int) -> bool:
    return not discount.products or str(product_id) in discount.products


def _reachable(line: PricedLine, pieces: int) -> int:
    """What so many pieces of a line cost, all of them for 0."""
    quantity = line.item.quantity
    return pieces_of(line.total, 0, min(pieces or quantity, quantity), quantity)


def _spread(lines: list[PricedLine], code: str, amount: int, room: int) -> None:
    """Give each line its share of `amount` by its worth; the last units go to the first lines."""
    if amount <= 0 or room <= 0:
        return
    shares = [line.total * amount // room for line in lines]
    rest = amount - sum(shares)
    for index, line in enumerate(lines):
        extra = min(rest, line.total - shares[index], 1) if rest > 0 else 0
        rest -= extra
        if shares[index] + extra:
            line.discounts[code] = shares[index] + extra
